"""Cases that settled something like it, those that may be one with it, and whether a seller files the same again and again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import joining, policies, rules
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.errors import CaseNotFound
from goodstanding.systems.cases.models import Case, CaseLink
from goodstanding.systems.cases.states import Author, Label, Permit, Status
from goodstanding.systems.sellers.models import Seller

NEWEST = 50
LIKE_FROM = 50
SAME_WORDS = 2  # rules.likeness from which a closed case is worth showing
SAME_THING = 2  # and from which a living one is, before another one is opened


@dataclass(frozen=True, slots=True)
class Flood:
    """How many cases were opened lately, within how many hours, and the newest ones about the very same thing."""

    cases: int
    hours: int
    same_thing: Sequence[Case]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that may be one with another, and why. `joins_in`: it is closed, so that it can only become part of the other."""

    case: Case
    why: Sequence[joining.Sameness]
    joins_in: bool


@dataclass(frozen=True, slots=True)
class Likes:
    """What looks like a case that is being written: living ones, closed ones that settled something like it, a flood."""

    living: Sequence[Case]
    settled: Sequence[Case]
    flood: Flood | None


def likes_of(seller: Seller, new: rules.Trait, catalogue: Catalogue, at: datetime) -> Likes:
    """What looks like a new case, from at most six queries. Nothing is refused for it. Reading was authorised already."""
    return Likes(
        living=living_alike(seller, new, catalogue),
        settled=resolved_alike(seller, new, catalogue),
        flood=flood_of(seller, new, catalogue, at),
    )


def living_alike(seller: Seller, like: rules.Trait, catalogue: Catalogue) -> Sequence[Case]:
    """The seller's open and pending cases that look like the same thing, best first, at most three. Two queries. Reading was
    authorised already."""
    living = Case.objects.filter(seller=seller, label__in=[Label.OPEN, Label.PENDING])
    return _most_alike(living, like, catalogue, limit=3, least=SAME_THING)


def resolved_alike(
    seller: Seller, like: rules.Trait, catalogue: Catalogue, *, but: str = "", limit: int = 3
) -> Sequence[Case]:
    """The seller's closed cases that look most like a trait, best first. Two queries. Reading was authorised already."""
    closed = Case.objects.filter(seller=seller, label=Label.CLOSED).exclude(ref=but)
    return _most_alike(closed, like, catalogue, limit=limit, least=SAME_WORDS)


def trait_of(case: Case) -> rules.Trait:
    """What a case is about, for comparing it. One query."""
    return _traits([case])[str(case.pk)]


def flood_of(seller: Seller, like: rules.Trait, catalogue: Catalogue, at: datetime) -> Flood | None:
    """What a seller files again and again, or None. Two queries at most; nothing is ever refused for it."""
    limits = catalogue.limits
    since = at - timedelta(hours=limits.many_hours)
    hers = Case.objects.filter(seller=seller, opened_by=Author.SELLER)
    number = hers.filter(opened_at__gte=since)[: limits.many_cases * 4].count()
    same: list[Case] = []
    if like.refs:
        kinds, refs = zip(*sorted(like.refs), strict=True)
        about = CaseLink.objects.filter(seller=seller, kind__in=kinds, ref__in=refs).values("case_id")
        first = at - timedelta(days=limits.same_thing_days)
        earlier = hers.filter(pk__in=about, category=like.category, opened_at__gte=first)
        same = list(earlier.order_by("-opened_at", "-pk")[:3])
    if number < limits.many_cases and not same:
        return None
    return Flood(number if number >= limits.many_cases else 0, limits.many_hours, same)


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


def _most_alike(
    found: QuerySet[Case], like: rules.Trait, catalogue: Catalogue, *, limit: int, least: int
) -> list[Case]:
    cases = {str(case.pk): case for case in found.order_by("-updated_at", "-pk")[:NEWEST]}
    # What the cases are about is of interest only where the new one is about something (rules.likeness).
    traits = _traits(list(cases.values())) if like.refs else {key: _bare(case) for key, case in cases.items()}
    return [cases[key] for key in rules.most_alike(like, traits, catalogue.empty_words, limit=limit, least=least)]


def _bare(case: Case) -> rules.Trait:
    return rules.Trait(case.category, case.subject, frozenset())


def _traits(cases: Sequence[Case]) -> dict[str, rules.Trait]:
    refs: dict[int, set[tuple[str, str]]] = {case.pk: set() for case in cases}
    for case_id, kind, ref in CaseLink.objects.filter(case_id__in=list(refs)).values_list("case_id", "kind", "ref"):
        refs[case_id].add((kind, ref))
    return {str(case.pk): rules.Trait(case.category, case.subject, frozenset(refs[case.pk])) for case in cases}
