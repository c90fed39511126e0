"""Writing to a seller first: choose the seller, write, say what happens next (ADR 218)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.base.files import doors as uploads
from goodstanding.console.cases import doing, shown, unsent
from goodstanding.console.cases.forms import Choices, FirstWordForm
from goodstanding.console.cases.unsent import MOST_ROWS, About
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.kit.errors import Conflict, Invalid, Refusal
from goodstanding.systems.cases import actions, policies, queries, references, words
from goodstanding.systems.cases.actions import Decision, FirstWord, Reply
from goodstanding.systems.cases.catalogue import Catalogue, Category, Kind
from goodstanding.systems.cases.errors import AnswersInvalid, CategoryNotFound
from goodstanding.systems.cases.models import NewCaseDraft
from goodstanding.systems.cases.questions import ASKED, SKU_UNSOLD, SURE
from goodstanding.systems.cases.references import Reference
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.desk import actions as desk
from goodstanding.systems.sellers import queries as sellers
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.sellers.queries import SellerFilter
from goodstanding.ui.frame import Crumb

FOUND = 20  # sellers offered at once
ROWS = 2  # places for IDs of linked objects, at least
POSTS = ("questions", "files", "draft", "discard", "company")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*policies.WORKING_ROLES)
def write(request: StaffRequest) -> HttpResponse:
    """The form for a seller (`?seller=`, with `?about=order:118-204` linked); without a seller the choice of one."""
    ref = (request.POST.get("seller") or request.GET.get("seller", "")).strip().upper()
    if not ref:
        return _choose(request)
    seller = sellers.seller_for(request.actor, ref)
    if request.method != "POST":
        return _begin(request, seller)
    if "keep" in request.POST:
        return _keep(request, seller)
    if "more" in request.POST or "ask" in request.POST:
        form = _typed(request, seller)
        form.errors.clear()  # more of the form was asked for; what is still empty is no mistake
        held = unsent.taken_in(request, seller.ref)
        return _page(request, seller, form, _Shown(unsent.about_typed(request), held=held))
    return _send(request, seller)


@require_safe
@staff_page(*policies.WORKING_ROLES)
def questions(request: StaffRequest, seller_ref: str) -> HttpResponse:
    """A fragment: what a category asks, once it is chosen."""
    seller = sellers.seller_for(request.actor, seller_ref)
    category = _category(queries.catalogue_for(seller.store, request.now), request.GET.get("category", ""))
    form = FirstWordForm({}, category, shown.language())
    return render(request, "console/cases/_asked.html", {"form": form, "unsure": ()})


@require_POST
@staff_page(*policies.WORKING_ROLES)
def upload(request: StaffRequest, seller_ref: str) -> HttpResponse:
    """Take in one file before the message it belongs to is sent."""
    return uploads.taken_in(
        request,
        lambda file: actions.upload(actor=request.actor, seller_ref=seller_ref, file=file, at=request.now),
    )


def _choose(request: StaffRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    found = _sellers(request, text) if text else []
    about = request.GET.getlist("about")[:MOST_ROWS]
    context = {
        "text": text,
        "about": about,
        "found": [(one, _url(seller=one.ref, about=about)) for one in found[:FOUND]],
        "more": len(found) > FOUND,
        "unsent": [
            (
                one,
                str(one.fields.get("subject", "")),
                _url(seller=one.seller.ref, about=about),
                _goes(one, one.seller, request.now),
            )
            for one in queries.first_drafts(request.actor)
        ],
    }
    exact = [one for one in found if text.upper() == one.ref or text == one.external_id]
    if len(exact) == 1:
        return redirect(_url(seller=exact[0].ref, about=about))
    return render(request, "console/cases/write_to_whom.html", context)


def _sellers(request: StaffRequest, text: str) -> Sequence[Seller]:
    where = SellerFilter(text=text)
    return sellers.directory(request.actor, where=where, sort="name", cursor=None, limit=FOUND + 1).rows


def _begin(request: StaffRequest, seller: Seller) -> HttpResponse:
    """The form, with what was begun before, else empty; the objects that somebody comes from are linked either way, and fill in
    what they can of an empty one."""
    catalogue = queries.catalogue_for(seller.store, request.now)
    linked = _linked(request, seller)
    named = [(one.kind, one.ref) for one in linked]
    draft = queries.first_draft(request.actor, seller)
    if draft is not None:
        return _go_on(request, seller, draft, named)
    start = next((code for one in linked if (code := catalogue.start(one.kind, one.aspect))), "")
    category = _category(catalogue, start)
    initial: dict[str, object] = {"category": start if category else "", "assignee": str(request.actor.user_id or "")}
    for one in linked:
        question = category.asks_for(Kind(one.kind)) if category and one.kind in set(Kind) else None
        if question is not None:
            initial[ASKED + question.code] = one.ref
    form = FirstWordForm(_choices(request, catalogue), category, shown.language(), initial=initial)
    return _page(request, seller, form, _Shown(named))


def _go_on(request: StaffRequest, seller: Seller, draft: NewCaseDraft, named: About) -> HttpResponse:
    catalogue = queries.catalogue_for(seller.store, request.now)
    category = _category(catalogue, str(draft.fields.get("category", "")))
    form = FirstWordForm(_choices(request, catalogue), category, shown.language(), initial=dict(draft.fields))
    kept = queries.about_kept(draft)
    added = [one for one in named if one not in kept]
    return _page(request, seller, form, _Shown([*kept, *added][:MOST_ROWS], draft=draft, added=added))


def _keep(request: StaffRequest, seller: Seller) -> HttpResponse:
    """Put it aside by hand, files too, where no script does it while she writes."""
    held = unsent.taken_in(request, seller.ref)
    try:
        unsent.keep(request, seller.ref, held)
    except Conflict as refusal:
        return _refused(request, seller, _typed(request, seller), refusal)
    messages.success(request, _("Kept, not sent. You find it here."))
    return redirect("console:cases-new")


def _send(request: StaffRequest, seller: Seller) -> HttpResponse:
    form = _typed(request, seller)
    asked = request.POST.get("outcome", "")
    if asked not in set(Outcome):
        return _refused(request, seller, form, Invalid(_("Say what happens next."), field="outcome"))
    first = FirstWord(
        category=request.POST.get("category", ""),
        subject=request.POST.get("subject", ""),
        words=Reply(
            body=request.POST.get("body", ""), uploads=uploads.sent(request), file_refs=request.POST.getlist("files_refs"),
            request_key=request.POST.get("key", "")[:64],
        ),
        answers=form.answers,
        about=unsent.about_typed(request),
        decision=Decision(
            Outcome(asked), what=request.POST.get("what", ""), who=request.POST.get("who", ""),
            needs=request.POST.get("needs", "").splitlines(),
        ),
        assignee_id=doing.number(request.POST.get("assignee", str(request.actor.user_id))),
    )  # fmt: skip
    macro = request.POST.get("macro", "")[:12] if "goes_with" in request.POST else ""
    try:
        case, hindered = desk.write_first_with(
            actor=request.actor, seller_ref=seller.ref, first=first, macro=macro, at=request.now
        )
    except (Invalid, Conflict) as refusal:
        return _refused(request, seller, form, refusal)
    sent = (
        _("Sent: case %(ref)s is resolved, and its seller gets it by mail. A reply opens it again.")
        if first.decision.outcome is Outcome.RESOLVE
        else _("Sent: case %(ref)s is open, and its seller gets it by mail.")
    )
    messages.success(request, sent % {"ref": case.ref})
    for why in hindered:
        messages.warning(request, why)
    return redirect(shown.url("cases-detail", case))


def _refused(request: StaffRequest, seller: Seller, form: FirstWordForm, refusal: Refusal) -> HttpResponse:
    """The page again with all that was typed and attached, and each problem beside its field. It is kept as a draft too: what has
    to be done first may lead away from this page."""
    held = unsent.taken_in(request, seller.ref)
    with suppress(Refusal):
        unsent.keep(request, seller.ref, held)
    problems: Sequence[Refusal] = refusal.problems if isinstance(refusal, AnswersInvalid) else [refusal]
    form.errors.clear()  # the action's words know more than the form's own
    for problem in problems:
        name = ASKED + problem.field if ASKED + problem.field in form.fields else problem.field
        form.add_error(name if name in form.fields else None, problem.message)
    parts = _Shown(unsent.about_typed(request), held=held, problems=problems, status=refusal.status)
    return _page(request, seller, form, parts)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the page shows beside its form: linked objects (`added`: those that a draft had not), files, a draft, problems."""

    about: About
    held: Sequence[str] = ()
    draft: NewCaseDraft | None = None
    added: About = field(default_factory=list)
    problems: Sequence[Refusal] = ()
    status: int = 200


def _page(request: StaffRequest, seller: Seller, form: FirstWordForm, parts: _Shown) -> HttpResponse:
    draft, about = parts.draft, parts.about
    values: Mapping[str, Any] = draft.fields if draft else request.POST  # Any: JSON
    key = draft.request_key if draft else request.POST.get("key", "")[:64] or secrets.token_urlsafe(18)
    wanted = max(ROWS, len(about) + ("more" in request.POST))
    context = {
        "seller": seller,
        "form": form,
        "unsure": [ASKED + one.field for one in parts.problems if one.code == SKU_UNSOLD],
        "sure": {name for name in values if name.endswith(SURE)},
        "key": key,
        "saved_at": draft.saved_at if draft else None,
        "goes": _goes(draft, seller, request.now) if draft else "",
        "added": parts.added,
        "about": [*about, *[("order", "")] * (wanted - len(about))][:MOST_ROWS],
        "about_wrong": any(one.field == "about" for one in parts.problems),
        "link_kinds": [(kind, word) for kind, word in words.KIND_WORDS.items() if references.known(kind)],
        "macro": unsent.with_it(request, str(values.get("macro", ""))[:12], goes_with="goes_with" in values),
        **uploads.limits(),
        "kept": queries.files_of_draft(request.actor, draft)
        if draft
        else queries.uploads_of(request.actor, key, list(parts.held)),
        "urls": {name: reverse(f"console:cases-new-{name}", args=[seller.ref]) for name in POSTS},
        "company": queries.writing_first(request.actor, seller, request.now),
        "team": [name for _user, _address, name in sellers.team_addresses(seller)],
        "cases": [
            (case, shown.url("cases-detail", case), shown.status(case, request.now))
            for case in queries.newest_of(request.actor, seller)
        ],
        "crumbs": [
            Crumb(label=_("Cases"), url=reverse("console:cases-queue")),
            Crumb(label=seller.name, url=reverse("console:sellers-detail", kwargs={"ref": seller.ref})),
        ],
    }
    return render(request, "console/cases/write.html", context, status=parts.status)


def _goes(draft: NewCaseDraft, seller: Seller, now: datetime) -> str:
    return words.draft_goes(draft.saved_at, queries.catalogue_for(seller.store, now), now)


def _typed(request: StaffRequest, seller: Seller) -> FirstWordForm:
    catalogue = queries.catalogue_for(seller.store, request.now)
    category = _category(catalogue, request.POST.get("category", ""))
    return FirstWordForm(_choices(request, catalogue), category, shown.language(), request.POST)


def _choices(request: StaffRequest, catalogue: Catalogue) -> Choices:
    """The categories whose queue this associate works in, by area, and the associates who work on cases."""
    said_in = shown.language()
    areas = [
        (area.label.in_(said_in), [(leaf.code, leaf.label.in_(said_in)) for leaf in area.leaves if _may(request, catalogue, leaf)])
        for area in catalogue.areas
    ]  # fmt: skip
    people = queries.associates([role.value for role in policies.WORKING_ROLES])
    return {
        "category": [("", _("Choose")), *((label, leaves) for label, leaves in areas if leaves)],
        "assignee": [*((str(one.pk), one.name) for one in people), ("", _("Nobody yet"))],
    }


def _may(request: StaffRequest, catalogue: Catalogue, leaf: Category) -> bool:
    queue = catalogue.queues.get(leaf.queue)
    return policies.can_work(request.actor, queue.roles if queue else ())


def _category(catalogue: Catalogue, code: str) -> Category | None:
    try:
        return catalogue.leaf(code) if code else None
    except CategoryNotFound:
        return None


def _linked(request: StaffRequest, seller: Seller) -> list[Reference]:
    """The objects that the address names; one that is not the seller's is left out as if it had not been named."""
    named = (references.named(request.actor, seller, text) for text in request.GET.getlist("about")[:MOST_ROWS])
    return [one for one in named if one is not None]


def _url(*, seller: str, about: Sequence[str]) -> str:
    query = urlencode([("seller", seller), *(("about", one) for one in about)], safe=":")
    return f"{reverse('console:cases-new')}?{query}"
