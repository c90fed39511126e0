"""Mail that comes back is counted against the address it went to, and nobody else can have one counted."""

from __future__ import annotations

from typing import Any

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.mailroom import actions, addresses, failing
from goodstanding.base.mailroom.actions import Addressee
from goodstanding.base.mailroom.models import FailingAddress, Mail
from goodstanding.base.mailroom.states import InState, Reason
from tests.base.mailroom.conftest import PostOffice, office
from tests.factories.cases import open_case
from tests.factories.mails import HOME, drop, letter, reply_address
from tests.world import World

__all__ = ["office"]  # a fixture
REPORT = """From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{n}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="d"

--d
Content-Type: text/plain

It could not be delivered.
--d
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; alice@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 User unknown
--d
Content-Type: text/rfc822-headers

Message-ID: {ident}
--d--
"""


@pytest.fixture(autouse=True)
def _mail_in(world: World, settings: Any) -> None:
    settings.MAIL_IN_ADDRESS = HOME
    reading.move_to(world.now)


def report(ident: str, *, n: int = 1, to: str = HOME, status: str = "5.1.1", action: str = "failed") -> bytes:
    return REPORT.format(n=n, to=to, status=status, action=action, ident=ident).encode()


def sent(world: World) -> Mail:
    open_case(world)
    world.work_off()
    return Mail.objects.get()


def test_after_the_third_time_the_address_is_called_failing_and_the_team_sees_it(world: World) -> None:
    mail = sent(world)
    for n in range(3):
        assert failing.failing(["alice@example.com"]) == {}
        row = drop(world, report(mail.message_id, n=n))
        assert (row.state, row.reason) == (InState.NOTED, Reason.BOUNCED)

    assert list(failing.failing(["Alice@example.com", "sue@example.com"])) == ["alice@example.com"]
    page = world.as_(world.sue).get(f"/s/{world.harbour.ref}/team/").content.decode()
    assert page.count("mail comes back") == 1
    mail.refresh_from_db()
    assert "550 5.1.1" in mail.last_error


def test_the_returns_address_names_the_mail_even_when_the_report_does_not(world: World) -> None:
    mail = sent(world)

    drop(world, report("<unknown@mx.example>", to=addresses.bounce_address(mail.pk)))

    assert FailingAddress.objects.get().address == "alice@example.com"


@pytest.mark.parametrize(("status", "action"), [("4.2.2", "failed"), ("4.4.1", "delayed"), ("5.1.1", "delayed")])
def test_what_may_get_better_is_not_counted(world: World, status: str, action: str) -> None:
    drop(world, report(sent(world).message_id, status=status, action=action))

    assert not FailingAddress.objects.exists()


@pytest.mark.parametrize("to", [HOME, "cases+bounce.1.0.aaaaaaaaaaaaaaaa@market.example"])
def test_a_made_up_report_counts_nothing(world: World, to: str) -> None:
    sent(world)

    row = drop(world, report("<guessed@market.example>", to=to))

    assert row.state == InState.NOTED
    assert not FailingAddress.objects.exists()


def test_mail_from_the_address_forgets_the_failures(world: World) -> None:
    case = open_case(world)
    address = reply_address(world, case, world.alice)
    for _ in range(3):
        failing.note_failure("alice@example.com", error="550", at=world.now)

    drop(world, letter(sender="alice@example.com", to=address))

    assert failing.failing(["alice@example.com"]) == {}


def test_mails_leave_with_their_own_returns_address_and_answers_by_rule_with_none(
    world: World, office: PostOffice
) -> None:
    case = open_case(world)
    reply = reply_address(world, case, world.alice)
    drop(world, letter(sender="stranger@elsewhere.example"))

    told, answered = office.taken
    assert (told["Reply-To"].split()[-1].strip("<>"), told["Auto-Submitted"]) == (reply, "auto-generated")
    assert told["References"] == told["In-Reply-To"]
    assert told["List-Id"].startswith("<notices.")
    assert (answered["Auto-Submitted"], answered["Reply-To"]) == ("auto-replied", None)
    mail = Mail.objects.get(about_kind="case")
    assert office.senders == [addresses.bounce_address(mail.pk), "<>"]


def test_a_refusal_at_the_door_counts_too(world: World, office: PostOffice) -> None:
    office.recipient_answer = "550 no such mailbox"
    mail = actions.queue(
        key="k", to=Addressee(None, "gone@example.com", "Gone"), letter=actions.Letter("s", "t", ""), about=("case", "x"),
        seller_id=None, at=world.now,
    )  # fmt: skip

    actions.send(mail.pk, at=world.now)

    assert FailingAddress.objects.get().address == "gone@example.com"
