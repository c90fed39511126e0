"""A merged case owes the sooner of what either owed, in the working time of its calendar, and taking it back restores that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import Part, Reply
from goodstanding.systems.cases.errors import StatusForbids
from goodstanding.systems.cases.models import Case, Rearrangement
from goodstanding.systems.cases.states import Outcome, Priority, Side
from goodstanding.systems.service import actions as service_actions
from goodstanding.systems.service import queries as service
from goodstanding.systems.service.models import Promise
from goodstanding.systems.service.terms import Place
from tests.factories.cases import answer, open_case
from tests.systems.cases.test_rearranging import SLOWLY, STEPS, live
from tests.world import World

FRIDAY = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture
def office(world: World) -> World:
    """The store keeps Monday to Friday, nine to five; it is Friday at ten."""
    world.at(FRIDAY)
    service_actions.set_store_calendar(actor=world.ada.actor, store=world.store.code, code="weekdays", at=world.now)
    service.forget()
    return world


def merge(world: World, one: Case, into: Case, at: datetime) -> Case:
    """Over the console's form, as sam."""
    world.at(at)
    wish = {"into": into.ref, "reason": "The same matter"}
    done = world.as_(world.sam).post(f"/console/cases/{one.ref}/merge/", wish)
    assert done.status_code == 302, done.content.decode()
    return Case.objects.get(pk=into.pk)


def promised() -> list[tuple[Any, ...]]:
    """Every open promise with what it carries and when it is due (Any: columns)."""
    found = Promise.objects.filter(ended_at__isnull=True).order_by("subject_ref", "kind")
    return list(found.values_list("subject_ref", "kind", "started_at", "carried_seconds", "due_at", "used_seconds"))


def test_the_sooner_time_is_kept_over_a_closed_weekend(office: World) -> None:
    first = open_case(office, at=office.now)
    second = open_case(office, at=office.later(hours=5))
    assert first.due_at == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert second.due_at == datetime(2026, 11, 23, 15, tzinfo=UTC)

    merged = merge(office, first, second, office.later(hours=6))

    assert merged.due_at == first.due_at
    reply = Promise.objects.get(subject_ref=merged.ref, kind="first_reply", ended_at__isnull=True)
    assert 6 * 3_600 <= reply.used_seconds < 6 * 3_600 + 60
    assert reply.carried_seconds == 5 * 3_600
    resolution = Promise.objects.get(subject_ref=merged.ref, kind="resolution", ended_at__isnull=True)
    assert resolution.due_at == datetime(2026, 11, 27, 10, tzinfo=UTC)


def test_a_later_time_takes_nothing_from_what_was_used(office: World) -> None:
    first = open_case(office, at=office.now)
    second = open_case(office, at=office.later(hours=5))

    merged = merge(office, second, first, office.later(hours=6))

    assert merged.due_at == first.due_at


def test_a_reply_that_is_owed_is_owed_in_a_case_that_had_its_reply_already(office: World) -> None:
    first = open_case(office, at=office.now)
    second = open_case(office, at=office.now)
    answer(office, second, outcome=Outcome.KEEP_OPEN, at=office.later(hours=1))

    merged = merge(office, first, second, office.later(hours=2))

    assert merged.due_promise == "next_reply"
    assert merged.due_at is not None
    assert first.due_at - timedelta(seconds=1) <= merged.due_at <= first.due_at


def test_news_that_are_owed_stay_news_in_a_case_that_waited_for_the_seller(office: World) -> None:
    first, second = open_case(office, at=office.now), open_case(office, at=office.now)
    answer(office, first, outcome=Outcome.KEEP_OPEN, at=office.later(hours=1))
    answer(office, second, outcome=Outcome.WAIT_FOR_SELLER, at=office.later(hours=2))
    first.refresh_from_db()

    merged = merge(office, first, second, office.later(hours=9))

    assert (merged.due_promise, merged.clock_side) == ("update", "marketplace")
    assert merged.due_at == first.due_at


def test_what_was_late_stays_late_by_as_much(office: World) -> None:
    first = open_case(office, at=office.now)
    second = open_case(office, at=datetime(2026, 11, 23, 14, tzinfo=UTC))

    merged = merge(office, first, second, datetime(2026, 11, 23, 16, tzinfo=UTC))

    assert merged.due_at == first.due_at == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_a_time_at_which_we_are_closed_becomes_the_close_before_it(world: World) -> None:
    world.at(FRIDAY)
    urgent = open_case(world, category="account_health.suspension", at=datetime(2026, 11, 20, 16, 30, tzinfo=UTC))
    by_night = Case.objects.get(pk=urgent.pk).due_at
    assert by_night == datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
    plain = open_case(world, at=datetime(2026, 11, 20, 16, 35, tzinfo=UTC))
    service_actions.set_store_calendar(actor=world.ada.actor, store=world.store.code, code="weekdays", at=world.now)

    merged = merge(world, urgent, plain, datetime(2026, 11, 20, 16, 40, tzinfo=UTC))

    assert merged.due_at == datetime(2026, 11, 20, 17, tzinfo=UTC)


def test_what_is_split_off_has_waited_in_working_time(office: World) -> None:
    case = open_case(office, at=office.now)
    actions.add_message(actor=office.alice.actor, ref=case.ref, reply=Reply("Another matter"), at=office.later(hours=6))

    part = Part(places=[2], subject="Another matter")
    monday = datetime(2026, 11, 23, 10, tzinfo=UTC)
    new = actions.split(actor=office.sam.actor, ref=case.ref, part=part, at=monday)

    # From Friday at four: an hour then, and seven on Monday.
    assert new.due_at == datetime(2026, 11, 23, 16, tzinfo=UTC)


def test_a_split_that_was_taken_back_has_missed_nothing(office: World) -> None:
    case = open_case(office, at=office.now)
    actions.add_message(actor=office.alice.actor, ref=case.ref, reply=Reply("And another."), at=office.later(hours=1))
    late = office.later(days=20)
    new = actions.split(actor=office.sam.actor, ref=case.ref, part=Part(places=[2], subject="Another"), at=late)
    assert Promise.objects.filter(subject_ref=new.ref).exists()

    step = Rearrangement.objects.get(case=case).pk
    actions.undo(actor=office.sam.actor, ref=case.ref, step=step, at=late + timedelta(hours=1))

    assert not Promise.objects.filter(subject_ref=new.ref).exists()
    assert Promise.objects.filter(subject_ref=case.ref, ended_at__isnull=True).exists()


def test_what_a_split_case_had_promised_and_kept_stays_kept_when_it_is_taken_back(office: World) -> None:
    case = open_case(office, at=office.now)
    actions.add_message(actor=office.alice.actor, ref=case.ref, reply=Reply("And another."), at=office.later(hours=1))
    part = Part(places=[2], subject="Another")
    new = actions.split(actor=office.sam.actor, ref=case.ref, part=part, at=office.later(hours=2))
    answer(office, new, at=office.later(hours=3))

    step = Rearrangement.objects.get(case=case).pk
    actions.undo(actor=office.sam.actor, ref=case.ref, step=step, at=office.later(hours=4))

    assert set(Promise.objects.filter(subject_ref=new.ref).values_list("verdict", flat=True)) == {"kept"}


@SLOWLY
@given(steps=STEPS, minutes=st.integers(9 * 60, 60 * 60))
def test_merged_nothing_is_owed_later_and_taken_back_every_promise_stands_as_before(
    office: World, steps: list[tuple[str, str]], minutes: int
) -> None:
    with transaction.atomic():
        cases = {"a": open_case(office), "b": open_case(office, subject="Second letter"), "c": open_case(office)}
        live(office, cases, steps)
        at = office.later(minutes=minutes)
        for case in cases.values():
            case.refresh_from_db()
        owed = [
            case.due_at for case in (cases["a"], cases["b"])
            if case.due_at is not None and case.clock_side == Side.MARKETPLACE
        ]  # fmt: skip
        before = promised()
        try:
            merged = actions.merge(
                actor=office.sam.actor, ref=cases["a"].ref, into=cases["b"].ref, reason="same", at=at
            )
        except StatusForbids:
            assert promised() == before
        else:
            if owed and cases["a"].label != "closed":
                assert merged.due_at is not None
                assert merged.due_at <= min(owed)
                hours = service.terms_for(office.store, at).calendars["weekdays"].at(Place(store="us", zone="UTC"))
                more_urgent = merged.priority != cases["b"].priority or merged.priority == Priority.URGENT
                assert more_urgent or hours.elapsed(merged.due_at, min(owed)) <= 1
            step = Rearrangement.objects.get()
            actions.undo(actor=office.sam.actor, ref=cases["b"].ref, step=step.pk, at=at + timedelta(hours=30))
            assert _without_used(promised()) == _without_used(before)
        transaction.set_rollback(True)


def _without_used(found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The time used goes on by itself."""
    return [row[:-1] for row in found]
