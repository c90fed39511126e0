"""Reading escalations: fetch and authorise in one step. What is offered, the queue, the log, the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from goodstanding.base.keyset import Page, page_of
from goodstanding.base.prepared import Prepared
from goodstanding.kit.actors import Actor
from goodstanding.kit.refs import is_ref, normal_ref
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.cases.models import Case, CaseLink, CaseMessage
from goodstanding.systems.cases.states import Author, Label
from goodstanding.systems.escalation import policies, rules
from goodstanding.systems.escalation.errors import EscalationNotFound
from goodstanding.systems.escalation.handbook import Handbook, Level, OutsideRule, Route, read_handbook
from goodstanding.systems.escalation.models import Draft, Escalation, OutsideStep, Step
from goodstanding.systems.escalation.rules import Facts, Offer
from goodstanding.systems.escalation.states import CLOCK_RUNS, OPEN_STATES, State, StepKind, Verdict
from goodstanding.systems.performance.models import PerformanceNotification, PlanReview
from goodstanding.systems.performance.states import LIVE_NOTIFICATIONS
from goodstanding.systems.rulebook.queries import rules_for
from goodstanding.systems.service import queries as service
from goodstanding.systems.service.calendars import ALWAYS, Calendar
from goodstanding.systems.stores.models import Store
from goodstanding.ui.paging import Cursor

PAGE = 25
COUNT_UP_TO = 1000
STEPS_AT_ONCE = 200
NOTICES_AT_ONCE = 20
DAY = timedelta(days=1)
_HALTS = (StepKind.ASKED.value, StepKind.RESUMED.value)
_books: dict[int, tuple[Any, Handbook]] = {}  # Any: the rulebook's section, held so that its id stays its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the queue is asked for. `owner`: "mine", "free" or "" (all); `over` shows those that have ended."""

    owner: str = ""
    level: int = 0
    route: str = ""
    over: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class LevelReport:
    """What became of one level's decisions in a period. `answered` is the sum of the three verdicts."""

    level: int
    answered: int
    changed: int
    partly: int
    upheld: int
    missed: int
    handed_up: int
    contested: int

    @property
    def overturned_bps(self) -> int | None:
        """Share of the decisions that changed the earlier answer, wholly or in part, in basis points, rounded down."""
        return (self.changed + self.partly) * 10_000 // self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class Outside:
    """A step outside with whom to turn to in a store."""

    rule: OutsideRule
    name: str = ""
    address: str = ""
    email: str = ""
    url: str = ""

    @property
    def has_address(self) -> bool:
        """Whether the store says whom to turn to."""
        return bool(self.name or self.address or self.email or self.url)


def handbook_for(store: Store, at: datetime) -> Handbook:
    """The escalation rules in effect in a store at an instant."""
    section = rules_for(store, at).section("escalation")
    kept = _books.get(id(section))
    if kept is None:
        kept = (section, read_handbook(section))
        _books[id(section)] = kept
    return kept[1]


def calendar_of(level: Level, store: Store, at: datetime, *, fresh: bool = False) -> Calendar:
    """In which calendar a level's hours run in a store. Whoever reckons with it asks for a `fresh` one: one query."""
    if not level.in_business:
        return ALWAYS
    return service.calendar_of(store, at, fresh=fresh)


def is_working_time(level: Level, store: Store, at: datetime) -> bool:
    """Whether a level's hours are working hours in a store, for the words that say so."""
    return calendar_of(level, store, at) is not ALWAYS


def mailbox(route: Route) -> str:
    """The e-mail address of a route: as it stands in the rules, or at the domain where replies come in; else at that of our
    own mail."""
    if "@" in route.mailbox:
        return route.mailbox
    domain = str(settings.MAIL_IN_ADDRESS or settings.MAIL_FROM).rpartition("@")[2].rstrip("> ")
    return f"{route.mailbox}@{domain}"


def _spoken(*, case: int) -> QuerySet[CaseMessage]:
    """What people of ours answered in a case: where we wrote first, that answered nothing."""
    return CaseMessage.objects.filter(case_id=case, author=Author.MARKETPLACE, author_user__isnull=False, number__gt=1)


def _newest(*, case: int) -> QuerySet[Escalation]:
    return Escalation.objects.filter(case_id=case).select_related("handler").order_by("-pk")[:1]


def _about(*, case: int, seller: int) -> QuerySet[PerformanceNotification]:
    refs = CaseLink.objects.filter(case_id=case, kind="notification").values("ref")
    return PerformanceNotification.objects.filter(seller_id=seller, ref__in=refs).order_by("pk")[:NOTICES_AT_ONCE]


_answers, _latest, _noticed = (
    Prepared(_spoken, one_plan=True),
    Prepared(_newest, one_plan=True),
    Prepared(_about, one_plan=True),
)


def facts_for(case: Case, latest: Escalation | None) -> Facts:
    """What the system knows of a case whose reading was authorised; `latest` is its newest escalation.

    Two queries; none for a case that is over, of which neither answers nor notices decide anything.
    """
    over = case.word is Label.CLOSED
    return Facts(
        standing=case.seller.standing,
        category=case.category,
        opened_at=case.opened_at,
        closed=over,
        answers=0 if over else _answers.count(case=case.pk),
        due_at=case.due_at,
        notices=() if over else _living_notices(case),
        open_now=latest is not None and latest.is_open,
        exhausted=latest is not None and latest.status is State.EXHAUSTED,
        ended_at=latest.ended_at if latest is not None else None,
    )


def _living_notices(case: Case) -> tuple[str, ...]:
    return tuple(notice.ref for notice in notices_of(case) if notice.state in LIVE_NOTIFICATIONS)


def offer_for(case: Case, latest: Escalation | None, at: datetime) -> Offer:
    """Whether the case may be escalated now, with the reasons. Its reading was authorised already."""
    return rules.offer(facts_for(case, latest), handbook_for(case.seller.store, at), at)


def notices_of(case: Case) -> Sequence[PerformanceNotification]:
    """The performance notifications that a case is about."""
    return _noticed.rows(case=case.pk, seller=case.seller_id)


def latest_of(case: Case) -> Escalation | None:
    """The newest escalation of a case whose reading was authorised."""
    found = _latest.first(case=case.pk)
    if found is not None:
        found.case = case
    return found


def by_request(case: Case, request_key: str) -> Escalation | None:
    """The escalation that a request sent before, if it did."""
    return Escalation.objects.filter(case=case, request_key=request_key).first() if request_key else None


def escalation_for(actor: Actor, ref: str, *, lock: bool = False) -> Escalation:
    """The escalation with this reference. Raises NotFound for strangers. With `lock` the case is locked first."""
    found = Escalation.objects.filter(ref=normal_ref(ref)).select_related("case", "handler").first()
    if found is None:
        raise EscalationNotFound
    return _with_case(actor, found, lock=lock)


def open_one_of(actor: Actor, case_ref: str, *, lock: bool = False) -> Escalation:
    """The open escalation of a case. Raises NotFound for strangers and when there is none. Locks as `escalation_for`."""
    case = cases.case_for(actor, case_ref, lock=lock)
    found = Escalation.objects.filter(case=case, state__in=sorted(OPEN_STATES)).first()
    if found is None:
        raise EscalationNotFound
    return _with_case(actor, found, lock=lock)


def by_ref(ref: str) -> Escalation:
    """An escalation for reactions, with its handler. Raises NotFound."""
    found = Escalation.objects.filter(ref=ref).select_related("handler").first()
    if found is None:
        raise EscalationNotFound
    found.case = cases.by_ref(found.case.ref)
    return found


def step_by_id(step_id: int) -> Step:
    """A step for reactions. Raises NotFound."""
    step = Step.objects.filter(pk=step_id).first()
    if step is None:
        raise EscalationNotFound
    return step


def steps_of(escalation: Escalation) -> Sequence[Step]:
    """What happened, oldest first. Reading was authorised already."""
    return list(Step.objects.filter(escalation=escalation).order_by("pk")[:STEPS_AT_ONCE])


def runs_of(escalation: Escalation) -> Sequence[tuple[datetime, datetime | None]]:
    """When the present level's clock ran, in order; the last stretch has no end while it does. One query."""
    halts = Step.objects.filter(escalation=escalation, level=escalation.level, kind__in=_HALTS).order_by("pk")
    return runs_by(escalation, list(halts[:STEPS_AT_ONCE]))


def runs_by(escalation: Escalation, steps: Sequence[Step]) -> Sequence[tuple[datetime, datetime | None]]:
    """When the present level's clock ran, by the escalation's steps in order."""
    since: datetime | None = escalation.level_since
    runs: list[tuple[datetime, datetime | None]] = []
    for step in (one for one in steps if one.level == escalation.level and one.kind in _HALTS):
        if step.kind == StepKind.RESUMED:
            since = step.counts_from or step.at
        elif since is not None:
            runs.append((since, step.at))
            since = None
    return [*runs, (since, None)] if since is not None else runs


def open_after(escalation_id: int, *, limit: int) -> Sequence[int]:
    """The keys of open escalations beyond a key, in order, for going through all of them in steps."""
    found = Escalation.objects.filter(pk__gt=escalation_id, state__in=sorted(OPEN_STATES)).order_by("pk")
    return list(found.values_list("pk", flat=True)[:limit])


def steps_of_many(found: Sequence[Escalation]) -> dict[int, list[Step]]:
    """What happened in each of several escalations, oldest first. One query; reading was authorised already."""
    steps: dict[int, list[Step]] = {one.pk: [] for one in found}
    for step in Step.objects.filter(escalation_id__in=list(steps)).order_by("pk")[: STEPS_AT_ONCE * max(1, len(steps))]:
        steps[step.escalation_id].append(step)
    return steps


def involved_in(escalation: Escalation) -> set[int]:
    """Who answered, handled or decided before the present level: none of them looks at it anew.

    Whoever wrote for the marketplace in the case before this level began or wrote since without having it, whoever had the
    case when it was escalated, whoever acted at a lower level or in an earlier escalation of the case, and whoever decided on
    a plan for a notification that the case is about.
    """
    case, steps = escalation.case, Step.objects.filter(escalation__case_id=escalation.case_id)
    before = Q(at__lt=escalation.level_since) | Q(kind="") & ~Q(author_user_id=escalation.handler_id)
    spoke = CaseMessage.objects.filter(before, case=case, author=Author.MARKETPLACE)
    earlier = steps.filter(Q(escalation=escalation, level__lt=escalation.level) | ~Q(escalation=escalation))
    acted = earlier.filter(actor_kind="staff").values_list("actor_user_id", flat=True)
    refs = [notice.ref for notice in notices_of(case)]
    judged = PlanReview.objects.filter(plan__notification__ref__in=refs).values_list("reviewer_id", flat=True)
    everybody = {escalation.first_handler_id, *spoke.values_list("author_user_id", flat=True), *acted, *judged}
    return {user_id for user_id in everybody if user_id is not None}


def draft_of(actor: Actor, case: Case) -> Draft | None:
    """What this person was writing."""
    return Draft.objects.filter(case=case, user_id=actor.user_id).first() if actor.user_id else None


def earlier_answers(escalation: Escalation) -> Sequence[CaseMessage]:
    """What the marketplace said in the case before it was escalated, newest first, at most five."""
    found = CaseMessage.objects.filter(case_id=escalation.case_id, author=Author.MARKETPLACE, kind="")
    return list(found.filter(number__lt=escalation.message).order_by("-number")[:5])


def outside_of(store: Store, at: datetime) -> Sequence[Outside]:
    """The steps outside that are open in a store, in order: where its country says so, unless the store says else."""
    said = {one.code: one for one in OutsideStep.objects.filter(store=store)}
    found = []
    for rule in handbook_for(store, at).outside:
        one = said.get(rule.code)
        if one.enabled if one is not None else store.country in rule.countries:
            found.append(Outside(rule, one.name, one.address, one.email, one.url) if one else Outside(rule))
    return found


def outside_settings(actor: Actor, store: Store, at: datetime) -> Sequence[tuple[OutsideRule, OutsideStep]]:
    """Every step outside with what the store says about it (unsaved where it says nothing). Administrators only."""
    policies.require_administrator(actor)
    said = {one.code: one for one in OutsideStep.objects.filter(store=store)}
    return [
        (rule, said.get(rule.code) or OutsideStep(store=store, code=rule.code, enabled=store.country in rule.countries))
        for rule in handbook_for(store, at).outside
    ]


def queue(actor: Actor, wanted: Asked, cursor: Cursor | None, *, limit: int = PAGE) -> Page[Escalation]:
    """A page of the associates' queue: what is due first; those that ended newest first. Raises NotFound for sellers."""
    policies.require_associate(actor)
    found = Escalation.objects.select_related("case__seller__store", "seller__store", "handler")
    if wanted.over:
        found = found.filter(state__in=sorted(set(State) - CLOCK_RUNS))
    else:
        found = found.filter(due_at__isnull=False)
    if wanted.owner == "mine":
        found = found.filter(handler_id=actor.user_id)
    elif wanted.owner == "free":
        found = found.filter(handler__isnull=True)
    if wanted.level:
        found = found.filter(level=wanted.level)
    if wanted.route:
        found = found.filter(route=wanted.route)
    if wanted.text:
        ref = normal_ref(wanted.text)
        found = found.filter(Q(ref=ref) | Q(case__ref=ref) | Q(seller__name__istartswith=wanted.text))
    order = ("-id",) if wanted.over else ("due_at", "id")
    return page_of(found, order=order, cursor=cursor, limit=limit)


def find(actor: Actor, text: str, *, limit: int = 10) -> Sequence[Escalation]:
    """Escalations by their own reference, or by the Case ID of their case. One query."""
    ref = normal_ref(text)
    found = Escalation.objects.select_related("case", "seller").filter(Q(ref=ref) | Q(case__ref=ref))
    return list(found.order_by("-pk")[:limit]) if is_ref(ref) else []


def counts(actor: Actor, at: datetime) -> Mapping[str, int]:
    """How many escalations owe an answer: the actor's own, those nobody has, all, and those that are late."""
    policies.require_associate(actor)
    due = Escalation.objects.filter(due_at__isnull=False)
    asked: dict[str, QuerySet[Escalation]] = {
        "mine": due.filter(handler_id=actor.user_id),
        "free": due.filter(handler__isnull=True),
        "all": due,
        "late": due.filter(due_at__lte=at),
    }
    return {name: found[:COUNT_UP_TO].count() for name, found in asked.items()}


def _owed(*, handler: int) -> QuerySet[Escalation]:
    mine = Q(handler_id=handler) | Q(handler__isnull=True)
    return Escalation.objects.filter(mine, due_at__isnull=False)[:COUNT_UP_TO]


_owed_by = Prepared(_owed, one_plan=True)


def owed(actor: Actor) -> int:
    """How many escalations owe an answer and are this associate's, or nobody's. One query."""
    return _owed_by.count(handler=actor.user_id or 0)


def report(actor: Actor, *, since: datetime, until: datetime) -> Sequence[LevelReport]:
    """What became of each level's decisions from `since` until before `until`. One query. Raises NotFound for sellers."""
    policies.require_associate(actor)
    rows = Step.objects.filter(at__gte=since, at__lt=until).values("level", "kind", "code").annotate(n=Count("pk"))
    found: dict[int, Counter[str]] = {}
    for row in rows:
        name = row["code"] if row["kind"] == StepKind.ANSWERED else row["kind"]
        found.setdefault(row["level"], Counter())[name] += row["n"]
    return [_level_report(level, found[level]) for level in sorted(found) if level > 1]


def past_of(escalation: Escalation) -> rules.Past:
    """What happened, as far as it teaches something. Reading was authorised already. Six queries."""
    case = escalation.case
    answers = CaseMessage.objects.filter(case=case, author=Author.MARKETPLACE, number__gt=1)  # as in `_spoken`
    first = answers.order_by("number").first()
    number = first.number if first is not None else escalation.message
    files = list(case.attachments.filter(message__author=Author.SELLER).values_list("message__number", flat=True)[:200])
    kinds = Counter(escalation.steps.values_list("kind", flat=True))
    codes = set(escalation.steps.filter(kind=StepKind.ANSWERED).values_list("code", flat=True))
    notices = notices_of(case)
    turns = case.turns.filter(side="marketplace", due_at__isnull=False)
    return rules.Past(
        changed=bool(codes & {Verdict.CHANGED, Verdict.PARTLY}),
        clocks_missed=kinds[StepKind.CLOCK_MISSED],
        promise_missed=any(
            (one.ended_at or escalation.opened_at) > one.due_at for one in turns if one.due_at is not None
        ),
        files_before=sum(one < number for one in files),
        files_after=sum(one >= number for one in files),
        unread=max(((one.read_at or one.issued_at) - one.issued_at for one in notices), default=timedelta(0)),
        deadline_missed=any(one.state == "overdue" for one in notices),
        warnings=_warnings(case, notices),
        waited=timedelta(seconds=case.seller_seconds),
        other_cases=len(escalation.prior_cases),
    )


def to_wake(at: datetime) -> Sequence[int]:
    """The keys of escalations that have something to do by themselves by an instant, the longest overdue first; at most 500."""
    return [key for (key,) in _waking.rows(at=at)]


def to_warn(at: datetime) -> Sequence[int]:
    """The keys of escalations whose level is to be warned of its clock by an instant, the longest overdue first; at most 500."""
    return [key for (key,) in _warned.rows(at=at)]


_waking = Prepared(
    lambda *, at: Escalation.objects.filter(wakes_at__lte=at).order_by("wakes_at").values_list("pk")[:500]
)
_warned = Prepared(
    lambda *, at: Escalation.objects.filter(warns_at__lte=at).order_by("warns_at").values_list("pk")[:500]
)


def _with_case(actor: Actor, found: Escalation, *, lock: bool) -> Escalation:
    case = cases.case_for(actor, found.case.ref, lock=lock)
    if lock:
        found = Escalation.objects.select_for_update().get(pk=found.pk)
    found.case = case
    return found


def _warnings(case: Case, notices: Sequence[PerformanceNotification]) -> int:
    """Earlier notifications about the same metrics, issued before those that the case is about."""
    metrics = {one.metric_code for one in notices if one.metric_code}
    if not metrics:
        return 0
    first = min(one.issued_at for one in notices)
    earlier = PerformanceNotification.objects.filter(seller_id=case.seller_id, metric_code__in=metrics)
    return earlier.filter(issued_at__lt=first, issued_at__gte=first - 180 * DAY).count()


def _level_report(level: int, found: Counter[str]) -> LevelReport:
    verdicts = {verdict: found[verdict.value] for verdict in Verdict}
    return LevelReport(
        level, sum(verdicts.values()), verdicts[Verdict.CHANGED], verdicts[Verdict.PARTLY], verdicts[Verdict.UPHELD],
        found[StepKind.CLOCK_MISSED], found[StepKind.HANDED_UP], found[StepKind.CONTESTED],
    )  # fmt: skip
