"""Contact us: choose a category, answer what it needs, see what is already open, send, get the Case ID."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.base.files import doors as uploads
from goodstanding.kit.errors import Conflict, Invalid, Refusal
from goodstanding.portal.cases import likeness, offering, shown
from goodstanding.portal.cases.forms import WriteForm
from goodstanding.portal.cases.likeness import Writing
from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.systems.cases import actions, policies, promised, queries, references, words
from goodstanding.systems.cases.actions import NewCase, Reply
from goodstanding.systems.cases.actions.drafting import UnsentCase
from goodstanding.systems.cases.catalogue import Catalogue, Category, Kind
from goodstanding.systems.cases.errors import AnswersInvalid
from goodstanding.systems.cases.questions import ASKED, SKU_UNSOLD, SURE
from goodstanding.systems.cases.references import Reference
from goodstanding.ui.frame import Crumb

UNKEPT = {"csrfmiddlewaretoken", "key", "about", "anyway", "instead", "keep", "move", "shown", "files_refs"}


@require_safe
@seller_page
def choose(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """Categories to choose from, narrowed by what was typed; somebody who comes from an object may be led on at once."""
    catalogue = queries.catalogue_for(request.seller.store, request.now)
    subject_of = _about(request)
    start = catalogue.start(subject_of.kind, subject_of.aspect) if subject_of else ""
    if start and "all" not in request.GET:
        return redirect(shown.write_url(request.seller, start, likeness.named(subject_of)))
    text = request.GET.get("q", "").strip()[:100]
    found = catalogue.search(text, shown.language()) if text else list(catalogue.leaves())
    ranked = _ranked(found, subject_of)
    groups = [
        (
            area.label.in_(shown.language()),
            [_choice(request, leaf, subject_of) for leaf in ranked if leaf.area == area.code],
        )
        for area in sorted(catalogue.areas, key=lambda area: -_asking(ranked, subject_of)[area.code])
    ]
    context = {
        "groups": [(label, leaves) for label, leaves in groups if leaves],
        "text": text,
        "about": likeness.named(subject_of),
        "subject_of": subject_of,
        "kind_word": str(words.KIND_WORDS.get(subject_of.kind, "")) if subject_of else "",
        "other": _choice(request, catalogue.leaf("other.other"), subject_of)
        if _has(catalogue, "other.other")
        else None,
        "drafts": shown.unsent(
            queries.new_case_drafts(request.actor, request.seller), catalogue, request.seller, request.now
        ),
        "may_write": policies.can_write_as_seller(request.actor, request.seller),
        "crumbs": _crumbs(request),
    }
    return render(request, "portal/cases/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@seller_page
def write(request: SellerRequest, seller_ref: str, category: str) -> HttpResponse:
    """The questions of a category. Sent, it opens the case, unless one that looks the same should be seen first."""
    writing = _writing(request, category)
    if request.method == "POST":
        return _send(request, writing)
    draft = queries.new_case_draft(request.actor, request.seller, category=category, about=writing.about)
    initial = dict(draft.fields) if draft else _prefilled(writing)
    form = WriteForm(writing.category, shown.language(), initial=initial, currency=request.seller.store.currency)
    key = draft.request_key if draft else secrets.token_urlsafe(18)
    goes = words.draft_goes(draft.saved_at, writing.catalogue, request.now) if draft else ""
    context = {
        "kept": queries.files_of_draft(request.actor, draft),
        "saved_at": draft.saved_at if draft else None,
        "goes": goes,
    }
    likes = likeness.found(request, writing, initial) if writing.subject_of or draft else likeness.NOTHING
    return _form_page(request, writing, form, key=key, likes=likes, **context)


@require_POST
@seller_page
def save_draft(request: SellerRequest, seller_ref: str, category: str) -> HttpResponse:
    """Keep what is written so far. Script calls it a moment after each change."""
    writing = _writing(request, category)
    refs = request.POST.getlist("files_refs")
    unsent = UnsentCase(category, writing.about, _key(request.POST), _fields(request), refs)
    try:
        draft = actions.save_new_case_draft(actor=request.actor, seller_ref=seller_ref, unsent=unsent, at=request.now)
    except Refusal as refusal:
        return JsonResponse({"detail": refusal.message}, status=refusal.status)
    return JsonResponse({"saved_at": f"{localtime(draft.saved_at):%H:%M}"})


@require_POST
@seller_page
def discard_draft(request: SellerRequest, seller_ref: str, category: str) -> HttpResponse:
    """Throw an unsent case away."""
    actions.discard_new_case_draft(actor=request.actor, seller_ref=seller_ref, request_key=_key(request.POST))
    messages.info(request, _("The draft is gone."))
    return redirect("portal:cases-new", seller_ref=seller_ref)


@require_safe
@seller_page
def hints(request: SellerRequest, seller_ref: str, category: str) -> HttpResponse:
    """A fragment while typing: what the subject lacks, own cases that look the same, and how many were opened lately."""
    writing = _writing(request, category)
    context = likeness.while_typing(request, writing, request.GET.dict())
    return render(request, "portal/cases/_hints.html", context)


@require_POST
@seller_page
def preview(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """A text as it will stand in the thread."""
    return render(request, "portal/cases/_preview.html", {"text": request.POST.get("body", "")[:20_000]})


@require_POST
@seller_page
def upload(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """Take in one file before the message it belongs to is sent."""
    return uploads.taken_in(
        request,
        lambda file: actions.upload(actor=request.actor, seller_ref=seller_ref, file=file, at=request.now),
    )


def reply_from(request: SellerRequest) -> Reply:
    """The text and files of a form."""
    return Reply(
        body=request.POST.get("body", ""),
        uploads=uploads.sent(request),
        file_refs=request.POST.getlist("files_refs"),
        request_key=_key(request.POST),
    )


def refs_kept(request: SellerRequest) -> list[str]:
    """The files of a form that is shown again: those uploaded before, and those that came with it, taken in now."""
    came = actions.keep_files(
        actor=request.actor, seller_ref=request.seller.ref, uploads=uploads.sent(request), at=request.now
    )
    return [*request.POST.getlist("files_refs"), *(file.ref for file in came)]


def _send(request: SellerRequest, writing: Writing) -> HttpResponse:
    form = WriteForm(writing.category, shown.language(), request.POST, currency=request.seller.store.currency)
    new = NewCase(
        category=writing.category.code,
        subject=request.POST.get("subject", ""),
        words=reply_from(request),
        answers=form.answers,
        about=[(writing.subject_of.kind, writing.subject_of.ref)] if writing.subject_of else [],
    )
    if "move" in request.POST:
        return _move(request, writing, form)
    if "keep" in request.POST:
        return _keep(request, writing)
    if "instead" in request.POST:
        return _add(request, writing, form, new)
    if "anyway" not in request.POST and likeness.unseen(request, writing) and not _sent_before(request):
        likes = likeness.found(request, writing, likeness.typed(request))
        return _form_page(request, writing, form, key=_key(request.POST), likes=likes, stopped=True, status=200)
    try:
        case = actions.open_case(actor=request.actor, seller=request.seller, new=new, at=request.now)
    except (Invalid, Conflict) as refusal:
        return _refused(request, writing, form, refusal, likeness.found(request, writing, likeness.typed(request)))
    return redirect(shown.url("cases-opened", request.seller, case))


def _move(request: SellerRequest, writing: Writing, form: WriteForm) -> HttpResponse:
    """One click: go on in the category that the subject speaks of, with all that was typed and attached."""
    leaf = writing.catalogue.leaf(request.POST.get("move", ""))
    unsent = UnsentCase(leaf.code, writing.about, _key(request.POST), _fields(request), refs_kept(request))
    try:
        actions.move_new_case_draft(
            actor=request.actor, seller_ref=request.seller.ref, category=writing.category.code, unsent=unsent,
            at=request.now,
        )  # fmt: skip
    except Conflict as refusal:
        return _refused(request, writing, form, refusal, likeness.NOTHING)
    messages.success(request, _("Moved to this category, with what you had typed and attached."))
    return redirect(shown.write_url(request.seller, leaf.code, writing.about))


def _keep(request: SellerRequest, writing: Writing) -> HttpResponse:
    """Put it aside by hand, files too, where no script does it while she writes."""
    unsent = UnsentCase(writing.category.code, writing.about, _key(request.POST), _fields(request), refs_kept(request))
    actions.save_new_case_draft(actor=request.actor, seller_ref=request.seller.ref, unsent=unsent, at=request.now)
    messages.success(request, _("Kept, not sent. You find it under “Not sent yet”."))
    return redirect("portal:cases-list", seller_ref=request.seller.ref)


def _fields(request: SellerRequest) -> dict[str, str]:
    """What a draft keeps of a form."""
    return {name: value for name, value in request.POST.items() if name not in UNKEPT and isinstance(value, str)}


def _add(request: SellerRequest, writing: Writing, form: WriteForm, new: NewCase) -> HttpResponse:
    """One click: everything typed goes into the case that is there already."""
    ref = request.POST.get("instead", "")
    try:
        actions.add_to_case(actor=request.actor, seller_ref=request.seller.ref, ref=ref, new=new, at=request.now)
    except (Invalid, Conflict) as refusal:
        return _refused(request, writing, form, refusal, likeness.NOTHING)
    messages.success(request, _("Added to case %(ref)s. No second case was opened.") % {"ref": ref})
    return redirect(shown.case_url("cases-detail", request.seller, ref) + "#latest")


def _refused(
    request: SellerRequest, writing: Writing, form: WriteForm, refusal: Refusal, likes: likeness.Likes
) -> HttpResponse:
    problems = refusal.problems if isinstance(refusal, AnswersInvalid) else []
    unsure = [ASKED + problem.field for problem in problems if problem.code == SKU_UNSOLD]
    _mark(form, refusal)
    return _form_page(request, writing, form, key=_key(request.POST), likes=likes, unsure=unsure, status=refusal.status)


def _sent_before(request: SellerRequest) -> bool:
    """Whether this very request opened a case already: then it is that case, whatever looks like it."""
    return queries.opened_by_request(request.seller, _key(request.POST)) is not None


def _mark(form: WriteForm, refusal: Refusal) -> None:
    """Put the refusal beside the field it is about. The action's words replace the form's own, which know less."""
    form.errors.clear()
    problems = refusal.problems if isinstance(refusal, AnswersInvalid) else [refusal]
    for problem in problems:
        name = ASKED + problem.field if ASKED + problem.field in form.fields else problem.field
        form.add_error(name if name in form.fields else None, problem.message)


def _form_page(
    request: SellerRequest, writing: Writing, form: WriteForm, *, key: str, likes: likeness.Likes, **more: object
) -> HttpResponse:
    status = more.pop("status", 200)
    ends = {"seller_ref": request.seller.ref, "category": writing.category.code}
    query = f"?{urlencode({'about': writing.about}, safe=':')}" if writing.about else ""
    context = {
        "form": form,
        "category": writing.category,
        "category_label": writing.catalogue.label(writing.category.code, shown.language()),
        "category_hint": writing.category.hint.in_(shown.language()),
        "answer_by": promised.first_reply_by(request.seller, writing.category, request.now),
        "subject_of": writing.subject_of,
        "about": writing.about,
        "key": key,
        **likes.context(),
        **likeness.fits(writing, {"subject": str(form["subject"].value() or "")}),
        "help": writing.category.help.in_(shown.language()),
        "evidence_hint": _evidence(writing),
        "offered": offering.of(request.actor, request.seller, writing.category, request.now),
        "sure": {name for name in request.POST if name.endswith(SURE)},
        **uploads.limits(),
        "preview_url": reverse("portal:cases-preview", kwargs={"seller_ref": request.seller.ref}),
        "draft_url": reverse("portal:cases-draft", kwargs=ends) + query,
        "discard_url": reverse("portal:cases-draft-discard", kwargs=ends) + query,
        "hints_url": reverse("portal:cases-hints", kwargs=ends) + query,
        "upload_url": reverse("portal:cases-upload", kwargs={"seller_ref": request.seller.ref}),
        "kept": queries.uploads_of(request.actor, _key(request.POST), refs_kept(request)),
        "may_write": policies.can_write_as_seller(request.actor, request.seller),
        "crumbs": [
            *_crumbs(request),
            Crumb(label=_("Contact us"), url=reverse("portal:cases-new", args=[request.seller.ref])),
        ],
        **more,
    }
    return render(request, "portal/cases/write.html", context, status=int(str(status)))


def _writing(request: SellerRequest, category: str) -> Writing:
    catalogue = queries.catalogue_for(request.seller.store, request.now)
    subject_of = _about(request)
    return Writing(catalogue.leaf(category), catalogue, subject_of)


def _about(request: SellerRequest) -> Reference | None:
    """The object somebody comes from; one that is not hers is left out as if it had not been named."""
    return references.named(request.actor, request.seller, request.GET.get("about", ""))


def _prefilled(writing: Writing) -> dict[str, str]:
    filled: dict[str, str] = {}
    if writing.subject_of is None:
        return filled
    asked = {question.code for question in writing.category.questions}
    filled |= {ASKED + code: text for code, text in writing.subject_of.fills if code in asked}
    filled |= {code: text for code, text in writing.subject_of.fills if code == "subject"}
    kind = writing.subject_of.kind
    question = writing.category.asks_for(Kind(kind)) if kind in set(Kind) else None
    if question is not None:
        filled[ASKED + question.code] = writing.subject_of.ref
    if writing.subject_of.kind == "case":
        filled["subject"] = _("Follow-up: %(subject)s") % {"subject": writing.subject_of.title}
    return filled


def _evidence(writing: Writing) -> str:
    """Which files help, after how large they may be."""
    wanted = writing.category.evidence.in_(shown.language())
    return _("What helps most: %(files)s.") % {"files": wanted} if wanted else ""


def _ranked(leaves: Sequence[Category], subject_of: Reference | None) -> list[Category]:
    """Those that ask for the object somebody comes from stand first, and so do the branches that have most of them."""
    kind = _kind(subject_of)
    return sorted(leaves, key=lambda leaf: kind is None or leaf.asks_for(kind) is None)


def _asking(leaves: Sequence[Category], subject_of: Reference | None) -> Counter[str]:
    """How many leaves of each branch ask for the object somebody comes from."""
    kind = _kind(subject_of)
    return Counter(leaf.area for leaf in leaves if kind is not None and leaf.asks_for(kind) is not None)


def _kind(subject_of: Reference | None) -> Kind | None:
    return Kind(subject_of.kind) if subject_of is not None and subject_of.kind in set(Kind) else None


def _choice(request: SellerRequest, leaf: Category, subject_of: Reference | None) -> dict[str, str]:
    return {
        "label": leaf.label.in_(shown.language()),
        "hint": leaf.hint.in_(shown.language()),
        "url": shown.write_url(request.seller, leaf.code, likeness.named(subject_of)),
    }


def _has(catalogue: Catalogue, code: str) -> bool:
    return any(leaf.code == code for leaf in catalogue.leaves())


def _key(data: QueryDict) -> str:
    return data.get("key", "")[:64]


def _crumbs(request: SellerRequest) -> list[Crumb]:
    return [Crumb(label=_("Cases"), url=reverse("portal:cases-list", kwargs={"seller_ref": request.seller.ref}))]
