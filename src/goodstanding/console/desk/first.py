"""Macros for a message to a seller that opens a case: those that fit, and their words (ADR 223)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goodstanding.console.cases import unsent
from goodstanding.console.desk.choosing import choices_at
from goodstanding.console.desk.macros import leaves
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.systems.cases import policies
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.desk import actions, queries
from goodstanding.systems.desk.rules import names_the_case, steps_of
from goodstanding.systems.desk.words import sentences_of
from goodstanding.systems.sellers import queries as sellers


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*policies.WORKING_ROLES)
def fitting(request: StaffRequest, seller_ref: str) -> HttpResponse:
    """The macros that fit the category chosen (`?category=`, else the draft's); all of them while none is.

    Posting the message as far as it is written keeps that first, so that nothing typed is lost on the way.
    """
    if request.method == "POST":
        unsent.keep(request, seller_ref, unsent.taken_in(request, seller_ref))
        return redirect("console:desk-macros-first", seller_ref=seller_ref)
    seller = sellers.seller_for(request.actor, seller_ref)
    category = request.GET.get("category")
    if category is None:
        draft = cases.first_draft(request.actor, seller)
        category = str(draft.fields.get("category", "")) if draft else ""
    context = {
        "lead": _("Those that fit what you write to %(seller)s, the most fitting first.") % {"seller": seller.name},
        "macros": [
            (one, reverse("console:desk-macro-first-words", args=[one.ref, seller.ref]))
            for one in queries.macros_for_category(request.actor, category)
        ],
    }
    part = "console/desk/_for_case.html" if request.headers.get("HX-Request") else "console/desk/for_case.html"
    return render(request, part, context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*policies.WORKING_ROLES)
def words(request: StaffRequest, ref: str, seller_ref: str) -> HttpResponse:
    """A macro's words for a seller, as a preview; posting puts them into the message."""
    back = f"{reverse('console:cases-new')}?seller={seller_ref}"
    if request.method == "POST":
        actions.begin_first_word_with(actor=request.actor, ref=ref, seller_ref=seller_ref, at=request.now)
        messages.success(request, _("The words are in your message below. Nothing is sent yet."))
        return redirect(f"{back}#answer")
    seller = sellers.seller_for(request.actor, seller_ref)
    macro = queries.macro_for(request.actor, ref)
    does = sentences_of(steps_of(macro.steps), choices_at(request.now)) if macro.steps else []
    context = {
        "macro": macro,
        "lead": _("Filled in for %(seller)s. It comes after what you have written so far.") % {"seller": seller.name},
        "text": queries.words_for_seller(request.actor, macro.body, seller, request.now),
        "below": macro.needs,
        "said": [*leaves(macro), *does],
        "does": does,
        "later": names_the_case(macro.body),
        "put": _("Put it into the message"),
        "back": (_("Back to the message"), f"{back}#answer"),
    }
    part = "console/desk/_words.html" if request.headers.get("HX-Request") else "console/desk/words.html"
    return render(request, part, context)
