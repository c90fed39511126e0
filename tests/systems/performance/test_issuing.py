import pytest

from goodstanding.kit.actors import SYSTEM
from goodstanding.kit.errors import Conflict, Invalid, NotAllowed
from goodstanding.systems.performance import actions, queries
from goodstanding.systems.performance.models import PerformanceNotification, Statement
from goodstanding.systems.performance.states import NotificationKind, NotificationState
from goodstanding.systems.sellers.states import Standing
from tests.factories import notifications as make
from tests.world import World, happenings


def test_a_notification_says_what_why_by_when_and_what_follows(world: World) -> None:
    notification = make.issued(world.harbour, world.now)

    assert notification.subject == "Late shipment rate: 6 of 100, 6\u00a0%, where under 4\u00a0% is required"
    assert "default 2026.1" in notification.facts
    assert notification.response_due_at == world.later(hours=72)
    assert notification.required_action
    assert "hidden" in notification.consequence
    assert notification.order_count == notification.orders.count() == 6


def test_the_seller_is_at_risk_from_then_on_and_nothing_is_restricted(world: World) -> None:
    make.issued(world.harbour, world.now)

    world.harbour.refresh_from_db()
    assert world.harbour.standing == Standing.AT_RISK
    assert not Statement.objects.exists()


def test_the_same_breach_is_notified_once(world: World) -> None:
    first = make.issued(world.harbour, world.now, breach_id=7)
    before = happenings()

    again = make.issued(world.harbour, world.later(hours=1), breach_id=7)

    assert again.pk == first.pk
    assert happenings() == before


def test_a_new_breach_of_the_same_metric_joins_the_open_notification(world: World) -> None:
    first = make.issued(world.harbour, world.now, breach_id=7)

    again = make.issued(world.harbour, world.later(hours=1), breach_id=8)

    assert again.pk == first.pk
    assert PerformanceNotification.objects.get().breach_id == 8


def test_another_metric_gets_its_own(world: World) -> None:
    make.issued(world.harbour, world.now)
    make.issued(world.harbour, world.now, code="VALID_TRACKING_RATE")

    assert PerformanceNotification.objects.count() == 2


def test_a_metric_unknown_to_the_rules_is_refused(world: World) -> None:
    before = happenings()

    with pytest.raises(Invalid):
        make.issued(world.harbour, world.now, code="NO_SUCH_RATE")

    assert happenings() == before


def test_an_associate_issues_by_hand(world: World) -> None:
    notification = make.by_hand(world.harbour, world.tess, world.now)

    assert notification.issued_by_id == world.tess.user.pk
    assert not notification.automated_detection
    assert notification.required_action.startswith("Stop selling")


def test_the_same_thing_is_not_issued_by_hand_twice(world: World) -> None:
    make.by_hand(world.harbour, world.tess, world.now)
    before = happenings()

    with pytest.raises(Conflict):
        make.by_hand(world.harbour, world.tom, world.later(minutes=1))

    assert happenings() == before


@pytest.mark.parametrize("person", ["alice", "mallory", "sam", "fred"])
def test_only_reviewers_issue_by_hand(world: World, person: str) -> None:
    before = happenings()

    with pytest.raises(NotAllowed):
        make.by_hand(world.harbour, getattr(world, person), world.now)

    assert happenings() == before


def test_a_notice_without_facts_is_refused(world: World) -> None:
    notice = actions.ManualNotice(kind=NotificationKind.SAFETY_INCIDENT, subject="Kettle", facts="Bad.")

    with pytest.raises(Invalid) as refused:
        actions.issue_by_associate(actor=world.tess.actor, seller_ref=world.harbour.ref, notice=notice, at=world.now)

    assert refused.value.field == "facts"


def test_orders_of_somebody_else_cannot_be_named(world: World) -> None:
    notice = actions.ManualNotice(
        kind=NotificationKind.SAFETY_INCIDENT,
        subject="Kettle",
        facts="A buyer reported a fire on 20 November.",
        orders=["X-1"],
    )

    with pytest.raises(Invalid) as refused:
        actions.issue_by_associate(actor=world.tess.actor, seller_ref=world.harbour.ref, notice=notice, at=world.now)

    assert refused.value.field == "orders"


def test_a_suspension_by_hand_carries_its_reasons(world: World) -> None:
    make.by_hand(
        world.harbour,
        world.tess,
        world.now,
        kind=NotificationKind.ACCOUNT_SUSPENDED,
        subject="Two accounts for one person",
    )

    world.harbour.refresh_from_db()
    statement = Statement.objects.get()
    assert world.harbour.standing == Standing.SUSPENDED == statement.standing
    assert statement.automated_decision == "not_automated"
    assert statement.complaint_until == world.now.replace(month=5, year=2027)
    assert {way["id"] for way in statement.redress} == {"clarify_facts", "internal_complaint", "out_of_court", "court"}


def test_taking_back_apologises_and_undoes_everything(world: World) -> None:
    notification = make.issued(world.harbour, world.now)
    plan = make.drafted(notification, world.alice, world.now)

    actions.withdraw(
        actor=world.tess.actor, ref=notification.ref, reason="The carrier was on strike.", at=world.later(hours=2)
    )

    notification.refresh_from_db()
    world.harbour.refresh_from_db()
    plan.refresh_from_db()
    assert notification.state == NotificationState.WITHDRAWN
    assert "apologise" in notification.closing_note
    assert world.harbour.standing == Standing.NORMAL
    assert plan.state == "withdrawn"


def test_taking_back_lifts_a_restriction_and_its_statement(world: World) -> None:
    notification = make.issued(world.harbour, world.now)
    actions.expire_overdue(at=world.later(hours=73))

    actions.withdraw(
        actor=world.tess.actor, ref=notification.ref, reason="The facts were wrong.", at=world.later(hours=80)
    )

    world.harbour.refresh_from_db()
    assert world.harbour.standing == Standing.NORMAL
    assert Statement.objects.get().lifted_at == world.later(hours=80)


def test_taking_back_needs_a_reason(world: World) -> None:
    notification = make.issued(world.harbour, world.now)
    before = happenings()

    with pytest.raises(Invalid):
        actions.withdraw(actor=world.tess.actor, ref=notification.ref, reason=" ", at=world.now)

    assert happenings() == before


def test_strangers_find_nothing(world: World) -> None:
    notification = make.issued(world.harbour, world.now)

    assert not queries.notifications_of(world.mallory.actor, None).rows
    with pytest.raises(Exception, match="no such performance notification"):
        queries.notification_for(world.mallory.actor, notification.ref)
    assert queries.notification_for(SYSTEM, notification.ref.lower()).pk == notification.pk
