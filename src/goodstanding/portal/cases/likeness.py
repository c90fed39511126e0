"""What looks like the case that is being written: own open and resolved ones, offered without ever hiding the way on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goodstanding.portal.cases import shown
from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.systems.cases import queries, rules, words
from goodstanding.systems.cases.catalogue import REFERENCES, Catalogue, Category
from goodstanding.systems.cases.fitting import fitting
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.questions import ASKED
from goodstanding.systems.cases.references import Reference
from goodstanding.systems.cases.states import how_told
from goodstanding.ui.frame import Crumb


@dataclass(frozen=True, slots=True)
class Writing:
    """One visit of the page on which a case is written."""

    category: Category
    catalogue: Catalogue
    subject_of: Reference | None

    @property
    def about(self) -> str:
        """The object it starts from, as it stands in the address."""
        return named(self.subject_of)


@dataclass(frozen=True, slots=True)
class Offer:
    """A case of the seller's that may settle what is being written."""

    case: Case
    url: str
    status: shown.Tagged
    how: str


@dataclass(frozen=True, slots=True)
class Likes:
    """Living cases that look the same, closed ones that settled something like it, and whether cases flood in."""

    similar: Sequence[Offer] = ()
    settled: Sequence[Offer] = ()
    flood: queries.Flood | None = None

    def context(self) -> dict[str, object]:
        """For the templates."""
        return {"similar": self.similar, "settled": self.settled, "flood": self.flood}


NOTHING = Likes()


def found(request: SellerRequest, writing: Writing, given: Mapping[str, str]) -> Likes:
    """What looks like it, from at most six queries over a bounded number of the seller's own cases."""
    likes = queries.likes_of(request.seller, _trait(writing, given), writing.catalogue, request.now)
    return Likes(
        similar=[_offer(request, case) for case in likes.living],
        settled=[_offer(request, case) for case in likes.settled],
        flood=likes.flood,
    )


def unseen(request: SellerRequest, writing: Writing) -> bool:
    """Whether a living case looks like the one that is sent and the writer has not been shown it. Two queries."""
    trait = _trait(writing, typed(request))
    shown_before = request.POST.getlist("shown")
    return any(case.ref not in shown_before for case in queries.living_alike(request.seller, trait, writing.catalogue))


def while_typing(request: SellerRequest, writing: Writing, given: Mapping[str, str]) -> dict[str, object]:
    """What the fragment beside the form says."""
    hint = rules.subject_hint(given.get("subject", ""), writing.catalogue.empty_words)
    likes = found(request, writing, given)
    return {"hint": str(words.HINT_WORDS[hint]) if hint else "", **fits(writing, given), **likes.context()}


def fits(writing: Writing, given: Mapping[str, str]) -> dict[str, object]:
    """The category that the subject speaks of, if it is another one than was chosen, and what helps there."""
    leaf = fitting(writing.catalogue, given.get("subject", "")[:200], writing.category.code, shown.language())
    if leaf is None:
        return {}
    label = writing.catalogue.label(leaf.code, shown.language())
    return {"fitting": {"code": leaf.code, "label": label, "help": leaf.help.in_(shown.language())}}


def typed(request: SellerRequest) -> dict[str, str]:
    """What a form was sent with, without its files."""
    return {name: value for name, value in request.POST.items() if isinstance(value, str)}


def named(subject_of: Reference | None) -> str:
    """An object as it stands in an address."""
    return f"{subject_of.kind}:{subject_of.ref}" if subject_of else ""


@require_safe
@seller_page
def similar(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """Own cases that settled something like this one: a fragment for the case's page, a page of its own without script."""
    case = queries.case_for(request.actor, case_ref, seller=request.seller)
    catalogue = queries.catalogue_for(request.seller.store, request.now)
    closed = queries.resolved_alike(request.seller, queries.trait_of(case), catalogue, but=case.ref, limit=5)
    return _listed(
        request, [_offer(request, one) for one in closed], _("Similar cases that are closed"),
        _("None of your closed cases looks like this one."),
        Crumb(label=case.ref, url=shown.url("cases-detail", request.seller, case)),
    )  # fmt: skip


@require_safe
@seller_page
def about(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """The cases about one object (`?about=order:118-204`): the other end of a link, for the object's own page."""
    kind, _colon, ref = request.GET.get("about", "").partition(":")
    cases = queries.cases_about(request.actor, request.seller, kind=kind[:16], ref=ref[:64])
    return _listed(
        request, [_offer(request, case) for case in cases], _("Your cases about this"),
        _("You have not written to us about this."),
        Crumb(label=ref, url=shown.link_url(kind, ref, request.seller)),
    )  # fmt: skip


def _listed(request: SellerRequest, offers: Sequence[Offer], title: str, none: str, crumb: Crumb) -> HttpResponse:
    base = Crumb(label=_("Cases"), url=reverse("portal:cases-list", kwargs={"seller_ref": request.seller.ref}))
    crumbs = [base, crumb] if crumb.url else [base]
    context = {"offers": offers, "title": title, "none": none, "crumbs": crumbs}
    fragment = "portal/cases/_offers.html" if request.headers.get("HX-Request") else "portal/cases/offers.html"
    return render(request, fragment, context)


def _trait(writing: Writing, given: Mapping[str, str]) -> rules.Trait:
    refs = {
        (question.kind.value, text)
        for question in writing.category.questions
        if question.kind in REFERENCES and (text := given.get(ASKED + question.code, "").strip()[:64])
    }
    if writing.subject_of is not None:
        refs.add((writing.subject_of.kind, writing.subject_of.ref))
    return rules.Trait(writing.category.code, given.get("subject", "")[:200], frozenset(refs))


def _offer(request: SellerRequest, case: Case) -> Offer:
    return Offer(
        case=case,
        url=shown.url("cases-detail", request.seller, case),
        status=shown.status(case, request.now),
        how=str(words.HOW_WORDS.get(how_told(case.closed_how), "")),
    )
