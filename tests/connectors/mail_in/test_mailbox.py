"""A mailbox is read without losing a mail and without taking one twice, wherever it breaks off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.inbound import mailboxes
from goodstanding.base.mailroom.models import InboundMail, Mailbox
from goodstanding.base.mailroom.states import InState
from goodstanding.connectors.mail_in import mailbox, tasks
from goodstanding.connectors.mail_in.mailbox import MailboxAway
from goodstanding.kit.errors import Invalid
from tests.connectors.mail_in.post import Box
from tests.connectors.mail_in.post import mailbox as running
from tests.factories.cases import open_case
from tests.factories.mails import HOME, letter, reply_address
from tests.world import World


@pytest.fixture
def box(world: World, settings: Any) -> Iterator[Box]:
    settings.MAIL_IN_ADDRESS = HOME
    reading.move_to(world.now)
    with running() as one:
        settings.MAIL_IN_IMAP_URL = one.url
        yield one


def put(box: Box, *numbers: int) -> None:
    for number in numbers:
        box.mails[number] = letter(sender="alice@example.com", body=f"Mail {number}\n").as_bytes()


def bodies() -> list[str]:
    return list(InboundMail.objects.order_by("pk").values_list("shown", flat=True))


def test_the_worker_takes_what_is_new_and_marks_it_seen(world: World, box: Box) -> None:
    case = open_case(world)
    box.mails[3] = letter(sender="alice@example.com", to=reply_address(world, case, world.alice)).as_bytes()

    assert tasks.poll.call() == 1
    assert tasks.poll.call() == 0
    world.work_off()

    assert box.seen == {3}
    assert InboundMail.objects.get().state == InState.TAKEN


def test_reading_goes_on_after_the_last_one(box: Box) -> None:
    put(box, 1, 2)
    mailbox.poll()
    put(box, 3)

    assert mailbox.poll() == 1
    assert bodies() == ["Mail 1", "Mail 2", "Mail 3"]


def test_a_mailbox_that_hangs_up_in_the_middle_is_gone_on_with(box: Box) -> None:
    put(box, 1, 2, 3)
    box.broken = 2

    with pytest.raises(MailboxAway):
        mailbox.poll()
    box.broken = 0

    assert mailbox.poll() == 2
    assert bodies() == ["Mail 1", "Mail 2", "Mail 3"]


def test_a_mailbox_that_numbers_its_mails_anew_is_read_anew_and_nothing_is_taken_twice(box: Box) -> None:
    put(box, 1, 2)
    mailbox.poll()
    box.mails = {1: box.mails[2], 2: letter(sender="alice@example.com", body="Mail 9\n").as_bytes()}
    box.validity = 8

    mailbox.poll()

    assert bodies() == ["Mail 1", "Mail 2", "Mail 9"]


@pytest.mark.parametrize("can_move", [True, False])
def test_what_was_taken_is_moved_where_the_operator_wants_it(box: Box, settings: Any, can_move: bool) -> None:
    settings.MAIL_IN_IMAP_URL += "?then=move:Taken"
    box.can_move = can_move
    put(box, 1)

    mailbox.poll()

    assert box.moved == {1: "Taken"}
    assert box.mails == {}


def test_or_deleted(box: Box, settings: Any) -> None:
    settings.MAIL_IN_IMAP_URL += "?then=delete"
    put(box, 1)

    mailbox.poll()

    assert box.mails == {}
    assert bodies() == ["Mail 1"]


def test_a_mail_that_is_too_large_stays_where_it_is(box: Box, settings: Any) -> None:
    settings.MAIL_IN_IMAP_URL += "?then=delete"
    settings.MAIL_IN_MAX_BYTES = 2_000
    put(box, 1)
    box.mails[2] = letter(sender="alice@example.com", body="word " * 2_000).as_bytes()

    assert mailbox.poll() == 1
    assert list(box.mails) == [2]


def test_a_wrong_password_is_told_and_kept(box: Box, settings: Any) -> None:
    settings.MAIL_IN_IMAP_URL = box.url.replace("s3cr%26t", "wrong")

    assert tasks.poll.call() == 0
    assert "wrong" in mailboxes.trouble_with(Mailbox.objects.get().name)
    assert "s3cr" not in Mailbox.objects.get().name


def test_without_a_mailbox_nothing_is_read(db: None, settings: Any) -> None:
    settings.MAIL_IN_IMAP_URL = ""

    assert tasks.poll.call() == 0


@pytest.mark.parametrize(
    "url", ["", "imaps://host", "pop3://u:p@host", "imaps://u:p@host?then=burn", "imaps://u:p@host?then=move:"]
)
def test_an_address_that_cannot_be_read_names_the_remedy(url: str) -> None:
    with pytest.raises(Invalid, match="then=seen"):
        mailbox.place_from(url)
