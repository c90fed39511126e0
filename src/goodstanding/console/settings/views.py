"""The marketplace's settings and its stores. Administrators only."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.settings.forms import LogoForm, MarketplaceForm, NewStoreForm, StoreForm
from goodstanding.kit.actors import StaffRole
from goodstanding.kit.errors import Conflict, Invalid
from goodstanding.systems.stores import actions, queries, rules
from goodstanding.ui import refusing

ADMINISTRATOR = StaffRole.ADMINISTRATOR


@staff_page(ADMINISTRATOR)
def marketplace(request: StaffRequest) -> HttpResponse:
    """Name, looks and house rules; the stores."""
    if request.method != "POST":
        return _page(request, MarketplaceForm.showing(queries.marketplace()))
    form = MarketplaceForm(request.POST)
    at = request.now
    if not _done(form, lambda: actions.change_marketplace(actor=request.actor, draft=form.draft(), at=at)):
        return _page(request, form, status=422)
    messages.success(request, _("The settings are saved."))
    return redirect("console:settings")


@require_POST
@staff_page(ADMINISTRATOR)
def logo(request: StaffRequest) -> HttpResponse:
    """Show another logo."""
    form = LogoForm(request.POST, request.FILES)
    at = request.now
    if not _done(form, lambda: actions.change_logo(actor=request.actor, upload=form.cleaned_data["logo"], at=at)):
        return _page(request, MarketplaceForm.showing(queries.marketplace()), logo_form=form, status=422)
    messages.success(request, _("The logo is shown from now on."))
    return redirect("console:settings")


@require_POST
@staff_page(ADMINISTRATOR)
def remove_logo(request: StaffRequest) -> HttpResponse:
    """Show the name instead of a logo."""
    actions.remove_logo(actor=request.actor, at=request.now)
    messages.success(request, _("The name is shown from now on."))
    return redirect("console:settings")


@staff_page(ADMINISTRATOR)
def open_store(request: StaffRequest) -> HttpResponse:
    """Open a store."""
    form = NewStoreForm(request.POST or None)
    if request.method == "POST" and _done(form, lambda: _open(request, form)):
        messages.success(request, _("The store is open."))
        return redirect("console:settings")
    return render(request, "console/settings/store.html", {"form": form, "store": None})


@staff_page(ADMINISTRATOR)
def store(request: StaffRequest, code: str) -> HttpResponse:
    """Change a store."""
    found = queries.store_named(code)
    form = StoreForm(request.POST) if request.method == "POST" else StoreForm.showing(found)
    at = request.now
    if request.method == "POST" and _done(
        form, lambda: actions.change_store(actor=request.actor, code=code, draft=form.draft(), at=at)
    ):
        messages.success(request, _("The store is saved."))
        return redirect("console:settings")
    return render(request, "console/settings/store.html", {"form": form, "store": found})


def _open(request: StaffRequest, form: NewStoreForm) -> object:
    said = form.cleaned_data
    return actions.open_store(
        actor=request.actor, code=said["code"], currency=said["currency"], draft=form.draft(), at=request.now
    )


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether the form was in order and the action agreed; what it refused is put at its field."""
    if not form.is_valid():
        return False
    try:
        act()
    except (Invalid, Conflict) as refusal:
        refusing.show(form, refusal)
        return False
    return True


def _page(
    request: StaffRequest, form: MarketplaceForm, *, logo_form: LogoForm | None = None, status: int = 200
) -> HttpResponse:
    found = queries.marketplace()
    context = {
        "form": form,
        "logo_form": logo_form or LogoForm(),
        "has_logo": bool(found.logo_ref),
        "faint": rules.faint_accents(found.accent, found.accent_dark),
        "stores": queries.stores(),
    }
    return render(request, "console/settings/marketplace.html", context, status=status)
