"""Two people, or two processes, at the same instant: real threads, real transactions, on either database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from goodstanding.kit.actors import SYSTEM
from goodstanding.kit.errors import Conflict, Refusal
from goodstanding.systems.performance import actions
from goodstanding.systems.performance.models import PerformanceNotification, PlanReview, PlanVersion, Statement
from goodstanding.systems.performance.states import Decision
from goodstanding.systems.sellers.models import StandingChange
from goodstanding.systems.sellers.states import Standing
from tests.factories import notifications as make
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*tasks: Callable[[], Any]) -> list[Any]:
    """Run the tasks in threads of their own that start together; refusals come back as values."""
    start = Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return task()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return [done.result() for done in [pool.submit(run, task) for task in tasks]]


def test_one_breach_seen_by_four_processes_is_one_notification(transactional_db: None, world: World) -> None:
    ground = make.ground(breach_id=7)

    at_once(*[lambda: actions.issue(actor=SYSTEM, seller_id=world.harbour.pk, ground=ground, at=world.now)] * 4)

    assert PerformanceNotification.objects.count() == 1
    assert StandingChange.objects.count() == 1


def test_two_breaches_of_one_metric_are_one_notification(transactional_db: None, world: World) -> None:
    grounds = [make.ground(breach_id=n) for n in (7, 8, 9)]

    at_once(
        *[lambda g=g: actions.issue(actor=SYSTEM, seller_id=world.harbour.pk, ground=g, at=world.now) for g in grounds]
    )  # type: ignore[misc]

    assert PerformanceNotification.objects.count() == 1


def test_one_plan_two_reviewers_one_gets_it(transactional_db: None, world: World) -> None:
    version = make.submitted(make.issued(world.harbour, world.now), world.alice, world.now)
    ref = version.plan.ref

    got = at_once(
        lambda: actions.start_review(actor=world.tess.actor, plan_ref=ref, at=world.now),
        lambda: actions.start_review(actor=world.tom.actor, plan_ref=ref, at=world.now),
    )

    assert sum(isinstance(one, Conflict) for one in got) == 1


def test_one_reviewer_in_two_windows_decides_once(transactional_db: None, world: World) -> None:
    version = make.submitted(make.issued(world.harbour, world.now), world.alice, world.now)
    ref = version.plan.ref
    actions.start_review(actor=world.tess.actor, plan_ref=ref, at=world.now)
    accept = actions.Ruling(1, Decision.ACCEPT, "Clear.")
    reject = actions.Ruling(1, Decision.REJECT, "Not clear.", [actions.Failed("GENERIC_TEXT", "All of it.")])

    got = at_once(
        lambda: actions.decide(actor=world.tess.actor, plan_ref=ref, ruling=accept, at=world.now),
        lambda: actions.decide(actor=world.tess.actor, plan_ref=ref, ruling=reject, at=world.now),
    )

    assert sum(isinstance(one, Conflict) for one in got) == 1
    assert PlanReview.objects.count() == 1


def test_a_plan_sent_twice_at_once_is_one_version(transactional_db: None, world: World) -> None:
    plan = make.drafted(make.issued(world.harbour, world.now), world.alice, world.now)

    at_once(*[lambda: actions.submit_plan(actor=world.alice.actor, plan_ref=plan.ref, saves=1, at=world.now)] * 3)

    assert PlanVersion.objects.count() == 1


def test_at_the_deadline_the_answer_or_the_consequence_never_both_and_never_neither(
    transactional_db: None, world: World
) -> None:
    notification = make.issued(world.harbour, world.now)
    plan = make.drafted(notification, world.alice, world.now)
    due = world.later(hours=72)

    at_once(
        lambda: actions.submit_plan(actor=world.alice.actor, plan_ref=plan.ref, saves=1, at=due),
        lambda: actions.expire(ref=notification.ref, at=world.later(hours=72, seconds=1)),
    )

    version, missed = PlanVersion.objects.get(), Statement.objects.exists()
    assert version.late is missed


def test_a_missed_deadline_seen_by_two_workers_restricts_once(transactional_db: None, world: World) -> None:
    make.issued(world.harbour, world.now)

    at_once(*[lambda: actions.expire_overdue(at=world.later(hours=80))] * 2)

    assert Statement.objects.count() == 1
    assert StandingChange.objects.filter(after=Standing.RESTRICTED).count() == 1


def test_taking_back_while_somebody_accepts_ends_well(transactional_db: None, world: World) -> None:
    notification = make.issued(world.harbour, world.now)
    version = make.submitted(notification, world.alice, world.now)
    actions.start_review(actor=world.tess.actor, plan_ref=version.plan.ref, at=world.now)

    got = at_once(
        lambda: actions.decide(
            actor=world.tess.actor,
            plan_ref=version.plan.ref,
            ruling=actions.Ruling(1, Decision.ACCEPT, "Clear."),
            at=world.now,
        ),
        lambda: actions.withdraw(actor=world.ada.actor, ref=notification.ref, reason="Wrong facts.", at=world.now),
    )

    world.harbour.refresh_from_db()
    assert sum(isinstance(one, Refusal) for one in got) == 1
    assert world.harbour.standing == Standing.NORMAL


def test_two_windows_saving_at_once_lose_nothing_unseen(transactional_db: None, world: World) -> None:
    plan = actions.start_plan(actor=world.alice.actor, ref=make.issued(world.harbour, world.now).ref, at=world.now)

    got = at_once(*[
        lambda w=w: actions.save_draft(  # type: ignore[misc]  # mypy does not infer lambdas with defaults
            actor=world.alice.actor, plan_ref=plan.ref, words=make.words(root_cause=w), mark=actions.DraftMark(0, w), at=world.now
        )
        for w in ("one", "two", "three")
    ])  # fmt: skip

    assert sum(isinstance(one, Conflict) for one in got) == 2
