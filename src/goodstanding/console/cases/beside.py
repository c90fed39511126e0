"""What stands beside a case below the fold: what was promised, who has it and how it is kept, what happened.

The case's page fetches it as a part once it is shown; without script it is a page of its own, one link away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from goodstanding.base.timeline import sentences
from goodstanding.console.agreements import views as agreements
from goodstanding.console.cases import arranging, keeping, shown
from goodstanding.console.cases.forms import DescriptionForm, HandlingForm
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.service import panel as service_panel
from goodstanding.systems.cases import policies, queries
from goodstanding.systems.cases.catalogue import Catalogue, Field, FieldKind
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Permit
from goodstanding.ui.frame import Crumb

YES_NO = (("yes", gettext_lazy("yes")), ("no", gettext_lazy("no")))


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field as the form shows it."""

    code: str
    label: str
    value: str
    hint: str
    kind: str
    choices: Sequence[tuple[str, str]]
    needed: bool
    seller_sees: bool


@require_safe
@staff_page()
def show(request: StaffRequest, ref: str) -> HttpResponse:
    """The part, or the page that holds nothing but it."""
    case = queries.case_for(request.actor, ref)
    context = context_of(request, case)
    if request.headers.get("HX-Request"):
        return render(request, "console/cases/_beside.html", context)
    crumbs = [Crumb(label=f"{_('Case')} {case.ref}", url=shown.url("cases-detail", case))]
    return render(request, "console/cases/beside.html", {**context, "crumbs": crumbs})


def context_of(request: StaffRequest, case: Case) -> dict[str, object]:
    """Everything the part shows."""
    catalogue = queries.catalogue_for(case.seller.store, request.now)
    queue_of = catalogue.queues.get(case.queue)
    may_work = policies.can_work(request.actor, queue_of.roles if queue_of else ())
    return {
        "case": case,
        "may_work": may_work,
        "may_snooze": may_work and case.permits(Permit.ANSWER),
        "colleagues": queries.least_loaded(request.actor, sorted(queue_of.roles) if queue_of else [], request.now)
        if may_work
        else [],
        "arranging": arranging.panel(request, case),
        **agreements.panel(request, case),
        "problem": queries.problem_of(request.actor, case),
        "may_gather": case.permits(Permit.ANSWER) and policies.can(request.actor, catalogue.may("problems")),
        "promises": service_panel.promises_of(case, request.now),
        "tags": queries.tags_of(request.actor, case),
        "fields": fields_of(case, catalogue),
        "later": keeping.later_choices(request.now),
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "history": [(sentences.say(entry), entry) for entry in queries.history(request.actor, case, limit=30)],
        **_forms(case, catalogue),
    }


def fields_of(case: Case, catalogue: Catalogue) -> list[FieldRow]:
    """The fields of the case's category with what is filled in. No query for a category without fields."""
    asked = catalogue.fields_of(case.category)
    values = queries.fields_of(case) if asked else {}
    return [_row(field, values.get(field.code, "")) for field in asked]


def _row(field: Field, value: str) -> FieldRow:
    language = shown.language()
    choices = [(code, word.in_(language)) for code, word in field.choices]
    if field.kind is FieldKind.YES_NO:
        choices = [(code, str(word)) for code, word in YES_NO]
    kinds = {FieldKind.DATE: "date", FieldKind.NUMBER: "number"}
    return FieldRow(
        field.code, field.label.in_(language), value, field.hint.in_(language), kinds.get(field.kind, "text"), choices,
        field.required_at_close, field.seller_sees,
    )  # fmt: skip


def _forms(case: Case, catalogue: Catalogue) -> dict[str, forms.Form]:
    handling = HandlingForm(initial={"priority": case.priority, "queue": case.queue})
    choices = [(code, one.label.in_(shown.language())) for code, one in catalogue.queues.items()]
    handling.fields["queue"] = forms.ChoiceField(label=_("Queue"), choices=choices)
    description = DescriptionForm(initial={"subject": case.subject, "summary": case.summary})
    return {"handling_form": handling, "description_form": description}
