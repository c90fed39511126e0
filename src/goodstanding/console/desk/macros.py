"""Macros: the list, writing one, and its words for a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from goodstanding.console.cases import detail as case_page
from goodstanding.console.desk.choosing import choices_at
from goodstanding.console.desk.forms import OUTCOMES, FormWords, MacroForm, StepsForm
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.systems.cases import needed
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.desk import actions, policies, queries, rules
from goodstanding.systems.desk.actions import MacroDraft
from goodstanding.systems.desk.models import Macro
from goodstanding.systems.desk.rules import steps_of
from goodstanding.systems.desk.states import FOR_MACROS
from goodstanding.systems.desk.words import sentences_of
from goodstanding.ui import refusing
from goodstanding.ui.frame import Crumb


@staff_page()
def listing(request: StaffRequest) -> HttpResponse:
    """Every macro one may use, and a form for another one."""
    if request.method == "POST":
        return _written(request, None)
    return _page(request, None, *_forms(request, None))


@staff_page()
def detail(request: StaffRequest, ref: str) -> HttpResponse:
    """One macro and its form."""
    macro = queries.macro_for(request.actor, ref)
    if request.method == "POST":
        return _written(request, macro)
    return _page(request, macro, *_forms(request, macro))


@require_POST
@staff_page()
def removal(request: StaffRequest, ref: str) -> HttpResponse:
    """Take it away."""
    actions.remove_macro(actor=request.actor, ref=ref, at=request.now)
    messages.success(request, _("The macro is removed."))
    return redirect("console:desk-macros")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def words(request: StaffRequest, ref: str, case_ref: str) -> HttpResponse:
    """A macro's words for a case, as a preview; posting puts them into the answer."""
    if request.method == "POST":
        actions.begin_answer_with(actor=request.actor, ref=ref, case_ref=case_ref, at=request.now)
        messages.success(request, _("The words are in your answer below. Nothing is sent yet."))
        return redirect(reverse("console:cases-detail", kwargs={"ref": case_ref}) + "#answer")
    case = cases.case_for(request.actor, case_ref)
    macro = queries.macro_for(request.actor, ref)
    choices = choices_at(request.now)
    context = {
        "macro": macro,
        "lead": _("Filled in for case %(case)s. It comes after what you have written so far.") % {"case": case.ref},
        "text": queries.filled_in(request.actor, macro, case, request.now),
        "below": macro.needs,
        "said": [*leaves(macro), *sentences_of(steps_of(macro.steps), choices)],
        "put": _("Put it into the answer"),
        "back": (_("Back to the case"), reverse("console:cases-detail", kwargs={"ref": case.ref}) + "#answer"),
    }
    part = "console/desk/_words.html" if request.headers.get("HX-Request") else "console/desk/words.html"
    return render(request, part, context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def fitting(request: StaffRequest, case_ref: str) -> HttpResponse:
    """The macros that fit a case, the most fitting first; asked for when they are unfolded beside the answer.

    Posting the answer as far as it is written keeps that first, so that nothing typed is lost on the way.
    """
    if request.method == "POST":
        case_page.keep_draft(request, case_ref)
        return redirect("console:desk-macros-for", case_ref=case_ref)
    case = cases.case_for(request.actor, case_ref)
    context = {
        "lead": _("Those that fit case %(case)s, the most fitting first.") % {"case": case.ref},
        "macros": [
            (one, reverse("console:desk-macro-words", args=[one.ref, case.ref]))
            for one in queries.macros_for_case(request.actor, case)
        ],
    }
    part = "console/desk/_for_case.html" if request.headers.get("HX-Request") else "console/desk/for_case.html"
    return render(request, part, context)


def leaves(macro: Macro) -> list[str]:
    """What the answer leaves behind: "Then it waits for the carrier: the proof of delivery"."""
    if not macro.outcome:
        return []
    outcome = Outcome(macro.outcome)
    if outcome is Outcome.WAIT_FOR_THIRD_PARTY and macro.who:
        then = _("Then it waits for %(who)s") % {"who": macro.who}
    else:
        then = _("Then %(outcome)s") % {"outcome": OUTCOMES[outcome]}
    return [f"{then}: {macro.what}" if macro.what else then]


def asks(needs: Sequence[str]) -> list[str]:
    """The things that prepared words ask for: "Asks for: Proof of delivery; Invoice of May"."""
    return [_("Asks for: %(things)s") % {"things": needed.in_one_line(needs)}] if needs else []


def _written(request: StaffRequest, macro: Macro | None) -> HttpResponse:
    form, steps = _forms(request, macro)
    if not (form.is_valid() and steps.is_valid()):
        return _page(request, macro, form, steps, status=422)
    asked = form.cleaned_data
    if request.POST.get("do") == "look":
        example = refusing.heeded(form, lambda: _example(request, asked) or ())
        return _page(request, macro, form, steps, status=422 if form.errors else 200, example=example)
    draft = MacroDraft(
        name=asked["name"], body=asked["body"], area=asked["area"], outcome=asked["outcome"], what=asked["what"],
        who=asked["who"], needs=asked["needs"].splitlines(), shared=bool(asked.get("shared")), steps=steps.steps(),
    )  # fmt: skip
    save = actions.make_macro if macro is None else partial(actions.change_macro, ref=macro.ref)
    if refusing.heeded(form, lambda: save(actor=request.actor, draft=draft, at=request.now)) is None:
        return _page(request, macro, form, steps, status=422)
    messages.success(request, _("Saved: %(name)s.") % {"name": draft.name})
    return redirect("console:desk-macros")


def _example(request: StaffRequest, asked: Mapping[str, str]) -> tuple[Case, str] | None:
    """The macro as the seller of the newest case would read it. Raises Invalid."""
    below = rules.clean_needs(asked["needs"].splitlines(), asked["outcome"])
    found = queries.example_of(request.actor, asked["body"], request.now)
    return (found[0], needed.below(found[1], below)) if found else None


def _forms(request: StaffRequest, macro: Macro | None) -> tuple[MacroForm, StepsForm]:
    choices = choices_at(request.now)
    data = request.POST if request.method == "POST" else None
    initial = None
    if macro is not None:
        names = ("name", "area", "body", "outcome", "what", "who")
        initial = {name: getattr(macro, name) for name in names}
        initial |= {"needs": "\n".join(macro.needs), "shared": macro.owner_id is None}
    form = MacroForm(data, areas=choices.areas, may_share=policies.may_share(request.actor), initial=initial)
    return form, StepsForm(data, allowed=FOR_MACROS, choices=choices, of=steps_of(macro.steps) if macro else ())


def _page(
    request: StaffRequest,
    macro: Macro | None,
    form: MacroForm,
    steps: StepsForm,
    *,
    status: int = 200,
    example: Sequence[object] | None = None,
) -> HttpResponse:
    choices = choices_at(request.now)
    labels = dict(choices.areas)
    rows = [
        {
            "it": one,
            "area": labels.get(one.area, one.area) or _("every category"),
            "said": [*asks(one.needs), *leaves(one), *sentences_of(steps_of(one.steps), choices)],
        }
        for one in (queries.macros_of(request.actor) if macro is None else ())
    ]
    context = {
        "rows": rows,
        "it": macro,
        "form_words": FormWords(_("And with sending it"), _("Save the macro"), _("Show it filled in")),
        "removal_url": reverse("console:desk-macro-removal", kwargs={"ref": macro.ref}) if macro else "",
        "removal_asks": _("Remove this macro?"),
        "removal_tells": _("What was sent with it stays."),
        "example": example,
        "form": form,
        "steps": steps,
        "may_change": macro is None or policies.may_change(request.actor, macro),
        "crumbs": [Crumb(label=_("Macros"), url=reverse("console:desk-macros"))] if macro else (),
    }
    return render(
        request, "console/desk/macros.html" if macro is None else "console/desk/macro.html", context, status=status
    )
