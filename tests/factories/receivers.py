"""A receiver of webhooks as integrators run them: a real web server that keeps what it got and answers as it is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """`status` is what it answers, after `delay` seconds; `got` are headers (lower case) and bodies."""

    url: str = ""
    status: int = 204
    says: bytes = b""
    delay: float = 0
    location: str = ""
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _body in self.got]


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Listen on a free port of this machine."""
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            time.sleep(told.delay)
            self.send_response(told.status)
            if told.location:
                self.send_header("Location", told.location)
            if told.status != 204:
                self.send_header("Content-Length", str(len(told.says)))
            self.end_headers()
            if told.status != 204:
                self.wfile.write(told.says)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_address[1]}/in"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
