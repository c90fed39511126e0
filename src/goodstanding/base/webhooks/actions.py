"""Setting endpoints up, telling them of events, and sending what waits."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.sealing.seals import seal, unseal
from goodstanding.base.timeline.actions import record
from goodstanding.base.webhooks import policies, queries, registry, rules
from goodstanding.base.webhooks.models import Delivery, Endpoint, Try
from goodstanding.base.webhooks.rules import Heard
from goodstanding.base.webhooks.states import MOVES, DeliveryState
from goodstanding.kit.actors import SYSTEM, Actor
from goodstanding.kit.errors import Conflict, Invalid
from goodstanding.kit.refs import new_ref
from goodstanding.kit.states import require_move

LEASE = timedelta(seconds=90)
BY_HAND, FAILING, GONE = "by_hand", "failing", "gone"
_REMOVE_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An endpoint as somebody asks for it. `seller_id`: under whose record the change is shown."""

    name: str
    url: str
    events: Sequence[str]
    seller_id: int | None = None


@transaction.atomic
def set_up(*, actor: Actor, account_id: int | None, wanted: Wanted, at: datetime) -> tuple[Endpoint, str]:
    """Tell an address of events from now on; returned with its signing secret, which is shown only now.

    Raises NotAllowed, Invalid by field, Conflict at MOST endpoints.
    """
    policies.require_manage(actor, account_id)
    if len(queries.endpoints_of(actor, account_id)) >= queries.MOST:
        raise Conflict(
            _("There are already %(most)s webhooks. Remove one that is no longer used.") % {"most": queries.MOST},
            code="too_many",
        )
    secret = rules.new_secret()
    endpoint = Endpoint(ref=new_ref(8), account_id=account_id, created_at=at, created_by_name=actor.name)
    _set(endpoint, wanted)
    endpoint.sealed_secret = seal(secret)
    endpoint.save()
    _record(actor, "hook.set_up", endpoint, at=at, seller_id=wanted.seller_id)
    return endpoint, secret


@transaction.atomic
def change(*, actor: Actor, ref: str, wanted: Wanted, at: datetime) -> Endpoint:
    """Change name, address or events. Raises NotFound, NotAllowed, Invalid."""
    endpoint = _managed(actor, ref)
    _set(endpoint, wanted)
    endpoint.save()
    _record(actor, "hook.changed", endpoint, at=at, seller_id=wanted.seller_id)
    return endpoint


@transaction.atomic
def replace_secret(*, actor: Actor, ref: str, seller_id: int | None = None, at: datetime) -> tuple[Endpoint, str]:
    """Sign with a new secret, shown only now; for a day everything is signed with the old one too."""
    endpoint = _managed(actor, ref)
    secret = rules.new_secret()
    endpoint.sealed_old_secret, endpoint.old_secret_until = endpoint.sealed_secret, at + rules.OLD_SECRET_WORKS_FOR
    endpoint.sealed_secret = seal(secret)
    endpoint.save()
    _record(actor, "hook.secret_replaced", endpoint, at=at, seller_id=seller_id)
    return endpoint, secret


@transaction.atomic
def switch_off(*, actor: Actor, ref: str, seller_id: int | None = None, at: datetime) -> Endpoint:
    """Send nothing until it is switched on. Events of the meantime are not made up for. Twice changes nothing."""
    endpoint = _managed(actor, ref)
    if endpoint.switched_off_at is None:
        _switch_off(endpoint, BY_HAND, at)
        _record(actor, "hook.switched_off", endpoint, at=at, seller_id=seller_id)
    return endpoint


@transaction.atomic
def switch_on(*, actor: Actor, ref: str, seller_id: int | None = None, at: datetime) -> Endpoint:
    """Tell it of events again from now on. Twice changes nothing."""
    endpoint = _managed(actor, ref)
    if endpoint.switched_off_at is not None:
        endpoint.switched_off_at, endpoint.switched_off_why, endpoint.failing_since = None, "", None
        endpoint.save()
        _record(actor, "hook.switched_on", endpoint, at=at, seller_id=seller_id)
    return endpoint


@transaction.atomic
def remove(*, actor: Actor, ref: str, seller_id: int | None = None, at: datetime) -> None:
    """Take it away for good; what waits for it is given up."""
    endpoint = _managed(actor, ref)
    endpoint.removed_at = at
    endpoint.sealed_old_secret = ""
    endpoint.save()
    _give_up_waiting(endpoint, "The webhook was removed.")
    _record(actor, "hook.removed", endpoint, at=at, seller_id=seller_id)


@transaction.atomic
def end_of_account(*, account_id: int, at: datetime) -> int:
    """Remove the endpoints of an account whose team has no access any more. The caller has authorised it. Returns how many."""
    living = list(Endpoint.objects.select_for_update().filter(account_id=account_id, removed_at__isnull=True))
    for endpoint in living:
        endpoint.removed_at, endpoint.sealed_old_secret = at, ""
        endpoint.save()
        _give_up_waiting(endpoint, "The account was closed.")
        _record(SYSTEM, "hook.removed", endpoint, at=at, seller_id=None)
    return len(living)


@transaction.atomic
def ping(*, actor: Actor, ref: str, at: datetime) -> Delivery:
    """Send a test event now. Raises Conflict while the endpoint is switched off."""
    endpoint = _managed(actor, ref)
    _require_on(endpoint)
    return _queue(endpoint, registry.PING, _new_event_ref(), {"message": "It works when this arrives."}, at)


@transaction.atomic
def replay(*, actor: Actor, ref: str, event_ref: str, seller_id: int | None = None, at: datetime) -> Delivery:
    """Send one delivery once more, under the same id, from its first try. One that waits is tried at once."""
    endpoint = _managed(actor, ref)
    _require_on(endpoint)
    delivery = queries.delivery_for(actor, endpoint, event_ref, lock=True)
    if delivery.state != DeliveryState.WAITING:
        require_move(MOVES, DeliveryState(delivery.state), DeliveryState.WAITING, what="This delivery")
        delivery.state, delivery.tries, delivery.delivered_at = DeliveryState.WAITING.value, 0, None
    delivery.next_try_at, delivery.leased_until = at, None
    delivery.save()
    _record(actor, "hook.replayed", endpoint, at=at, seller_id=seller_id, event=delivery.event, event_ref=event_ref)
    return delivery


@transaction.atomic
def announce(event: str, *, event_ref: str, account_id: int | None, data: Mapping[str, object], at: datetime) -> int:
    """Queue an event for every endpoint that asked for it; returns for how many. The same `event_ref` twice is one event.

    `data` holds ids, states and instants that both sides may read: never what somebody wrote.
    """
    listeners = [one for one in queries.listening(account_id) if rules.wants(one.events, event)]
    known = set(
        Delivery.objects.filter(event_ref=event_ref, endpoint__in=listeners).values_list("endpoint_id", flat=True)
    )
    fresh = [one for one in listeners if one.pk not in known]
    for endpoint in fresh:
        _queue(endpoint, event, event_ref, data, at)
    return len(fresh)


def send(delivery_id: int, *, at: datetime) -> DeliveryState | None:
    """Try one due delivery; None when another sender has it or it is no longer due. No transaction is open meanwhile."""
    claimed = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.WAITING, next_try_at__lte=at).exclude(
        leased_until__gt=at
    )
    if not claimed.update(leased_until=at + LEASE):
        return None
    delivery = Delivery.objects.select_related("endpoint").get(pk=delivery_id)
    from goodstanding.base.webhooks import sending  # loads an HTTP client: not for every start

    message = sending.Message(delivery.event_ref, at, delivery.body, _secrets(delivery.endpoint, at))
    heard = sending.post(delivery.endpoint.url, message, inside_allowed=settings.WEBHOOKS_INSIDE)
    return _note(delivery_id, heard, at=at)


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Remove deliveries whose story is over and older than KEPT_FOR; returns how many."""
    old = Delivery.objects.filter(at__lt=at - rules.KEPT_FOR, next_try_at__isnull=True).order_by("at")
    chosen = list(old.values_list("pk", flat=True)[:_REMOVE_AT_ONCE])
    Delivery.objects.filter(pk__in=chosen).delete()
    return len(chosen)


@transaction.atomic
def _note(delivery_id: int, heard: Heard, *, at: datetime) -> DeliveryState:
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    endpoint = Endpoint.objects.select_for_update().get(pk=delivery.endpoint_id)
    Try.objects.create(
        delivery=delivery, at=at, status=heard.status, error=heard.error, said=heard.said, took_ms=heard.took_ms
    )
    delivery.leased_until = None
    delivery.tries += 1
    delivery.last_status, delivery.last_error = heard.status, heard.error
    if heard.taken:
        _end(delivery, DeliveryState.DELIVERED)
        delivery.delivered_at = endpoint.last_delivered_at = at
        endpoint.failing_since = None
        endpoint.save(update_fields=["last_delivered_at", "failing_since"])
    elif delivery.state == DeliveryState.WAITING:
        delivery.next_try_at = rules.next_try(delivery.tries, at, spread=random.random())  # noqa: S311 - no secret
        if delivery.next_try_at is None:
            _end(delivery, DeliveryState.GIVEN_UP)
    delivery.save()
    if not heard.taken:
        _note_failing(endpoint, heard, at)
        delivery.refresh_from_db()
    return DeliveryState(delivery.state)


def _note_failing(endpoint: Endpoint, heard: Heard, at: datetime) -> None:
    """Since when nothing arrives. 410 Gone, or five days without success, switch the endpoint off."""
    endpoint.failing_since = endpoint.failing_since or at
    endpoint.save(update_fields=["failing_since"])
    if endpoint.switched_off_at is not None:
        return
    if heard.status == rules.GONE:
        _switch_off(endpoint, GONE, at)
    elif at - endpoint.failing_since >= rules.OFF_AFTER:
        _switch_off(endpoint, FAILING, at)


def _switch_off(endpoint: Endpoint, why: str, at: datetime) -> None:
    endpoint.switched_off_at, endpoint.switched_off_why = at, why
    endpoint.save()
    _give_up_waiting(endpoint, "The webhook was switched off.")


def _give_up_waiting(endpoint: Endpoint, reason: str) -> None:
    Delivery.objects.filter(endpoint=endpoint, state=DeliveryState.WAITING).update(
        state=DeliveryState.GIVEN_UP, next_try_at=None, last_error=reason
    )


def _end(delivery: Delivery, state: DeliveryState) -> None:
    require_move(MOVES, DeliveryState(delivery.state), state, what="This delivery")
    delivery.state, delivery.next_try_at = state.value, None


def _queue(endpoint: Endpoint, event: str, event_ref: str, data: Mapping[str, object], at: datetime) -> Delivery:
    body = json.dumps({"type": event, "timestamp": at.isoformat(), "data": dict(data)}, ensure_ascii=False)
    return Delivery.objects.create(
        endpoint=endpoint, event_ref=event_ref, event=event, body=body, at=at, next_try_at=at
    )


def _new_event_ref() -> str:
    return f"evt_{new_ref(20).replace('-', '')}"


def _secrets(endpoint: Endpoint, at: datetime) -> list[str]:
    secrets = [unseal(endpoint.sealed_secret)]
    if endpoint.sealed_old_secret and endpoint.old_secret_until is not None and at < endpoint.old_secret_until:
        secrets.append(unseal(endpoint.sealed_old_secret))
    return secrets


def _set(endpoint: Endpoint, wanted: Wanted) -> None:
    name = " ".join(wanted.name.replace("\x00", "").split())
    if not name or len(name) > 80:
        raise Invalid(_("Name it after what receives it, in at most 80 characters."), field="name")
    endpoint.name = name
    endpoint.url = rules.clean_url(wanted.url, inside_allowed=settings.WEBHOOKS_INSIDE)
    endpoint.events = rules.clean_events(wanted.events, list(registry.offered()))


def _managed(actor: Actor, ref: str) -> Endpoint:
    endpoint = queries.endpoint_for(actor, ref, lock=True)
    policies.require_manage(actor, endpoint.account_id)
    return endpoint


def _require_on(endpoint: Endpoint) -> None:
    if endpoint.switched_off_at is not None:
        raise Conflict(_("This webhook is switched off. Switch it on first."), code="switched_off")


def _record(
    actor: Actor, verb: str, endpoint: Endpoint, *, at: datetime, seller_id: int | None, **more: object
) -> None:
    data = {"name": endpoint.name, "url": endpoint.url, **more}
    subject = ("webhook", endpoint.ref)
    staff_only = endpoint.account_id is None
    record(actor=actor, verb=verb, subject=subject, at=at, seller_id=seller_id, staff_only=staff_only, data=data)
