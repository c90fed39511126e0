from datetime import timedelta

import pytest

from goodstanding.kit.actors import SYSTEM
from goodstanding.kit.errors import Invalid, NotAllowed
from goodstanding.systems.orders import actions
from goodstanding.systems.orders.events import Kind
from goodstanding.systems.orders.models import Order, OrderEvent
from tests.factories.orders import draft, order_events, record
from tests.world import World, happenings


def test_the_same_events_twice_change_nothing(world: World) -> None:
    events = order_events(world.harbour, world.later(days=-5), order="A-1")
    record(world.harbour, events, world.now)
    before = list(Order.objects.values()), OrderEvent.objects.count()

    again = record(world.harbour, events, world.now)

    assert (again.accepted, again.repeated, again.rejects) == (0, len(events), [])
    assert (list(Order.objects.values()), OrderEvent.objects.count()) == before


def test_a_used_id_with_other_content_is_refused(world: World) -> None:
    record(world.harbour, order_events(world.harbour, world.later(days=-5), order="A-1"), world.now)

    other = record(world.harbour, [draft(world.harbour, "A-1", Kind.SHIPPED, world.later(days=-1))], world.now)

    assert [(r.field, r.code) for r in other.rejects] == [("id", "other_content")]


def test_good_events_are_kept_beside_bad_ones(world: World) -> None:
    good = order_events(world.harbour, world.later(days=-5), order="A-1")
    bad = draft(world.harbour, "A-2", Kind.PLACED, world.later(days=-5), {"currency": "USD", "total_minor": -1})

    result = record(world.harbour, [*good, bad], world.now)

    assert result.accepted == len(good)
    assert [(r.field, r.code) for r in result.rejects] == [("total_minor", "bad_value")]


@pytest.mark.parametrize(
    ("kind", "days", "data", "field", "code"),
    [
        (Kind.SHIPPED, -9, {}, "at", "before_order"),
        (Kind.SHIPPED, 3, {}, "at", "in_the_future"),
        (Kind.PLACED, -4, {"currency": "USD"}, "order", "already_placed"),
        (Kind.FEEDBACK_LEFT, -1, {"stars": 6}, "stars", "bad_value"),
        (Kind.FEEDBACK_LEFT, -1, {}, "stars", "missing"),
        (Kind.CANCELLED, -1, {"by": "nobody"}, "by", "bad_value"),
        (Kind.REFUNDED, -1, {"amount_minor": 12.5}, "amount_minor", "bad_value"),
        (Kind.DELIVERED, -1, {"carrier": "Northpost"}, "carrier", "unknown_field"),
        (Kind.PROMISE_CHANGED, -1, {"ship_by_at": "2026-13-01"}, "ship_by_at", "bad_value"),
        (Kind.MESSAGE_ANSWERED, -1, {"message_id": "m9"}, "message_id", "unknown_message"),
    ],
)
def test_each_refusal_names_the_field_and_the_remedy(
    world: World, kind: Kind, days: int, data: dict[str, object], field: str, code: str
) -> None:
    record(world.harbour, order_events(world.harbour, world.later(days=-5), order="A-1"), world.now)

    result = record(world.harbour, [draft(world.harbour, "A-1", kind, world.later(days=days), data, id="x")], world.now)

    assert [(r.field, r.code) for r in result.rejects] == [(field, code)]
    assert len(result.rejects[0].reason) > 15


def test_events_of_unknown_sellers_and_orders_are_refused(world: World) -> None:
    stranger = draft(world.harbour, "A-9", Kind.DELIVERED, world.later(days=-1))
    nobody = draft(type(world.harbour)(external_id="nobody"), "A-1", Kind.DELIVERED, world.later(days=-1))

    result = record(world.harbour, [stranger, nobody], world.now)

    assert {r.code for r in result.rejects} == {"unknown_order", "unknown_seller"}


def test_a_seller_cannot_record_order_events(world: World) -> None:
    before = happenings()

    with pytest.raises(NotAllowed):
        actions.record_events(actor=world.alice.actor, store=world.store, drafts=[], source="x", at=world.now)

    assert happenings() == before


def test_too_many_events_at_once_are_refused_whole(world: World) -> None:
    one = draft(world.harbour, "A-1", Kind.DELIVERED, world.now)

    with pytest.raises(Invalid):
        actions.record_events(actor=SYSTEM, store=world.store, drafts=[one] * 10_001, source="x", at=world.now)


def test_rebuilding_gives_identical_orders(world: World) -> None:
    placed_at = world.later(days=-10)
    for n in range(8):
        events = order_events(
            world.harbour, placed_at + timedelta(hours=n), order=f"A-{n}", shipped_after=timedelta(hours=40 + 3 * n)
        )
        events.append(
            draft(world.harbour, f"A-{n}", Kind.MESSAGE_RECEIVED, world.later(days=-3), {"message_id": f"m{n}"})
        )
        record(world.harbour, events[::-1] if n % 2 else events, world.now)
    record(
        world.harbour, [draft(world.harbour, "A-3", Kind.FEEDBACK_LEFT, world.later(days=-1), {"stars": 1})], world.now
    )
    live = list(Order.objects.order_by("pk").values())
    Order.objects.update(marks=0, carrier="", feedback_stars=None, shipped_at=None)

    done = actions.rebuild(actor=SYSTEM, at=world.now)

    assert done == 8
    assert list(Order.objects.order_by("pk").values()) == live


def test_events_may_arrive_in_any_order(world: World) -> None:
    events = order_events(world.harbour, world.later(days=-5), order="A-1")
    record(world.harbour, events[:1], world.now)
    for event in reversed(events[1:]):
        record(world.harbour, [event], world.now)

    order = Order.objects.get(external_id="A-1")
    assert order.shipped_at is not None
    assert order.delivered_at is not None
    assert order.first_scan_at is not None


def test_two_sellers_may_use_the_same_order_number(world: World) -> None:
    for seller in (world.harbour, world.rival):
        events = order_events(seller, world.later(days=-5), order="A-1")
        record(seller, events, world.now, source=seller.external_id)

    assert Order.objects.filter(external_id="A-1").count() == 2
