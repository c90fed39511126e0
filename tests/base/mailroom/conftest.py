"""A real mail server in a thread, which can be told how to answer."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session


@dataclass
class PostOffice:
    """Takes mail, or answers `answer` instead. `url` is its address."""

    answer: str = "250 OK"
    recipient_answer: str = "250 OK"
    taken: list[Message] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    conversations: int = 0
    url: str = ""

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        self.conversations += 1
        if self.answer.startswith("250"):
            self.senders.append(envelope.mail_from or "")
            self.taken.append(message_from_bytes(bytes(envelope.content or b"")))
        return self.answer


def _started(office: PostOffice, **options: Any) -> Controller:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port, **options)
    controller.start()
    return controller


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    """A plain server, set as the marketplace's own."""
    office = PostOffice()
    controller = _started(office)
    settings.SMTP_URL = office.url = f"smtp://127.0.0.1:{controller.port}"
    yield office
    controller.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that nobody vouches for."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


@pytest.fixture
def locked_office(certificate: Path) -> Iterator[PostOffice]:
    """A server that demands STARTTLS and the login `post` with the password `s3cr&t`."""

    def check(server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"post", b"s3cr&t")
        return AuthResult(success=known, handled=known)

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    office = PostOffice()
    controller = _started(office, tls_context=context, require_starttls=True, authenticator=check, auth_required=True)
    office.url = f"127.0.0.1:{controller.port}"
    yield office
    controller.stop()
