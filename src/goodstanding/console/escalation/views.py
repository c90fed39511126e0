"""Escalations at the level that decides: what is due, everything side by side, take up, ask, decide, hand up, refuse."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.escalation import nav, tables
from goodstanding.console.escalation.forms import AskForm, DecideForm, HandUpForm, RefuseForm
from goodstanding.kit.errors import Conflict, Invalid, Refusal
from goodstanding.systems.cases import display as case_display
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.cases.display import Attached
from goodstanding.systems.escalation import actions, display, policies, queries, rules, words
from goodstanding.systems.escalation.actions import Ruling
from goodstanding.systems.escalation.display import OutsideShown
from goodstanding.systems.escalation.handbook import Handbook
from goodstanding.systems.escalation.models import Escalation
from goodstanding.systems.escalation.states import Do, Power, Verdict
from goodstanding.systems.stores import queries as stores
from goodstanding.systems.stores.models import Store
from goodstanding.ui import moments
from goodstanding.ui.frame import Crumb

POSTS = ("acceptance", "questions", "decision", "handing-up", "refusal")


@require_safe
@staff_page()
def queue(request: StaffRequest) -> HttpResponse:
    """What is due first, narrowed and paged by the address."""
    known = stores.stores()
    book = queries.handbook_for(known[0], request.now) if known else None
    desk = tables.read(request, book)
    counts = queries.counts(request.actor, request.now)
    context = {
        "desk": desk,
        "table": desk.table,
        "tabs": tables.tabs(desk, counts),
        "older_url": desk.table.older_url(desk.page.older),
        "newer_url": desk.table.newer_url(desk.page.newer),
        "title": tables.headline(counts),
        "outside_url": _outside_url(request, known),
    }
    return render(request, "console/escalation/queue.html", context)


def _outside_url(request: StaffRequest, known: Sequence[Store]) -> str:
    """Where the steps outside are kept, for those who may: there is something to set before the first escalation comes."""
    if not known or not policies.administers(request.actor):
        return ""
    return reverse("console:escalation-outside", args=[known[0].code])


@require_safe
@staff_page()
def show(request: StaffRequest, ref: str) -> HttpResponse:
    """One escalation: what is asked, what was answered and decided before, and what this level may do."""
    return _page(request, ref)


@require_POST
@staff_page()
def accept(request: StaffRequest, ref: str) -> HttpResponse:
    """Take it up."""
    return _do(
        request, ref, lambda: actions.accept(actor=request.actor, ref=ref, at=request.now), said=_("It is yours.")
    )  # fmt: skip


@require_POST
@staff_page()
def ask(request: StaffRequest, ref: str) -> HttpResponse:
    """Ask the seller; the level's clock stands still."""
    body, what = request.POST.get("body", ""), request.POST.get("what", "")
    return _do(
        request, ref, lambda: actions.ask(actor=request.actor, ref=ref, body=body, what=what, at=request.now),
        said=_("Asked. The clock stands still until the seller answers."),
    )  # fmt: skip


@require_POST
@staff_page()
def decide(request: StaffRequest, ref: str) -> HttpResponse:
    """Decide about the earlier answer."""
    verdict = request.POST.get("verdict", "")
    if verdict not in set(Verdict):
        queries.escalation_for(request.actor, ref)
        return _page(request, ref, refusal=Invalid(_("Say what becomes of the earlier answer."), field="verdict"))
    ruling = Ruling(Verdict(verdict), request.POST.get("reasons", ""))
    return _do(
        request, ref, lambda: actions.decide(actor=request.actor, ref=ref, ruling=ruling, at=request.now),
        said=_("Decided. The seller says whether it settles it."),
    )  # fmt: skip


@require_POST
@staff_page()
def hand_up(request: StaffRequest, ref: str) -> HttpResponse:
    """Hand it to the next level."""
    reason = request.POST.get("reason", "")
    return _do(
        request, ref, lambda: actions.hand_up(actor=request.actor, ref=ref, reason=reason, at=request.now),
        said=_("Handed up. Both sides are told."),
    )  # fmt: skip


@require_POST
@staff_page()
def refuse(request: StaffRequest, ref: str) -> HttpResponse:
    """Not take it up, with a reason."""
    code, reason = request.POST.get("code", ""), request.POST.get("reason", "")
    return _do(
        request, ref, lambda: actions.refuse(actor=request.actor, ref=ref, code=code, reason=reason, at=request.now),
        said=_("Not taken up. The seller reads why, and what to do instead."),
    )  # fmt: skip


def _do(request: StaffRequest, ref: str, act: Callable[[], object], *, said: str) -> HttpResponse:
    try:
        act()
    except (Invalid, Conflict) as refusal:
        return _page(request, ref, refusal=refusal)
    messages.success(request, said)
    return redirect(nav.link(queries.escalation_for(request.actor, ref).ref))


def _page(request: StaffRequest, ref: str, *, refusal: Refusal | None = None) -> HttpResponse:
    policies.require_associate(request.actor)
    one = queries.escalation_for(request.actor, ref)
    book, steps = queries.handbook_for(one.case.seller.store, request.now), queries.steps_of(one)
    involved = queries.involved_in(one)
    may_take = policies.may_take(request.actor, book.roles(one.level, one.route), involved)
    context = {
        "one": one,
        "case": one.case,
        "refusal": refusal,
        "title": _headline(one, book, request),
        "lead": _lead(
            request, one, book, may_take=may_take, impartial=rules.is_impartial(request.actor.user_id, involved)
        ),
        "state": (words.STATE_MARKS[one.state], words.STATE_WORDS[one.status]),
        "level": words.level_name(one.level, one.route, book),
        "brief": display.brief(one, book, _files(one)),
        "answers": queries.earlier_answers(one),
        "decisions": display.decisions(steps, one, book),
        "contested": [step for step in steps if step.kind == "contested"],
        "ladder": display.ladder(one, steps, book),
        "log": display.log(steps, one, book, names=True),
        "outside_open": display.outside_open(one),
        "outside": _ways(request, one),
        "outside_url": _outside_url(request, [one.case.seller.store]),
        "case_url": reverse("console:cases-detail", kwargs={"ref": one.case.ref}),
        "seller_url": reverse("console:sellers-detail", kwargs={"ref": one.case.seller.ref}),
        "prior": [(ref, reverse("console:cases-detail", kwargs={"ref": ref})) for ref in one.prior_cases],
        "crumbs": [Crumb(label=_("Escalations"), url=reverse("console:escalation"))],
        "urls": {n.replace("-", "_"): reverse(f"console:escalation-{n}", kwargs={"ref": one.ref}) for n in POSTS},
        **_may(request, one, book, may_take=may_take),
    }
    return render(request, "console/escalation/detail.html", context, status=refusal.status if refusal else 200)


def _ways(request: StaffRequest, one: Escalation) -> Sequence[OutsideShown]:
    """The steps outside as its seller is shown them now, so that both sides read the same."""
    if not display.outside_open(one):
        return []
    ways = queries.outside_of(one.case.seller.store, request.now)
    return display.outside(ways, one, noticed=bool(queries.notices_of(one.case)))


def _may(request: StaffRequest, one: Escalation, book: Handbook, *, may_take: bool) -> dict[str, object]:
    """What this associate may do now, each with its form, filled with what was typed before a refusal."""
    level, typed = book.level(one.level), request.POST.dict()
    free = one.handler_id is None or one.handler_id == request.actor.user_id
    mine = may_take and free

    def may(what: Do, power: str) -> bool:
        return mine and one.permits(what) and power in level.may

    deciding = mine and one.permits(Do.DECIDE)
    return {
        "may_accept": mine and one.permits(Do.ACCEPT) and one.handler_id is None,
        "decide_form": DecideForm(level, one, initial=typed) if deciding else None,
        "ask_form": AskForm(initial=typed) if may(Do.ASK, Power.ASK) else None,
        "hand_up_form": HandUpForm(initial=typed) if may(Do.HAND_UP, Power.HAND_UP) else None,
        "refuse_form": RefuseForm(book, initial=typed) if may(Do.REFUSE, Power.REFUSE) else None,
    }


def _headline(one: Escalation, book: Handbook, request: StaffRequest) -> str:
    wish = book.wishes.get(one.wish)
    places = {"seller": one.case.seller.name, "wish": wish.label.in_(words.language()) if wish else one.wish}
    return _("%(seller)s asks for: %(wish)s") % places


def _lead(request: StaffRequest, one: Escalation, book: Handbook, *, may_take: bool, impartial: bool) -> str:
    """Who owes what by when, and why this associate may or may not decide."""
    name = words.level_name(one.level, one.route, book)
    if one.due_at is None:
        return _("%(level)s: %(state)s.") % {"level": name, "state": words.STATE_WORDS[one.status]}
    at = {"level": name, "by": moments.absolute(one.due_at, request.now)}
    owes = (
        _("%(level)s owes an answer by %(by)s.") if one.due_at > request.now else _("%(level)s is late since %(by)s.")
    )
    said = [owes % at]
    if one.handler is not None and one.handler_id != request.actor.user_id:
        said.append(_("%(name)s has it.") % {"name": one.handler.name})
    elif not impartial:
        said.append(_("You answered or decided in this case before: somebody else looks at it anew."))
    elif not may_take:
        said.append(_("Your role does not decide at this level."))
    return " ".join(said)


def _files(one: Escalation) -> list[Attached]:
    message = cases.message_of(one.case, one.message)
    return [
        case_display.attached(
            kept.file, reverse("console:cases-file", kwargs={"ref": one.case.ref, "file_ref": kept.file.ref})
        )
        for kept in message.attachments.select_related("file")
    ]
