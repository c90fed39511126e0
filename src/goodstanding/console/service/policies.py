"""Service policies in their order, and changing one after a look at what that does to the cases that are open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.service import names
from goodstanding.console.service.forms import PolicyForm
from goodstanding.console.service.saving import looked_or_saved
from goodstanding.console.service.tabs import tabs
from goodstanding.kit.actors import StaffRole
from goodstanding.kit.errors import Conflict
from goodstanding.systems.cases.queries.foreseeing import Foreseen
from goodstanding.systems.service import actions, queries
from goodstanding.systems.service.shipped import FILTERS
from goodstanding.systems.service.states import PRIORITIES, Kind
from goodstanding.systems.service.terms import PolicyTerms, ServiceTerms
from goodstanding.systems.service.words import KIND_NOTES, KIND_WORDS
from goodstanding.systems.service.writing import write_target
from goodstanding.systems.stores import queries as stores
from goodstanding.ui.frame import Crumb

ADMINISTRATOR = StaffRole.ADMINISTRATOR


@require_safe
@staff_page()
def listing(request: StaffRequest) -> HttpResponse:
    """The policies in the order in which they are asked."""
    terms = queries.terms_now(request.now)
    rows = [
        {
            "policy": one,
            "place": place,
            "for_whom": _for_whom(one, request),
            "calendar": terms.calendars[one.calendar].name if one.calendar in terms.calendars else "",
            "targets": [(KIND_WORDS[kind], _targets(one, kind)) for kind in Kind],
            "url": reverse("console:service-policy", args=[one.code]),
            "last": place == len(terms.policies),
        }
        for place, one in enumerate(terms.policies, start=1)
    ]
    context = {
        "tabs": tabs("service-policies"),
        "rows": rows,
        "own": terms.number > 0,
        "priorities": [word for _code, word in names.priorities()],
        "may_edit": request.actor.has_staff_role(ADMINISTRATOR),
    }
    return render(request, "console/service/policies.html", context)


@staff_page(ADMINISTRATOR)
def new(request: StaffRequest) -> HttpResponse:
    """Add a policy before the others."""
    return _edit(request, None)


@staff_page()
def edit(request: StaffRequest, code: str) -> HttpResponse:
    """A policy; administrators change it."""
    return _edit(request, queries.policy(code, request.now))


@require_POST
@staff_page(ADMINISTRATOR)
def move(request: StaffRequest, code: str) -> HttpResponse:
    """Move a policy one place up or down."""
    up = request.POST.get("way") == "up"
    return _done(request, lambda: actions.move_policy(actor=request.actor, code=code, up=up, at=request.now))


@require_POST
@staff_page(ADMINISTRATOR)
def remove(request: StaffRequest, code: str) -> HttpResponse:
    """Remove a policy; its cases fall to the next ones."""
    return _done(request, lambda: actions.remove_policy(actor=request.actor, code=code, at=request.now))


def _done(request: StaffRequest, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
        messages.success(request, _("Saved. What is open is reckoned anew."))
    except Conflict as refusal:
        messages.error(request, refusal.message)
    return redirect("console:service-policies")


def _edit(request: StaffRequest, known: PolicyTerms | None) -> HttpResponse:
    terms = queries.terms_now(request.now)
    form = _form(request, known, terms)
    sent = looked_or_saved(
        request,
        form,
        draft=partial(form.draft, known.code if known else ""),
        proposed=lambda draft: queries.proposed_policy(request.actor, draft, request.now),
        save=lambda draft: actions.save_policy(actor=request.actor, draft=draft, new=known is None, at=request.now),
    )
    if sent.saved is not None:
        return redirect("console:service-policies")
    return _page(request, form, known, sent.foreseen)


def _form(request: StaffRequest, known: PolicyTerms | None, terms: ServiceTerms) -> PolicyForm:
    catalogue = names.catalogue(stores.stores(), request.now)
    data = request.POST if request.method == "POST" else None
    shown = PolicyForm.values_of(known or terms.policies[-1])
    if known is None:
        shown |= {"name": "", "code": ""}
    form = PolicyForm(data, initial=shown, terms=terms, catalogue=catalogue)
    if known is not None:
        del form.fields["code"]
    return form


def _page(
    request: StaffRequest, form: PolicyForm, known: PolicyTerms | None, foreseen: Foreseen | None
) -> HttpResponse:
    priorities = [word for _code, word in names.priorities()]
    context = {
        "form": form,
        "policy": known,
        "foreseen": foreseen,
        "grid": [
            (KIND_WORDS[kind], KIND_NOTES[kind], list(zip(priorities, fields, strict=True)))
            for kind, fields in form.targets()
        ],
        "priorities": priorities,
        "filters": [form[name] for name in FILTERS],
        "may_edit": request.actor.has_staff_role(ADMINISTRATOR),
        "crumbs": [Crumb(label=_("Policies"), url=reverse("console:service-policies"))],
    }
    return render(request, "console/service/policy.html", context, status=422 if form.errors else 200)


def _targets(one: PolicyTerms, kind: Kind) -> list[str]:
    found = [one.target(kind, priority) for priority in PRIORITIES]
    return [write_target(seconds) or "–" for seconds in found]


def _for_whom(one: PolicyTerms, request: StaffRequest) -> str:
    if one.takes_everything:
        return _("every case that no policy above takes")
    catalogue = names.catalogue(stores.stores(), request.now)
    known = {
        "stores": dict(names.store_names()),
        "queues": dict(names.queues(catalogue)),
        "categories": dict(names.areas_and_leaves(catalogue)),
        "priorities": dict(names.priorities()),
        "standings": dict(names.standings()),
    }
    parts = [", ".join(known[name].get(code, code) for code in sorted(getattr(one, name))) for name in FILTERS]
    return "; ".join(part for part in parts if part)
