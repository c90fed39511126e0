"""The seller's case log and the associates' queue: bounded, in order, a page by its place, each from an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from django.db.models import Count, QuerySet

from goodstanding.base.keyset import Page, first_page, page_of
from goodstanding.base.prepared import Prepared
from goodstanding.kit.actors import Actor
from goodstanding.kit.periods import start_of_day
from goodstanding.systems.cases import joining, policies, rules
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.errors import CaseNotFound
from goodstanding.systems.cases.models import Case, CaseField, CaseLink, CaseTagging
from goodstanding.systems.cases.queries.reading import cases_visible
from goodstanding.systems.cases.states import Label, Permit, Status
from goodstanding.systems.sellers import policies as seller_policies
from goodstanding.systems.sellers.models import Seller
from goodstanding.ui.paging import Cursor

PAGE = 25
FEW = 5
NEXT = 10
LIKE_FROM = 50
COUNT_UP_TO = 1000

# In the log a place is read by these; what is not here cannot be sorted by.
LOG_ORDERS = {"updated": "updated_at", "opened": "opened_at", "subject": "subject", "ref": "ref"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """What a seller asks her case log for. Days are the store's; `about` is a linked object's `kind:ref` or its bare ref;
    `text` is for `search_log` alone."""

    label: str = ""
    area: str = ""
    priority: str = ""
    about: str = ""
    text: str = ""
    opened_from: date | None = None
    opened_to: date | None = None
    sort: str = "updated"
    descending: bool = True


class Owner(StrEnum):
    """Whose cases an associate asks for."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    ALL = "all"


class Shelf(StrEnum):
    """Which cases an associate asks for: those that owe a word (by what is due), or others (newest change first)."""

    DUE = "due"
    PENDING = "pending"
    CLOSED = "closed"
    SNOOZED = "snoozed"
    SPAM = "spam"
    TRASH = "trash"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """What an associate asks the queue for. `text` is for `search_queue` alone.

    `field` is `code:value` of a field that associates fill in.
    """

    owner: Owner = Owner.ALL
    shelf: Shelf = Shelf.DUE
    queue: str = ""
    priority: str = ""
    store: str = ""
    text: str = ""
    tag: str = ""
    field: str = ""


def case_log(
    actor: Actor, seller: Seller, wanted: LogFilter, cursor: Cursor | None, *, limit: int = PAGE
) -> Page[Case]:
    """A page of a seller's cases, all time unless narrowed. Raises NotFound for strangers."""
    if not seller_policies.can_read(actor, seller):
        raise CaseNotFound
    order = _log_order(wanted)
    if cursor is None and replace(wanted, sort="updated", descending=True) == LogFilter():
        return first_page(_first_of_log(order, limit).rows(seller=seller.pk), order=order, limit=limit)
    found = Case.objects.filter(seller=seller)
    if wanted.label:
        found = found.filter(label=wanted.label)
    if wanted.area:
        found = found.filter(area=wanted.area)
    if wanted.priority:
        found = found.filter(priority=wanted.priority)
    if wanted.about:
        kind, _, ref = wanted.about.rpartition(":")
        links = CaseLink.objects.filter(seller=seller, ref=ref)
        found = found.filter(pk__in=(links.filter(kind=kind) if kind else links).values("case_id"))
    if wanted.opened_from:
        found = found.filter(opened_at__gte=start_of_day(wanted.opened_from, seller.store.zone))
    if wanted.opened_to:
        found = found.filter(opened_at__lt=start_of_day(wanted.opened_to + timedelta(days=1), seller.store.zone))
    return page_of(found, order=order, cursor=cursor, limit=limit)


def _log_order(wanted: LogFilter) -> tuple[str, str]:
    sign = "-" if wanted.descending else ""
    return f"{sign}{LOG_ORDERS.get(wanted.sort, LOG_ORDERS['updated'])}", f"{sign}id"


@lru_cache(maxsize=64)
def _first_of_log(order: tuple[str, str], limit: int) -> Prepared[Case]:
    """The log as it is opened, not narrowed, not paged: by far the most asked."""
    return Prepared(lambda *, seller: Case.objects.filter(seller_id=seller).order_by(*order)[: limit + 1])


def label_counts(seller: Seller) -> dict[Label, int]:
    """How many cases a seller has under each of the three words. Reading was authorised already."""
    counts = {Label(label): n for label, n in _by_label.rows(seller=seller.pk)}
    return {label: counts.get(label, 0) for label in Label}


_by_label = Prepared(
    lambda *, seller: Case.objects.filter(seller_id=seller).order_by().values_list("label").annotate(n=Count("pk"))
)


def _waiting(*, seller: int) -> QuerySet[Case]:
    return Case.objects.filter(seller=seller, label=Label.PENDING, status=Status.PENDING_SELLER)


_waiting_for_seller = Prepared(_waiting)


def waiting_for_seller(seller: Seller) -> int:
    """How many cases wait for the seller. Reading was authorised already."""
    return _waiting_for_seller.count(seller=seller.pk)


def _next(*, seller: int) -> QuerySet[Case]:
    return _waiting(seller=seller).order_by("seller_due_at", "pk")[:FEW]


_next_for_seller = Prepared(_next)


def next_for_seller(seller: Seller) -> Sequence[Case]:
    """The few cases that wait for the seller, the first due first; for her home page."""
    return _next_for_seller.rows(seller=seller.pk)


def queue(actor: Actor, wanted: QueueFilter, cursor: Cursor | None, *, limit: int = PAGE) -> Page[Case]:
    """A page of the associates' queue. Raises NotFound for anybody else."""
    if not policies.can_see_internal(actor):
        raise CaseNotFound
    by_due = wanted.shelf is Shelf.DUE
    order = ("due_at", "id") if by_due else ("-updated_at", "-id")
    if cursor is None and wanted == QueueFilter(owner=wanted.owner, shelf=wanted.shelf):
        mine = {"assignee": actor.user_id or 0} if wanted.owner is Owner.MINE else {}
        return first_page(_first_of_queue(wanted, order, limit).rows(**mine), order=order, limit=limit)
    found = _owned(_on_shelf(cases_visible(actor), wanted.shelf), actor.user_id, wanted.owner)
    if wanted.queue:
        found = found.filter(queue=wanted.queue)
    if wanted.priority:
        found = found.filter(priority=wanted.priority)
    if wanted.store:
        found = found.filter(seller__store__code=wanted.store)
    if wanted.tag:
        found = found.filter(pk__in=CaseTagging.objects.filter(tag__name=wanted.tag).values("case_id"))
    if wanted.field:
        code, _, value = wanted.field.partition(":")
        found = found.filter(pk__in=CaseField.objects.filter(code=code, value=value).values("case_id"))
    return page_of(found, order=order, cursor=cursor, limit=limit)


@lru_cache(maxsize=256)
def _first_of_queue(wanted: QueueFilter, order: tuple[str, str], limit: int) -> Prepared[Case]:
    """The queue as it is opened: whose and which shelf, nothing else."""

    def build(*, assignee: int = 0) -> QuerySet[Case]:
        cases = Case.objects.select_related("seller", "seller__store", "assignee")
        return _owned(_on_shelf(cases, wanted.shelf), assignee, wanted.owner).order_by(*order)[: limit + 1]

    return Prepared(build)


def due_counts(actor: Actor, at: datetime) -> dict[str, int]:
    """How many cases owe a word: the actor's own, those nobody has, all, and the actor's own that are late.

    Counting stops at COUNT_UP_TO, since a queue of more is 'many'.
    """
    if not policies.can_see_internal(actor):
        raise CaseNotFound
    return {
        "mine": mine_due(actor),
        "unassigned": _unassigned.count(),
        "all": _all_due.count(),
        "mine_late": _mine_late.count(assignee=actor.user_id, at=at) if actor.user_id else 0,
    }


def _due() -> QuerySet[Case]:
    return Case.objects.filter(due_at__isnull=False, snoozed_until__isnull=True)


def _due_of(*, assignee: int) -> QuerySet[Case]:
    return _due().filter(assignee_id=assignee)[:COUNT_UP_TO]


def _late_of(*, assignee: int, at: datetime) -> QuerySet[Case]:
    return _due().filter(assignee_id=assignee, due_at__lte=at)[:COUNT_UP_TO]


_mine_due = Prepared(_due_of)
_mine_late = Prepared(_late_of)
_unassigned = Prepared(lambda: _due().filter(assignee__isnull=True)[:COUNT_UP_TO])
_all_due = Prepared(lambda: _due()[:COUNT_UP_TO])


def mine_due(actor: Actor) -> int:
    """How many cases of this associate owe a word."""
    return _mine_due.count(assignee=actor.user_id) if actor.user_id else 0


def _first(found: QuerySet[Case]) -> QuerySet[Case]:
    return found.select_related("seller__store", "seller__account").order_by("due_at", "pk")[:NEXT]


_next_mine = Prepared(lambda *, assignee: _first(_due().filter(assignee_id=assignee)))
_next_free = Prepared(lambda: _first(_due().filter(assignee__isnull=True)))


def due_next(actor: Actor) -> Sequence[Case]:
    """What is due next among the actor's own cases and those nobody has; for the console's home page. At most NEXT."""
    if not policies.can_see_internal(actor):
        raise CaseNotFound
    mine = _next_mine.rows(assignee=actor.user_id) if actor.user_id else []
    return sorted([*mine, *_next_free.rows()], key=lambda case: (case.due_at, case.pk))[:NEXT]


def _on_shelf(found: QuerySet[Case], shelf: Shelf) -> QuerySet[Case]:
    if shelf is Shelf.DUE:
        return found.filter(due_at__isnull=False, snoozed_until__isnull=True)
    if shelf is Shelf.PENDING:
        return found.filter(label=Label.PENDING)
    if shelf is Shelf.CLOSED:
        return found.filter(label=Label.CLOSED)
    if shelf is Shelf.SNOOZED:
        return found.filter(snoozed_until__isnull=False)
    if shelf is Shelf.SPAM:
        return found.filter(status=Status.SPAM)
    if shelf is Shelf.TRASH:
        return found.filter(status=Status.TRASHED)
    return found


def _owned(found: QuerySet[Case], user_id: int | None, owner: Owner) -> QuerySet[Case]:
    if owner is Owner.MINE:
        return found.filter(assignee_id=user_id)
    if owner is Owner.UNASSIGNED:
        return found.filter(assignee__isnull=True)
    return found


def to_wake(at: datetime, *, limit: int = 500) -> Sequence[int]:
    """The keys of cases that have something to do by themselves by an instant, the longest overdue first."""
    found = Case.objects.filter(wakes_at__lte=at).order_by("wakes_at")
    return list(found.values_list("pk", flat=True)[:limit])


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that may be one with another, and why. `joins_in`: it is closed, so that it can only become part of the other."""

    case: Case
    why: Sequence[joining.Sameness]
    joins_in: bool


def merge_candidates(actor: Actor, case: Case, catalogue: Catalogue, *, limit: int = 8) -> list[Candidate]:
    """The seller's cases that may be one with this one, each with why, the strongest reason first. Three queries.

    Closed ones only while this one lives, since one of both has to go on, and only for a strong reason.
    """
    if not policies.can_see_internal(actor):
        raise CaseNotFound
    others = Case.objects.filter(seller_id=case.seller_id).exclude(pk=case.pk).order_by("-updated_at", "-pk")
    cases = {one.pk: one for one in others.filter(label__in=[Label.OPEN, Label.PENDING])[:LIKE_FROM]}
    if case.permits(Permit.ANSWER):
        over = [Status.RESOLVED, Status.CLOSED, Status.CANCELLED]
        cases |= {one.pk: one for one in others.filter(label=Label.CLOSED, status__in=over)[:LIKE_FROM]}
    refs: dict[int, set[tuple[str, str]]] = {pk: set() for pk in [case.pk, *cases]}
    for case_id, kind, ref in CaseLink.objects.filter(case_id__in=list(refs)).values_list("case_id", "kind", "ref"):
        refs[case_id].add((kind, ref))

    def looks(one: Case) -> joining.Looks:
        return joining.Looks(rules.Trait(one.category, one.subject, frozenset(refs[one.pk])), one.opened_at)

    mine, order = looks(case), list(joining.Sameness)
    found = []
    for one in cases.values():
        why, joins_in = joining.why_one(mine, looks(one), catalogue.empty_words), not one.permits(Permit.ANSWER)
        if why and (not joins_in or joining.is_strong(why)):
            found.append(Candidate(one, why, joins_in))
    return sorted(found, key=lambda one: [order.index(reason) for reason in one.why])[:limit]


def put_away_before(at: datetime, *, limit: int = 200) -> Sequence[str]:
    """Case IDs on the shelves of spam and trash, those put there first first; the action knows each shelf's days."""
    found = Case.objects.filter(status__in=[Status.SPAM, Status.TRASHED], closed_at__lt=at)
    return list(found.order_by("closed_at").values_list("ref", flat=True)[:limit])


def newest_of(actor: Actor, seller: Seller, *, limit: int = 5) -> Sequence[Case]:
    """A seller's cases that changed last. Raises NotFound for strangers."""
    if not seller_policies.can_read(actor, seller):
        raise CaseNotFound
    return list(Case.objects.filter(seller=seller).order_by("-updated_at", "-pk")[:limit])


def other_cases(actor: Actor, case: Case, *, limit: int = 5) -> Sequence[Case]:
    """The same seller's other cases that changed last."""
    return [one for one in newest_of(actor, case.seller, limit=limit + 1) if one.pk != case.pk][:limit]
