"""One case as its seller sees it: read, answer, note, close, reopen, print, download."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import cast

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goodstanding.base.files import doors as uploads
from goodstanding.kit.errors import Conflict, Invalid, Refusal
from goodstanding.portal.cases import beside, rows, shown
from goodstanding.portal.cases.contact import refs_kept, reply_from
from goodstanding.portal.cases.forms import CloseForm, ReopenForm, ReplyForm
from goodstanding.portal.casework import joined
from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.portal.escalation.panel import panel as escalation_panel
from goodstanding.systems.cases import actions, policies, queries, rules, words
from goodstanding.systems.cases.actions import CloseReason
from goodstanding.systems.cases.models import Case, ReplyDraft
from goodstanding.systems.cases.states import Permit
from goodstanding.systems.cases.told import told_fields
from goodstanding.ui.frame import Crumb


@require_safe
@seller_page
def show(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """The case: headline, what happens next, both clocks, the thread, what it is about, its history."""
    case = queries.case_for(request.actor, case_ref, seller=request.seller)
    return joined.onward(request, case) or page(request, case)


@require_safe
@seller_page
def opened(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """Right after sending: the Case ID, what happens next and by when."""
    case = queries.case_for(request.actor, case_ref, seller=request.seller)
    catalogue = queries.catalogue_for(request.seller.store, request.now)
    context = {
        "case": case,
        "next_step": shown.next_step(case, catalogue, request.now),
        "category": catalogue.label(case.category, shown.language()),
        "url": shown.url("cases-detail", request.seller, case),
        "crumbs": _crumbs(request),
    }
    return render(request, "portal/cases/opened.html", context)


@require_safe
@seller_page
def printed(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """The whole case on paper: what both sides said, attachments listed, history. Private notes stay out."""
    case = queries.case_for(request.actor, case_ref, seller=request.seller)
    catalogue = queries.catalogue_for(request.seller.store, request.now)
    escalation = escalation_panel(case, request.now, may_write=False)
    thread = queries.thread(request.actor, case, limit=1000)
    context = {
        "case": case,
        "seller": request.seller,
        "status": shown.status(case, request.now),
        "next_step": escalation.next_step or shown.next_step(case, catalogue, request.now),
        "category": catalogue.label(case.category, shown.language()),
        "said": rows.said_rows(shown.thread(thread.messages, [], request.seller, case), request.now),
        "about": shown.about(case, queries.links_of(case), catalogue, request.seller),
        "told": told_fields(catalogue, case.category, queries.fields_of(case), shown.language()),
        "history": shown.history(queries.history(request.actor, case)),
        "opened_by": words.opened_by(case),
        "url": shown.url("cases-detail", request.seller, case),
    }
    return render(request, "portal/cases/print.html", context)


@require_safe
@seller_page
def history(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """What was done to the case, newest first: a part of its page, a page of its own without script."""
    case = queries.case_for(request.actor, case_ref, seller=request.seller)
    context = {
        "history": shown.history(queries.history(request.actor, case, limit=50)),
        "case": case,
        "crumbs": [*_crumbs(request), Crumb(label=case.ref, url=shown.url("cases-detail", request.seller, case))],
    }
    part = request.headers.get("HX-Request")
    return render(request, "portal/cases/_history.html" if part else "portal/cases/history.html", context)


@require_POST
@seller_page
def write(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """Send an answer, or keep it as a private note of the team."""
    case = queries.case_for(request.actor, case_ref, seller=request.seller)
    reply = reply_from(request)
    try:
        if "private" in request.POST:
            actions.add_seller_note(actor=request.actor, ref=case.ref, note=reply, at=request.now)
        else:
            given = [int(key) for key in _ticked(request)]
            actions.add_message(actor=request.actor, ref=case.ref, reply=reply, given=given, at=request.now)
    except (Invalid, Conflict) as refusal:
        return page(request, case, refusal=refusal, typed=reply.body)
    anchor = "" if "private" in request.POST else "#latest"
    return redirect(shown.url("cases-detail", request.seller, case) + anchor)


@require_POST
@seller_page
def save_draft(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """Keep the answer that is being written."""
    case = queries.case_for(request.actor, case_ref, seller=request.seller)
    body, refs = request.POST.get("body", ""), request.POST.getlist("files_refs")
    data = {"files_refs": ",".join(refs), "given": ",".join(_ticked(request))}
    try:
        draft = actions.save_reply_draft(
            actor=request.actor, ref=case.ref, kind="reply", body=body, data=data, at=request.now
        )
    except Refusal as refusal:
        return JsonResponse({"detail": refusal.message}, status=refusal.status)
    return JsonResponse({"saved_at": f"{localtime(draft.saved_at):%H:%M}"})


@require_POST
@seller_page
def close(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """Close the case with a reason."""
    case = queries.case_for(request.actor, case_ref, seller=request.seller)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return page(request, case, refusal=Invalid(_("Say why you close it.")))
    try:
        actions.close_by_seller(
            actor=request.actor, ref=case.ref, reason=CloseReason(form.cleaned_data["reason"]),
            words=form.cleaned_data["words"], at=request.now,
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return page(request, case, refusal=refusal)
    messages.success(request, _("Case %(ref)s is closed.") % {"ref": case.ref})
    return redirect(shown.url("cases-detail", request.seller, case))


@require_POST
@seller_page
def reopen(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """Bring a closed case back, within its window."""
    case = queries.case_for(request.actor, case_ref, seller=request.seller)
    try:
        actions.reopen(actor=request.actor, ref=case.ref, reason=request.POST.get("reason", ""), at=request.now)
    except (Invalid, Conflict) as refusal:
        return page(request, case, refusal=refusal)
    messages.success(request, _("Case %(ref)s is open again. It is our turn.") % {"ref": case.ref})
    return redirect(shown.url("cases-detail", request.seller, case))


@require_safe
@seller_page
def download(request: SellerRequest, seller_ref: str, case_ref: str, file_ref: str) -> HttpResponse:
    """A file of the case, as a download."""
    case = queries.case_for(request.actor, case_ref, seller=request.seller)
    file = queries.file_for(request.actor, case, file_ref)
    return cast(HttpResponse, uploads.as_attachment(file))  # a streamed answer; doors declare the common case


def page(
    request: SellerRequest, case: Case, *, refusal: Refusal | None = None, typed: str = "",
    forms: Mapping[str, object] | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of a case; after a refusal with what was typed, in the text or in one of the forms beside it."""
    case = queries.case_for(request.actor, case.ref, seller=request.seller) if refusal else case
    catalogue = queries.catalogue_for(request.seller.store, request.now)
    before = request.GET.get("before", "")
    thread = queries.thread(request.actor, case, before=int(before) if before.isdecimal() and len(before) < 9 else None)
    notes = queries.seller_notes(request.actor, case) if not before else []
    draft = queries.reply_draft(request.actor, case, "reply")
    may_write = policies.can_write_as_seller(request.actor, request.seller)
    in_window = case.closed_at is not None and rules.within_reopen_window(case.closed_at, request.now, catalogue.waits)
    escalation = escalation_panel(case, request.now, may_write=may_write)
    body = typed or (draft.body if draft else "")
    context = {
        "case": case,
        "refusal": refusal,
        "status": shown.status(case, request.now),
        "category": catalogue.label(case.category, shown.language()),
        "opened_by": words.opened_by(case),
        "next_step": escalation.next_step or shown.next_step(case, catalogue, request.now),
        "clocks": shown.both_clocks(case, catalogue, request.now),
        "said": rows.said_rows(
            shown.thread(thread.messages, notes, request.seller, case),
            request.now,
            may_agree=may_write and case.permits(Permit.SELLER_WRITES),
        ),
        "earlier": thread.earlier,
        **beside.context(request, case, catalogue, thread.messages),
        "may_answer": may_write and case.permits(Permit.SELLER_WRITES) and (in_window or case.closed_at is None),
        "may_close": may_write and case.permits(Permit.CLOSE),
        "may_reopen": may_write and case.permits(Permit.REOPEN) and in_window,
        "may_follow_up": may_write
        and case.permits(Permit.FOLLOW_UP)
        and not (in_window and case.permits(Permit.REOPEN)),
        "form": ReplyForm(initial={"body": body}),
        "unsent": typed,
        "close_form": CloseForm(),
        "reopen_form": ReopenForm(),
        "draft": draft,
        "draft_goes": words.draft_goes(draft.saved_at, catalogue, request.now) if draft and draft.body.strip() else "",
        "ticked": set(_ticked(request) or (str(draft.data.get("given", "")).split(",") if draft else [])),
        "kept": queries.uploads_of(request.actor, "", _refs(request, draft)),
        **uploads.limits(),
        "joined": joined.steps(request, case),
        **_question(request, case, may_write),
        "reported": queries.reported_by_others(request.actor, case),
        "key": secrets.token_urlsafe(18),
        "urls": _urls(request, case),
        "escalation_panel": escalation,
        "follow_up_url": reverse("portal:cases-write", args=[request.seller.ref, case.category])
        + f"?about=case:{case.ref}",
        "crumbs": _crumbs(request),
        **(forms or {}),
    }
    return render(request, "portal/cases/detail.html", context, status=refusal.status if refusal else 200)


def _question(request: SellerRequest, case: Case, may_write: bool) -> dict[str, object]:
    """The question at the end, or what was said to it."""
    question = queries.question_of(case, request.now)
    return {"to_rate": may_write and question.is_open, "rated": shown.rated(question.said)}


def _ticked(request: SellerRequest) -> list[str]:
    """The keys of the things asked for that the answer being written holds, as far as they are keys."""
    asked = request.POST.getlist("given")[: rules.NEEDS_LIMIT]
    return [key for key in asked if key.isascii() and key.isdecimal() and len(key) < 18]


def _refs(request: SellerRequest, draft: ReplyDraft | None) -> list[str]:
    """The uploads that the answer being written names."""
    kept = str(draft.data.get("files_refs", "")).split(",") if draft else []
    return refs_kept(request) or [ref for ref in kept if ref]


def _urls(request: SellerRequest, case: Case) -> dict[str, str]:
    names = {
        "messages": "cases-messages", "draft": "cases-reply-draft", "closure": "cases-closure", "print": "cases-print",
        "reopening": "cases-reopening", "self": "cases-detail", "labels": "cases-labels", "watch": "cases-watch",
        "agreements": "cases-agreements", "guests": "cases-guests", "similar": "cases-similar",
        "history": "cases-history", "file": "cases-export-file",
    }  # fmt: skip
    found = {key: shown.url(name, request.seller, case) for key, name in names.items()}
    seller = [request.seller.ref]
    return found | {
        "upload": reverse("portal:cases-upload", args=seller),
        "preview": reverse("portal:cases-preview", args=seller),
    }


def _crumbs(request: SellerRequest) -> list[Crumb]:
    return [Crumb(label=_("Cases"), url=reverse("portal:cases-list", kwargs={"seller_ref": request.seller.ref}))]
