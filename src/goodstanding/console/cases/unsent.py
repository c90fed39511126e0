"""What an associate is writing to a seller first, kept while she types: as a draft, and back into the form (ADR 223)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goodstanding.base.files import doors as uploads
from goodstanding.console.desk.choosing import choices_at
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.kit.errors import NotFound, Refusal
from goodstanding.systems.cases import actions, policies, queries
from goodstanding.systems.cases.models import NewCaseDraft
from goodstanding.systems.desk import queries as desk
from goodstanding.systems.desk.rules import steps_of
from goodstanding.systems.desk.words import sentences_of
from goodstanding.systems.sellers import queries as sellers

MOST_ROWS = 12
UNKEPT = {
    "csrfmiddlewaretoken", "seller", "key", "more", "ask", "keep", "macros", "files_refs", "about_kind", "about_ref",
}  # fmt: skip

About = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class WithIt:
    """The macro that a message was begun with, what it does besides, in words, and whether that is wanted."""

    ref: str
    name: str
    said: Sequence[str]
    goes_with: bool


@require_safe
@staff_page(*policies.WORKING_ROLES)
def company(request: StaffRequest, seller_ref: str) -> HttpResponse:
    """A fragment: who else writes to this seller just now. Asked every few seconds."""
    seller = sellers.seller_for(request.actor, seller_ref)
    found = queries.writing_first(request.actor, seller, request.now)
    return render(request, "console/cases/_writing_first.html", {"company": found})


@require_POST
@staff_page(*policies.WORKING_ROLES)
def save(request: StaffRequest, seller_ref: str) -> HttpResponse:
    """Keep what is written so far. Script calls it a moment after each change."""
    try:
        draft = keep(request, seller_ref)
    except Refusal as refusal:
        return JsonResponse({"detail": refusal.message}, status=refusal.status)
    return JsonResponse({"saved_at": f"{localtime(draft.saved_at):%H:%M}"})


@require_POST
@staff_page(*policies.WORKING_ROLES)
def discard(request: StaffRequest, seller_ref: str) -> HttpResponse:
    """Throw it away."""
    actions.discard_first_draft(actor=request.actor, seller_ref=seller_ref)
    messages.info(request, _("The draft is gone."))
    return redirect(f"{reverse('console:cases-new')}?seller={seller_ref}")


def keep(request: StaffRequest, seller_ref: str, held: Sequence[str] | None = None) -> NewCaseDraft:
    """The form as far as it is filled in, with files that were taken in before."""
    fields = {name: value for name, value in request.POST.items() if name not in UNKEPT and isinstance(value, str)}
    fields["about"] = actions.about_as_text(about_typed(request))
    refs = request.POST.getlist("files_refs") if held is None else held
    unsent = actions.UnsentCase("", "", request.POST.get("key", ""), fields, refs)
    return actions.save_first_draft(actor=request.actor, seller_ref=seller_ref, unsent=unsent, at=request.now)


def taken_in(request: StaffRequest, seller_ref: str) -> list[str]:
    """The files of a form that is shown again: those uploaded before, and those that came with it, taken in now."""
    came = actions.keep_files(
        actor=request.actor, seller_ref=seller_ref, uploads=uploads.sent(request), at=request.now
    )  # fmt: skip
    return [*request.POST.getlist("files_refs"), *(file.ref for file in came)]


def about_typed(request: StaffRequest) -> About:
    """What was typed as linked objects, row by row; empty rows between them fall away."""
    kinds, refs = request.POST.getlist("about_kind"), request.POST.getlist("about_ref")
    return [(kind, ref.strip()) for kind, ref in zip(kinds, refs, strict=False) if ref.strip()][:MOST_ROWS]


def with_it(request: StaffRequest, ref: str, *, goes_with: bool) -> WithIt | None:
    """The macro with this reference, for a form that is shown; none where there is none (any more)."""
    if not ref:
        return None
    try:
        macro = desk.macro_for(request.actor, ref)
    except NotFound:
        return None
    steps = steps_of(macro.steps)
    return WithIt(macro.ref, macro.name, sentences_of(steps, choices_at(request.now)) if steps else (), goes_with)
