"""Mail to the mailbox of a route: into the case it names, or an answer how to reach us."""

from __future__ import annotations

from typing import Any

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.models import InboundMail, Mail
from goodstanding.base.mailroom.states import InState, Reason
from goodstanding.flows import mail_addresses
from goodstanding.systems.cases.models import CaseMessage
from tests.factories.escalations import escalated
from tests.factories.mails import HOME, drop, letter
from tests.world import World

PAYMENTS = "payments-escalation@market.example"
PROVEN = {"Authentication-Results": "mx.market.example; dmarc=pass"}


@pytest.fixture(autouse=True)
def _mail_in(world: World, settings: Any) -> None:
    settings.MAIL_IN_ADDRESS, settings.MAIL_IN_TRUSTED = HOME, "mx.market.example"
    settings.MAIL_FROM = "Goodstanding <no-reply@market.example>"
    reading.move_to(world.now)


def outcome(mail: InboundMail) -> tuple[str, str, str]:
    return mail.state, mail.reason, mail.matched_by


def answered() -> list[str]:
    return list(Mail.objects.filter(about_kind="mail_in").values_list("to_address", flat=True))


def test_the_mailboxes_of_the_rules_are_ours_while_mail_is_taken_in(world: World, settings: Any) -> None:
    assert mail_addresses.is_ours(PAYMENTS.upper(), world.now)
    assert mail_addresses.is_ours(HOME, world.now)
    assert not mail_addresses.is_ours("payments@market.example", world.now)

    settings.MAIL_IN_ADDRESS = ""
    assert not mail_addresses.is_ours(PAYMENTS, world.now)


@pytest.mark.parametrize("subject", ["[{ref}] the trace", "Case {ref}, the trace of the bank", "fwd {ref}"])
def test_a_members_mail_that_names_its_case_joins_it(world: World, subject: str) -> None:
    case = escalated(world).case
    named = subject.format(ref=case.ref.lower())

    mail = drop(world, letter(sender="alice@example.com", to=PAYMENTS, subject=named, headers=PROVEN))

    assert outcome(mail) == (InState.TAKEN, Reason.MATCHED, "subject")
    said = CaseMessage.objects.filter(case=case).latest("number")
    assert (said.body, said.author_user_id) == ("Here is the scan.", world.alice.user.pk)


def test_a_members_mail_that_answers_one_of_ours_joins_its_case(world: World) -> None:
    case = escalated(world).case
    world.work_off()
    ours = Mail.objects.filter(about_ref=case.ref, to_user_id=world.alice.user.pk).latest("pk")

    headers = {**PROVEN, "In-Reply-To": ours.message_id}
    mail = drop(world, letter(sender="alice@example.com", to=PAYMENTS, subject="The trace", headers=headers))

    assert outcome(mail) == (InState.TAKEN, Reason.MATCHED, "thread")


def test_without_a_case_she_is_answered_how_to_reach_us(world: World) -> None:
    mail = drop(world, letter(sender="alice@example.com", to=PAYMENTS, subject="Where is my money", headers=PROVEN))

    assert outcome(mail) == (InState.REFUSED, Reason.NO_CASE, "")
    assert answered() == ["alice@example.com"]


def test_an_unproved_sender_is_answered_only_where_nobody_proves_any(world: World, settings: Any) -> None:
    case = escalated(world).case
    drop(world, letter(sender="alice@example.com", to=PAYMENTS, subject=case.ref))
    assert answered() == []

    settings.MAIL_IN_TRUSTED = ""
    mail = drop(world, letter(sender="alice@example.com", to=PAYMENTS, subject=f"{case.ref} again"))

    assert outcome(mail) == (InState.REFUSED, Reason.NOT_BELIEVED, "subject")
    assert answered() == ["alice@example.com"]


def test_somebody_elses_case_is_not_joined(world: World) -> None:
    case = escalated(world).case
    before = CaseMessage.objects.count()

    mail = drop(world, letter(sender="mallory@example.com", to=PAYMENTS, subject=case.ref, headers=PROVEN))

    assert outcome(mail)[:2] == (InState.REFUSED, Reason.NOT_ALLOWED)
    assert CaseMessage.objects.count() == before
