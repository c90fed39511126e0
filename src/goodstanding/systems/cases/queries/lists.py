"""The seller's case log and the associates' queue: bounded, in order, a page by its place, each from an index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet

from goodstanding.base.keyset import Page, first_page, page_of
from goodstanding.base.prepared import Prepared, counts
from goodstanding.kit.actors import Actor
from goodstanding.kit.periods import start_of_day
from goodstanding.systems.cases import policies
from goodstanding.systems.cases.errors import CaseNotFound
from goodstanding.systems.cases.models import Case, CaseField, CaseLink, CaseTagging
from goodstanding.systems.cases.need_states import Asked
from goodstanding.systems.cases.queries.by_due import DUE, log_by_due
from goodstanding.systems.cases.queries.reading import cases_visible
from goodstanding.systems.cases.states import Label, Status
from goodstanding.systems.sellers import policies as seller_policies
from goodstanding.systems.sellers.models import Seller
from goodstanding.ui.paging import Cursor

PAGE = 25
FEW = 5
NEXT = 10
COUNT_UP_TO = 1000

# In the log a place is read by these; what is not here cannot be sorted by, but for what is due (`by_due`).
LOG_ORDERS = {
    "updated": "updated_at", "opened": "opened_at", "last": "last_at", "subject": "subject", "ref": "ref",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """What a seller asks her case log for. Days are the store's; `about` is a linked object's `kind:ref` or its bare ref;
    `text` is for `search_log` alone. `sort` is one of LOG_ORDERS or "due"."""

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

    `field` is `code:value` of a field that associates fill in. `asked`: whether the seller still owes things that were asked for.
    """

    owner: Owner = Owner.ALL
    shelf: Shelf = Shelf.DUE
    queue: str = ""
    priority: str = ""
    store: str = ""
    text: str = ""
    tag: str = ""
    field: str = ""
    asked: Asked | None = None


LISTED = (
    "ref", "category", "area", "queue", "priority", "level", "subject", "summary", "channel", "status", "label", "pending_who",
    "pending_what", "requester_name", "opened_by", "opened_at", "updated_at", "due_at", "due_promise", "seller_due_at", "closed_at",
    "closed_how", "last_at", "last_author", "last_author_name", "last_beginning", "message_count", "asked_count", "missing_count",
    "snoozed_until", "rearranged",
    "clock_side", "clock_since", "turn_seconds", "marketplace_seconds", "seller_seconds", "third_party_seconds",
    "assignee__name", "assignee__email", *(f"seller__{name}" for name in ("ref", "name", "external_id", "standing")),
    *(f"seller__store__{name}" for name in ("code", "name", "time_zone", "language", "rule_pack")),
)  # fmt: skip


def listed(found: QuerySet[Case]) -> QuerySet[Case]:
    """Cases of all sellers with what a list of them shows: half of their columns, which is half of such a page's time."""
    return found.select_related("seller", "seller__store", "assignee").only(*LISTED)


def case_log(
    actor: Actor, seller: Seller, wanted: LogFilter, cursor: Cursor | None, *, limit: int = PAGE
) -> Page[Case]:
    """A page of a seller's cases, all time unless narrowed. Raises NotFound for strangers."""
    if not seller_policies.can_read(actor, seller):
        raise CaseNotFound
    values = _log_values(wanted, seller)
    if wanted.sort == DUE:
        listed = {"seller": seller.pk, **values}
        return log_by_due(_log_narrowed, listed, cursor, descending=wanted.descending, limit=limit)
    order = _log_order(wanted)
    if cursor is None:
        rows = _first_of_log(tuple(values), order, limit).rows(seller=seller.pk, **values)
        return first_page(rows, order=order, limit=limit)
    return page_of(_log_narrowed({"seller": seller.pk, **values}), order=order, cursor=cursor, limit=limit)


def _log_values(wanted: LogFilter, seller: Seller) -> dict[str, str | datetime]:
    """What a log is narrowed by, without what is left open."""
    kind, _, ref = wanted.about.rpartition(":")
    said = {"label": wanted.label, "area": wanted.area, "priority": wanted.priority, "kind": kind}
    values: dict[str, str | datetime] = {name: one for name, one in said.items() if one}
    if wanted.about:
        values["ref"] = ref
    if wanted.opened_from:
        values["opened_from"] = start_of_day(wanted.opened_from, seller.store.zone)
    if wanted.opened_to:
        values["opened_before"] = start_of_day(wanted.opened_to + timedelta(days=1), seller.store.zone)
    return values


def _log_narrowed(values: Mapping[str, Any]) -> QuerySet[Case]:  # Any: what each column holds
    columns = {
        "seller": "seller_id", "label": "label", "area": "area", "priority": "priority", "opened_from": "opened_at__gte",
        "opened_before": "opened_at__lt",
    }  # fmt: skip
    found = Case.objects.filter(**{columns[name]: value for name, value in values.items() if name in columns})
    if "ref" in values:
        links = CaseLink.objects.filter(seller_id=values["seller"], ref=values["ref"])
        links = links.filter(kind=values["kind"]) if "kind" in values else links
        found = found.filter(pk__in=links.values("case_id"))
    return found


def _log_order(wanted: LogFilter) -> tuple[str, str]:
    sign = "-" if wanted.descending else ""
    return f"{sign}{LOG_ORDERS.get(wanted.sort, LOG_ORDERS['updated'])}", f"{sign}id"


@lru_cache(maxsize=512)
def _first_of_log(names: tuple[str, ...], order: tuple[str, str], limit: int) -> Prepared[Case]:
    """The first page of a log narrowed by some names, whatever their values: what nearly everybody asks for."""

    def build(**values: Any) -> QuerySet[Case]:  # Any: what each column holds
        return _log_narrowed({name: values[name] for name in ("seller", *names)}).order_by(*order)[: limit + 1]

    return Prepared(build, one_plan=not names)


def label_counts(seller: Seller) -> dict[Label, int]:
    """How many cases a seller has under each of the three words. Reading was authorised already."""
    counts = {Label(label): n for label, n in _by_label.rows(seller=seller.pk)}
    return {label: counts.get(label, 0) for label in Label}


_by_label = Prepared(
    lambda *, seller: Case.objects.filter(seller_id=seller).order_by().values_list("label").annotate(n=Count("pk")),
    one_plan=True,
)


def _waiting(*, seller: int) -> QuerySet[Case]:
    return Case.objects.filter(seller=seller, label=Label.PENDING, status=Status.PENDING_SELLER)


_waiting_for_seller = Prepared(_waiting, one_plan=True)


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
    order = ("due_at", "id") if wanted.shelf is Shelf.DUE else ("-updated_at", "-id")
    values = _values_of(wanted)
    if cursor is None:
        mine = {"assignee": actor.user_id or 0} if wanted.owner is Owner.MINE else {}
        first = _first_of_queue(wanted.owner, wanted.shelf, wanted.asked, tuple(values), limit)
        return first_page(first.rows(**values, **mine), order=order, limit=limit)
    found = _owned(_on_shelf(listed(cases_visible(actor)), wanted.shelf), actor.user_id, wanted.owner)
    return page_of(_narrowed(_asking(found, wanted.asked), values), order=order, cursor=cursor, limit=limit)


@lru_cache(maxsize=512)
def _first_of_queue(
    owner: Owner, shelf: Shelf, asked: Asked | None, names: tuple[str, ...], limit: int
) -> Prepared[Case]:
    """The first page of a queue narrowed by some names, whatever their values: what nearly everybody asks for."""
    order = ("due_at", "id") if shelf is Shelf.DUE else ("-updated_at", "-id")

    def build(*, assignee: int = 0, **values: str) -> QuerySet[Case]:
        found = _narrowed(
            _asking(_owned(_on_shelf(listed(Case.objects.all()), shelf), assignee, owner), asked),
            {name: values[name] for name in names},
        )
        return found.order_by(*order)[: limit + 1]

    return Prepared(build, one_plan=not names)


def _values_of(wanted: QueueFilter) -> dict[str, str]:
    """What a queue is narrowed by, without what is left open."""
    code, _, value = wanted.field.partition(":")
    said = {"queue": wanted.queue, "priority": wanted.priority, "store": wanted.store, "tag": wanted.tag}
    return {name: one for name, one in said.items() if one} | ({"code": code, "value": value} if wanted.field else {})


def _asking(found: QuerySet[Case], asked: Asked | None) -> QuerySet[Case]:
    """Living cases that asked their sellers for things, by whether some are missing."""
    if asked is None:
        return found
    missing = {"missing_count__gt": 0} if asked is Asked.OPEN else {"missing_count": 0}
    return found.filter(closed_at__isnull=True, missing_count__isnull=False, **missing)


def _narrowed(found: QuerySet[Case], values: Mapping[str, str]) -> QuerySet[Case]:
    columns = {"queue": "queue", "priority": "priority", "store": "seller__store__code"}
    found = found.filter(**{columns[name]: value for name, value in values.items() if name in columns})
    if "tag" in values:
        found = found.filter(pk__in=CaseTagging.objects.filter(tag__name=values["tag"]).values("case_id"))
    if "code" in values:
        fields = CaseField.objects.filter(code=values["code"], value=values["value"])
        found = found.filter(pk__in=fields.values("case_id"))
    return found


def due_counts(actor: Actor, at: datetime) -> dict[str, int]:
    """How many cases owe a word: the actor's own, those nobody has, all, and the actor's own that are late.

    Counting stops at COUNT_UP_TO, since a queue of more is 'many'.
    """
    if not policies.can_see_internal(actor):
        raise CaseNotFound
    mine: dict[str, Any] = {"assignee": actor.user_id or 0}  # Any: whatever a query is asked with
    asked = {
        "mine": (_mine_due, mine), "unassigned": (_unassigned, {}), "all": (_all_due, {}),
        "mine_late": (_mine_late, {**mine, "at": at}),
    }  # fmt: skip
    return dict(zip(asked, counts(*asked.values()), strict=True))


def _due() -> QuerySet[Case]:
    return Case.objects.filter(due_at__isnull=False, snoozed_until__isnull=True)


def _due_of(*, assignee: int) -> QuerySet[Case]:
    return _due().filter(assignee_id=assignee)[:COUNT_UP_TO]


def _late_of(*, assignee: int, at: datetime) -> QuerySet[Case]:
    return _due().filter(assignee_id=assignee, due_at__lte=at)[:COUNT_UP_TO]


_mine_due = Prepared(_due_of, one_plan=True)
_mine_late = Prepared(_late_of, one_plan=True)
_unassigned = Prepared(lambda: _due().filter(assignee__isnull=True)[:COUNT_UP_TO], one_plan=True)
_all_due = Prepared(lambda: _due()[:COUNT_UP_TO], one_plan=True)


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


def to_wake(at: datetime) -> Sequence[int]:
    """The keys of cases that have something to do by themselves by an instant, the longest overdue first; at most 500."""
    return [key for (key,) in _waking.rows(at=at)]


def _to_wake(*, at: datetime) -> QuerySet[Case, tuple[int]]:
    return Case.objects.filter(wakes_at__lte=at).order_by("wakes_at").values_list("pk")[:500]


_waking = Prepared(_to_wake)


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
