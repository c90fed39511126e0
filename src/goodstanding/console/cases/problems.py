"""Problems: one cause behind several cases, and the one answer to all of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from goodstanding.console.cases import shown
from goodstanding.console.cases.forms import AnswerForm
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.kit.errors import Conflict, Invalid, NotFound, Refusal
from goodstanding.kit.refs import normal_ref
from goodstanding.systems.cases import actions, needed, policies, queries
from goodstanding.systems.cases.actions import Decision, Reply
from goodstanding.systems.cases.models import Case, ProblemAnswer
from goodstanding.systems.cases.states import Outcome, Permit
from goodstanding.ui.frame import Crumb

LONGEST_LIST = 2_000  # characters of numbers typed at once


@dataclass(frozen=True, slots=True)
class Child:
    """A case of a problem as its page lists it; `why` says why it would not be answered, empty when it would be."""

    case: Case
    url: str
    state: str
    word: str
    why: str


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def listing(request: StaffRequest) -> HttpResponse:
    """Problems that are being looked into; a form for a new one."""
    if request.method != "POST":
        return _list_page(request, None)
    first = normal_ref(request.POST.get("case", ""))
    try:
        problem = actions.open_problem(actor=request.actor, first=first, at=request.now, **_words(request))
    except (Invalid, Conflict) as refusal:
        return _list_page(request, refusal)
    messages.success(request, _("The problem is open. Put the cases behind it that it explains."))
    return redirect(_url(problem.ref))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def show(request: StaffRequest, ref: str) -> HttpResponse:
    """One problem with its cases, its answers, and what became of them; saying anew what it is."""
    if request.method != "POST":
        return _page(request, ref)
    return _do(
        request, ref,
        lambda: actions.describe_problem(actor=request.actor, ref=ref, at=request.now, **_words(request)),
        said=_("Kept."),
    )  # fmt: skip


@require_POST
@staff_page()
def cases(request: StaffRequest, ref: str) -> HttpResponse:
    """Add cases by their numbers, or take one out. Those that cannot be added are named, each with why."""
    gone = normal_ref(request.POST.get("remove", ""))
    if gone:
        return _do(
            request, ref,
            lambda: actions.take_from_problem(actor=request.actor, ref=ref, case_ref=gone, at=request.now),
            said=_("Taken out."),
        )  # fmt: skip
    more = [normal_ref(word) for word in re.split(r"[\s,;]+", request.POST.get("case", "")[:LONGEST_LIST]) if word]
    try:
        left = actions.gather(actor=request.actor, ref=ref, case_refs=more, at=request.now)
    except Invalid as refusal:
        return _page(request, ref, refusal=refusal)
    if left:
        why = " ".join(f"{one}: {words}" for one, words in left)
        return _page(request, ref, refusal=Conflict(_("Not added: %(why)s") % {"why": why}))
    messages.success(request, _("Added."))
    return redirect(_url(ref))


@require_POST
@staff_page()
def close(request: StaffRequest, ref: str) -> HttpResponse:
    """It is mended."""
    return _do(
        request, ref, lambda: actions.close_problem(actor=request.actor, ref=ref, at=request.now), said=_("Closed.")
    )


@require_POST
@staff_page()
def answer(request: StaffRequest, ref: str) -> HttpResponse:
    """First the preview: which cases would be answered and with what; then, confirmed, the answer to all of them."""
    asked = request.POST.get("outcome", "")
    if asked not in set(Outcome):
        return _page(request, ref, refusal=Invalid(_("Say what happens next: wait, go on, or resolved.")))
    try:
        needs = needed.clean(request.POST.get("needs", "").splitlines(), asked)
    except Invalid as refusal:
        return _page(request, ref, refusal=refusal)
    if "confirmed" not in request.POST:
        return _page(request, ref, preview=True)
    what, who = request.POST.get("what", ""), request.POST.get("who", "")
    decision = Decision(Outcome(asked), what=what, who=who, needs=needs)
    return _do(
        request, ref, lambda: actions.answer_problem(
            actor=request.actor, ref=ref, reply=Reply(request.POST.get("body", "")), decision=decision,
            refs=request.POST.getlist("cases"), at=request.now,
        ),
        said=_("On its way. What became of it in each case stands here."),
    )  # fmt: skip


def _do(request: StaffRequest, ref: str, act: Callable[[], object], *, said: str) -> HttpResponse:
    try:
        act()
    except NotFound:
        return _page(request, ref, refusal=Invalid(_("There is no case with this number.")))
    except (Invalid, Conflict) as refusal:
        return _page(request, ref, refusal=refusal)
    messages.success(request, said)
    return redirect(_url(ref))


def _words(request: StaffRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("title", "cause", "said")}


def _list_page(request: StaffRequest, refusal: Refusal | None) -> HttpResponse:
    closed = request.GET.get("closed") == "1"
    rows = [(one, n, _url(one.ref)) for one, n in queries.problems(request.actor, closed=closed)]
    context = {
        "rows": rows,
        "closed": closed,
        "refusal": refusal,
        "may_change": _may(request),
        "case": normal_ref(request.POST.get("case", "") or request.GET.get("case", ""))[:12],
        **_words(request),
    }
    return render(request, "console/cases/problems.html", context, status=refusal.status if refusal else 200)


def _page(request: StaffRequest, ref: str, *, refusal: Refusal | None = None, preview: bool = False) -> HttpResponse:
    problem = queries.problem_for(request.actor, ref)
    found = queries.answers_of_problem(request.actor, problem)
    context = {
        "problem": problem,
        "children": [_child(request, case) for case in queries.cases_of_problem(request.actor, problem)],
        "answers": found,
        "verdicts": _verdicts(request, found[0][0]) if found else [],
        "under_way": bool(found) and found[0][0].finished_at is None,
        "may_change": _may(request) and problem.closed_at is None,
        "answer_form": AnswerForm(initial=request.POST.dict() if "outcome" in request.POST else {}),
        "typed": request.POST,
        "preview": preview,
        "refusal": refusal,
        "crumbs": [Crumb(label=_("Problems"), url=reverse("console:cases-problems"))],
    }
    return render(request, "console/cases/problem.html", context, status=refusal.status if refusal else 200)


def _child(request: StaffRequest, case: Case) -> Child:
    queue = queries.catalogue_for(case.seller.store, request.now).queues.get(case.queue)
    why = ""
    if not case.permits(Permit.ANSWER):
        why = _("It is closed.")
    elif case.level:
        why = _("It is escalated: its level answers it.")
    elif not policies.can_work(request.actor, queue.roles if queue else ()):
        why = _("You may not answer in its queue.")
    return Child(case, shown.url("cases-detail", case), *shown.status(case, request.now), why)


def _verdicts(request: StaffRequest, answer: ProblemAnswer) -> list[tuple[str, str, str, str]]:
    words = {"sent": _("answered"), "held": _("held back"), "waiting": _("waits for its turn")}
    return [
        (one.case.ref, shown.url("cases-detail", one.case), words[one.verdict], one.why)
        for one in queries.verdicts_of(request.actor, answer)
    ]


def _may(request: StaffRequest) -> bool:
    return policies.can(request.actor, queries.house_catalogue(request.now).may("problems"))


def _url(ref: str) -> str:
    return reverse("console:cases-problem", kwargs={"ref": ref})
