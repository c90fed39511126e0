"""One batch of event drafts on its way into the record. Private to this system; `actions.record_events` is the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from goodstanding.base.bulk.reading import Among
from goodstanding.base.bulk.writing import insert_rows
from goodstanding.systems.orders import rules
from goodstanding.systems.orders.events import EventDraft, FoldEvent, Kind
from goodstanding.systems.orders.folding import Folded, fold
from goodstanding.systems.orders.models import OrderEvent
from goodstanding.systems.orders.projecting import (
    OrderKey,
    drop_packages,
    events_of,
    order_ids,
    write_contacts,
    write_messages,
    write_orders,
    write_packages,
)
from goodstanding.systems.rulebook.queries import rules_for
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.stores.models import Store

EVENT_COLUMNS = ["order_id", "kind", "occurred_at", "recorded_at", "source", "external_id", "digest", "data"]
_NEEDS_MESSAGE = {Kind.MESSAGE_ANSWERED, Kind.MESSAGE_NO_RESPONSE_NEEDED}


@dataclass(frozen=True, slots=True)
class Reject:
    """A draft that was not recorded: where it came from, which field, and what to do."""

    place: int
    field: str
    code: str
    reason: str


@dataclass(slots=True)
class Recorded:
    """What became of a batch. `repeated` drafts were known already, word for word."""

    accepted: int = 0
    repeated: int = 0
    rejects: list[Reject] = field(default_factory=list)
    seller_ids: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Checked:
    draft: EventDraft
    key: OrderKey
    data: str
    digest: str
    address: str = ""


class Batch:
    """Drafts of one store and one source, recorded together. Bad ones are put aside, good ones are kept."""

    def __init__(self, *, store: Store, source: str, at: datetime) -> None:
        self.source = source
        self.at = at
        self.zone: ZoneInfo = store.zone
        self.store = store
        self.result = Recorded()

    def keep_contacts_until(self) -> date:
        """Until when buyers' addresses that come in now are kept, by the store's rules."""
        days = int(rules_for(self.store, self.at).section("orders").get("buyer_contact_days", 0))
        return self.at.astimezone(self.zone).date() + timedelta(days=days)

    def record(self, drafts: Sequence[EventDraft]) -> Recorded:
        """Check, compare with what is known, write events and orders."""
        fresh = self._fresh(self._checked(drafts))
        by_order: dict[OrderKey, list[_Checked]] = {}
        for item in fresh:
            by_order.setdefault(item.key, []).append(item)
        if by_order:
            self._write(by_order)
        return self.result

    def _checked(self, drafts: Sequence[EventDraft]) -> list[_Checked]:
        sellers = self._sellers({d.seller for d in drafts})
        good = []
        for draft in drafts:
            problems = rules.check(draft, known_by=self.at)
            seller_id = sellers.get(draft.seller)
            if problems:
                self._reject_for(draft, problems)
            elif seller_id is None:
                self._reject(
                    draft,
                    "seller",
                    "unknown_seller",
                    f"There is no seller {draft.seller} in this store. Open it first.",
                )
            else:
                kept, address = rules.without_contact(draft)
                good.append(_Checked(kept, (seller_id, kept.order), *rules.said_by(kept), address))
        return good

    def _sellers(self, external_ids: set[str]) -> dict[str, int]:
        """The sellers named, locked in one order until the end of the transaction: two batches never fold one order at once."""
        found = Seller.objects.filter(store=self.store, external_id__in=sorted(external_ids)).order_by("pk")
        return {s.external_id: s.pk for s in found.select_for_update(no_key=True).only("pk", "external_id")}

    def _fresh(self, items: list[_Checked]) -> list[_Checked]:
        """Those that say something new. The same id with the same content is a repeat, with other content a reject."""
        ids = [item.draft.id for item in items]
        found = OrderEvent.objects.filter(Among("external_id", ids), source=self.source)
        known = dict(found.values_list("external_id", "digest"))
        fresh: list[_Checked] = []
        odd: list[_Checked] = []
        for item in items:
            before = known.get(item.draft.id)
            if before is None:
                known[item.draft.id] = item.digest
                fresh.append(item)
            elif before == item.digest:
                self.result.repeated += 1
            else:
                odd.append(item)
        if odd:
            self._tell_apart(odd)
        return fresh

    def _tell_apart(self, odd: list[_Checked]) -> None:
        """Ids that are known with another fingerprint: the same thing in other words is a repeat, anything else a reject."""
        found = OrderEvent.objects.filter(Among("external_id", [item.draft.id for item in odd]), source=self.source)
        columns = ("external_id", "order__seller_id", "order__external_id", "kind", "occurred_at", "data")
        said = {id: (*about, rules.meaning(data)) for id, *about, data in found.values_list(*columns)}
        for item in odd:
            draft = item.draft
            if said.get(draft.id) == (*item.key, draft.kind.value, draft.at, rules.meaning(draft.data)):
                self.result.repeated += 1
            else:
                reason = (
                    f"The id {draft.id[:80]} was used before for an event with other content. Ids are never used twice."
                )
                self._reject(draft, "id", "other_content", reason)

    def _write(self, by_order: dict[OrderKey, list[_Checked]]) -> None:
        known_ids = order_ids({s for s, _ in by_order}, [o for _, o in by_order])
        history = events_of([known_ids[key] for key in by_order if key in known_ids])
        states: dict[OrderKey, Folded] = {}
        kept: list[_Checked] = []
        for key, items in by_order.items():
            old = history.get(known_ids[key], []) if key in known_ids else []
            accepted = self._fitting(items, old)
            state = fold([*old, *[_as_fold_event(i) for i in accepted]]) if accepted else None
            if state is not None:
                states[key] = state
                kept.extend(accepted)
        if not kept:
            return
        write_orders(states, self.zone, self.at)
        missing = [key for key in states if key not in known_ids]
        ids = known_ids | (order_ids({s for s, _ in missing}, [o for _, o in missing]) if missing else {})
        insert_rows(OrderEvent, EVENT_COLUMNS, [self._event_row(item, ids[item.key]) for item in kept])
        write_messages(states, ids, self.zone, self.at)
        write_packages(states, ids, self.zone, self.at)
        write_contacts({ids[item.key]: item.address for item in kept if item.address}, self.keep_contacts_until())
        self.result.accepted += len(kept)
        self.result.seller_ids.update(seller_id for seller_id, _ in states)

    def _fitting(self, items: list[_Checked], old: list[FoldEvent]) -> list[_Checked]:
        """The drafts that fit the order's history: it was placed, once, and nothing happened before that."""
        placings = [i for i in items if i.draft.kind is Kind.PLACED]
        placed_at = next((e.at for e in old if e.kind == Kind.PLACED), None)
        if placed_at is None and placings:
            placed_at = min(i.draft.at for i in placings)
        packages = {e.data.get("package") or "" for e in old if e.kind == Kind.SHIPPED}
        messages = {e.data["message_id"] for e in old if e.kind == Kind.MESSAGE_RECEIVED}
        messages |= {str(i.draft.data["message_id"]) for i in items if i.draft.kind is Kind.MESSAGE_RECEIVED}
        already = any(e.kind == Kind.PLACED for e in old)
        accepted = []
        for item in items:
            draft = item.draft
            if placed_at is None:
                self._reject(
                    draft,
                    "order",
                    "unknown_order",
                    f"Order {draft.order} was never placed. Send its `placed` event first.",
                )
            elif draft.kind is Kind.PLACED and (already or item is not placings[0]):
                self._reject(
                    draft,
                    "order",
                    "already_placed",
                    f"Order {draft.order} was placed already. Use promise_changed to change it.",
                )
            elif draft.at < placed_at:
                reason = f"{draft.kind.value} is dated before the order was placed ({placed_at.isoformat()}). Check the date."
                self._reject(draft, "at", "before_order", reason)
            elif draft.kind in _NEEDS_MESSAGE and draft.data["message_id"] not in messages:
                self._reject(draft, "message_id", "unknown_message", "No such message was received about this order.")
            elif draft.kind is Kind.SHIPPED and len(packages | {draft.data.get("package") or ""}) > rules.MOST_PACKAGES:
                reason = f"An order has at most {rules.MOST_PACKAGES} packages. Split the order."
                self._reject(draft, "package", "too_many_packages", reason)
            else:
                if draft.kind is Kind.SHIPPED:
                    packages.add(draft.data.get("package") or "")
                accepted.append(item)
        return accepted

    def _event_row(self, item: _Checked, order_id: int) -> list[object]:
        draft = item.draft
        recorded_at = draft.recorded_at or draft.at
        return [
            order_id, draft.kind.value, draft.at.astimezone(UTC), recorded_at.astimezone(UTC), self.source, draft.id,
            item.digest, item.data,
        ]  # fmt: skip

    def _reject_for(self, draft: EventDraft, problems: list[rules.Problem]) -> None:
        for problem in problems[:1]:
            self._reject(draft, problem.field, problem.code, " ".join(p.reason for p in problems))

    def _reject(self, draft: EventDraft, field_name: str, code: str, reason: str) -> None:
        self.result.rejects.append(Reject(draft.place, field_name, code, reason))


def _as_fold_event(item: _Checked) -> FoldEvent:
    draft = item.draft
    return FoldEvent(draft.kind.value, draft.at.astimezone(UTC), draft.id, draft.data)


def refold(order_keys: dict[int, OrderKey], zone: ZoneInfo, at: datetime) -> int:
    """Fold these orders again from their events and write the rows; returns how many."""
    states: dict[OrderKey, Folded] = {}
    for order_id, events in events_of(list(order_keys)).items():
        state = fold(events)
        if state is not None:
            states[order_keys[order_id]] = state
    ids = {key: order_id for order_id, key in order_keys.items()}
    write_orders(states, zone, at)
    write_messages(states, ids, zone, at)
    drop_packages(states, ids)
    write_packages(states, ids, zone, at)
    return len(states)
