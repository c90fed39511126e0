"""Reading notifications, plans and statements: fetch and authorise in one step."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import (
    Count,
    DateTimeField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from goodstanding.base.keyset import Page, page_of
from goodstanding.base.prepared import Prepared
from goodstanding.kit.actors import Actor, StaffRole
from goodstanding.kit.errors import NotFound
from goodstanding.kit.refs import normal_ref
from goodstanding.systems.performance import checks, policies, rules, states
from goodstanding.systems.performance.errors import NotificationNotFound, PlanNotFound
from goodstanding.systems.performance.models import (
    Evidence,
    NotificationOrder,
    PerformanceNotification,
    PlanOfAction,
    PlanReview,
    PlanVersion,
    Statement,
)
from goodstanding.systems.performance.playbook import Playbook, read_playbook
from goodstanding.systems.performance.states import WRITTEN_PARTS, NotificationKind, Part, PlanState
from goodstanding.systems.rulebook.queries import rules_for
from goodstanding.systems.sellers import queries as sellers
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.sellers.states import Standing
from goodstanding.systems.stores.models import Store
from goodstanding.ui.paging import Cursor

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
PAGE = 25
FEW = 5
_books: dict[str, tuple[object, Playbook]] = {}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for. `turn`: "" (all), "seller", "us", "over"; `q` begins a reference or is in the subject."""

    turn: str = ""
    kind: str = ""
    metric: str = ""
    severity: str = ""
    q: str = ""
    by: str = "due"
    descending: bool = False
    cursor: Cursor | None = None
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class QueueAsked:
    """What the review queue is asked for. `stage`: "" (all), "waiting", "mine", "taken", "second"."""

    stage: str = ""
    kind: str = ""
    q: str = ""
    cursor: Cursor | None = None
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class DraftWords:
    """What an editor holds."""

    root_cause: str = ""
    immediate_actions: str = ""
    preventive_measures: str = ""
    signer: str = ""
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A plan held against its notification: what a reviewer would reject, and how many counted orders it explains."""

    findings: Sequence[checks.Finding]
    covered: int
    counted: int


def playbook_for(store: Store, at: datetime) -> Playbook:
    """The rules about notifications in effect in a store at an instant."""
    book = rules_for(store, at)
    kept = _books.get(book.name)
    if kept is None or kept[0] is not book.sections:
        kept = (book.sections, read_playbook(book.name, book.section("performance")))
        _books[book.name] = kept
    return kept[1]


def notification_for(actor: Actor, ref: str, *, lock: bool = False) -> PerformanceNotification:
    """The notification with this reference. Raises NotFound for strangers.

    With `lock` the seller's row is locked first, then the notification: every change of one seller queues up.
    """
    notification = _seen_by(actor, normal_ref(ref))
    if notification is None:
        raise NotificationNotFound
    if lock:
        seller = sellers.seller_for(actor, notification.seller.ref, lock=True)
        notification = PerformanceNotification.objects.select_for_update().get(pk=notification.pk)
        notification.seller = seller
    return notification


def notifications_of(actor: Actor, seller: Seller | None, asked: Asked | None = None) -> Page[PerformanceNotification]:
    """A page of a seller's notifications, by default what is due first; with no seller, of all that the actor may see."""
    asked = asked or Asked()
    found = _visible_to(actor).select_related("plan")
    if seller is not None:
        found = found.filter(seller=seller)
    if asked.turn in _TURNS:
        found = found.filter(state__in=_TURNS[asked.turn])
    for name, value in (("kind", asked.kind), ("metric_code", asked.metric), ("severity", asked.severity)):
        if value:
            found = found.filter(**{name: value})
    if asked.q:
        found = found.filter(Q(ref__startswith=normal_ref(asked.q)) | Q(subject__icontains=asked.q))
    found = found.annotate(due_or_never=Coalesce("response_due_at", Value(NEVER, output_field=DateTimeField())))
    field = {"due": "due_or_never", "issued": "issued_at"}.get(asked.by, "due_or_never")
    order = (f"-{field}" if asked.descending else field, "-id")
    return page_of(found, order=order, cursor=asked.cursor, limit=asked.limit)


_TURNS: dict[str, list[str]] = {
    "seller": sorted(s for s, what in states.NOTIFICATION_PERMITS.items() if states.Do.ANSWER in what),
    "us": [states.NotificationState.WITH_US.value],
    "over": sorted(set(states.NotificationState) - states.LIVE_NOTIFICATIONS),
}


def _urgent(*, seller: int) -> QuerySet[PerformanceNotification]:
    due = Coalesce("response_due_at", Value(NEVER, output_field=DateTimeField()))
    return (
        _waiting(seller=seller).select_related("plan").annotate(due_or_never=due).order_by("due_or_never", "-pk")[:FEW]
    )


_urgent_of_seller = Prepared(_urgent)


def urgent_of(seller: Seller) -> Sequence[PerformanceNotification]:
    """The few that wait for the seller, most pressing first: for home pages. One query."""
    return _urgent_of_seller.rows(seller=seller.pk)


def _newest(*, seller: int) -> QuerySet[PerformanceNotification]:
    return PerformanceNotification.objects.filter(seller=seller).order_by("-issued_at", "-id")[: FEW + 1]


_newest_of_seller = Prepared(_newest)


def others_of(notification: PerformanceNotification) -> Sequence[PerformanceNotification]:
    """The newest few of the same seller's other notifications. The caller has authorised reading this one. One query."""
    found = _newest_of_seller.rows(seller=notification.seller_id)
    return [other for other in found if other.pk != notification.pk]


def _waiting(*, seller: int) -> QuerySet[PerformanceNotification]:
    return PerformanceNotification.objects.filter(seller=seller, state__in=_TURNS["seller"])


_waiting_for_seller = Prepared(_waiting, one_plan=True)


def count_waiting(seller: Seller) -> int:
    """How many notifications wait for the seller. One query on an index."""
    return _waiting_for_seller.count(seller=seller.pk)


def owed_by(seller_ids: Collection[int]) -> int:
    """How many notifications wait for an answer of these sellers. Reading was authorised already. One query."""
    waiting = PerformanceNotification.objects.filter(seller_id__in=list(seller_ids), state__in=_TURNS["seller"])
    return waiting.count()


def _queued() -> QuerySet[PlanOfAction]:
    return PlanOfAction.objects.filter(state__in=sorted(states.IN_THE_QUEUE))


_queue = Prepared(_queued)


def count_queue() -> int:
    """How many plans wait for reviewers."""
    return _queue.count()


def orders_behind(
    notification: PerformanceNotification, *, cursor: Cursor | None = None, limit: int = PAGE
) -> Page[NotificationOrder]:
    """A page of the orders that counted when the notification was issued, newest day first."""
    return page_of(notification.orders.all(), order=("-on", "-id"), cursor=cursor, limit=limit)


def plan_read_with(notification: PerformanceNotification) -> PlanOfAction | None:
    """The plan as `notification_for` read it beside the notification, for pages that show both; None when there is none."""
    plan = getattr(notification, "plan", None)
    if plan is not None:
        plan.notification = notification
    return plan


def plan_of(notification: PerformanceNotification) -> PlanOfAction | None:
    """The plan that answers a notification the actor may read, with its draft; None when none was started."""
    plan = PlanOfAction.objects.filter(notification=notification).select_related("draft").first()
    if plan is not None:
        plan.notification = notification
    return plan


def plan_for(actor: Actor, ref: str, *, lock: bool = False) -> PlanOfAction:
    """The plan with this reference. Raises NotFound for strangers. Locks as `notification_for`."""
    found = PlanOfAction.objects.select_related("notification").filter(ref=normal_ref(ref)).first()
    if found is None:
        raise PlanNotFound
    try:
        notification = notification_for(actor, found.notification.ref, lock=lock)
    except NotFound as error:
        raise PlanNotFound from error
    if lock:
        found = PlanOfAction.objects.select_for_update().get(pk=found.pk)
    found.notification = notification
    return found


def _versions(*, plan: int) -> QuerySet[PlanVersion]:
    return PlanVersion.objects.filter(plan=plan).order_by("number")[:100]


_versions_of_plan = Prepared(_versions, one_plan=True)


def versions_of(plan: PlanOfAction) -> Sequence[PlanVersion]:
    """Every submitted version with its evidence, oldest first. Two queries."""
    found = _versions_of_plan.rows(plan=plan.pk)
    prefetch_related_objects(found, Prefetch("evidence", Evidence.objects.select_related("file").order_by("pk")))
    return found


def _decisions(*, plan: int) -> QuerySet[PlanReview]:
    return PlanReview.objects.filter(plan=plan).select_related("version").order_by("-pk")[:100]


_decisions_on_plan = Prepared(_decisions, one_plan=True)


def decisions_on(plan: PlanOfAction, *, for_staff: bool) -> Sequence[PlanReview]:
    """The decisions about a plan, newest first; a proposal that waits for its second reader is staff's business only."""
    return [review for review in _decisions_on_plan.rows(plan=plan.pk) if for_staff or review.in_force]


def evidence_of(plan: PlanOfAction) -> Sequence[Evidence]:
    """What is attached to the draft now."""
    return list(plan.evidence.filter(removed_at__isnull=True).select_related("file").order_by("pk")[:100])


def evidence_for(actor: Actor, plan_ref: str, evidence_id: int) -> Evidence:
    """One piece of evidence of a plan the actor may read, taken away or not. Raises NotFound."""
    plan = plan_for(actor, plan_ref)
    evidence = plan.evidence.select_related("file").filter(pk=evidence_id).first()
    if evidence is None:
        raise NotFound(_("There is no such file here."))
    return evidence


def _statements(*, notification: int) -> QuerySet[Statement]:
    return Statement.objects.filter(notification=notification).order_by("-pk")[:20]


_statements_of_notification = Prepared(_statements)


def statements_of(notification: PerformanceNotification) -> Sequence[Statement]:
    """The statements of reasons of the restrictions this notification led to, newest first."""
    return _statements_of_notification.rows(notification=notification.pk)


def statement_for(actor: Actor, ref: str) -> Statement:
    """One statement of reasons. Raises NotFound for strangers."""
    statement = Statement.objects.select_related("notification").filter(ref=normal_ref(ref)).first()
    if statement is None:
        raise NotificationNotFound
    statement.notification = notification_for(actor, statement.notification.ref)
    return statement


def held_by_others(notification: PerformanceNotification) -> list[Standing]:
    """The standings that the seller's other notifications impose now."""
    others = PerformanceNotification.objects.filter(seller_id=notification.seller_id).exclude(pk=notification.pk)
    return [Standing(held) for held in others.exclude(holds="").values_list("holds", flat=True)]


def by_id(notification_id: int) -> PerformanceNotification:
    """A notification by key, for reactions. Raises NotFound."""
    found = PerformanceNotification.objects.select_related("seller__store", "seller__account").filter(
        pk=notification_id
    )
    notification = found.first()
    if notification is None:
        raise NotificationNotFound
    return notification


def plan_by_id(plan_id: int) -> PlanOfAction:
    """A plan of action by key, for reactions and tasks. Raises PlanNotFound."""
    plan = PlanOfAction.objects.filter(pk=plan_id).first()
    if plan is None:
        raise PlanNotFound
    return plan


def statement_by_id(statement_id: int) -> Statement:
    """A statement of reasons by key, for reactions. Raises NotFound."""
    statement = Statement.objects.filter(pk=statement_id).first()
    if statement is None:
        raise NotificationNotFound
    statement.notification = by_id(statement.notification_id)
    return statement


def decision_by_id(review_id: int) -> PlanReview:
    """A decision by key, for reactions. Raises NotFound."""
    review = PlanReview.objects.select_related("plan", "version").filter(pk=review_id).first()
    if review is None:
        raise PlanNotFound
    return review


_VERSIONS = Subquery(  # not counted by a join: that would group by every column of three tables
    PlanVersion.objects.filter(plan=OuterRef("pk")).order_by().values("plan").annotate(n=Count("pk")).values("n")
)


def review_queue(actor: Actor, asked: QueueAsked | None = None) -> Page[PlanOfAction]:
    """Plans that wait for a decision, what is due first. Raises NotAllowed for associates without the role reviewer."""
    policies.require_reviewer(actor)
    asked = asked or QueueAsked()
    found = PlanOfAction.objects.filter(state__in=sorted(states.IN_THE_QUEUE))
    found = found.select_related("notification", "seller__store").annotate(version_count=Coalesce(_VERSIONS, 0))
    stages = {
        "waiting": Q(state=PlanState.SUBMITTED, needs_second_reader=False),
        "second": Q(state=PlanState.SUBMITTED, needs_second_reader=True),
        "mine": Q(state=PlanState.IN_REVIEW, reviewer_id=actor.user_id),
        "taken": Q(state=PlanState.IN_REVIEW),
    }
    if asked.stage in stages:
        found = found.filter(stages[asked.stage])
    if asked.kind:
        found = found.filter(notification__kind=asked.kind)
    if asked.q:
        found = found.filter(Q(seller__name__icontains=asked.q) | Q(notification__ref__startswith=normal_ref(asked.q)))
    return page_of(found, order=("review_due_at", "-id"), cursor=asked.cursor, limit=asked.limit)


def against_of(
    notification: PerformanceNotification, plan: PlanOfAction, book: Playbook, at: datetime
) -> checks.Against:
    """What a plan is held against while it is written."""
    zone = notification.seller.store.zone
    rule = book.kind(NotificationKind(notification.kind))
    rows = notification.orders.values_list("external_id", "sku", "carrier", "ship_from")
    decided = plan.versions.filter(reviews__in_force=True).distinct()
    return checks.Against(
        notice=f"{notification.subject}\n{notification.facts}\n{notification.required_action}",
        orders=[checks.CountedOrder(*row) for row in rows],
        outline={part: plan.draft.outline.get(part.value, "") for part in WRITTEN_PARTS},
        earlier=[texts_of(version) for version in decided],
        evidence_expected=rule.evidence_expected,
        evidence_from=rules.evidence_range(rule, notification.from_on, notification.issued_at.astimezone(zone).date()),
        evidence_until=at.astimezone(zone).date(),
    )


def check_draft(
    notification: PerformanceNotification, plan: PlanOfAction, *, at: datetime, written: DraftWords | None = None
) -> Checked:
    """The draft as it is saved, or the words given, held against the notification by the rules in effect."""
    book = playbook_for(notification.seller.store, at)
    words = written or plan.draft
    days = plan.evidence.filter(removed_at__isnull=True).values_list("dated_on", flat=True)
    plain = checks.Written(texts_of(words), words.signer, words.acknowledged, [checks.Proof(day) for day in days])
    against = against_of(notification, plan, book, at)
    covered, counted = checks.coverage(plain, against)
    return Checked(checks.findings(plain, against, book.checks), covered, counted)


def texts_of(words: object) -> dict[Part, str]:
    """The written parts of a draft or a version."""
    return {part: getattr(words, part.value) for part in WRITTEN_PARTS}


_READ_TOGETHER = ("seller__store", "seller__account", "plan__draft")


def _by_ref(*, ref: str) -> QuerySet[PerformanceNotification]:
    return PerformanceNotification.objects.select_related(*_READ_TOGETHER).filter(ref=ref)


def _own_by_ref(*, ref: str, accounts: Sequence[int]) -> QuerySet[PerformanceNotification]:
    return _by_ref(ref=ref).filter(seller__account_id__in=accounts)


_any_one, _own_one = Prepared(_by_ref), Prepared(_own_by_ref)


def _seen_by(actor: Actor, ref: str) -> PerformanceNotification | None:
    if actor.is_system or actor.is_staff:
        return _any_one.first(ref=ref)
    return _own_one.first(ref=ref, accounts=list(actor.accounts)) if actor.accounts else None


def _visible_to(actor: Actor) -> QuerySet[PerformanceNotification]:
    found = PerformanceNotification.objects.select_related("seller__store", "seller__account")
    if actor.is_system or actor.is_staff:
        return found
    return found.filter(seller__account_id__in=list(actor.accounts))


def may_review(actor: Actor) -> bool:
    """Whether the actor is a reviewer at all; whether she may decide on a plan is `policies.why_not_impartial`."""
    return actor.has_staff_role(StaffRole.REVIEWER)
