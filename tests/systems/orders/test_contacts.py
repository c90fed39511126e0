from datetime import date

import pytest

from goodstanding.kit.actors import SYSTEM
from goodstanding.kit.errors import NotAllowed
from goodstanding.systems.orders import actions, queries
from goodstanding.systems.orders.models import BuyerContact, Order, OrderEvent
from tests.factories.orders import order_events, record
from tests.world import World

ADDRESS = "buyer@example.org"


def with_address(world: World) -> Order:
    record(
        world.harbour, order_events(world.harbour, world.later(days=-5), order="A-1", buyer_email=ADDRESS), world.now
    )
    return Order.objects.get(external_id="A-1")


def test_a_buyers_address_is_kept_apart_and_encrypted(world: World) -> None:
    order = with_address(world)

    assert ADDRESS not in str(list(OrderEvent.objects.values())) + str(list(Order.objects.values()))
    assert ADDRESS not in BuyerContact.objects.get().email_sealed
    assert queries.buyer_address(SYSTEM, order) == ADDRESS


def test_nobody_may_read_a_buyers_address(world: World) -> None:
    order = with_address(world)

    for person in (world.alice, world.sam, world.ada):
        with pytest.raises(NotAllowed):
            queries.buyer_address(person.actor, order)


def test_an_address_is_forgotten_when_its_time_has_ended(world: World) -> None:
    order = with_address(world)

    early = actions.forget_contacts(actor=SYSTEM, on=date(2027, 4, 20))
    due = actions.forget_contacts(actor=SYSTEM, on=date(2027, 4, 23))

    assert (early, due) == (0, 1)
    assert queries.buyer_address(SYSTEM, order) == ""


def test_the_same_order_again_with_its_address_is_a_repeat(world: World) -> None:
    with_address(world)
    again = order_events(world.harbour, world.later(days=-5), order="A-1", buyer_email=ADDRESS)

    result = record(world.harbour, again, world.now)

    assert (result.accepted, result.repeated) == (0, len(again))
