"""A fact is announced with the change or not at all, and reaches every reaction in the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from goodstanding.base.outbox import actions, registry, tasks
from goodstanding.base.outbox.models import StoredFact
from goodstanding.base.timeline import actions as timeline
from goodstanding.base.timeline.models import Entry
from goodstanding.kit.actors import SYSTEM
from goodstanding.kit.facts import Fact
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class KettleBoiled(Fact):
    """A fact for these tests."""

    kettle_id: int


class Cook:
    """Reacts by writing into the timeline, and can be told to fail."""

    def __init__(self) -> None:
        self.fails = False

    def __call__(self, fact: KettleBoiled, at: datetime) -> None:
        timeline.record(actor=SYSTEM, verb="tea.made", subject=("kettle", str(fact.kettle_id)), at=at)
        if self.fails:
            raise RuntimeError("no cups")


@pytest.fixture
def cook() -> Iterator[Cook]:
    """Somebody who reacts, for the time of one test."""
    cook = Cook()
    registry.react(KettleBoiled, cook)
    yield cook
    registry._kinds.pop("KettleBoiled")
    registry._reactions.pop("KettleBoiled")


def test_the_worker_hands_a_fact_on(world: World, cook: Cook) -> None:
    actions.publish(KettleBoiled(kettle_id=7), at=NOW)

    world.work_off()

    assert Entry.objects.get(verb="tea.made").subject_id == "7"
    assert StoredFact.objects.get().handled_at is not None


def test_a_fact_of_a_change_that_was_undone_was_never_announced(cook: Cook) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.publish(KettleBoiled(kettle_id=7), at=NOW)
        raise RuntimeError

    assert not StoredFact.objects.exists()


def test_a_failed_reaction_leaves_nothing_but_the_error_and_is_tried_again(cook: Cook) -> None:
    cook.fails = True
    actions.publish(KettleBoiled(kettle_id=7), at=NOW)
    with pytest.raises(RuntimeError):
        tasks.hand_on.call(StoredFact.objects.get().pk)

    stored = StoredFact.objects.get()
    assert (stored.attempts, stored.last_error, stored.handled_at) == (1, "RuntimeError: no cups", None)
    assert not Entry.objects.filter(verb="tea.made").exists()

    cook.fails = False
    StoredFact.objects.update(at=NOW - timedelta(days=3650))
    assert tasks.sweep.call() == 1
    assert Entry.objects.filter(verb="tea.made").count() == 1


def test_a_fact_handled_twice_has_its_effect_once(cook: Cook) -> None:
    actions.publish(KettleBoiled(kettle_id=7), at=NOW)
    stored = StoredFact.objects.get()

    assert actions.handle(stored.pk, at=NOW)
    assert not actions.handle(stored.pk, at=NOW)

    assert Entry.objects.filter(verb="tea.made").count() == 1


def test_after_eight_failures_a_fact_is_left_for_a_person(cook: Cook) -> None:
    actions.publish(KettleBoiled(kettle_id=7), at=NOW)
    stored = StoredFact.objects.get()

    for _ in range(actions.GIVE_UP_AFTER):
        assert actions.unhandled(before=NOW + timedelta(minutes=2)) == [stored.pk]
        actions.note_failure(stored.pk, "RuntimeError: no cups")

    assert actions.unhandled(before=NOW + timedelta(minutes=2)) == []


def test_a_fact_that_nobody_reacts_to_is_done_with() -> None:
    stored = StoredFact.objects.create(name="LongForgotten", payload={"id": 1}, at=NOW)

    assert actions.handle(stored.pk, at=NOW)
