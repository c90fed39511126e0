"""Mail comes in through real conversations with a real mail server's client."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.storage import default_storage

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.inbound import queries
from goodstanding.base.mailroom.models import InboundMail
from goodstanding.base.mailroom.states import Door, InState, MailKind
from goodstanding.connectors.mail_in import listener
from goodstanding.connectors.mail_in.listener import Listener
from goodstanding.kit.errors import Invalid
from goodstanding.systems.cases.models import CaseMessage
from tests.factories.cases import open_case
from tests.factories.mails import HOME, letter, reply_address
from tests.world import World

Speak = Callable[[str], smtplib.SMTP]


@pytest.fixture
def hall(transactional_db: None, world: World, settings: Any) -> World:
    """The cast, committed, in a marketplace that takes mail in."""
    settings.MAIL_IN_ADDRESS = HOME
    reading.move_to(world.now)
    return world


@pytest.fixture
def speak(hall: World) -> Iterator[Speak]:
    """Starts a listener that speaks `smtp` or `lmtp` and connects to it."""
    running: list[Listener] = []

    def begin(protocol: str) -> smtplib.SMTP:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        running.append(Listener(listener.ear_from(f"{protocol}://127.0.0.1:{port}")))
        running[-1].start()
        return (smtplib.LMTP if protocol == "lmtp" else smtplib.SMTP)("127.0.0.1", port)

    yield begin
    for one in running:
        one.stop()


@pytest.mark.parametrize("protocol", ["smtp", "lmtp"])
def test_a_reply_comes_in_and_is_in_the_case(hall: World, speak: Speak, protocol: str) -> None:
    case = open_case(hall)
    message = letter(sender="alice@example.com", to=reply_address(hall, case, hall.alice))

    with speak(protocol) as client:
        assert client.send_message(message) == {}
    hall.work_off()

    mail = InboundMail.objects.get()
    assert (mail.door, mail.state, mail.envelope_from) == (Door.LISTENER, InState.TAKEN, "alice@example.com")
    assert CaseMessage.objects.get(case=case, number=2).body == "Here is the scan."
    assert b"Here is the scan." in queries.raw_of(mail)


def test_the_mailbox_of_a_route_is_heard(hall: World, speak: Speak, settings: Any) -> None:
    settings.MAIL_FROM = "Goodstanding <no-reply@market.example>"

    with speak("smtp") as client:
        assert client.send_message(letter(sender="alice@example.com", to="payments-escalation@market.example")) == {}

    assert InboundMail.objects.get().recipients == ["payments-escalation@market.example"]


@pytest.mark.parametrize(
    "address", ["nobody@market.example", "cases@elsewhere.example", "cases+case.abc.1.aaaaaaaaaaaaaaaa@market.example"]
)
def test_a_recipient_who_is_not_ours_is_refused_before_the_mail_is_sent(
    hall: World, speak: Speak, address: str
) -> None:
    with speak("smtp") as client, pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        client.send_message(letter(sender="alice@example.com", to=address))

    assert refused.value.recipients[address][0] == 550
    assert not InboundMail.objects.exists()


def test_two_recipients_of_one_mail_get_an_answer_each_and_it_is_kept_once(hall: World, speak: Speak) -> None:
    address = reply_address(hall, open_case(hall), hall.alice)

    with speak("lmtp") as client:
        client.ehlo_or_helo_if_needed()
        client.mail("alice@example.com")
        client.rcpt(address)
        client.rcpt(HOME)
        first = client.data(letter(sender="alice@example.com", to=address).as_bytes())
        second = client.getreply()  # the library reads one answer only; LMTP gives one for each recipient

    assert (first[0], second[0]) == (250, 250)
    assert InboundMail.objects.count() == 1


def test_a_mail_that_is_too_large_is_refused(hall: World, speak: Speak, settings: Any) -> None:
    settings.MAIL_IN_MAX_BYTES = 5_000

    with speak("smtp") as client, pytest.raises(smtplib.SMTPException):
        client.send_message(letter(sender="alice@example.com", body="word " * 5_000))

    assert not InboundMail.objects.exists()


def test_while_it_cannot_be_kept_the_other_server_is_asked_to_come_again(
    hall: World, speak: Speak, settings: Any, tmp_path: Any
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    settings.MEDIA_ROOT = str(blocked)
    default_storage.__dict__.pop("base_location", None)

    with speak("smtp") as client, pytest.raises(smtplib.SMTPDataError) as refused:
        client.send_message(letter(sender="alice@example.com"))

    assert refused.value.smtp_code == 451
    assert not InboundMail.objects.exists()


def test_the_same_mail_sent_again_after_a_lost_answer_is_kept_once(hall: World, speak: Speak) -> None:
    with speak("smtp") as client:
        client.send_message(letter(sender="alice@example.com"))
        client.send_message(letter(sender="alice@example.com"))

    assert InboundMail.objects.get().times_seen == 2


def test_a_mail_with_raw_eight_bit_headers_gets_through(hall: World, speak: Speak) -> None:
    raw = f"From: Jürgen <alice@example.com>\r\nTo: {HOME}\r\nSubject: Rückfrage\r\n\r\nGrüße\r\n".encode("latin-1")

    with speak("smtp") as client:
        client.sendmail("alice@example.com", [HOME], raw)

    mail = InboundMail.objects.get()
    assert (mail.subject, mail.from_name, mail.shown) == ("Rückfrage", "Jürgen", "Grüße")


def test_a_mail_from_nobody_is_a_machines(hall: World, speak: Speak) -> None:
    with speak("smtp") as client:
        client.sendmail("", [HOME], letter(sender="alice@example.com").as_bytes())

    assert InboundMail.objects.get().kind == MailKind.AUTO_REPLY


@pytest.mark.parametrize("text", ["", "lmtp://127.0.0.1", "http://127.0.0.1:25", "lmtp://h:99999"])
def test_an_address_that_cannot_be_read_names_the_remedy(text: str) -> None:
    with pytest.raises(Invalid, match=r"lmtp://127\.0\.0\.1:2424"):
        listener.ear_from(text)
