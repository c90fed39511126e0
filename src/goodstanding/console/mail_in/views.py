"""Every mail that came in and what became of it; those that were refused can be taken into a case by hand."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from goodstanding.base.mailroom import policies
from goodstanding.base.mailroom.inbound import queries
from goodstanding.base.mailroom.states import InState
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.mail_in import words
from goodstanding.flows import case_mail_in
from goodstanding.kit.errors import Conflict, Invalid, NotFound, Refusal
from goodstanding.kit.refs import normal_ref
from goodstanding.ui.tables import Choice, Column, Filter, Sort, Table


@require_safe
@staff_page()
def mail_in(request: StaffRequest) -> HttpResponse:
    """The list, newest first; one filter by what became of a mail."""
    counts = queries.counts()
    view = _table(counts).read(request.GET)
    state = InState(view.values["state"]) if "state" in view.values else None
    page = queries.mail_in(request.actor, state=state, cursor=view.cursor)
    context = {
        "rows": [words.row(mail) for mail in page.rows],
        "table": view,
        "headline": words.headline(counts),
        "lead": words.lead(counts),
        "address": settings.MAIL_IN_ADDRESS,
        "newer_url": view.newer_url(page.newer) if page.newer else "",
        "older_url": view.older_url(page.older) if page.older else "",
    }
    return render(request, "console/mail_in/list.html", context)


@require_safe
@staff_page()
@never_cache
def mail(request: StaffRequest, ref: str) -> HttpResponse:
    """One mail: who, what, why, and its words for those who may read mails."""
    return _page(request, ref)


@require_POST
@staff_page()
def take(request: StaffRequest, ref: str) -> HttpResponse:
    """Take a refused mail into a case by hand."""
    case_ref = normal_ref(request.POST.get("case", ""))
    try:
        case_mail_in.take_by_hand(actor=request.actor, mail_ref=ref, case_ref=case_ref, at=request.now)
    except (Conflict, Invalid) as refusal:
        return _page(request, ref, refusal=refusal)
    except NotFound as refusal:
        queries.mail_for(request.actor, ref)  # an unknown mail stays a 404; an unknown case is told beside the field
        return _page(request, ref, refusal=refusal)
    messages.success(request, _("The mail is in case %(ref)s.") % {"ref": case_ref})
    return redirect("console:mail-in-mail", ref=ref)


def _page(request: StaffRequest, ref: str, *, refusal: Refusal | None = None) -> HttpResponse:
    found = queries.mail_for(request.actor, ref)
    may_read = policies.can_read_in(request.actor)
    context = {
        "mail": found,
        "row": words.row(found),
        "facts": words.facts(found),
        "may_read": may_read,
        "may_take": may_read and found.state in {InState.REFUSED, InState.NOTED},
        "suggested": request.POST.get("case", "") or (found.about_ref if found.about_kind == "case" else ""),
        "refusal": refusal,
    }
    return render(request, "console/mail_in/mail.html", context, status=refusal.status if refusal else 200)


def _table(counts: dict[InState, int]) -> Table:
    states = [Choice(value=s.value, label=str(words.STATE_WORDS[s]), count=counts[s]) for s in InState]
    return Table(
        columns=(
            Column(label=_("Subject")),
            Column(label=_("From")),
            Column(label=_("What became of it")),
            Column(label=_("Came")),
        ),
        filters=(Filter(param="state", label=_("State"), choices=states),),
        default_sort=Sort("id", True),
    )
