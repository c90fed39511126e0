import pytest

from goodstanding.base.mailroom.models import Mail
from goodstanding.base.outbox import actions as outbox
from goodstanding.base.outbox.models import StoredFact
from goodstanding.kit.actors import SYSTEM
from goodstanding.systems.performance import actions
from goodstanding.systems.performance.models import PerformanceNotification
from goodstanding.systems.performance.states import Decision
from goodstanding.systems.sellers import actions as sellers
from goodstanding.systems.sellers.states import Standing
from tests.factories import notifications as make
from tests.world import World


@pytest.fixture
def notification(world: World) -> PerformanceNotification:
    return make.issued(world.harbour, world.now, breach_id=7)


def hand_on(world: World) -> None:
    for fact in StoredFact.objects.filter(handled_at__isnull=True).order_by("pk"):
        outbox.handle(fact.pk, at=fact.at)


def to_alice() -> list[Mail]:
    return list(Mail.objects.filter(to_address="alice@example.com").order_by("pk"))


def test_issuing_says_what_to_do_by_when(world: World, notification: PerformanceNotification) -> None:
    hand_on(world)

    mail = to_alice()[0]
    assert mail.subject == "Send a plan of action by Wed 25 Nov, 12:00: Late shipment rate 6 %, under 4 % required"
    assert notification.consequence in mail.text
    assert f"/s/{world.harbour.ref}/notifications/{notification.ref}/" in mail.text


def test_read_only_colleagues_and_strangers_get_nothing(world: World, notification: PerformanceNotification) -> None:
    hand_on(world)

    assert not Mail.objects.filter(to_address__in=["bob@example.com", "mallory@example.com"]).exists()


def test_a_reminder_a_day_before(world: World, notification: PerformanceNotification) -> None:
    actions.remind_due(at=world.later(hours=49))
    hand_on(world)

    assert to_alice()[-1].subject.startswith("Due in 23 h: plan of action for Late shipment rate")


def test_no_reminder_when_the_plan_came_first(world: World, notification: PerformanceNotification) -> None:
    actions.remind_due(at=world.later(hours=49))
    make.submitted(notification, world.alice, world.later(hours=49))
    hand_on(world)

    assert not any(mail.subject.startswith("Due") for mail in to_alice())


def test_a_restriction_goes_out_with_its_reasons(world: World, notification: PerformanceNotification) -> None:
    actions.expire_overdue(at=world.later(hours=73))
    hand_on(world)

    mail = to_alice()[-1]
    assert mail.subject == "Your account in Goodstanding US: restricted. Why, and how to end it"
    assert "No plan of action had arrived by" in mail.text
    assert "Regulation (EU) 2022/2065, Art. 20" in mail.text
    assert "Decided by a rule, without a person" in mail.text


@pytest.mark.parametrize(
    ("decision", "failed", "subject"),
    [
        (Decision.ACCEPT, (), "Plan accepted: Late shipment rate"),
        (Decision.MORE_INFORMATION, (), "Send what is missing by Wed 25 Nov, 12:00"),
        (Decision.REJECT, ("GENERIC_TEXT",), "Send a better plan by Wed 25 Nov, 12:00"),
    ],
)
def test_a_decision_goes_out_with_its_reasons(
    world: World, notification: PerformanceNotification, decision: Decision, failed: tuple[str, ...], subject: str
) -> None:
    make.decided(make.submitted(notification, world.alice, world.now), world.tess, decision, world.now, failed=failed)
    hand_on(world)

    mail = to_alice()[-1]
    assert mail.subject.startswith(subject)
    assert "The cause is clear now." in mail.text
    assert not failed or "It does not name the step that failed." in mail.text


def test_recovery_says_that_nothing_is_to_do(world: World, notification: PerformanceNotification) -> None:
    actions.settle_recovered(actor=SYSTEM, breach_id=7, at=world.later(days=3))
    hand_on(world)

    assert to_alice()[-1].subject.startswith("Recovered, nothing to do")


def test_taking_back_apologises(world: World, notification: PerformanceNotification) -> None:
    actions.withdraw(
        actor=world.tess.actor, ref=notification.ref, reason="The carrier was on strike.", at=world.later(hours=1)
    )
    hand_on(world)

    mail = to_alice()[-1]
    assert mail.subject.startswith("We took this back and apologise")
    assert "The carrier was on strike." in mail.text


def test_each_change_is_one_mail(world: World, notification: PerformanceNotification) -> None:
    make.decided(make.submitted(notification, world.alice, world.now), world.tess, Decision.ACCEPT, world.now)
    hand_on(world)

    assert [mail.subject.split(":")[0] for mail in to_alice()] == ["Performance notification", "Plan accepted"]


def test_handled_twice_a_mail_is_written_once(world: World, notification: PerformanceNotification) -> None:
    hand_on(world)
    StoredFact.objects.update(handled_at=None)
    hand_on(world)

    assert len(to_alice()) == 1


def test_a_standing_that_nothing_else_announces_has_its_own_mail(world: World) -> None:
    sellers.change_standing(
        actor=world.tess.actor,
        seller_id=world.harbour.pk,
        to=Standing.AT_RISK,
        reason="A check is running.",
        at=world.now,
    )
    hand_on(world)

    assert to_alice()[-1].subject == "Your account in Goodstanding US: at risk"
