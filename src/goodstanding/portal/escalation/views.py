"""A case's escalation as its seller sees it: offered or refused, written, followed, answered, at its end."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.base.files import doors as uploads
from goodstanding.base.files import queries as files
from goodstanding.kit.errors import Conflict, Invalid, NotFound, Refusal
from goodstanding.portal.cases import rows, shown
from goodstanding.portal.cases.export import pdf_download
from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.portal.escalation import panel, turn
from goodstanding.portal.escalation.forms import PARTS, ComposeForm, ContestForm, FollowUpForm
from goodstanding.systems.cases import actions as case_actions
from goodstanding.systems.cases import policies
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.cases import words as case_words
from goodstanding.systems.cases.display import Attached
from goodstanding.systems.cases.models import Case
from goodstanding.systems.escalation import actions, checks, compose, display, queries, rules, words
from goodstanding.systems.escalation.actions import Written
from goodstanding.systems.escalation.bundle import bundle_file
from goodstanding.systems.escalation.errors import Incomplete
from goodstanding.systems.escalation.handbook import Handbook
from goodstanding.systems.escalation.models import Draft, Escalation
from goodstanding.systems.escalation.rules import Offer
from goodstanding.systems.escalation.states import Do
from goodstanding.systems.sellers import queries as sellers
from goodstanding.ui.frame import Crumb

FILES = "files_refs"  # in a draft: the uploads it names, with commas
NAMES = ("draft", "checks", "follow-up", "word", "bundle")


@require_http_methods(["GET", "HEAD", "POST"])
@seller_page
def show(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """Where the escalation is, or the composer, or why not and from when. Sent, it shows what the next level will read."""
    case = cases.case_for(request.actor, case_ref, seller=request.seller)
    refs = request.POST.getlist("files_refs")
    if request.method != "POST" or "back" in request.POST:
        return _page(request, case, refs=refs)
    try:
        _take_in(request, refs)
        written = compose.read(request.POST.dict(), file_refs=refs, request_key=request.POST.get("key", "")[:64])
        if "send" not in request.POST:
            return _preview(request, case, written)
        actions.escalate(actor=request.actor, ref=case.ref, written=written, at=request.now)
    except (Invalid, Conflict) as refusal:
        return _page(request, case, refusal=refusal, refs=refs)
    messages.success(request, _("Sent to the next level."))
    return redirect(panel.url(case))


@require_POST
@seller_page
def save_draft(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """Keep what is written so far. Script calls it a moment after each change."""
    case = cases.case_for(request.actor, case_ref, seller=request.seller)
    fields = {name: request.POST.get(name, "") for name in PARTS}
    fields[FILES] = ",".join(request.POST.getlist("files_refs"))
    try:
        draft = actions.save_draft(actor=request.actor, ref=case.ref, fields=fields, at=request.now)
    except Refusal as refusal:
        return JsonResponse({"detail": refusal.message}, status=refusal.status)
    return JsonResponse({"saved_at": f"{localtime(draft.saved_at):%H:%M}"})


@require_POST
@seller_page
def check(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """A fragment while writing: what is missing or too long."""
    case = cases.case_for(request.actor, case_ref, seller=request.seller)
    written = compose.read(request.POST.dict(), file_refs=request.POST.getlist("files_refs"))
    book = queries.handbook_for(case.seller.store, request.now)
    offer = queries.offer_for(case, queries.latest_of(case), request.now)
    slips = compose.slips(request.actor, case, written)
    return render(request, "escalation/_checks.html", _checked(written, offer, book, slips))


@require_POST
@seller_page
def follow_up(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """Ask how it stands."""
    body = request.POST.get("body", "")
    return _do(
        request, case_ref,
        lambda: actions.follow_up(actor=request.actor, ref=case_ref, body=body, at=request.now),
        said=_("Asked. The level sees it in its queue."),
    )  # fmt: skip


@require_POST
@seller_page
def say(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """Say whether the decision settles it."""
    if "settled" in request.POST:
        return _do(
            request, case_ref, lambda: actions.settle(actor=request.actor, ref=case_ref, at=request.now),
            said=_("Settled. The case is closed."),
        )  # fmt: skip
    reason = request.POST.get("reason", "")
    return _do(
        request, case_ref,
        lambda: actions.contest(actor=request.actor, ref=case_ref, reason=reason, at=request.now),
        said=_("Noted. This page shows what happens next."),
    )  # fmt: skip


@require_safe
@seller_page
def bundle(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """Everything to hand over, on paper: the case, the escalation, every decision, the documents listed."""
    case = cases.case_for(request.actor, case_ref, seller=request.seller)
    latest = queries.latest_of(case)
    if latest is None:
        raise NotFound(_("This case was not escalated."))
    book, steps = queries.handbook_for(case.seller.store, request.now), queries.steps_of(latest)
    thread = cases.thread(request.actor, case, limit=1000)
    context = {
        "case": case,
        "seller": request.seller,
        "escalation": latest,
        "brief": display.brief(latest, book, _files_of(request, latest)),
        "objections": display.objections(steps, latest, book),
        "decisions": display.decisions(steps, latest, book),
        "log": display.log(steps, latest, book, names=False)[::-1],
        "notices": queries.notices_of(case),
        "said": rows.said_rows(shown.thread(thread.messages, [], request.seller, case), request.now),
        "attachments": [(one.file, one.message.number) for one in cases.attachments_of(case)],
        "headline": display.headline(latest, book),
        "url": panel.url(case),
        "file_url": _url("escalation-bundle-file", case),
    }
    return render(request, "portal/escalation/bundle.html", context)


@require_safe
@seller_page
def bundle_pdf(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """The same as one file, to send on."""
    case = cases.case_for(request.actor, case_ref, seller=request.seller)
    document = bundle_file(request.actor, case, request.now, language=shown.language())
    return pdf_download(document, name=f"case-{case.ref}-escalation")


def _page(
    request: SellerRequest, case: Case, *, refusal: Refusal | None = None, refs: Sequence[str] = ()
) -> HttpResponse:
    case = cases.case_for(request.actor, case.ref, seller=request.seller) if refusal else case
    now, book = request.now, queries.handbook_for(case.seller.store, request.now)
    latest = queries.latest_of(case)
    offer = queries.offer_for(case, latest, now)
    may_write = policies.can_write_as_seller(request.actor, request.seller)
    context: dict[str, object] = {
        "case": case,
        "refusal": refusal,
        "offer": offer,
        "may_write": may_write,
        "panel": panel.told(case, latest, offer, now, may_write=may_write),
        "url": panel.url(case),
        "urls": {name.replace("-", "_"): _url(f"escalation-{name}", case) for name in NAMES},
        "case_url": shown.url("cases-detail", request.seller, case),
        "route": display.route_line(book.route_of(case.area).code, book),
        "book": book,
        "levels": [
            (level.label.in_(shown.language()), level.hours, queries.is_working_time(level, case.seller.store, now))
            for level in book.levels
        ],
        "crumbs": _crumbs(request, case),
    }
    if latest is not None:
        context |= _course(request, latest, book, may_write=may_write)
    if offer.offered and may_write:
        context |= _composer(request, case, offer, book, refusal, refs)
    context |= _head(case, offer, latest, book, request)
    return render(request, "portal/escalation/page.html", context, status=refusal.status if refusal else 200)


def _head(
    case: Case, offer: Offer, latest: Escalation | None, book: Handbook, request: SellerRequest
) -> dict[str, object]:
    """The headline is the answer: where it is, that it can be escalated and by whom, or from when."""
    now, may_write = request.now, policies.can_write_as_seller(request.actor, request.seller)
    if latest is not None and latest.is_open:
        return {"title": turn.title(latest, book), "lead": turn.next_step(latest, case, book, now)}
    if latest is not None and not offer.offered:
        lead = display.ended(latest, now)
        if not display.outside_open(latest):
            lead = f"{lead} {panel.refused(case, offer, book, now)}"
        return {"title": display.headline(latest, book), "lead": lead}
    if offer.offered and not may_write:
        return {
            "title": _("This case can be escalated"),
            "lead": _reads_only(request),
            "why": panel.grounds(offer, book),
        }
    if offer.offered:
        return {"title": _("Escalate this case"), "lead": panel.offered(offer, book)}
    return {"title": _("Not yet: this case cannot be escalated now"), "lead": panel.refused(case, offer, book, now)}


def _reads_only(request: SellerRequest) -> str:
    """Who may escalate where the reader may not."""
    names = [name for _id, _email, name in sellers.team_addresses(request.seller)][:5]
    if not names:
        return _("Your role reads only. An owner of the account can give somebody a role that may write.")
    return _("Your role reads only. In your team this may do: %(names)s.") % {"names": ", ".join(names)}


def _course(request: SellerRequest, latest: Escalation, book: Handbook, *, may_write: bool) -> dict[str, object]:
    """Where it is, what was decided, what the seller may do about it, and at its end what would have avoided it."""
    now, steps = request.now, queries.steps_of(latest)
    over = not latest.is_open
    beyond = display.outside_open(latest)
    ways = queries.outside_of(request.seller.store, now) if beyond else []
    noticed = beyond and bool(queries.notices_of(latest.case))
    return {
        "escalation": latest,
        "ladder": display.ladder(latest, steps, book),
        "decisions": display.decisions(steps, latest, book),
        "brief": display.brief(latest, book, _files_of(request, latest)),
        "log": display.log(steps, latest, book, names=False),
        "objections": display.objections(steps, latest, book),
        "may_say": may_write and latest.permits(Do.SAY),
        "may_follow_up": may_write and latest.permits(Do.FOLLOW_UP) and latest.follow_up_at <= now,
        "follow_up_waits": latest.permits(Do.FOLLOW_UP) and latest.follow_up_at > now,
        "is_top": latest.level >= book.top,
        "next_name": words.level_name(latest.level + 1, latest.route, book),
        "outside": display.outside(ways, latest, noticed=noticed),
        "outside_open": beyond,
        "lessons": display.lessons(rules.lessons(queries.past_of(latest))) if over else [],
        "contest_form": ContestForm(initial={"reason": request.POST.get("reason", "")}),
        "follow_up_form": FollowUpForm(initial={"body": request.POST.get("body", "")}),
    }


def _composer(
    request: SellerRequest, case: Case, offer: Offer, book: Handbook, refusal: Refusal | None, refs: Sequence[str]
) -> dict[str, object]:
    """The form, filled with what was typed, else with the draft, else with what the system knows."""
    typed = {name: request.POST.get(name, "") for name in PARTS} if "key" in request.POST else None
    draft = queries.draft_of(request.actor, case)
    fresh = {"ground": offer.grounds[0], "per": "once"}
    initial = typed or {**fresh, **(draft.fields if draft else {})}
    kept = cases.uploads_of(request.actor, "", refs if typed else _refs(draft))
    written = compose.read({name: str(value) for name, value in initial.items()}, file_refs=[file.ref for file in kept])
    slips = compose.slips(request.actor, case, written)
    form = ComposeForm(book, offer.grounds, case.seller.store.currency, initial=initial)
    if refusal is not None and typed is not None:
        form = ComposeForm(book, offer.grounds, case.seller.store.currency, data=typed)
        form.mark({**_faults(refusal, book), **{slip.field: slip.message for slip in slips}})
    return {
        "form": form,
        "key": request.POST.get("key", "")[:64] or secrets.token_urlsafe(18),
        "kept": kept,
        "sooner": compose.sooner_without(case, request.now),
        **uploads.limits(),
        "draft": draft,
        "draft_goes": _goes(draft, case, request.now) if draft else "",
        "upload_url": reverse("portal:cases-upload", kwargs={"seller_ref": request.seller.ref}),
        **_checked(written, offer, book, slips),
    }


def _goes(draft: Draft, case: Case, now: datetime) -> str:
    return case_words.draft_goes(draft.saved_at, cases.catalogue_for(case.seller.store, now), now)


def _refs(draft: Draft | None) -> list[str]:
    return [ref for ref in str(draft.fields.get(FILES, "")).split(",") if ref] if draft else []


def _preview(request: SellerRequest, case: Case, written: Written) -> HttpResponse:
    """Exactly what the next level will read, and the way back."""
    drawn = actions.preview(actor=request.actor, ref=case.ref, written=written, at=request.now)
    book = queries.handbook_for(case.seller.store, request.now)
    offer = queries.offer_for(case, queries.latest_of(case), request.now)
    kept = [files.own_upload(request.actor, ref) for ref in written.file_refs]
    attached = [Attached(one.name, "", one.size, case_words.file_kind(one.content_type)) for one in kept]
    context = {
        "case": case,
        "brief": display.brief(drawn, book, attached),
        "typed": [(name, request.POST.get(name, "")) for name in PARTS],
        "refs": written.file_refs,
        "key": request.POST.get("key", "")[:64],
        "advice": [text for text, _blocks in _told(written, offer, book)],
        "sooner": compose.sooner_without(case, request.now),
        "hours": book.level(drawn.level).hours,
        "working": queries.is_working_time(book.level(drawn.level), case.seller.store, request.now),
        "url": panel.url(case),
        "crumbs": [*_crumbs(request, case), Crumb(label=_("Escalation"), url=panel.url(case))],
    }
    return render(request, "portal/escalation/preview.html", context)


def _told(written: Written, offer: Offer, book: Handbook) -> list[tuple[str, bool]]:
    """What to mend, and whether it must be."""
    return [(words.mend(one, book), one.blocks) for one in compose.findings(written, offer, book)]


def _checked(written: Written, offer: Offer, book: Handbook, slips: Sequence[Invalid]) -> dict[str, object]:
    return {
        "findings": [*_told(written, offer, book), *((slip.message, True) for slip in slips)],
        "sentences": checks.sentences(written.summary),
        "signs": len(written.summary.strip()),
        "limits": book.limits,
    }


def _faults(refusal: Refusal, book: Handbook) -> dict[str, str]:
    if isinstance(refusal, Incomplete):
        return {one.part.value: words.mend(one, book) for one in refusal.findings}
    return {refusal.field or "__all__": refusal.message}


def _take_in(request: SellerRequest, refs: list[str]) -> None:
    """Take in the files that come with the form at once, so that the preview can name them and a refusal loses none."""
    for one in uploads.sent(request):
        kept = case_actions.upload(actor=request.actor, seller_ref=request.seller.ref, file=one, at=request.now)
        refs.append(kept.ref)


def _files_of(request: SellerRequest, escalation: Escalation) -> Sequence[Attached]:
    message = cases.message_of(escalation.case, escalation.message)
    return shown.attached(message, request.seller, escalation.case)


def _do(request: SellerRequest, case_ref: str, act: Callable[[], object], *, said: str) -> HttpResponse:
    case = cases.case_for(request.actor, case_ref, seller=request.seller)
    try:
        act()
    except (Invalid, Conflict) as refusal:
        return _page(request, case, refusal=refusal)
    messages.success(request, said)
    return redirect(panel.url(case))


def _url(name: str, case: Case) -> str:
    return reverse(f"portal:{name}", kwargs={"seller_ref": case.seller.ref, "case_ref": case.ref})


def _crumbs(request: SellerRequest, case: Case) -> list[Crumb]:
    return [
        Crumb(label=_("Cases"), url=reverse("portal:cases-list", kwargs={"seller_ref": request.seller.ref})),
        Crumb(label=case.ref, url=shown.url("cases-detail", request.seller, case)),
    ]
