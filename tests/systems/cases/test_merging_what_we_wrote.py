"""A case that we opened joined with one that the seller opened, both ways: what is owed then, what counts as an answer, who asked,
what the seller is asked at the end, and taking it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.models import Mail
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.actions import Reply
from goodstanding.systems.cases.errors import StatusForbids
from goodstanding.systems.cases.models import Case, Closing, Rearrangement
from goodstanding.systems.cases.states import Outcome, Side, Status, Verdict
from goodstanding.systems.escalation import queries as escalations
from goodstanding.systems.service.models import Promise
from goodstanding.systems.service.states import Kind
from tests.factories.cases import answer, open_case, write_first
from tests.systems.cases.test_rearranging import SLOWLY, STEPS, everything, live
from tests.world import World

LIVING = (Outcome.WAIT_FOR_SELLER, Outcome.KEEP_OPEN, Outcome.WAIT_FOR_THIRD_PARTY)
BOTH_WAYS = pytest.mark.parametrize("into", ["hers", "ours"])


def merge(world: World, one: Case, into: Case, at: datetime) -> Case:
    """Over the console's form, as sam."""
    world.at(at)
    reading.move_to(at)
    wish = {"into": into.ref, "reason": "The same matter"}
    done = world.as_(world.sam).post(f"/console/cases/{one.ref}/merge/", wish)
    assert done.status_code == 302, done.content.decode()
    return Case.objects.get(pk=into.pk)


def undo(world: World, case: Case) -> None:
    step = Rearrangement.objects.get(undone_at__isnull=True).pk
    done = world.as_(world.sam).post(f"/console/cases/{case.ref}/undo/", {"step": step})
    assert done.status_code == 302, done.content.decode()


def joined(world: World, into: str, *, outcome: Outcome = Outcome.WAIT_FOR_SELLER) -> tuple[Case, Case, Case]:
    """Ours, hers an hour later, and the case in which both go on; what we wrote waits for the seller, unless told otherwise."""
    start = world.now
    ours = write_first(world, outcome=outcome, who="The carrier" if outcome is Outcome.WAIT_FOR_THIRD_PARTY else "")
    hers = open_case(world, at=start + timedelta(hours=1))
    source, target = (ours, hers) if into == "hers" else (hers, ours)
    return ours, hers, merge(world, source, target, start + timedelta(hours=2))


def promises() -> set[tuple[Any, ...]]:
    """Every promise with when it is due and what it carries (Any: columns)."""
    return set(Promise.objects.values_list("subject_ref", "kind", "due_at", "carried_seconds", "verdict"))


def owed(case: Case) -> set[str]:
    return set(Promise.objects.filter(subject_ref=case.ref, ended_at__isnull=True).values_list("kind", flat=True))


def test_into_hers_her_first_reply_is_owed_as_before(world: World) -> None:
    _ours, hers, merged = joined(world, "hers")

    assert (merged.status, merged.clock_side, merged.due_promise) == (Status.NEW, Side.MARKETPLACE, Kind.FIRST_REPLY)
    assert merged.due_at == hers.due_at
    assert owed(merged) == {Kind.FIRST_REPLY, Kind.RESOLUTION}


def test_into_ours_her_question_is_owed_a_reply_by_when_it_was_and_is_no_first_one(world: World) -> None:
    ours, hers, merged = joined(world, "ours")

    assert (merged.status, merged.clock_side, merged.due_promise) == (Status.OPEN, Side.MARKETPLACE, Kind.NEXT_REPLY)
    assert hers.due_at is not None and merged.due_at is not None
    assert timedelta(0) <= hers.due_at - merged.due_at <= timedelta(seconds=1)
    assert owed(merged) == {Kind.NEXT_REPLY, Kind.RESOLUTION}
    assert merged.seller_due_at is None
    assert not Promise.objects.filter(subject_ref=ours.ref, kind=Kind.FIRST_REPLY).exists()


@pytest.mark.parametrize("outcome", LIVING[1:])
@BOTH_WAYS
def test_news_that_we_owed_and_her_reply_are_one_word_by_the_sooner_time(
    world: World, outcome: Outcome, into: str
) -> None:
    ours, hers, merged = joined(world, into, outcome=outcome)

    both = [case.due_at for case in (ours, hers) if case.due_at is not None]
    assert merged.due_at is not None
    assert timedelta(0) <= min(both) - merged.due_at <= timedelta(seconds=1)
    assert merged.clock_side == Side.MARKETPLACE


@BOTH_WAYS
def test_our_first_word_is_no_answer_to_what_she_asks(world: World, into: str) -> None:
    _ours, _hers, merged = joined(world, into)
    before = escalations.facts_for(merged, None).answers

    after = answer(world, merged, at=world.later(hours=1))

    assert (before, escalations.facts_for(after, None).answers) == (0, 1)


@BOTH_WAYS
def test_both_threads_are_one_and_who_asked_stays_who_it_was(world: World, into: str) -> None:
    ours, hers, merged = joined(world, into)

    said = [one.author for one in queries.thread(world.sam.actor, merged).messages]
    page = world.as_(world.alice).get(f"/s/HAR-BOUR/cases/{merged.ref}/").content.decode()
    target = ours if into == "ours" else hers
    assert said == ["marketplace", "seller"]
    assert (merged.requester_id, merged.requester_name) == (target.requester_id, target.requester_name)
    assert merged.opened_by == ("marketplace" if into == "ours" else "seller")
    assert ("The marketplace wrote to you" in page) == (into == "ours")


@BOTH_WAYS
def test_whoever_asked_gets_the_answer_by_mail(world: World, into: str) -> None:
    _ours, _hers, merged = joined(world, into)
    world.work_off()
    Mail.objects.all().delete()

    answer(world, merged, at=world.later(hours=1), body="The label counts.")
    world.work_off()

    assert Mail.objects.filter(to_address="alice@example.com", about_ref=merged.ref).count() == 1


@BOTH_WAYS
def test_the_end_is_hers_to_judge(world: World, into: str) -> None:
    _ours, _hers, merged = joined(world, into)

    ended = answer(world, merged, outcome=Outcome.RESOLVE, at=world.later(hours=1))

    assert Closing.objects.get().case_id == ended.pk
    assert queries.rating_path(ended, world.later(hours=2)) != ""
    said = actions.rate(
        actor=world.alice.actor, ref=ended.ref, verdict=Verdict.YES, comment="", at=world.later(hours=2)
    )
    assert said.verdict == Verdict.YES
    assert owed(ended) == set()


@pytest.mark.parametrize(
    ("into", "outcome"), [*(("hers", outcome) for outcome in Outcome), *(("ours", outcome) for outcome in LIVING)]
)
def test_taken_back_both_stand_as_before(world: World, into: str, outcome: Outcome) -> None:
    start = world.now
    ours = write_first(world, outcome=outcome, who="The carrier" if outcome is Outcome.WAIT_FOR_THIRD_PARTY else "")
    hers = open_case(world, at=start + timedelta(hours=1))
    before, promised = everything(), promises()
    source, target = (ours, hers) if into == "hers" else (hers, ours)
    merge(world, source, target, start + timedelta(hours=2))

    undo(world, target)

    assert everything() == before
    assert promises() == promised


@SLOWLY
@given(steps=STEPS, outcome=st.sampled_from(list(Outcome)), into=st.sampled_from(["a", "b"]))
def test_whatever_was_said_nothing_is_owed_later_and_taken_back_nothing_has_changed(
    world: World, steps: list[tuple[str, str]], outcome: Outcome, into: str
) -> None:
    with transaction.atomic():
        ours = write_first(world, outcome=outcome, who="The carrier" if outcome is Outcome.WAIT_FOR_THIRD_PARTY else "")
        cases = {"a": ours, "b": open_case(world, subject="Second letter"), "c": open_case(world)}
        live(world, cases, steps)
        for case in cases.values():
            case.refresh_from_db()
        source, target = (cases["b"], cases["a"]) if into == "a" else (cases["a"], cases["b"])
        running = [case.due_at for case in (source, target) if case.due_at and case.clock_side == Side.MARKETPLACE]
        before, promised = everything(), promises()
        try:
            merged = actions.merge(
                actor=world.sam.actor, ref=source.ref, into=target.ref, reason="same", at=world.later(hours=20)
            )
        except StatusForbids:
            assert (everything(), promises()) == (before, promised)
        else:
            if running and source.label != "closed":
                assert merged.due_at is not None and merged.due_at <= min(running)
            step = Rearrangement.objects.get().pk
            actions.undo(actor=world.sam.actor, ref=target.ref, step=step, at=world.later(hours=30))
            assert (everything(), promises()) == (before, promised)
        transaction.set_rollback(True)


def test_information_goes_into_her_question_and_no_question_into_information(world: World) -> None:
    start = world.now
    told = write_first(world, outcome=Outcome.RESOLVE)
    hers = open_case(world, at=start + timedelta(hours=1))

    reading.move_to(start + timedelta(hours=2))
    refused = world.as_(world.sam).post(f"/console/cases/{hers.ref}/merge/", {"into": told.ref, "reason": "Same"})
    merged = merge(world, told, hers, start + timedelta(hours=2))

    assert refused.status_code == 409
    assert (merged.status, merged.due_at, merged.due_promise) == (Status.NEW, hers.due_at, Kind.FIRST_REPLY)
    assert not Closing.objects.exists()


@BOTH_WAYS
def test_her_reply_after_the_joining_lands_there_and_stays_when_it_is_taken_back(world: World, into: str) -> None:
    ours, hers, merged = joined(world, into)
    other = hers if into == "ours" else ours

    actions.add_message(actor=world.alice.actor, ref=other.ref, reply=Reply("One more."), at=world.later(hours=1))
    undo(world, merged)

    merged.refresh_from_db()
    other.refresh_from_db()
    said = [one.body for one in queries.thread(world.sam.actor, merged).messages]
    assert (said[-1], len(said)) == ("One more.", 2)
    assert other.message_count == 1
    assert merged.clock_side == Side.MARKETPLACE
