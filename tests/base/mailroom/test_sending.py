"""Mail leaves through real conversations with a real server."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import Any

import pytest

from goodstanding.base.mailroom import actions, queries, smtp
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.mailroom.states import MailState
from goodstanding.kit.errors import Invalid
from tests.base.mailroom.conftest import PostOffice
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


def letter_to(address: str = "alice@example.com", key: str = "n-1", subject: str = "Your late shipment rate") -> Mail:
    """A queued mail."""
    return actions.queue(
        key=key,
        to=actions.Addressee(user_id=None, address=address, name="Alice Ähre"),
        letter=actions.Letter(subject=subject, text="Please read on – today.\n", html="<p>Please read on.</p>"),
        about=("notification", "N-1"),
        seller_id=None,
        at=NOW,
    )


def test_a_mail_arrives_with_both_parts_and_its_own_id(office: PostOffice) -> None:
    mail = letter_to()

    state = actions.send(mail.pk, at=NOW)

    assert state is MailState.SENT
    [arrived] = office.taken
    assert arrived["Subject"] == "Your late shipment rate"
    assert arrived["Message-ID"] == mail.message_id
    assert [part.get_content_type() for part in arrived.walk()][1:] == ["text/plain", "text/html"]


def test_the_worker_sends_what_was_queued(office: PostOffice, world: World) -> None:
    letter_to()

    Mail.objects.update(next_try_at=NOW - timedelta(days=3650))
    world.work_off()

    assert len(office.taken) == 1


def test_the_same_key_is_one_mail(office: PostOffice) -> None:
    first, second = letter_to(), letter_to(subject="Other words")

    assert first.pk == second.pk
    assert Mail.objects.get().subject == "Your late shipment rate"


def test_a_temporary_refusal_is_tried_again_later_under_the_same_id(office: PostOffice) -> None:
    mail = letter_to()
    office.answer = "451 try later"

    assert actions.send(mail.pk, at=NOW) is MailState.QUEUED
    mail.refresh_from_db()
    assert (mail.attempts, mail.next_try_at) == (1, NOW + timedelta(minutes=1))
    assert "451" in mail.last_error

    office.answer = "250 OK"
    assert actions.send(mail.pk, at=NOW + timedelta(minutes=1)) is MailState.SENT
    assert office.taken[0]["Message-ID"] == mail.message_id


def test_a_refusal_for_good_is_not_tried_again(office: PostOffice) -> None:
    mail = letter_to()
    office.recipient_answer = "550 no such mailbox"

    assert actions.send(mail.pk, at=NOW) is MailState.FAILED

    mail.refresh_from_db()
    assert "550 no such mailbox" in mail.last_error
    assert queries.due(NOW + timedelta(days=365)) == []


def test_a_server_that_is_not_there_is_tried_again(settings: Any) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.SMTP_URL = f"smtp://127.0.0.1:{unused.getsockname()[1]}"
    mail = letter_to()

    assert actions.send(mail.pk, at=NOW) is MailState.QUEUED

    mail.refresh_from_db()
    assert "refused" in mail.last_error.lower()


def test_it_gives_up_after_the_last_wait(office: PostOffice) -> None:
    office.answer = "421 busy"
    mail = letter_to()
    at, tries = NOW, 0

    while actions.send(mail.pk, at=at) is MailState.QUEUED:
        mail.refresh_from_db()
        assert mail.next_try_at is not None
        at, tries = mail.next_try_at, tries + 1

    assert tries == 10
    assert timedelta(days=2) < at - NOW < timedelta(days=4)


def test_a_mail_whose_worker_died_after_claiming_is_sent_later(office: PostOffice) -> None:
    mail = letter_to()
    Mail.objects.filter(pk=mail.pk).update(next_try_at=NOW + actions.LEASE)

    assert actions.send(mail.pk, at=NOW) is MailState.QUEUED
    assert office.conversations == 0

    assert actions.send(mail.pk, at=NOW + actions.LEASE) is MailState.SENT


def test_a_sent_mail_is_not_sent_again(office: PostOffice) -> None:
    mail = letter_to()
    actions.send(mail.pk, at=NOW)

    assert actions.send(mail.pk, at=NOW) is MailState.SENT
    assert len(office.taken) == 1


def test_with_no_server_set_a_mail_is_kept() -> None:
    mail = letter_to()

    assert mail.state == MailState.KEPT
    assert queries.due(NOW + timedelta(days=1)) == []


@pytest.mark.parametrize(
    "subject", ["Hello\r\nBcc: eve@example.com", "Hello\nBcc: eve@example.com", "Hello\u2028Bcc: x"]
)
def test_a_subject_cannot_add_a_header(office: PostOffice, subject: str) -> None:
    mail = letter_to(subject=subject)

    actions.send(mail.pk, at=NOW)

    assert office.taken[0]["Bcc"] is None
    assert "Bcc:" in office.taken[0]["Subject"]


@pytest.mark.parametrize("address", ["no address", "a@b@c", "alice@example.com\r\nBcc: eve@example.com", "", "a@b"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Invalid):
        letter_to(address=address)
    assert not Mail.objects.exists()


def test_login_after_starttls(locked_office: PostOffice, settings: Any) -> None:
    settings.SMTP_URL = f"smtp://post:s3cr%26t@{locked_office.url}?tls=starttls&verify=no"
    mail = letter_to()

    assert actions.send(mail.pk, at=NOW) is MailState.SENT


def test_a_certificate_that_nobody_vouches_for_is_not_accepted(locked_office: PostOffice, settings: Any) -> None:
    settings.SMTP_URL = f"smtp://post:s3cr%26t@{locked_office.url}?tls=starttls"
    mail = letter_to()

    assert actions.send(mail.pk, at=NOW) is MailState.QUEUED
    mail.refresh_from_db()
    assert "certificate" in mail.last_error.lower()


def test_a_wrong_password_is_told_and_tried_again(locked_office: PostOffice) -> None:
    server = smtp.server_from(f"smtp://post:wrong@{locked_office.url}?tls=starttls&verify=no")

    outcome = smtp.greet(server)

    assert not outcome.taken and outcome.temporary
    assert "535" in outcome.error


@pytest.mark.parametrize(
    ("url", "host", "port", "tls"),
    [
        ("smtp://mail.example.com", "mail.example.com", 25, "none"),
        ("smtp://u:p@mail.example.com", "mail.example.com", 587, "starttls"),
        ("smtps://u:p@mail.example.com", "mail.example.com", 465, "tls"),
        ("smtp://u:p@mail.example.com:2525?tls=none", "mail.example.com", 2525, "none"),
    ],
)
def test_a_server_address_is_read(url: str, host: str, port: int, tls: str) -> None:
    server = smtp.server_from(url)

    assert (server.host, server.port, server.tls) == (host, port, tls)


@pytest.mark.parametrize(
    "url", ["mail.example.com", "http://mail.example.com", "smtp://", "smtp://h:99999", "smtp://h?tls=maybe"]
)
def test_a_server_address_that_cannot_be_read_names_the_remedy(url: str) -> None:
    with pytest.raises(Invalid, match="tls=starttls"):
        smtp.server_from(url)


def test_a_password_reset_takes_the_same_way(world: World, office: PostOffice, settings: Any) -> None:
    settings.EMAIL_BACKEND = "goodstanding.base.mailroom.backend.MailroomBackend"  # Django's test set-up replaces it

    world.as_(None).post("/accounts/password/reset/", {"email": world.alice.user.email})

    mail = Mail.objects.get()
    assert (mail.to_address, mail.about_kind, mail.state) == (world.alice.user.email, "account", MailState.QUEUED)
