"""What happens in the marketplace reaches a real receiver, signed, once, in spite of everything that goes wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from goodstanding.base.clock import reading
from goodstanding.base.timeline.models import Entry
from goodstanding.base.webhooks import actions, queries, registry, rules
from goodstanding.base.webhooks.actions import Wanted
from goodstanding.base.webhooks.models import Delivery, Endpoint
from goodstanding.base.webhooks.states import DeliveryState
from goodstanding.kit.errors import Conflict
from goodstanding.systems.cases.states import Outcome
from tests.factories import cases
from tests.factories.receivers import Receiver, receiver
from tests.world import World


@pytest.fixture
def shop(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOKS_INSIDE = True
    with receiver() as told:
        yield told


def hook(world: World, shop: Receiver, *events: str, ours: bool = False) -> tuple[Endpoint, str]:
    person, account = (world.ada, None) if ours else (world.alice, world.harbour.account_id)
    wanted = Wanted(name="Back office", url=shop.url, events=events or ("*",))
    return actions.set_up(actor=person.actor, account_id=account, wanted=wanted, at=world.now)


def send_all(world: World) -> datetime:
    """What the sender does, one look after the other, until nothing is due. Returns the instant at which it did."""
    at = max(world.now, reading.now())
    while found := queries.due(at, limit=10):
        for delivery_id in found:
            actions.send(delivery_id, at=at)
    return at


def test_a_case_reaches_the_receiver_signed_and_without_words(world: World, shop: Receiver) -> None:
    world.at(timezone.now().replace(microsecond=0))
    endpoint, secret = hook(world, shop, "case.*")
    case = cases.open_case(world, body="My secret trouble")
    cases.answer(world, case, outcome=Outcome.RESOLVE, at=world.now)
    world.work_off()
    send_all(world)

    told = [Webhook(secret).verify(body, headers) for headers, body in shop.got]
    assert [one["type"] for one in told] == ["case.opened", "case.answered"]
    assert told[1]["data"] == {
        "seller": "harbour", "store": "us", "case": case.ref, "category": case.category, "status": "resolved",
        "label": "closed", "message": 2, "outcome": "resolve",
    }  # fmt: skip
    assert "secret trouble" not in "".join(body for _headers, body in shop.got)
    assert {d.state for d in endpoint.deliveries.all()} == {DeliveryState.DELIVERED}


def test_another_secret_does_not_verify(world: World, shop: Receiver) -> None:
    world.at(timezone.now())
    endpoint, _secret = hook(world, shop)
    actions.ping(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
    send_all(world)
    headers, body = shop.got[0]

    with pytest.raises(WebhookVerificationError):
        Webhook(rules.new_secret()).verify(body, headers)


def test_for_a_day_a_replaced_secret_still_verifies(world: World, shop: Receiver) -> None:
    world.at(timezone.now())
    endpoint, old = hook(world, shop)
    _endpoint, new = actions.replace_secret(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
    actions.ping(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
    send_all(world)
    headers, body = shop.got[0]
    assert Webhook(old).verify(body, headers) == Webhook(new).verify(body, headers)

    world.at(world.now + timedelta(hours=24))
    actions.ping(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
    send_all(world)

    assert len(shop.got[0][0]["webhook-signature"].split()) == 2
    assert len(shop.got[1][0]["webhook-signature"].split()) == 1


def test_sellers_hear_of_their_own_account_and_the_marketplace_of_all(world: World, shop: Receiver) -> None:
    hook(world, shop, "case.opened")
    hook(world, shop, "case.opened", ours=True)
    with receiver() as rivals:
        wanted = Wanted(name="Rival", url=rivals.url, events=["*"])
        actions.set_up(actor=world.mallory.actor, account_id=world.rival.account_id, wanted=wanted, at=world.now)
        cases.open_case(world)
        world.work_off()
        send_all(world)

        assert rivals.got == []
    assert len(shop.got) == 2
    assert len(set(shop.ids)) == 1  # one event, one id, whoever hears of it


def test_a_failure_is_tried_again_until_it_arrives_under_the_same_id(world: World, shop: Receiver) -> None:
    endpoint, _ = hook(world, shop)
    shop.status, shop.says = 503, b"busy <b>now</b>\x00"
    delivery = actions.ping(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
    tried_at = send_all(world)
    delivery.refresh_from_db()
    endpoint.refresh_from_db()
    assert (delivery.state, delivery.tries, delivery.last_status) == (DeliveryState.WAITING, 1, 503)
    assert delivery.last_error == "The receiver answered 503."
    assert queries.tries_of(delivery)[0].said == "busy <b>now</b>"
    assert endpoint.failing_since == tried_at

    shop.status = 200
    world.at(world.now + timedelta(seconds=6))
    send_all(world)

    delivery.refresh_from_db()
    endpoint.refresh_from_db()
    assert (delivery.state, delivery.tries, endpoint.failing_since) == (DeliveryState.DELIVERED, 2, None)
    assert shop.ids[0] == shop.ids[1] == delivery.event_ref
    assert shop.got[0][1] == shop.got[1][1]


def test_after_ten_tries_it_is_given_up_and_can_be_sent_by_hand(world: World, shop: Receiver) -> None:
    endpoint, _ = hook(world, shop)
    shop.status = 500
    delivery = actions.ping(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
    for _ in range(10):
        send_all(world)
        delivery.refresh_from_db()
        world.at((delivery.next_try_at or world.now) + timedelta(seconds=1))
    assert (delivery.state, delivery.tries, delivery.next_try_at) == (DeliveryState.GIVEN_UP, 10, None)

    shop.status = 204
    actions.replay(actor=world.alice.actor, ref=endpoint.ref, event_ref=delivery.event_ref, at=world.now)
    send_all(world)

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED
    assert set(shop.ids) == {delivery.event_ref}


def test_a_receiver_that_is_gone_is_told_nothing_more(world: World, shop: Receiver) -> None:
    endpoint, _ = hook(world, shop)
    shop.status = 410
    first = actions.ping(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
    second = actions.ping(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
    send_all(world)

    endpoint.refresh_from_db()
    assert endpoint.switched_off_why == "gone"
    assert {d.state for d in (first, second) if d.refresh_from_db() is None} == {DeliveryState.GIVEN_UP}
    assert len(shop.got) == 1
    with pytest.raises(Conflict, match="switched off"):
        actions.ping(actor=world.alice.actor, ref=endpoint.ref, at=world.now)


def test_five_days_of_failures_switch_it_off_and_switching_on_begins_anew(world: World, shop: Receiver) -> None:
    endpoint, _ = hook(world, shop)
    shop.status = 500
    for _ in range(7):
        actions.ping(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
        send_all(world)
        world.at(world.now + timedelta(days=1))
        endpoint.refresh_from_db()
        if endpoint.switched_off_at:
            break
    assert endpoint.switched_off_why == "failing"

    actions.switch_on(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
    shop.status = 200
    actions.ping(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
    send_all(world)

    endpoint.refresh_from_db()
    assert (endpoint.switched_off_at, endpoint.failing_since) == (None, None)


def test_redirects_are_not_followed(world: World, shop: Receiver) -> None:
    endpoint, _ = hook(world, shop)
    with receiver() as elsewhere:
        shop.status, shop.location = 302, elsewhere.url
        delivery = actions.ping(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
        send_all(world)

        assert elsewhere.got == []
    delivery.refresh_from_db()
    assert delivery.last_status == 302


def test_one_delivery_per_endpoint_is_under_way_and_a_lost_one_comes_back(world: World, shop: Receiver) -> None:
    endpoint, _ = hook(world, shop)
    first = actions.ping(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
    actions.ping(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
    assert queries.due(world.now, limit=10) == [first.pk]

    Delivery.objects.filter(pk=first.pk).update(leased_until=world.now + actions.LEASE)  # a sender died with it
    assert queries.due(world.now, limit=10) == []
    assert actions.send(first.pk, at=world.now) is None

    world.at(world.now + actions.LEASE)
    send_all(world)
    assert len(shop.got) == 2


def test_what_happened_while_it_was_off_is_not_made_up_for(world: World, shop: Receiver) -> None:
    endpoint, _ = hook(world, shop, "case.opened")
    actions.switch_off(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
    cases.open_case(world)
    world.work_off()
    actions.switch_on(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
    send_all(world)

    assert shop.got == []


def test_a_removed_endpoint_is_gone_with_what_waited_for_it(world: World, shop: Receiver) -> None:
    endpoint, _ = hook(world, shop)
    actions.ping(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
    actions.remove(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
    send_all(world)

    assert shop.got == []
    assert queries.endpoints_of(world.alice.actor, world.harbour.account_id) == []


def test_secrets_lie_sealed_and_changes_are_on_the_record(world: World, shop: Receiver) -> None:
    endpoint, secret = hook(world, shop)

    assert secret not in str(Endpoint.objects.filter(pk=endpoint.pk).values())
    entry = Entry.objects.get(verb="hook.set_up")
    assert (entry.subject_id, entry.actor_name) == (endpoint.ref, "Alice")
    assert secret not in json.dumps(entry.data)


def test_old_deliveries_are_forgotten_and_waiting_ones_kept(world: World, shop: Receiver) -> None:
    endpoint, _ = hook(world, shop)
    actions.ping(actor=world.alice.actor, ref=endpoint.ref, at=world.now)
    send_all(world)
    actions.ping(actor=world.alice.actor, ref=endpoint.ref, at=world.now)

    assert actions.forget_old(at=world.now + timedelta(days=30)) == 0
    assert actions.forget_old(at=world.now + timedelta(days=30, seconds=1)) == 1
    assert endpoint.deliveries.count() == 1


def test_every_event_has_words(world: World) -> None:
    assert all(str(word) for word in registry.offered().values())
    assert "case.answered" in registry.offered()
