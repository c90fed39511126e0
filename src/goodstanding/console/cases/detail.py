"""One case at an associate's desk: the queue on the left, the case in the middle, the seller's facts on the right."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import cast

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goodstanding.base.files import doors as uploads
from goodstanding.base.files.models import StoredFile
from goodstanding.console.cases import arranging, doing, keeping, queue, rows, shown, waiting
from goodstanding.console.cases.forms import AnswerForm, NoteForm
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.hooks import subject_links
from goodstanding.kit.errors import Invalid, NotFound, Refusal
from goodstanding.systems.cases import actions, policies, queries, references, rules, words
from goodstanding.systems.cases.actions import Decision, Reply
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.models import Case, ReplyDraft
from goodstanding.systems.cases.need_states import NeedState
from goodstanding.systems.cases.states import Outcome, Permit, Priority
from goodstanding.systems.desk import actions as desk
from goodstanding.systems.desk.actions import Later
from goodstanding.systems.sellers.states import Standing
from goodstanding.systems.sellers.words import STANDING_MARKS, STANDING_WORDS

POSTS = (
    "answers", "notes", "draft", "assignment", "handling", "description", "links", "unlink", "reopening", "upload", "beside",
    "facts", "company", "later",
)  # fmt: skip
BESIDE = 15  # rows of the queue beside a case


@require_safe
@staff_page()
def show(request: StaffRequest, ref: str) -> HttpResponse:
    """The case between its queue and its seller. A merged one leads to the case in which it goes on."""
    case = queries.case_for(request.actor, ref)
    if case.merged_into_id is not None:
        messages.info(request, _("Case %(ref)s goes on here.") % {"ref": case.ref})
        return redirect(shown.url("cases-detail", queries.landing(case)))
    return _page(request, case)


@require_POST
@staff_page()
def answer(request: StaffRequest, ref: str) -> HttpResponse:
    """Answer the seller, now or later, and say what happens next."""
    asked = request.POST.get("outcome", "")
    if asked not in set(Outcome):
        return _refused(request, ref, Invalid(_("Say what happens next: wait, go on, or resolved.")))
    decision = Decision(
        outcome=Outcome(asked),
        what=request.POST.get("what", ""),
        who=request.POST.get("who", ""),
        seen=doing.number(request.POST.get("seen", "")),
        overturns="overturns" in request.POST,
        needs=request.POST.get("needs", "").splitlines(),
    )
    if "later" in request.POST:
        return _later(request, ref, decision)

    def send() -> None:
        macro = request.POST.get("macro", "")[:12]
        reply = _reply(request)
        hindered = desk.answer_with(
            actor=request.actor, ref=ref, reply=reply, decision=decision, macro=macro, at=request.now
        )
        for why in hindered:
            messages.warning(request, why)

    then = request.POST.get("next", "")[:12]
    return _do(request, ref, send, said=_("Sent: case %(ref)s.") % {"ref": ref} if then else _("Sent."), then=then)


@require_POST
@staff_page()
def note(request: StaffRequest, ref: str) -> HttpResponse:
    """Keep an internal note."""

    def keep() -> None:
        kept = actions.add_internal_note(actor=request.actor, ref=ref, note=_reply(request), at=request.now)
        called, unknown = queries.called_in(kept)
        if called:
            messages.info(request, _("Called: %(names)s.") % {"names": ", ".join(called)})
        if unknown:
            names = ", ".join(f"@{name}" for name in unknown)
            messages.warning(request, _("Nobody else is called %(names)s, so nobody was told.") % {"names": names})

    return _do(request, ref, keep, said=_("Note kept. The seller does not see it."))


@require_POST
@staff_page()
def company(request: StaffRequest, ref: str) -> HttpResponse:
    """Say that this associate has the case open, and learn who else works on it. Asked every few seconds."""
    case = actions.look_at(actor=request.actor, ref=ref, at=request.now)
    found = queries.company(request.actor, case, request.now)
    newer = doing.number(request.POST.get("seen", "")) not in (None, case.message_count)
    context = {
        "company": found, "newer": newer, "case": case, "may_answer": _may_answer(request, case),
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
    }  # fmt: skip
    return render(request, "console/cases/_company.html", context)


@require_POST
@staff_page()
def save_draft(request: StaffRequest, ref: str) -> HttpResponse:
    """Keep the answer or note that is being written; or take up what a colleague is writing."""
    if "take" in request.POST:
        hers = doing.number(request.POST["take"]) or 0
        return doing.do(
            request, ref,
            lambda: actions.take_up_draft(actor=request.actor, ref=ref, draft=hers, at=request.now),
            said=_("The words are in your answer below. Nothing is sent yet."),
        )  # fmt: skip
    try:
        draft = keep_draft(request, ref)
    except Refusal as refusal:
        return JsonResponse({"detail": refusal.message}, status=refusal.status)
    return JsonResponse({"saved_at": f"{localtime(draft.saved_at):%H:%M}"})


def _may_answer(request: StaffRequest, case: Case) -> bool:
    queue_of = queries.catalogue_for(case.seller.store, request.now).queues.get(case.queue)
    return policies.can_work(request.actor, queue_of.roles if queue_of else ()) and case.permits(Permit.ANSWER)


def keep_draft(request: StaffRequest, ref: str, held: Sequence[str] = ()) -> ReplyDraft:
    """The answer or note as far as its form holds it, with files that were taken in."""
    return actions.save_reply_draft(
        actor=request.actor, ref=ref, kind="answer" if "outcome" in request.POST else "note",
        body=request.POST.get("body", ""), data=_draft_data(request, held), at=request.now,
    )  # fmt: skip


@require_POST
@staff_page()
def assign(request: StaffRequest, ref: str) -> HttpResponse:
    """Take the case, hand it to a colleague, or to nobody."""
    wanted = request.POST.get("assignee", "")
    if "take" in request.POST:
        return _do(
            request, ref, lambda: actions.take(actor=request.actor, ref=ref, at=request.now), said=_("It is yours.")
        )
    user_id = int(wanted) if wanted.isdecimal() and len(wanted) < 18 else None
    return _do(
        request, ref, lambda: actions.assign(actor=request.actor, ref=ref, user_id=user_id, at=request.now),
        said=_("Assigned.") if user_id else _("Nobody has it now."),
    )  # fmt: skip


@require_POST
@staff_page()
def handle(request: StaffRequest, ref: str) -> HttpResponse:
    """Change priority or queue."""
    priority = request.POST.get("priority", "")

    def change() -> None:
        if priority in set(Priority):
            actions.prioritise(actor=request.actor, ref=ref, priority=Priority(priority), at=request.now)
        actions.hand_to_queue(actor=request.actor, ref=ref, queue=request.POST.get("queue", ""), at=request.now)

    return _do(request, ref, change, said=_("Changed."))


@require_POST
@staff_page()
def describe(request: StaffRequest, ref: str) -> HttpResponse:
    """Rewrite subject and summary."""
    return _do(
        request, ref,
        lambda: actions.describe(
            actor=request.actor, ref=ref, subject=request.POST.get("subject", ""),
            summary=request.POST.get("summary", ""), at=request.now,
        ),
        said=_("Rewritten."),
    )  # fmt: skip


@require_POST
@staff_page()
def link(request: StaffRequest, ref: str) -> HttpResponse:
    """Link one more object of the seller's."""
    kind, to = request.POST.get("kind", ""), request.POST.get("to", "")
    try:
        actions.link(actor=request.actor, ref=ref, kind=kind, to=to, at=request.now)
    except NotFound as refusal:
        queries.case_for(request.actor, ref)
        return _refused(request, ref, Invalid(refusal.message))
    messages.success(request, _("Linked."))
    return doing.to_case(request, ref)


@require_POST
@staff_page()
def reopen(request: StaffRequest, ref: str) -> HttpResponse:
    """Bring a closed case back."""
    return _do(
        request, ref,
        lambda: actions.reopen(actor=request.actor, ref=ref, reason=request.POST.get("reason", ""), at=request.now),
        said=_("It is open again."),
    )  # fmt: skip


@require_POST
@staff_page()
def upload(request: StaffRequest, ref: str) -> HttpResponse:
    """Take in one file before the message it belongs to is sent."""
    case = queries.case_for(request.actor, ref)
    return uploads.taken_in(
        request,
        lambda file: actions.upload(actor=request.actor, seller_ref=case.seller.ref, file=file, at=request.now),
    )


@require_safe
@staff_page()
def download(request: StaffRequest, ref: str, file_ref: str) -> HttpResponse:
    """A file of the case, as a download."""
    case = queries.case_for(request.actor, ref)
    file = queries.file_for(request.actor, case, file_ref)
    return cast(HttpResponse, uploads.as_attachment(file))  # a streamed answer; doors declare the common case


def _do(request: StaffRequest, ref: str, act: Callable[[], object], *, said: str, then: str = "") -> HttpResponse:
    """Run one action; a refusal comes back with the page and everything that was typed."""
    return doing.do(request, ref, act, said=said, refused=_refused, then=then)


def _later(request: StaffRequest, ref: str, decision: Decision) -> HttpResponse:
    send_at = keeping.moment(request.POST.get("send_at") or request.POST.get("send", "")) or request.now
    later = Later(send_at=send_at, macro=request.POST.get("macro", "")[:12])
    return _do(
        request, ref, lambda: desk.answer_later(
            actor=request.actor, ref=ref, reply=_reply(request), decision=decision, later=later, at=request.now
        ),
        said=_("It goes out by itself then, unless somebody writes before. Change or stop it from here."),
    )  # fmt: skip


def _refused(request: StaffRequest, ref: str, refusal: Refusal) -> HttpResponse:
    """The page again, with everything that was typed and chosen: text as a draft, files taken in already.

    The draft is kept: what has to be done first may lead away from this page.
    """
    case = queries.case_for(request.actor, ref)
    held = [*request.POST.getlist("files_refs"), *(file.ref for file in _kept(request, case))]
    if request.POST.get("body", "").strip():
        with suppress(Refusal):
            keep_draft(request, ref, held)
    return _page(request, case, refusal=refusal, held=held)


def _kept(request: StaffRequest, case: Case) -> Sequence[StoredFile]:
    came = uploads.sent(request)
    return actions.keep_files(actor=request.actor, seller_ref=case.seller.ref, uploads=came, at=request.now)


def _draft_data(request: StaffRequest, held: Sequence[str]) -> dict[str, str]:
    data = {
        name: request.POST.get(name, "")
        for name in ("outcome", "what", "who", "needs", "macro")
        if name in request.POST
    }
    refs = list(held) or request.POST.getlist("files_refs")
    return data | ({"files_refs": ",".join(refs)} if refs else {})


def _reply(request: StaffRequest) -> Reply:
    return Reply(
        body=request.POST.get("body", ""),
        uploads=uploads.sent(request),
        file_refs=request.POST.getlist("files_refs"),
        request_key=request.POST.get("key", "")[:64],
    )


def _page(
    request: StaffRequest, case: Case, *, refusal: Refusal | None = None, held: Sequence[str] = ()
) -> HttpResponse:
    catalogue = queries.catalogue_for(case.seller.store, request.now)
    before = doing.number(request.GET.get("before", ""))
    thread = queries.thread(request.actor, case, before=before)
    notes = queries.internal_notes(request.actor, case) if before is None else []
    state, word = shown.status(case, request.now)
    desk = queue.read(request, catalogue, limit=BESIDE)
    queue_of = catalogue.queues.get(case.queue)
    may_work = policies.can_work(request.actor, queue_of.roles if queue_of else ())
    context = {
        "case": case,
        "refusal": refusal,
        "desk": desk,
        "state": state,
        "word": word,
        "owed": shown.owed(case, request.now),
        "priority": "" if case.priority == Priority.NORMAL else words.PRIORITY_WORDS[Priority(case.priority)],
        "category": catalogue.label(case.category, shown.language()),
        "queue_label": catalogue.queue_label(case.queue, shown.language()),
        "clocks": shown.both_clocks(case, catalogue, request.now),
        "said_rows": rows.said_rows(shown.thread(thread.messages, notes, case), request.now),
        "beside_rows": rows.beside_rows(desk.rows, case, request.now),
        "next_case": _next(desk.rows, case),
        "earlier": thread.earlier,
        "may_work": may_work,
        "may_note": policies.can_work(
            request.actor, ()
        ),  # whoever is called from another queue may say something to it
        "may_answer": may_work and case.permits(Permit.ANSWER),
        "may_reopen": may_work and _reopenable(case, catalogue.waits, request),
        "arranging": arranging.panel(request, case),
        "scheduled": waiting.of(request, case),
        "company": queries.company(request.actor, case, request.now),
        "later": keeping.later_choices(request.now),
        "is_mine": case.assignee_id == request.actor.user_id,
        "key": secrets.token_urlsafe(18),
        "query": doing.query_of(request),
        "urls": {name: shown.url(f"cases-{name}", case) for name in POSTS},
        **_forms(request, case, refusal, held),
        **_facts(request, case, catalogue),
    }
    return render(request, "console/cases/detail.html", context, status=refusal.status if refusal else 200)


def _next(beside: Sequence[shown.Row], case: Case) -> shown.Row | None:
    """The row after this case, or the first one where the case is the last or not among them."""
    places = [row.case.pk for row in beside]
    after = places.index(case.pk) + 1 if case.pk in places else 0
    found = [row for row in [*beside[after:], *beside[:1]] if row.case.pk != case.pk]
    return found[0] if found else None


def _forms(request: StaffRequest, case: Case, refusal: Refusal | None, held: Sequence[str]) -> dict[str, object]:
    """The forms, filled with what was typed before a refusal, else with the drafts kept; files with either."""
    drafts = queries.drafts_of(request.actor, case)
    catalogue = queries.catalogue_for(case.seller.store, request.now)
    kept, noted = drafts.get("answer"), drafts.get("note")
    typed = request.POST.dict() if refusal else {}
    answering = "outcome" in typed
    refs = held or (kept.data.get("files_refs", "").split(",") if kept else [])
    files = queries.uploads_of(request.actor, "", [ref for ref in refs if ref]) if any(refs) else []
    note = typed.get("body", "") if typed and not answering else (noted.body if noted else "")
    macro = typed.get("macro", "") if answering else (kept.data.get("macro", "") if kept else "")
    return {
        "macro": macro[:12],
        **uploads.limits(),
        "answer_form": AnswerForm(initial=typed if answering else ({"body": kept.body, **kept.data} if kept else {})),
        "answer_goes": words.draft_goes(kept.saved_at, catalogue, request.now) if kept and kept.body.strip() else "",
        "note_goes": words.draft_goes(noted.saved_at, catalogue, request.now) if noted and noted.body.strip() else "",
        "answer_files": files if answering or not typed else [],
        "note_form": NoteForm(initial={"body": note}),
        "note_files": files if typed and not answering else [],
    }


def _facts(request: StaffRequest, case: Case, catalogue: Catalogue) -> dict[str, object]:
    """What the right-hand column shows at once; the rest stands in beside.py."""
    standing, found = Standing(case.seller.standing), queries.beside(request.actor, case)
    return {
        "missing": [one.text for one in found.needs if one.state is NeedState.MISSING],
        "there": [one.text for one in found.needs if one.state is NeedState.GIVEN],
        "standing": STANDING_WORDS[standing],
        "standing_mark": STANDING_MARKS[standing],
        "opened_by": words.opened_by(case),
        "seller_url": reverse("console:sellers-detail", kwargs={"ref": case.seller.ref}),
        "about": [
            (
                link.kind, words.KIND_WORDS.get(link.kind, link.kind), link.ref, link.title,
                _link_url(link.kind, link.ref),
            )
            for link in found.links
        ],
        "answers": words.answers_of(case, catalogue, shown.language()),
        "unlinked": doing.unlinked_of(request),
        "link_kinds": [(kind, word) for kind, word in words.KIND_WORDS.items() if references.known(kind)],
    }  # fmt: skip


def _link_url(kind: str, ref: str) -> str:
    return subject_links[kind](ref) if kind in subject_links else ""


def _reopenable(case: Case, waits: rules.Waits, request: StaffRequest) -> bool:
    if case.closed_at is None or not case.permits(Permit.REOPEN):
        return False
    return rules.within_reopen_window(case.closed_at, request.now, waits)
