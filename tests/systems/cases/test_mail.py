"""Mail about cases: who gets it, that the Case ID is in its subject, and that it is written once."""

from __future__ import annotations

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.outbox import actions as outbox
from goodstanding.base.outbox.models import StoredFact
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.actions import CloseReason, Reply
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import ClosedHow, Outcome, Status
from goodstanding.systems.cases.tasks import wake_cases
from goodstanding.systems.sellers.models import Membership
from tests.factories.cases import answer, open_case
from tests.world import World


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    """Reactions run in the world's present."""
    reading.move_to(world.now)


def mails(world: World) -> list[tuple[str, str]]:
    world.work_off()
    return [(mail.to_address, mail.subject) for mail in Mail.objects.order_by("pk")]


def first_lines(to: str) -> list[str]:
    """What each mail to somebody says first: subjects stay the same, so that they thread (ADR 120)."""
    return [mail.text.split("\n")[0] for mail in Mail.objects.filter(to_address=to).order_by("pk")]


def test_whoever_opens_a_case_gets_its_id_by_mail(world: World) -> None:
    case = open_case(world, by=world.sue)

    assert mails(world) == [("sue@example.com", f"[{case.ref}] {case.subject}")]
    assert first_lines("sue@example.com") == [f"Your case {case.ref} is open"]
    mail = Mail.objects.get()
    assert "You have an answer by Sun 22 Nov 2026, 20:00" in mail.text
    assert f"/s/{world.harbour.ref}/cases/{case.ref}/" in mail.text
    assert (mail.about_kind, mail.about_ref, mail.seller_id) == ("case", case.ref, world.harbour.pk)


def test_an_answer_says_what_is_needed_and_by_when(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.WAIT_FOR_SELLER, at=world.now, body="Hello <b>you</b>")

    assert mails(world)[-1] == ("alice@example.com", f"Re: [{case.ref}] {case.subject}")
    assert first_lines("alice@example.com")[-1] == f"Sam answered your case {case.ref}"
    mail = Mail.objects.order_by("pk").last()
    assert mail is not None
    assert "We need from you: The carrier's proof of delivery." in mail.text
    assert "Please answer by Wed 2 Dec 2026, 12:00" in mail.text
    assert "Hello <b>you</b>" in mail.text
    assert "<b>you</b>" not in mail.html


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome.RESOLVE, "You can reopen it until Sun 6 Dec 2026, 12:00"),
        (Outcome.KEEP_OPEN, "You hear from us again by Mon 23 Nov 2026, 12:00"),
        (Outcome.WAIT_FOR_THIRD_PARTY, "We wait for The carrier: The carrier's proof of delivery."),
    ],
)
def test_each_outcome_is_told(world: World, outcome: Outcome, said: str) -> None:
    answer(world, open_case(world), outcome=outcome, at=world.now)
    world.work_off()

    assert said in Mail.objects.order_by("-pk")[0].text


def test_the_sellers_reply_goes_to_whoever_has_the_case(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.RESOLVE, at=world.now)
    actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("Here is the scan."), at=world.now)

    assert [m for m in mails(world) if m[0] == "sam@market.example"] == [
        ("sam@market.example", f"[{case.ref}] {case.subject}")
    ]
    assert first_lines("sam@market.example") == [f"Harbour Lane Ceramics wrote in case {case.ref}"]


def test_closing_and_reopening_by_the_seller_reach_the_associate(world: World) -> None:
    case = answer(world, open_case(world), at=world.now)
    actions.close_by_seller(
        actor=world.alice.actor, ref=case.ref, reason=CloseReason.SOLVED, words="Found it", at=world.now
    )
    world.work_off()
    actions.reopen(actor=world.alice.actor, ref=case.ref, reason="Not so", at=world.later(hours=1))

    world.work_off()
    assert first_lines("sam@market.example") == [
        f"Harbour Lane Ceramics closed case {case.ref}",
        f"Harbour Lane Ceramics reopened case {case.ref}",
    ]


def test_when_the_requester_has_left_the_owners_hear_instead(world: World) -> None:
    case = open_case(world, by=world.sue)
    Membership.objects.filter(user=world.sue.user).delete()
    answer(world, case, at=world.now)

    world.work_off()
    addresses = {mail.to_address for mail in Mail.objects.all() if "answered your case" in mail.text}
    assert "sue@example.com" not in addresses
    assert "alice@example.com" in addresses
    assert "bob@example.com" not in addresses


def test_a_reaction_that_runs_twice_writes_one_mail(world: World) -> None:
    open_case(world)
    world.work_off()
    StoredFact.objects.update(handled_at=None)
    for fact in StoredFact.objects.all():
        outbox.handle(fact.pk, at=world.now)

    assert Mail.objects.count() == 1


def test_a_waiting_case_is_reminded_twice_then_resolved_and_at_last_closed(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.WAIT_FOR_SELLER, at=world.now)
    told = []
    for day in range(1, 30):
        for case_id in queries.to_wake(world.later(days=day)):
            actions.wake(case_id=case_id, at=world.later(days=day))
        world.work_off()
        case.refresh_from_db()
        told.append((day, case.status, case.reminders_sent))

    assert [day for day, status, _ in told if status == Status.PENDING_SELLER] == list(range(1, 10))
    assert [(day, sent) for day, _, sent in told if day in (2, 3, 7)] == [(2, 0), (3, 1), (7, 2)]
    assert [day for day, status, _ in told if status == Status.RESOLVED] == list(range(10, 24))
    assert case.status == Status.CLOSED
    assert (case.closed_how, case.closed_by_kind) == (ClosedHow.NO_REPLY, "system")
    said = [line.replace(case.ref, "it") for line in first_lines("alice@example.com")]
    assert said == [
        "Your case it is open",
        "Sam answered your case it",
        "Your case it waits for you",
        "Your case it waits for you",
        "Your case it was resolved because no answer came",
    ]


def test_waking_twice_and_late_does_nothing_more(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.WAIT_FOR_SELLER, at=world.now)
    later = world.later(days=4)

    assert actions.wake(case_id=case.pk, at=later) is not None
    assert actions.wake(case_id=case.pk, at=later) is None
    assert list(queries.to_wake(later)) == []


def test_the_task_wakes_what_is_due_by_the_clock(world: World) -> None:
    answer(world, open_case(world), outcome=Outcome.WAIT_FOR_SELLER, at=world.now)

    assert wake_cases.call() == 0
    reading.move_to(world.later(days=3, minutes=1))
    assert wake_cases.call() == 1


def test_a_case_that_moved_on_is_not_reminded(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.WAIT_FOR_SELLER, at=world.now)
    actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("Here."), at=world.later(hours=1))

    assert actions.wake(case_id=case.pk, at=world.later(days=4)) is None
    assert Case.objects.get().reminders_sent == 0
