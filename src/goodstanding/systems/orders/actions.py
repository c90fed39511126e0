"""Writing orders: recording events, rebuilding the fold, waking what changes by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.outbox import actions as outbox
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Invalid
from goodstanding.systems.orders.events import EventDraft, OrdersChanged
from goodstanding.systems.orders.models import BuyerContact, BuyerMessage, Order
from goodstanding.systems.orders.recording import Batch, Recorded, Reject, refold
from goodstanding.systems.sellers.policies import require_staff
from goodstanding.systems.stores.models import Store

MOST_DRAFTS = 10_000
SELLERS_TO_A_FACT = 500
REBUILD_CHUNK = 2_000
WAKE_CHUNK = 2_000
FORGET_CHUNK = 10_000


@transaction.atomic
def record_events(
    *, actor: Actor, store: Store, drafts: Sequence[EventDraft], source: str, at: datetime, announce: bool = True
) -> Recorded:
    """Record what happened to orders of one store. One transaction: every good draft is recorded, or none.

    Bad drafts come back as rejects with place, field and remedy, and do not stop the others. The pair (source, id) makes a
    repeat harmless. Sellers must exist. Announces OrdersChanged for the sellers touched; a caller with many batches leaves
    that out and calls `announce_changes` once, at its end.
    Raises Invalid for more than MOST_DRAFTS drafts, NotAllowed for anybody but the marketplace's own integrations.
    """
    require_staff(actor)
    if len(drafts) > MOST_DRAFTS:
        raise Invalid(
            _("At most %(most)s events can be recorded at once. Send them in parts.") % {"most": MOST_DRAFTS},
            field="events",
        )
    recorded = Batch(store=store, source=source, at=at).record(drafts)
    if announce:
        announce_changes(actor=actor, seller_ids=recorded.seller_ids, at=at)
    return recorded


@transaction.atomic
def announce_changes(*, actor: Actor, seller_ids: Collection[int], at: datetime) -> None:
    """Announce that orders of these sellers changed, some hundreds of sellers to a fact. Safe to repeat."""
    require_staff(actor)
    ordered = sorted(seller_ids)
    for start in range(0, len(ordered), SELLERS_TO_A_FACT):
        outbox.publish(OrdersChanged(seller_ids=tuple(ordered[start : start + SELLERS_TO_A_FACT])), at=at)


def rebuild(*, actor: Actor, at: datetime, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Fold every order again from its events. The result is identical to what live recording left.

    Works in chunks, so it may be stopped and run again at any time; `progress(done, total)` is called after each.
    """
    require_staff(actor)
    total = Order.objects.count()
    done, last = 0, 0
    while True:
        rows = Order.objects.filter(pk__gt=last).order_by("pk").select_related("seller__store")[:REBUILD_CHUNK]
        chunk = list(rows.only("pk", "external_id", "seller__id", "seller__store__time_zone"))
        if not chunk:
            return done
        with transaction.atomic():
            _refold_chunk(chunk, at)
        last = chunk[-1].pk
        done += len(chunk)
        progress(done, total)


def wake(*, at: datetime) -> set[int]:
    """Renew the facts of orders and messages for which time alone changed something. Returns the sellers touched.

    Bounded: at most WAKE_CHUNK of each at a call; call again while it returns sellers.
    """
    with transaction.atomic():
        due = Order.objects.filter(wakes_at__lt=at).select_related("seller__store").order_by("wakes_at")[:WAKE_CHUNK]
        orders = list(due)
        _refold_chunk(orders, at)
        messages = BuyerMessage.objects.filter(wakes_at__lt=at).select_related("order__seller__store")[:WAKE_CHUNK]
        message_orders = {m.order_id: m.order for m in messages}
        _refold_chunk(list(message_orders.values()), at)
        touched = {o.seller_id for o in [*orders, *message_orders.values()]}
        if touched:
            outbox.publish(OrdersChanged(seller_ids=tuple(sorted(touched))), at=at)
    return touched


def forget_contacts(*, actor: Actor, on: date) -> int:
    """Delete buyers' addresses whose time to be kept ended before a day; returns how many. Safe to repeat."""
    require_staff(actor)
    ids = list(BuyerContact.objects.filter(keep_until__lt=on).values_list("pk", flat=True)[:FORGET_CHUNK])
    return BuyerContact.objects.filter(pk__in=ids).delete()[0]


def _refold_chunk(orders: Sequence[Order], at: datetime) -> None:
    by_store: dict[int, list[Order]] = {}
    for order in orders:
        by_store.setdefault(order.seller.store_id, []).append(order)
    for group in by_store.values():
        refold({o.pk: (o.seller_id, o.external_id) for o in group}, group[0].seller.store.zone, at)


__all__ = ["Recorded", "Reject", "announce_changes", "forget_contacts", "rebuild", "record_events", "wake"]
