"""Asking of single cases what a search asks of all: whether they answer a query, and what in a query cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from goodstanding.base.search import queries as search
from goodstanding.base.search.audiences import Audience
from goodstanding.base.search.operators import Operator
from goodstanding.base.search.parsing import parse
from goodstanding.base.search.words import refused
from goodstanding.kit.actors import SYSTEM, Actor
from goodstanding.kit.errors import Invalid
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.errors import CaseNotFound
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.queries.lists import QueueFilter, queue
from goodstanding.systems.cases.queries.reading import cases_visible
from goodstanding.systems.cases.queries.searching import asking_log, asking_queue, found_in_queue
from goodstanding.systems.cases.searching.documents import KIND
from goodstanding.systems.cases.searching.operators import operators_for
from goodstanding.systems.sellers.models import Seller


def answers(case: Case, query: str, at: datetime) -> bool:
    """Whether a case answers a query in the words of the associates' search box, internal notes included."""
    asking = replace(
        asking_queue(SYSTEM, at), people=tuple, stores=tuple
    )  # names are for hints, which nobody reads here
    node = parse(query, operators_for(asking), today=at.date()).node
    if node is None:
        return True
    shared = search.Wanted(audience=Audience.SHARED, kind=KIND, node=node, owner="")
    inside = search.Wanted(audience=Audience.STAFF, kind=KIND, node=node, owner="")
    if search.known(inside, [case.pk]):  # with its notes it is another text: what that excludes counts
        return bool(search.answering(inside, [case.pk]))
    return bool(search.answering(shared, [case.pk]))


def hints_on(actor: Actor, query: str, at: datetime) -> Sequence[str]:
    """What in a query would not be read as written, in sentences that refuse it. Nothing: it can be relied on. A name that
    nobody has given yet may be given later."""
    parsed = parse(query, operators_for(asking_queue(actor, at)), today=at.date())
    return [str(refused(hint)) for hint in parsed.hints if hint.is_misread]


def log_operators(actor: Actor, seller: Seller, at: datetime) -> Sequence[Operator]:
    """What may stand before a colon when this reader searches a seller's log. Raises NotFound for strangers."""
    return list(operators_for(asking_log(actor, seller, at)).values())


def named(actor: Actor, refs: Sequence[str]) -> Sequence[Case]:
    """The cases with these Case IDs, in the order given, with their sellers. Raises NotFound when one of them is not there."""
    found = {case.ref: case for case in cases_visible(actor).filter(ref__in=list(refs)).select_related("seller__store")}
    if len(found) != len(set(refs)):
        raise CaseNotFound
    return [found[ref] for ref in refs]


def ids_of(actor: Actor, refs: Sequence[str]) -> Sequence[int]:
    """The keys of cases in the order of their Case IDs as given. Raises NotFound when one of them is not there."""
    found = dict(cases_visible(actor).filter(ref__in=list(refs)).values_list("ref", "pk"))
    if len(found) != len(set(refs)):
        raise CaseNotFound
    return [found[ref] for ref in refs]


def refs_of_view(
    actor: Actor, wanted: QueueFilter, at: datetime, *, most: int, catalogue: Catalogue | None = None
) -> Sequence[str]:
    """The Case IDs of all that a view of the queue shows, in its order, at most so many.

    Raises Invalid where its text would not be read as it was written: all of something else is not meant. Raises NotFound for
    anybody but associates.
    """
    if not wanted.text:
        return [case.ref for case in queue(actor, wanted, None, limit=most).rows]
    ids, hints = found_in_queue(actor, wanted, at, most=most, catalogue=catalogue)
    if hints:
        raise Invalid(refused(hints[0]), field="view")
    refs = dict(Case.objects.filter(pk__in=ids).values_list("pk", "ref"))
    return [refs[one] for one in ids if one in refs]
