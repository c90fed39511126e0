"""Searching cases over everything said in them: newest change first, a page by its place, each hit with where it was found.

What may be found is decided three times: by the index that is asked (one for each audience), by the owner's term in it, and by
`cases_visible` when the cases themselves are fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from django.db.models import F, QuerySet

from goodstanding.base.keyset import Page, page_of
from goodstanding.base.people.models import User
from goodstanding.base.prepared import Prepared
from goodstanding.base.search import queries as search
from goodstanding.base.search.audiences import Audience
from goodstanding.base.search.days import Span, within
from goodstanding.base.search.keys import LARGEST
from goodstanding.base.search.nodes import AllOf, AnyOf, Node, Not, Phrase, all_of, excludes, has
from goodstanding.base.search.parsing import Hint, Parsed, parse
from goodstanding.kit.actors import Actor
from goodstanding.kit.periods import day_of
from goodstanding.kit.refs import is_ref, normal_ref
from goodstanding.systems.cases import policies
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.errors import CaseNotFound
from goodstanding.systems.cases.models import Case, CaseLabel, CaseTag, InternalNote, SellerNote
from goodstanding.systems.cases.queries.by_due import DUE, page_by_due
from goodstanding.systems.cases.queries.lists import (
    LOG_ORDERS,
    PAGE,
    LogFilter,
    Owner,
    QueueFilter,
    Shelf,
    listed,
)
from goodstanding.systems.cases.queries.places import Place, places_of
from goodstanding.systems.cases.queries.reading import cases_visible, catalogue_for
from goodstanding.systems.cases.searching import speaking
from goodstanding.systems.cases.searching.documents import KIND, owner_of
from goodstanding.systems.cases.searching.operators import Asking, operators_for
from goodstanding.systems.cases.states import Label, Status
from goodstanding.systems.sellers import policies as seller_policies
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.stores.models import Store
from goodstanding.ui.paging import Cursor

ABOUT_KINDS = ("order", "sku", "notification", "case")
_SHELVES: Mapping[Shelf, Node] = {
    Shelf.DUE: AllOf((has("owes", 1), Not(has("snoozed", 1)))),
    Shelf.PENDING: has("status", Label.PENDING),
    Shelf.CLOSED: has("status", Label.CLOSED),
    Shelf.SNOOZED: has("snoozed", 1),
    Shelf.SPAM: has("status", Status.SPAM),
    Shelf.TRASH: has("status", Status.TRASHED),
}
MOST_NAMES = 1_000
SORTED_AT_MOST = 500  # hits that can be put into another order than the newest first


@dataclass(frozen=True, slots=True)
class Hit:
    """A case that was found, and where."""

    case: Case
    place: Place


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, the cursors beside it, how the query was read, and whether only the newest hits were put in order."""

    hits: Sequence[Hit]
    newer: Cursor | None
    older: Cursor | None
    query: Parsed
    cut: bool = False

    @property
    def hints(self) -> Sequence[Hint]:
        """What was not read as written."""
        return self.query.hints


class _Ask(NamedTuple):
    """One search: who asks for what, in which indexes."""

    actor: Actor
    seller: Seller | None
    node: Node | None
    asking: Asking

    @property
    def indexes(self) -> list[search.Wanted]:
        """The index of what both sides read, and that of the actor's own side."""
        own = [Audience.STAFF] if self.asking.inside else [Audience.TEAM] if self.asking.team else []
        owner = owner_of(self.seller.pk) if self.seller else ""
        return [search.Wanted(audience=one, kind=KIND, node=self.node, owner=owner) for one in [Audience.SHARED, *own]]


@dataclass(frozen=True, slots=True)
class _Keys:
    """Keys and case ids in order, whether there are more beyond them, which fall out after all, and which have notes."""

    rows: Sequence[search.Hit]
    more: bool
    dropped: frozenset[int] = field(default=frozenset())
    noted: frozenset[int] = field(default=frozenset())


def search_log(
    actor: Actor, seller: Seller, wanted: LogFilter, cursor: Cursor | None, at: datetime, *, limit: int = PAGE
) -> Found:
    """Those of a seller's cases that answer `wanted.text` and the other filters; reads messages, answers, links, file names
    and, for the team, its own notes. Raises NotFound for strangers.

    Newest change first from the index; in another order at most the SORTED_AT_MOST newest hits (`cut` says so).
    """
    asking = asking_log(actor, seller, at)
    parsed = _parsed(wanted.text, asking, day_of(at, seller.store.zone))
    ask = _Ask(
        actor, seller, _narrowed(_exactly(actor, seller, wanted.text, parsed.node), _log_terms(wanted, at)), asking
    )
    if (wanted.sort, wanted.descending) == ("updated", True):
        return _streamed(ask, parsed, cursor, limit)
    return _sorted(ask, parsed, wanted, cursor, limit)


def search_queue(
    actor: Actor, wanted: QueueFilter, cursor: Cursor | None, at: datetime, *, limit: int = PAGE,
    catalogue: Catalogue | None = None,
) -> Found:  # fmt: skip
    """Those of all cases that answer `wanted.text` and the other filters, newest change first; reads internal notes too,
    and a word of a seller's name finds its cases. Names of queues and categories are the catalogue's, the first store's if
    none is given. Raises NotFound for anybody but associates."""
    ask, parsed = _asked_of_queue(actor, wanted, at, catalogue)
    return _streamed(ask, parsed, cursor, limit)


def found_in_queue(
    actor: Actor, wanted: QueueFilter, at: datetime, *, most: int, catalogue: Catalogue | None = None
) -> tuple[Sequence[int], Sequence[Hint]]:
    """The keys of what `search_queue` finds, in its order, at most so many, and what was not read as written."""
    ask, parsed = _asked_of_queue(actor, wanted, at, catalogue)
    keys = _keys(ask, None, False, most)
    return [row.ref for row in keys.rows if row.ref not in keys.dropped], parsed.hints


def _asked_of_queue(
    actor: Actor, wanted: QueueFilter, at: datetime, catalogue: Catalogue | None
) -> tuple[_Ask, Parsed]:
    if not policies.can_see_internal(actor):
        raise CaseNotFound
    asking = asking_queue(actor, at, catalogue)
    parsed = _parsed(wanted.text, asking, at.date())
    node = _exactly(actor, None, wanted.text, _with_names(parsed.node))
    return _Ask(actor, None, _narrowed(node, _queue_terms(actor, wanted)), asking), parsed


def as_filters(actor: Actor, seller: Seller, wanted: LogFilter, at: datetime) -> LogFilter:
    """The same request with what its text says by operators moved into the filters of the list, where they are still free:
    `status:pending` alone is the list of pending cases, which can be put into any order. Raises NotFound for strangers."""
    if ":" not in wanted.text:
        return wanted
    today = day_of(at, seller.store.zone)
    parsed = parse(wanted.text, operators_for(asking_log(actor, seller, at)), today=today)
    labels, areas = {one.value for one in Label}, {area.code for area in catalogue_for(seller.store, at).areas}
    free = {
        name for name, taken in (("status", wanted.label), ("category", wanted.area), ("priority", wanted.priority))
        if not taken
    } | ({speaking.OPENED} if not (wanted.opened_from or wanted.opened_to) else set())  # fmt: skip
    filters, rest = speaking.heard(parsed, free)
    if (
        rest
        or parsed.hints
        or filters.get("status", "open") not in labels
        or filters.get("category") not in {None, *areas}
    ):
        return wanted
    days = speaking.opened_days(filters.get(speaking.OPENED, ""), today) or (wanted.opened_from, wanted.opened_to)
    return replace(
        wanted, text="", label=filters.get("status", wanted.label), area=filters.get("category", wanted.area),
        priority=filters.get("priority", wanted.priority), opened_from=days[0], opened_to=days[1],
    )  # fmt: skip


def as_words(wanted: LogFilter) -> str:
    """What the filters of a list say, as one would type it into the search box."""
    kind, _, ref = wanted.about.rpartition(":")
    said = {
        "status": wanted.label,
        "category": wanted.area,
        "priority": wanted.priority,
        **({kind: ref} if kind else {}),
    }
    text = f'"{ref}" {wanted.text}'.strip() if ref and not kind else wanted.text
    if kind == "case":  # the operator finds the case itself too
        text = f"-id:{ref} {text}".strip()
    return speaking.spoken(said, opened=(wanted.opened_from, wanted.opened_to), text=text)


def asking_log(actor: Actor, seller: Seller, at: datetime) -> Asking:
    """A search within one seller. Raises NotFound for strangers. An associate reads here what the seller reads, no more."""
    if not seller_policies.can_read(actor, seller):
        raise CaseNotFound
    team = not actor.viewing_as_seller and actor.role_in(seller.account_id) is not None
    catalogue = catalogue_for(seller.store, at)
    return Asking(
        actor=actor, catalogue=catalogue, now=at, inside=False, team=team, labels=partial(_label_names, seller.pk)
    )


def asking_queue(actor: Actor, at: datetime, catalogue: Catalogue | None = None) -> Asking:
    """A search over all sellers. The names of queues and categories are the catalogue's, the first store's if none is given."""
    if catalogue is None:
        catalogue = catalogue_for(Store.objects.order_by("pk").first() or Store(), at)
    return Asking(
        actor=actor, catalogue=catalogue, now=at, inside=True, team=False, tags=_tag_names, people=_associate_names,
        stores=_store_codes,
    )  # fmt: skip


def _parsed(text: str, asking: Asking, today: date) -> Parsed:
    """A query read by whoever asks. Most name no operator, and need none of them made."""
    return parse(text, operators_for(asking) if ":" in text else {}, today=today)


def _label_names(seller_id: int) -> list[str]:
    return list(CaseLabel.objects.filter(seller_id=seller_id).values_list("name", flat=True)[:MOST_NAMES])


def _associate_names() -> list[str]:
    return list(User.objects.exclude(staff_roles=[]).values_list("name", flat=True)[:MOST_NAMES])


def _store_codes() -> list[str]:
    return list(Store.objects.values_list("code", flat=True)[:MOST_NAMES])


def _tag_names() -> list[str]:
    return list(CaseTag.objects.values_list("name", flat=True)[:MOST_NAMES])


def _streamed(ask: _Ask, parsed: Parsed, cursor: Cursor | None, limit: int) -> Found:
    place = _key(cursor)
    backwards = cursor is not None and place is not None and cursor.backwards
    keys = _keys(ask, place, backwards, limit)
    rows = list(reversed(keys.rows)) if backwards else keys.rows
    has_newer = keys.more if backwards else place is not None
    has_older = True if backwards else keys.more
    cases = _cases(ask, [row.ref for row in rows if row.ref not in keys.dropped])
    return Found(
        hits=_hits(ask, parsed, cases, keys.noted),
        newer=Cursor((str(rows[0].key),)) if rows and has_newer else None,
        older=Cursor((str(rows[-1].key),)) if rows and has_older else None,
        query=parsed,
    )


def _sorted(ask: _Ask, parsed: Parsed, wanted: LogFilter, cursor: Cursor | None, limit: int) -> Found:
    keys = _keys(ask, None, False, SORTED_AT_MOST)
    ids = [row.ref for row in keys.rows if row.ref not in keys.dropped]
    if wanted.sort == DUE:
        dated = page_by_due(_visible(ask, ids), cursor, descending=wanted.descending, limit=limit)
        return Found(_hits(ask, parsed, list(dated.rows), keys.noted), dated.newer, dated.older, parsed, cut=keys.more)
    sign, order = ("-" if wanted.descending else ""), LOG_ORDERS.get(wanted.sort, LOG_ORDERS["updated"])
    page: Page[Case] = page_of(_visible(ask, ids), order=(f"{sign}{order}", f"{sign}id"), cursor=cursor, limit=limit)
    return Found(_hits(ask, parsed, list(page.rows), keys.noted), page.newer, page.older, parsed, cut=keys.more)


def _keys(ask: _Ask, beyond: int | None, backwards: bool, limit: int) -> _Keys:
    """The next hits of all indexes, each case once. A note may hold what the query excludes: such cases are dropped."""
    indexes = ask.indexes
    found = search.find_each(indexes, at=ask.asking.now, beyond=beyond, backwards=backwards, limit=limit + 1)
    shared, *own = [{hit.ref: hit for hit in hits} for hits in found]
    noted = own[0] if own else {}
    ordered = sorted({**noted, **shared}.values(), key=lambda row: row.key, reverse=backwards)
    return _Keys(ordered[:limit], len(ordered) > limit, _excluded(ask, indexes[1:], ordered[:limit]), frozenset(noted))


def _excluded(ask: _Ask, own: Sequence[search.Wanted], rows: Sequence[search.Hit]) -> frozenset[int]:
    if not own or not excludes(ask.node):
        return frozenset()
    noted = search.known(own[0], [row.ref for row in rows])
    return frozenset(noted - search.answering(own[0], noted)) if noted else frozenset()


def _cases(ask: _Ask, ids: Sequence[int]) -> list[Case]:
    """The cases found, in the order of the hits. Whoever asks was let in where the asking began."""
    if not ids:
        return []
    found = _within.rows(ids=ids, seller=ask.seller.pk) if ask.seller else _anywhere.rows(ids=ids)
    by_id = {case.pk: case for case in found}
    return [by_id[one] for one in ids if one in by_id]


def _of_ids(*, ids: Sequence[int]) -> QuerySet[Case]:
    return listed(Case.objects.filter(pk__in=ids))


_anywhere = Prepared(_of_ids, one_plan=True)
# That the seller's key is reckoned keeps the database from reading all cases of the seller instead of these few.
_within = Prepared(
    lambda *, ids, seller: _of_ids(ids=ids).alias(owner=F("seller_id") + 0).filter(owner=seller), one_plan=True
)


def _visible(ask: _Ask, ids: Sequence[int]):  # type: ignore[no-untyped-def]  # a queryset of cases, chained on
    found = cases_visible(ask.actor).filter(pk__in=ids)
    return found.filter(seller=ask.seller) if ask.seller else found


def _hits(ask: _Ask, parsed: Parsed, cases: Sequence[Case], noted: Set[int]) -> list[Hit]:
    places = places_of(cases, parsed.node, noted=noted, notes=InternalNote if ask.asking.inside else SellerNote)
    return [Hit(case, places[case.pk]) for case in cases]


def _exactly(actor: Actor, seller: Seller | None, text: str, node: Node | None) -> Node | None:
    """Whoever types a Case ID and nothing else means that case."""
    typed, ref = text.strip(), normal_ref(text)
    looks = is_ref(ref) and len(typed) <= len(ref) + 1 and any(sign.isdigit() or sign == "-" for sign in typed)
    if not looks:
        return node
    found = cases_visible(actor).filter(ref=ref)
    exists = (found.filter(seller=seller) if seller else found).exists()
    return has("id", ref) if exists else node


def _with_names(node: Node | None) -> Node | None:
    """Among all sellers a word is also looked for in their names."""
    if isinstance(node, Phrase) and not node.prefix:
        name = all_of(has("seller", word) for word in node.words)
        return AnyOf((node, name)) if name is not None else node
    if isinstance(node, AllOf | AnyOf):
        return type(node)(tuple(_with_names(part) or part for part in node.parts))
    if isinstance(node, Not):
        return Not(_with_names(node.part) or node.part)
    return node


def _narrowed(node: Node | None, terms: Iterable[Node]) -> Node | None:
    return all_of([*([node] if node is not None else []), *terms])


def _log_terms(wanted: LogFilter, at: datetime) -> Iterable[Node]:
    yield from _said({"status": wanted.label, "category": wanted.area, "priority": wanted.priority})
    if wanted.about:
        kinds = [wanted.about] if ":" in wanted.about else [f"{kind}:{wanted.about}" for kind in ABOUT_KINDS]
        yield AnyOf(tuple(has("about", one) for one in kinds))
    if wanted.opened_from or wanted.opened_to:
        yield within("opened", Span(wanted.opened_from, wanted.opened_to), at.date())


def _queue_terms(actor: Actor, wanted: QueueFilter) -> Iterable[Node]:
    yield from _said(
        {
            "queue": wanted.queue,
            "priority": wanted.priority,
            "store": wanted.store,
            "tag": wanted.tag,
            "field": wanted.field,
            "needs": wanted.asked or "",
        }
    )
    if wanted.shelf in _SHELVES:
        yield _SHELVES[wanted.shelf]
    owners = {Owner.MINE: has("assignee", actor.user_id or 0), Owner.UNASSIGNED: has("assignee", 0)}
    if wanted.owner in owners:
        yield owners[wanted.owner]


def _said(filters: Mapping[str, str]) -> Iterable[Node]:
    return [has(name, value) for name, value in filters.items() if value]


def _key(cursor: Cursor | None) -> int | None:
    if cursor is None or len(cursor.values) != 1 or not cursor.values[0].isdecimal():
        return None
    key = int(cursor.values[0][:20])
    return key if key <= LARGEST else None
