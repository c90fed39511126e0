from goodstanding.base.outbox.models import StoredFact
from goodstanding.kit.actors import SYSTEM
from goodstanding.systems.performance import actions
from goodstanding.systems.performance.models import Statement
from goodstanding.systems.performance.states import Decision, NotificationKind, NotificationState
from goodstanding.systems.sellers.models import StandingChange
from goodstanding.systems.sellers.queries import permits
from goodstanding.systems.sellers.states import Permit, Standing
from tests.factories import notifications as make
from tests.world import World, happenings


def test_a_missed_deadline_restricts_with_reasons(world: World) -> None:
    notification = make.issued(world.harbour, world.now)

    assert actions.expire_overdue(at=world.later(hours=72, seconds=1)) == 1

    notification.refresh_from_db()
    world.harbour.refresh_from_db()
    statement = Statement.objects.get()
    assert notification.state == NotificationState.OVERDUE
    assert world.harbour.standing == Standing.RESTRICTED
    assert not permits(world.harbour, Permit.SELL_OWN_FULFILMENT)
    assert "No plan of action had arrived by Wed 25 Nov 2026, 12:00" in statement.facts
    assert StandingChange.objects.first().cause_ref == statement.ref


def test_the_last_second_still_counts(world: World) -> None:
    make.issued(world.harbour, world.now)

    assert actions.expire_overdue(at=world.later(hours=72)) == 0


def test_expiring_twice_is_once(world: World) -> None:
    make.issued(world.harbour, world.now)
    actions.expire_overdue(at=world.later(hours=73))
    before = happenings()

    actions.expire_overdue(at=world.later(hours=74))

    assert happenings() == before


def test_one_reminder_a_day_before(world: World) -> None:
    make.issued(world.harbour, world.now)

    assert actions.remind_due(at=world.later(hours=47)) == 0
    assert actions.remind_due(at=world.later(hours=49)) == 1
    assert actions.remind_due(at=world.later(hours=50)) == 0
    assert StoredFact.objects.filter(name="DeadlineNear").count() == 1


def test_a_recovered_metric_closes_its_notification_and_thanks_for_the_plan(world: World) -> None:
    notification = make.issued(world.harbour, world.now, breach_id=7)
    version = make.submitted(notification, world.alice, world.now)

    actions.settle_recovered(actor=SYSTEM, breach_id=7, at=world.later(days=5))

    notification.refresh_from_db()
    world.harbour.refresh_from_db()
    version.plan.refresh_from_db()
    assert notification.state == NotificationState.RECOVERED
    assert "within its target again" in notification.closing_note
    assert version.plan.state == "withdrawn"
    assert world.harbour.standing == Standing.NORMAL


def test_recovery_lifts_a_restriction(world: World) -> None:
    make.issued(world.harbour, world.now, breach_id=7)
    actions.expire_overdue(at=world.later(hours=73))

    actions.settle_recovered(actor=SYSTEM, breach_id=7, at=world.later(days=5))

    world.harbour.refresh_from_db()
    assert world.harbour.standing == Standing.NORMAL
    assert Statement.objects.get().lifted_at is not None


def test_recovery_twice_is_once(world: World) -> None:
    make.issued(world.harbour, world.now, breach_id=7)
    actions.settle_recovered(actor=SYSTEM, breach_id=7, at=world.later(days=5))
    before = happenings()

    actions.settle_recovered(actor=SYSTEM, breach_id=7, at=world.later(days=6))

    assert happenings() == before


def test_recovery_of_an_unknown_breach_does_nothing(world: World) -> None:
    before = happenings()

    assert actions.settle_recovered(actor=SYSTEM, breach_id=12, at=world.now) is None

    assert happenings() == before


def test_a_worse_matter_keeps_the_standing(world: World) -> None:
    make.issued(world.harbour, world.now, breach_id=7)
    make.by_hand(world.harbour, world.tess, world.now, kind=NotificationKind.ACCOUNT_SUSPENDED, subject="Two accounts")

    actions.settle_recovered(actor=SYSTEM, breach_id=7, at=world.later(days=5))

    world.harbour.refresh_from_db()
    assert world.harbour.standing == Standing.SUSPENDED


def test_letting_go_of_the_worse_leaves_the_lesser(world: World) -> None:
    late = make.issued(world.harbour, world.now, breach_id=7)
    actions.expire_overdue(at=world.later(hours=73))
    make.issued(world.harbour, world.later(hours=74), breach_id=8, code="VALID_TRACKING_RATE")

    version = make.submitted(late, world.alice, world.later(hours=75))
    make.decided(version, world.tess, Decision.ACCEPT, world.later(hours=76))

    world.harbour.refresh_from_db()
    assert world.harbour.standing == Standing.AT_RISK


def test_reinstated_until_the_metric_recovers(world: World) -> None:
    notification = make.issued(world.harbour, world.now, breach_id=7)
    version = make.submitted(notification, world.alice, world.later(hours=80))
    make.decided(version, world.tess, Decision.ACCEPT, world.later(hours=81))
    assert actions.complete_reinstatements(at=world.later(days=60)) == 0
    world.harbour.refresh_from_db()
    assert world.harbour.standing == Standing.REINSTATED

    actions.settle_recovered(actor=SYSTEM, breach_id=7, at=world.later(days=9))

    world.harbour.refresh_from_db()
    assert world.harbour.standing == Standing.NORMAL


def test_where_no_metric_decides_time_does(world: World) -> None:
    notification = make.by_hand(world.harbour, world.ada, world.now, kind=NotificationKind.ACCOUNT_SUSPENDED)
    version = make.submitted(notification, world.alice, world.now)
    make.decided(version, world.tess, Decision.ACCEPT, world.now)

    assert actions.complete_reinstatements(at=world.later(days=29)) == 0
    assert actions.complete_reinstatements(at=world.later(days=30)) == 1

    world.harbour.refresh_from_db()
    assert world.harbour.standing == Standing.NORMAL


def test_a_suspension_is_not_ended_by_recovery_alone(world: World) -> None:
    first = make.issued(world.harbour, world.now, breach_id=7)
    _reject_for_good(world, first)
    second = make.issued(world.harbour, world.now, breach_id=8, code="VALID_TRACKING_RATE")
    _reject_for_good(world, second)
    world.harbour.refresh_from_db()
    assert world.harbour.standing == Standing.SUSPENDED

    actions.settle_recovered(actor=SYSTEM, breach_id=8, at=world.later(days=3))

    second.refresh_from_db()
    world.harbour.refresh_from_db()
    assert second.state == NotificationState.REFUSED
    assert second.recovered_at == world.later(days=3)
    assert world.harbour.standing == Standing.SUSPENDED


def _reject_for_good(world: World, notification) -> None:  # type: ignore[no-untyped-def]  # a notification
    failed = ("GENERIC_TEXT",)
    version = make.submitted(notification, world.alice, world.now)
    make.decided(version, world.tess, Decision.REJECT, world.now, failed=failed)
    again = actions.submit_plan(actor=world.alice.actor, plan_ref=version.plan.ref, saves=1, at=world.now)
    make.decided(again, world.tess, Decision.REJECT_FINALLY, world.now, failed=failed)
    make.decided(again, world.tom, Decision.REJECT_FINALLY, world.now, failed=failed)
