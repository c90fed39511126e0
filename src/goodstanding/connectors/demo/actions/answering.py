"""What sellers and reviewers of the demo do with notifications, through the real actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from goodstanding.connectors.demo import queries, script, texts
from goodstanding.connectors.demo.cast import DemoSeller
from goodstanding.connectors.demo.script import Manner
from goodstanding.systems.performance import actions as performance
from goodstanding.systems.performance.models import PerformanceNotification, PlanOfAction
from goodstanding.systems.performance.queries import DraftWords, plan_of
from goodstanding.systems.performance.states import Answer, Decision, Do, NotificationKind
from goodstanding.systems.sellers.models import Seller

_MINUTE = timedelta(minutes=1)


class Answering:
    """The people around notifications. `play` does what falls into a span of time."""

    def __init__(
        self, *, seed: int, cast: Sequence[DemoSeller], sellers: Mapping[str, Seller], opened_at: datetime
    ) -> None:
        self._seed, self._cast, self._sellers = seed, cast, sellers
        self._notices = script.notices(opened_at)
        self._given = {
            (script.called(notice["seller"], cast), notice["subject"]): notice for _, notice in self._notices
        }

    def play(self, since: datetime, at: datetime) -> None:
        """Let everybody answer and decide what falls due in this span, and issue its written notices, in order of time."""
        for issued_at, notice in self._notices:
            if since <= issued_at < at:
                self._deal_with_all(since, issued_at)
                self._issue(notice, issued_at)
        self._deal_with_all(since, at)

    def _deal_with_all(self, since: datetime, at: datetime) -> None:
        live = PerformanceNotification.objects.filter(seller__account__is_demo=True, closed_at__isnull=True)
        for notification in live.select_related("seller__store", "seller__account").order_by("pk"):
            if notification.seller.external_id not in script.PLAYED_BY_HAND:
                self._deal_with(notification, since, at)

    def _issue(self, notice: Mapping[str, str], at: datetime) -> None:
        seller = self._sellers.get(script.called(notice["seller"], self._cast))
        if seller is not None:
            said = performance.ManualNotice(
                kind=NotificationKind(notice["kind"]), subject=notice["subject"], facts=notice["facts"]
            )
            actor = queries.associate(notice["by"])
            performance.issue_by_associate(actor=actor, seller_ref=seller.ref, notice=said, at=at)

    def _deal_with(self, notification: PerformanceNotification, since: datetime, at: datetime) -> None:
        seller = notification.seller
        about = notification.metric_code or notification.subject
        notice = self._given.get((seller.external_id, notification.subject))
        manner = script.manner_of(self._seed, seller.external_id, about, notification.issued_at, notice)
        while (due_at := _next(notification, manner)) is not None and due_at < at:
            when = max(due_at, since + _MINUTE)
            plan = plan_of(notification)
            if plan is not None and plan.permits(Do.CLAIM):
                _decide(plan, manner, when)
            elif notification.answer == Answer.ACKNOWLEDGE:
                performance.acknowledge(actor=queries.owner_of(seller), ref=notification.ref, at=when)
            else:
                _answer(notification, plan, when)
            notification.refresh_from_db()


def _next(notification: PerformanceNotification, manner: Manner) -> datetime | None:
    """When the next thing happens to a notification: an answer, a decision, or nothing any more."""
    if not manner.decisions or notification.closed_at is not None:
        return None
    plan = plan_of(notification)
    if plan is not None and plan.permits(Do.CLAIM):
        begun = plan.submitted_at or plan.started_at
        again = plan.reviews.order_by("-at").first() if plan.needs_second_reader else None
        return (again.at if again else begun) + timedelta(hours=manner.review_hours)
    done = plan.versions.count() if plan is not None else 0
    if done >= len(manner.decisions) or notification.acknowledged_at is not None:
        return None
    if plan is not None and not plan.permits(Do.SUBMIT):
        return None
    if not (notification.permits(Do.ANSWER) or notification.answer == Answer.ACKNOWLEDGE):
        return None
    since = plan.decided_at if plan is not None and plan.decided_at else notification.issued_at
    return since + timedelta(hours=manner.answer_hours[min(done, len(manner.answer_hours) - 1)])


def _answer(notification: PerformanceNotification, plan: PlanOfAction | None, at: datetime) -> None:
    actor = queries.owner_of(notification.seller)
    performance.note_read(actor=actor, ref=notification.ref, at=at - 20 * _MINUTE)
    plan = plan or performance.start_plan(actor=actor, ref=notification.ref, at=at - 15 * _MINUTE)
    facts = _facts(notification)
    version = plan.versions.count() + 1
    parts = script.plan_words(notification.seller.external_id, notification.metric_code, version, facts)
    words = DraftWords(**parts, signer=actor.name, acknowledged=True)
    mark = performance.DraftMark(base=plan.draft.saves, window="demo")
    draft = performance.save_draft(actor=actor, plan_ref=plan.ref, words=words, mark=mark, at=at - _MINUTE)
    performance.submit_plan(actor=actor, plan_ref=plan.ref, saves=draft.saves, at=at)


def _decide(plan: PlanOfAction, manner: Manner, at: datetime) -> None:
    version = plan.versions.count()
    decision = manner.decisions[min(version, len(manner.decisions)) - 1]
    words = texts.read("plans")["reviews"]
    lightly = decision == "reject" and "reject_finally" not in manner.decisions
    named = "reject_lightly" if lightly else decision
    ruling = performance.Ruling(
        version=version, decision=Decision(decision), reason=words[named],
        failed=[performance.Failed(f["code"], f["reason"]) for f in words.get(f"{named}_failed", ())],
    )  # fmt: skip
    reviewer = queries.associate(_reader(plan, manner))
    performance.start_review(actor=reviewer, plan_ref=plan.ref, at=at - 40 * _MINUTE)
    performance.decide(actor=reviewer, plan_ref=plan.ref, ruling=ruling, at=at)


def _reader(plan: PlanOfAction, manner: Manner) -> str:
    """Somebody who did not issue the notification and did not read this version before."""
    issuer = plan.notification.issued_by_name
    before = set(plan.reviews.values_list("reviewer_name", flat=True)) if plan.needs_second_reader else set()
    order = (manner.reviewer, *script.REVIEWERS)
    return next(key for key in order if queries.associate(key).name not in {issuer, *before})


def _facts(notification: PerformanceNotification) -> dict[str, str]:
    rows = list(notification.orders.order_by("on", "external_id"))
    skus = [row.sku for row in rows if row.sku]
    carriers = [row.carrier for row in rows if row.carrier]
    issued_on = notification.issued_at.astimezone(notification.seller.store.zone).date()
    return {
        "sku": max(set(skus), key=lambda sku: (skus.count(sku), sku)) if skus else "our best-selling SKU",
        "carrier": max(set(carriers), key=lambda name: (carriers.count(name), name)) if carriers else "our carrier",
        "day": script.day_words(issued_on + timedelta(days=1)),
        "since": script.day_words(rows[0].on if rows else issued_on - timedelta(days=20)),
        "count": str(len(rows) or notification.numerator),
        "first": rows[0].external_id if rows else "the first",
        "second": rows[1].external_id if len(rows) > 1 else "the one after it",
    }
