"""Rules: the list in their order, writing one while seeing which cases answer it, and what each did."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goodstanding.base.search.words import sentence
from goodstanding.console.desk.choosing import choices_at
from goodstanding.console.desk.forms import Choices, FormWords, RuleForm, StepsForm
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.kit.actors import StaffRole
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.cases.queries import Owner, QueueFilter, Shelf
from goodstanding.systems.desk import actions, policies, queries
from goodstanding.systems.desk.actions import RuleDraft
from goodstanding.systems.desk.models import DeskRule, RuleRun
from goodstanding.systems.desk.rules import steps_of
from goodstanding.systems.desk.states import FOR_RULES, Event
from goodstanding.systems.desk.words import EVENT_WORDS, sentences_of
from goodstanding.ui import refusing
from goodstanding.ui.frame import Crumb
from goodstanding.ui.paging import Cursor

SHOWN = 10


@staff_page()
def listing(request: StaffRequest) -> HttpResponse:
    """Every rule in its order, and a form for another one."""
    if request.method == "POST":
        return _written(request, None)
    return _page(request, None, *_forms(request, None))


@staff_page()
def detail(request: StaffRequest, ref: str) -> HttpResponse:
    """One rule: its form, the cases that answer it now, what it did."""
    rule = queries.rule_for(request.actor, ref)
    if request.method == "POST":
        return _written(request, rule)
    return _page(request, rule, *_forms(request, rule))


@require_safe
@staff_page()
def matches(request: StaffRequest) -> HttpResponse:
    """The newest cases that answer a query now; asked while it is being typed."""
    return render(request, "console/desk/_matches.html", _matching(request, request.GET.get("query", "")[:300]))


@require_POST
@staff_page(StaffRole.ADMINISTRATOR)
def act(request: StaffRequest, ref: str, what: str) -> HttpResponse:
    """On, off, up, down, away with it."""
    actor, at = request.actor, request.now
    if what == "removal":
        actions.remove_rule(actor=actor, ref=ref, at=at)
    elif what in ("on", "off"):
        actions.switch_rule(actor=actor, ref=ref, on=what == "on", at=at)
    else:
        actions.move_rule(actor=actor, ref=ref, up=what == "up", at=at)
    return redirect("console:desk-rules")


def _written(request: StaffRequest, rule: DeskRule | None) -> HttpResponse:
    policies.require_share(request.actor)
    form, steps = _forms(request, rule)
    if not (form.is_valid() and steps.is_valid()) or request.POST.get("do") == "look":
        return _page(request, rule, form, steps, status=200 if form.is_valid() else 422)
    asked = form.cleaned_data
    draft = RuleDraft(
        name=asked["name"], event=asked["event"], query=asked["query"], last_one=asked["last_one"], steps=steps.steps()
    )
    save = actions.make_rule if rule is None else partial(actions.change_rule, ref=rule.ref)
    if refusing.heeded(form, lambda: save(actor=request.actor, draft=draft, at=request.now)) is None:
        return _page(request, rule, form, steps, status=422)
    messages.success(request, _("Saved. The rule runs from now on where it is on."))
    return redirect("console:desk-rules")


def _forms(request: StaffRequest, rule: DeskRule | None) -> tuple[RuleForm, StepsForm]:
    data = request.POST if request.method == "POST" else None
    names = ("name", "event", "query", "last_one")
    initial = {name: getattr(rule, name) for name in names} if rule else None
    form = RuleForm(data, initial=initial, matches_url=reverse("console:desk-rule-matches"))
    of = steps_of(rule.steps) if rule else ()
    return form, StepsForm(data, allowed=FOR_RULES, choices=choices_at(request.now), of=of, me=False)


def _page(
    request: StaffRequest, rule: DeskRule | None, form: RuleForm, steps: StepsForm, *, status: int = 200
) -> HttpResponse:
    choices = choices_at(request.now)
    rows = [
        {
            "it": one,
            "event": EVENT_WORDS[Event(one.event)],
            "said": sentences_of(steps_of(one.steps), choices),
        }
        for one in (queries.rules_of(request.actor) if rule is None else ())
    ]
    query = str(form["query"].value() or "")
    context = {
        "rows": rows,
        "it": rule,
        "form_words": FormWords(_("Then"), _("Save the rule"), _("Show which cases answer it")),
        "removal_url": reverse("console:desk-rule-removal", kwargs={"ref": rule.ref}) if rule else "",
        "removal_asks": _("Remove this rule?"),
        "removal_tells": _("What it did stays done."),
        "form": form,
        "steps": steps,
        "may_change": policies.may_share(request.actor),
        "crumbs": [Crumb(label=_("Rules"), url=reverse("console:desk-rules"))] if rule else (),
        **_matching(request, query),
        **(_runs(request, rule) if rule else {}),
    }
    page = "console/desk/rules.html" if rule is None else "console/desk/rule.html"
    return render(request, page, context, status=status)


def _matching(request: StaffRequest, query: str) -> dict[str, object]:
    wanted = QueueFilter(owner=Owner.ALL, shelf=Shelf.ANY, text=query)
    found = cases.search_queue(request.actor, wanted, None, request.now, limit=SHOWN)
    return {
        "hits": [hit.case for hit in found.hits],
        "more_hits": found.older is not None,
        "hints": [sentence(hint) for hint in found.hints],
        "asked": query,
    }


def _runs(request: StaffRequest, rule: DeskRule) -> dict[str, object]:
    text = request.GET.get("after") or request.GET.get("before") or ""
    cursor = Cursor.decode(text, backwards="before" in request.GET) if text else None
    page = queries.runs_of(rule, cursor=cursor, limit=25)
    choices = choices_at(request.now)
    return {
        "runs": [
            {"it": run, "case": run.case, "event": EVENT_WORDS[Event(run.event)], "steps": _steps(run, choices)}
            for run in page.rows
        ],
        "newer": f"?before={page.newer.encode()}" if page.newer else "",
        "older": f"?after={page.older.encode()}" if page.older else "",
    }


def _steps(run: RuleRun, choices: Choices) -> list[tuple[str, str]]:
    """Each step of a run, and what came of it: done, so already, or what hindered it."""
    results = {"done": _("done"), "nothing": _("was so already")}
    said = sentences_of(steps_of(run.said), choices)
    return [(step, results.get(one["result"], one["result"])) for step, one in zip(said, run.said, strict=True)]
