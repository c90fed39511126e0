"""A virus scanner's side of the clamd protocol: a stand-in for a third party, on a real socket."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1) or b"\0"
        if command == b"zVERSION\0":
            self.wfile.write(b"ClamAV 1.4.3/27000\0")
        elif command == b"zINSTREAM\0":
            self.wfile.write(self._verdict() + b"\0")

    def _verdict(self) -> bytes:
        content, limit = b"", self.server.limit  # type: ignore[attr-defined]  # set below
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > limit:
                return b"INSTREAM size limit exceeded. ERROR"
        self.server.seen.append(content)  # type: ignore[attr-defined]  # as above
        return b"stream: Eicar-Signature FOUND" if EICAR in content else b"stream: OK"


@contextmanager
def scanner(*, limit: int = 1_000_000) -> Iterator[tuple[str, list[bytes]]]:
    """The address of a running scanner, and what it has been shown so far."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as server:
        server.limit, server.seen = limit, []  # type: ignore[attr-defined]  # read by the handler
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}", server.seen  # type: ignore[attr-defined]  # as above
        server.shutdown()
