"""A mailbox at another server: a stand-in that speaks as much IMAP (RFC 3501, 6851) as a reader of mail needs."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Box:
    """The mails by number, those that were seen, moved or deleted; `broken` hangs up when that number is asked for."""

    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    moved: dict[int, str] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    validity: int = 7
    can_move: bool = True
    broken: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"imap://cases:s3cr%26t@127.0.0.1:{self.port}/INBOX"


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.box: Box = self.server.box  # type: ignore[attr-defined]  # set below
        self._say(b"* OK ready")
        for raw in self.rfile:
            tag, _, command = raw.strip().partition(b" ")
            if not self._obey(tag, command.decode()):
                return

    def _obey(self, tag: bytes, command: str) -> bool:
        verb = command.split()[0].upper()
        if verb == "CAPABILITY":
            self._say(b"* CAPABILITY IMAP4rev1" + (b" MOVE" if self.box.can_move else b""))
        elif verb == "LOGIN" and command != 'LOGIN cases "s3cr&t"':
            self._say(tag + b" NO wrong")
            return True
        elif verb == "SELECT":
            self._say(f"* {len(self.box.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.box.validity}] valid".encode())
        elif verb == "UID":
            if not self._uid(command.split(" ", 2)[1].upper(), command.split(" ", 2)[2]):
                return False
        elif verb == "EXPUNGE":
            for uid in self.box.deleted:
                self.box.mails.pop(uid, None)
        elif verb == "LOGOUT":
            self._say(b"* BYE\r\n" + tag + b" OK")
            return False
        self._say(tag + b" OK done")
        return True

    def _uid(self, verb: str, rest: str) -> bool:
        if verb == "SEARCH":
            least = int(re.findall(r"\d+", rest)[0])
            found = [uid for uid in self.box.mails if uid >= least] or list(self.box.mails)[-1:]  # "*" is the last one
            self._say(f"* SEARCH {' '.join(map(str, found))}".encode())
            return True
        uid = int(rest.split()[0])
        if uid == self.box.broken:
            return False
        if verb == "FETCH" and "SIZE" in rest:
            self._say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(self.box.mails[uid])})".encode())
        elif verb == "FETCH":
            raw = self.box.mails[uid]
            self._say(f"* 1 FETCH (UID {uid} BODY[] {{{len(raw)}}}".encode() + b"\r\n" + raw + b")")
        elif verb == "STORE":
            self.box.seen.add(uid)
            self.box.deleted |= {uid} if "Deleted" in rest else set()
        elif verb in {"MOVE", "COPY"}:
            self.box.moved[uid] = rest.split()[1].strip('"')
            if verb == "MOVE":
                del self.box.mails[uid]
        return True

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


@contextmanager
def mailbox() -> Iterator[Box]:
    """A running mailbox."""
    box = Box()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as server:
        server.box, box.port = box, server.server_address[1]  # type: ignore[attr-defined]  # read by the handler
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield box
        server.shutdown()
