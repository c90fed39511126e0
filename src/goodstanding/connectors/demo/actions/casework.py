"""Playing the written support cases through the real actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from goodstanding.connectors.demo import queries, script, texts
from goodstanding.connectors.demo.cast import DemoSeller
from goodstanding.connectors.demo.script import Beat
from goodstanding.kit.actors import Actor
from goodstanding.kit.periods import day_of
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.queries import catalogue_for
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.orders.models import Order
from goodstanding.systems.orders.queries import orders_of
from goodstanding.systems.performance.models import PerformanceNotification
from goodstanding.systems.sellers.models import Seller

_ORDERS: dict[str, dict[str, Any]] = {  # Any: look-ups of several types
    "any": {"delivered_at__isnull": False},
    "late": {"shipped_at__isnull": False, "marks__gte": 1},
    "bad_feedback": {"feedback_stars__lte": 2},
    "seller_cancelled": {"cancelled_by": "seller"},
    "cancelled": {"cancelled_at__isnull": False},
    "claimed": {"claim_at__isnull": False},
    "returned": {"return_at__isnull": False},
    "undelivered": {"shipped_at__isnull": False, "delivered_at__isnull": True},
}


class Casework:
    """The written cases of one plan. `play` does what falls into a span of time."""

    def __init__(self, *, cast: Sequence[DemoSeller], sellers: Mapping[str, Seller], opened_at: datetime) -> None:
        self._cast, self._sellers = cast, sellers
        self._beats = script.beats(opened_at)

    @property
    def instants(self) -> Sequence[datetime]:
        """When something of it happens."""
        return [beat.at for beat in self._beats]

    def play(self, since: datetime, at: datetime) -> None:
        """Do everything with `since <= beat < at`. What refers to something that is not there is left out."""
        for beat in self._beats:
            if since <= beat.at < at:
                self._do(beat)

    def _do(self, beat: Beat) -> None:
        written = texts.read("cases")[beat.number]
        seller = self._sellers.get(script.called(written["seller"], self._cast))
        if seller is None:
            return
        if beat.beat == 0:
            _open(seller, written, beat)
            return
        case = Case.objects.filter(seller=seller, request_key=_key(beat.number)).first()
        if case is not None:
            _continue(case, seller, written["then"][beat.beat - 1], _facts_of(case), beat.at)


def _key(number: int) -> str:
    return f"demo-case-{number}"


def _open(seller: Seller, written: Mapping[str, Any], beat: Beat) -> None:  # Any: YAML
    order = _order(seller, written["order"], beat.at) if "order" in written else None
    notification = _notification(seller, beat.at) if written.get("notification") else None
    if ("order" in written and order is None) or (written.get("notification") and notification is None):
        return
    facts = _order_facts(order)
    answers = {name: str(value) for name, value in written.get("answers", {}).items()}
    if order is not None:
        answers["order"] = order.external_id
    if notification is not None:
        answers["notification"] = notification.ref
    if written.get("sku"):
        best = orders_of(seller).exclude(lead_sku="").order_by("-placed_at").first()
        facts["sku"] = answers["sku"] = best.lead_sku if best else "A-1000"
    if "expected_on" in answers:
        answers["expected_on"] = str(
            day_of(beat.at, seller.store.zone) + timedelta(days=int(answers["expected_on"]) + 13)
        )
    words = cases.Reply(body=script.fill(written["text"], facts), request_key=_key(beat.number))
    if "by" in written:
        _write_first(seller, written, words, beat.at)
        return
    new = cases.NewCase(category=written["category"], subject=written["subject"], words=words, answers=answers)
    cases.open_case(actor=queries.owner_of(seller), seller=seller, new=new, at=beat.at)


def _write_first(seller: Seller, written: Mapping[str, Any], words: cases.Reply, at: datetime) -> None:  # Any: YAML
    by, (outcome, *rest) = queries.associate(written["by"]), written["first"]
    what, whom = (*rest, "", "")[:2]
    first = cases.FirstWord(
        category=written["category"], subject=written["subject"], words=words, assignee_id=by.user_id,
        decision=cases.Decision(Outcome(outcome), what=what, who=whom),
    )  # fmt: skip
    cases.write_first(actor=by, seller_ref=seller.ref, first=first, at=at)


def _continue(case: Case, seller: Seller, step: Sequence[Any], facts: Mapping[str, str], at: datetime) -> None:
    who, text = step[1], script.fill(step[2], facts)
    owner = queries.owner_of(seller)
    if who == "seller":
        cases.add_message(actor=owner, ref=case.ref, reply=cases.Reply(body=text), at=at)
    elif who == "team":
        cases.add_seller_note(actor=owner, ref=case.ref, note=cases.Reply(body=text), at=at)
    elif who in {"close", "withdraw"}:
        reason = cases.CloseReason.SOLVED if who == "close" else cases.CloseReason.MISTAKE
        if case.word.value != "closed":
            cases.close_by_seller(actor=owner, ref=case.ref, reason=reason, words=text, at=at)
    elif who == "reopen":
        cases.reopen(actor=owner, ref=case.ref, reason=text, at=at)
    elif who.startswith("note:"):
        note = cases.Reply(body=text)
        cases.add_internal_note(actor=queries.associate(who[5:]), ref=case.ref, note=note, at=at)
    elif who.startswith("take:"):
        cases.take(actor=queries.associate(who[5:]), ref=case.ref, at=at)
    else:
        what, whom = (script.fill(step[i], facts) if len(step) > i else "" for i in (4, 5))
        decision = cases.Decision(outcome=Outcome(step[3]), what=what, who=whom)
        by = queries.associate(who)
        if decision.outcome is Outcome.RESOLVE:
            _complete(case, by, at)
        cases.answer(actor=by, ref=case.ref, reply=cases.Reply(body=text), decision=decision, at=at)


def _complete(case: Case, by: Actor, at: datetime) -> None:
    """Fill in what the category asks for before a case is resolved."""
    fields = catalogue_for(case.seller.store, at).fields_of(case.category)
    values = {field.code: field.choices[0][0] for field in fields if field.required_at_close and field.choices}
    if values:
        cases.fill_in(actor=by, ref=case.ref, values=values, at=at)


def _order(seller: Seller, which: str, at: datetime) -> Order | None:
    """The newest order that fits, or the newest that was delivered: small sellers may have none of a kind."""
    known = orders_of(seller).filter(placed_at__lt=at - timedelta(days=2)).order_by("-placed_at")
    if which == "late":
        late = [o for o in known[:120] if o.shipped_at and o.ship_by_at and o.shipped_at > o.ship_by_at]
        return late[0] if late else None
    return known.filter(**_ORDERS[which]).first() or known.filter(**_ORDERS["any"]).first() or known.first()


def _notification(seller: Seller, at: datetime) -> PerformanceNotification | None:
    return seller.notifications.filter(issued_at__lt=at).order_by("-issued_at").first()


def _order_facts(order: Order | None) -> dict[str, str]:
    if order is None:
        return {}
    amount = f"{order.total_minor // 100}.{order.total_minor % 100:02d} {order.currency}"
    return {
        "order": order.external_id, "sku": order.lead_sku, "title": order.lead_title,
        "carrier": order.carrier or "the carrier", "amount": amount,
    }  # fmt: skip


def _facts_of(case: Case) -> dict[str, str]:
    linked = case.links.filter(kind="order").first()
    order = orders_of(case.seller).filter(external_id=linked.ref).first() if linked else None
    return _order_facts(order)
