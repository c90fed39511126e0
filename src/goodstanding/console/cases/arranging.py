"""Where a case stands: join it with another one, split it, put it away, and take any of that back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from goodstanding.console.cases import doing, shown
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.kit.errors import Conflict, Invalid, NotFound, Refusal
from goodstanding.kit.refs import normal_ref
from goodstanding.systems.cases import actions, policies, queries, words
from goodstanding.systems.cases.actions import Part
from goodstanding.systems.cases.models import Case, Rearrangement
from goodstanding.systems.cases.states import Permit, Rearranging
from goodstanding.ui.frame import Crumb
from goodstanding.ui.query import with_query

JOINS_IN = "in:"  # before a Case ID: that case becomes part of this one


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that may be the same matter, and why. `value` says, for the form, which of both goes on."""

    case: Case
    url: str
    state: str
    word: str
    why: str
    value: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done to where a case stands, and how to take it back."""

    number: int
    sentence: str
    ref: str
    url: str
    who: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What the case page shows about where the case stands."""

    steps: Sequence[Step]
    may_merge: bool
    may_put_away: bool
    may_take_back: bool


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def merge(request: StaffRequest, ref: str) -> HttpResponse:
    """Which case it is to be joined with, each offer with its reasons; then the joining."""
    if request.method != "POST":
        return _merge_page(request, ref, None)
    chosen = request.POST.get("other", "").strip() or request.POST.get("into", "")
    other = normal_ref(chosen.removeprefix(JOINS_IN))
    source, into = (other, ref) if chosen.startswith(JOINS_IN) else (ref, other)
    try:
        going_on = actions.merge(
            actor=request.actor, ref=source, into=into, reason=request.POST.get("reason", ""), at=request.now
        )
    except NotFound as refusal:
        queries.case_for(request.actor, ref)
        return _merge_page(request, ref, Invalid(_("There is no case with this number."), field=refusal.field))
    except (Invalid, Conflict) as refusal:
        return _merge_page(request, ref, refusal)
    messages.success(request, _("Joined. It can be taken back from here at any time."))
    return doing.to_case(request, going_on.ref)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def split(request: StaffRequest, ref: str) -> HttpResponse:
    """Which messages are to become a case of their own; then the splitting."""
    if request.method != "POST":
        return _split_page(request, ref, None)
    places = [place for place in map(doing.number, request.POST.getlist("messages")) if place is not None]
    part = Part(places=places, subject=request.POST.get("subject", ""), category=request.POST.get("category", ""))
    try:
        new = actions.split(actor=request.actor, ref=ref, part=part, at=request.now)
    except (Invalid, Conflict) as refusal:
        return _split_page(request, ref, refusal)
    messages.success(request, _("This is the new case. The old one refers to it."))
    return doing.to_case(request, new.ref)


@require_POST
@staff_page()
def undo(request: StaffRequest, ref: str) -> HttpResponse:
    """Take a joining, a splitting or a putting away back."""
    step = doing.number(request.POST.get("step", "")) or 0
    return doing.do(
        request, ref, lambda: actions.undo(actor=request.actor, ref=ref, step=step, at=request.now),
        said=_("Taken back. It stands as before."),
    )  # fmt: skip


@require_POST
@staff_page()
def put_away(request: StaffRequest, ref: str) -> HttpResponse:
    """Onto the shelf for spam, or into the trash."""
    shelf = Rearranging.SPAM if request.POST.get("shelf") == Rearranging.SPAM else Rearranging.TRASH
    reason = request.POST.get("reason", "")
    return doing.do(
        request, ref,
        lambda: actions.put_away(actor=request.actor, ref=ref, shelf=shelf, reason=reason, at=request.now),
        said=_("Put away. Bring it back from here while it is on its shelf."),
    )  # fmt: skip


@require_POST
@staff_page()
def unlink(request: StaffRequest, ref: str) -> HttpResponse:
    """Take a link back. The page then has the form for links open with the same thing in it: one click links it again."""
    kind, to = request.POST.get("kind", ""), request.POST.get("to", "")[:64]
    try:
        actions.unlink(actor=request.actor, ref=ref, kind=kind, to=to, at=request.now)
    except (Invalid, Conflict) as refusal:
        messages.error(request, refusal.message)
        return doing.to_case(request, ref)
    messages.success(request, _("No longer linked. “Link”, beside the case, has it back."))
    address = reverse("console:cases-detail", kwargs={"ref": ref})
    return redirect(address + with_query(request.GET, unlinked=f"{kind}:{to}") + "#link")


def panel(request: StaffRequest, case: Case) -> Panel:
    """What was done to where this case stands. No query for a case that was left alone."""
    catalogue = queries.catalogue_for(case.seller.store, request.now)
    touched = case.rearranged or not (case.permits(Permit.PUT_AWAY) or case.permits(Permit.MERGE))
    found = queries.rearrangements_of(request.actor, case) if touched else ()
    merge, away = (policies.can(request.actor, catalogue.may(right)) for right in ("merge", "put_away"))
    return Panel(
        steps=[_step(done, case) for done in found],
        may_merge=merge and case.permits(Permit.MERGE),
        may_put_away=away and case.permits(Permit.PUT_AWAY) and not case.rearranged,
        may_take_back=merge and away,
    )


def _step(done: Rearrangement, case: Case) -> Step:
    came = done.other_id == case.pk
    other = done.case if came else done.other
    sentence = {
        Rearranging.MERGE: _("Joined with this one:") if came else _("Joined with"),
        Rearranging.SPLIT: _("Split off from") if came else _("Split off as"),
        Rearranging.SPAM: _("Put away as spam"),
        Rearranging.TRASH: _("Put into the trash"),
    }[Rearranging(done.kind)]
    address = shown.url("cases-detail", other) if other else ""
    return Step(done.pk, sentence, other.ref if other else "", address, done.by_name, done.at, done.reason)


def _merge_page(request: StaffRequest, ref: str, refusal: Refusal | None) -> HttpResponse:
    case = queries.case_for(request.actor, ref)
    catalogue = queries.catalogue_for(case.seller.store, request.now)
    policies.require_right(request.actor, catalogue.may("merge"))
    candidates = [
        Candidate(
            one.case, shown.url("cases-detail", one.case), *shown.status(one.case, request.now),
            why=", ".join(str(words.SAMENESS_WORDS[reason]) for reason in one.why),
            value=f"{JOINS_IN}{one.case.ref}" if one.joins_in else one.case.ref,
        )
        for one in queries.merge_candidates(request.actor, case, catalogue)
    ]  # fmt: skip
    context = {"case": case, "candidates": candidates, "refusal": refusal, "crumbs": _crumbs(case)}
    context |= {"lives": case.permits(Permit.ANSWER)}
    others = queries.other_cases(request.actor, case, limit=30)
    context |= {"others": [one for one in others if one.permits(Permit.ANSWER)]}
    context |= {"other": request.POST.get("other", ""), "reason": request.POST.get("reason", "")}
    return render(request, "console/cases/merge.html", context, status=refusal.status if refusal else 200)


def _split_page(request: StaffRequest, ref: str, refusal: Refusal | None) -> HttpResponse:
    case = queries.case_for(request.actor, ref)
    catalogue = queries.catalogue_for(case.seller.store, request.now)
    policies.require_right(request.actor, catalogue.may("merge"))
    context = {
        "case": case,
        "said": queries.placed(case, limit=500),
        "chosen": {place for place in map(doing.number, request.POST.getlist("messages")) if place is not None},
        "subject": request.POST.get("subject", ""),
        "category": request.POST.get("category", ""),
        "categories": [(leaf.code, catalogue.label(leaf.code, shown.language())) for leaf in catalogue.leaves()],
        "refusal": refusal,
        "crumbs": _crumbs(case),
    }
    return render(request, "console/cases/split.html", context, status=refusal.status if refusal else 200)


def _crumbs(case: Case) -> list[Crumb]:
    return [Crumb(label=f"{_('Case')} {case.ref}", url=shown.url("cases-detail", case))]
