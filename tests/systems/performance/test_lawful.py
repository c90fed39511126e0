"""No path leads to a restriction without a complete statement of reasons: a machine tries them all."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.kit.actors import SYSTEM
from goodstanding.kit.errors import Refusal
from goodstanding.systems.performance import actions, queries, rules
from goodstanding.systems.performance.actions import steps
from goodstanding.systems.performance.models import PerformanceNotification, PlanVersion, Statement
from goodstanding.systems.performance.states import Automation, Decision, NotificationKind
from goodstanding.systems.sellers.models import StandingChange
from goodstanding.systems.sellers.states import Standing
from tests.factories import notifications as make
from tests.world import World, happenings

TAKING = [s for s in Standing if rules.restricts(s)]
VERBS = [
    "breach",
    "other_breach",
    "by_hand",
    "suspend",
    "hours",
    "days",
    "send",
    "accept",
    "more",
    "reject",
    "finally",
    "recover",
    "take_back",
    "month",
]


class Machine:
    """Does one verb after the other to the newest notification that takes it, and forgives refusals."""

    def __init__(self, world: World) -> None:
        self.world, self.at, self.breaches = world, world.now, 100

    def do(self, verb: str) -> None:
        with suppress(Refusal, IntegrityError), transaction.atomic():
            getattr(self, verb)()

    def breach(self) -> None:
        self.breaches += 1
        make.issued(self.world.harbour, self.at, breach_id=self.breaches)

    def other_breach(self) -> None:
        self.breaches += 1
        make.issued(self.world.harbour, self.at, breach_id=self.breaches, code="VALID_TRACKING_RATE")

    def by_hand(self) -> None:
        make.by_hand(self.world.harbour, self.world.ada, self.at, subject=f"Kettle {self.at:%d %H}")

    def suspend(self) -> None:
        make.by_hand(
            self.world.harbour,
            self.world.ada,
            self.at,
            kind=NotificationKind.ACCOUNT_SUSPENDED,
            subject=f"Two {self.at:%d %H}",
        )

    def hours(self) -> None:
        self.at += timedelta(hours=30)
        actions.remind_due(at=self.at)

    def days(self) -> None:
        self.at += timedelta(days=4)
        actions.expire_overdue(at=self.at)

    def month(self) -> None:
        self.at += timedelta(days=31)
        actions.expire_overdue(at=self.at)
        actions.complete_reinstatements(at=self.at)

    def send(self) -> None:
        for notification in PerformanceNotification.objects.order_by("-pk"):
            with suppress(Refusal):
                make.submitted(notification, self.world.alice, self.at)
                return

    def accept(self) -> None:
        self._decide(Decision.ACCEPT)

    def more(self) -> None:
        self._decide(Decision.MORE_INFORMATION)

    def reject(self) -> None:
        self._decide(Decision.REJECT)

    def finally_(self) -> None:
        self._decide(Decision.REJECT_FINALLY)

    def recover(self) -> None:
        for notification in PerformanceNotification.objects.filter(breach_id__isnull=False).order_by("pk"):
            if notification.recovered_at is None:
                actions.settle_recovered(actor=SYSTEM, breach_id=notification.breach_id, at=self.at)
                return

    def take_back(self) -> None:
        for notification in PerformanceNotification.objects.order_by("pk"):
            if notification.is_live:
                actions.withdraw(actor=self.world.tess.actor, ref=notification.ref, reason="Wrong facts.", at=self.at)
                return

    def _decide(self, decision: Decision) -> None:
        for version in PlanVersion.objects.order_by("-pk"):
            for reviewer in (self.world.tess, self.world.tom, self.world.ada):
                with suppress(Refusal), transaction.atomic():
                    make.decided(version, reviewer, decision, self.at, failed=("GENERIC_TEXT",))
                    return


setattr(Machine, "finally", Machine.finally_)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(verbs=st.lists(st.sampled_from(VERBS), min_size=3, max_size=14))
def test_no_path_reaches_a_restriction_without_its_reasons(world: World, verbs: list[str]) -> None:
    with transaction.atomic():
        machine = Machine(world)
        for verb in verbs:
            machine.do(verb)
            _everything_is_in_order(world)
        transaction.set_rollback(True)


def _everything_is_in_order(world: World) -> None:
    for change in StandingChange.objects.filter(after__in=TAKING):
        if rules.worse(Standing(change.after), Standing(change.before)):
            statement = Statement.objects.get(ref=change.cause_ref)
            assert statement.starts_at <= change.at and (
                statement.lifted_at is None or statement.lifted_at >= change.at
            )
            assert statement.standing == change.after
            assert (
                statement.facts
                and statement.clause_text
                and statement.scope
                and statement.ends_when
                and statement.redress
            )
    held = [Standing(h) for h in PerformanceNotification.objects.exclude(holds="").values_list("holds", flat=True)]
    world.harbour.refresh_from_db()
    standing = Standing(world.harbour.standing)
    assert not any(rules.worse(h, standing) for h in held)
    if standing in TAKING:
        assert Statement.objects.filter(lifted_at__isnull=True, standing=standing).exists()
    for notification in PerformanceNotification.objects.exclude(holds=""):
        in_force = notification.statements.filter(lifted_at__isnull=True).exists()
        assert in_force or not rules.restricts(Standing(notification.holds))


def test_an_incomplete_statement_restricts_nothing(world: World) -> None:
    notification = make.issued(world.harbour, world.now)
    PerformanceNotification.objects.filter(pk=notification.pk).update(clause_text="")
    before = happenings()

    with pytest.raises(Refusal, match="clause_text"):
        actions.expire(ref=notification.ref, at=world.later(hours=80))

    world.harbour.refresh_from_db()
    assert world.harbour.standing == Standing.AT_RISK
    assert happenings() == before


def test_the_database_refuses_an_incomplete_statement(world: World) -> None:
    notification = make.issued(world.harbour, world.now)
    actions.expire(ref=notification.ref, at=world.later(hours=80))
    statement = queries.statements_of(notification)[0]

    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.filter(pk=statement.pk).update(scope="")


def test_a_statement_holds_every_field_of_its_reasons() -> None:
    kept = {field.name for field in Statement._meta.get_fields()}

    assert {field.name for field in fields(rules.Reasons)} <= kept


def test_a_better_hold_never_replaces_a_worse(world: World) -> None:
    notification = make.issued(world.harbour, world.now)
    actions.expire(ref=notification.ref, at=world.later(hours=80))
    notification.refresh_from_db()

    with transaction.atomic():
        imposed = steps.impose(
            steps.By(SYSTEM, world.now), notification, Standing.AT_RISK, steps.Why("Because.", Automation.FULLY)
        )

    assert imposed is None
    assert notification.holds == Standing.RESTRICTED


def test_what_stays_after_the_worse_is_lifted_names_its_own_statement(world: World) -> None:
    first = make.issued(world.harbour, world.now)
    actions.expire(ref=first.ref, at=world.later(hours=80))
    second = make.by_hand(world.harbour, world.ada, world.later(hours=81), kind=NotificationKind.ACCOUNT_SUSPENDED)
    version = make.submitted(second, world.alice, world.later(hours=82))

    make.decided(version, world.tess, Decision.ACCEPT, world.later(hours=83))

    world.harbour.refresh_from_db()
    assert world.harbour.standing == Standing.RESTRICTED
    assert StandingChange.objects.first().cause_ref == queries.statements_of(first)[0].ref
