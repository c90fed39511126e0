"""What escalations came to, by level, and where the steps outside lead."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.escalation.forms import OutsideForm
from goodstanding.kit.actors import StaffRole
from goodstanding.kit.errors import Invalid
from goodstanding.systems.escalation import actions, queries
from goodstanding.systems.escalation.actions import Turn
from goodstanding.systems.escalation.words import language
from goodstanding.systems.stores import queries as stores
from goodstanding.ui import refusing
from goodstanding.ui.frame import Crumb, Tab

PERIODS = (30, 90, 365)
FIELDS = ("name", "address", "email", "url")


@require_safe
@staff_page()
def report(request: StaffRequest) -> HttpResponse:
    """What became of each level's decisions in the last days: how many were changed, handed up, late, contested."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(one) for one in PERIODS} else PERIODS[1]
    known = stores.stores()
    book = queries.handbook_for(known[0], request.now) if known else None
    found = queries.report(request.actor, since=request.now - timedelta(days=days), until=request.now)
    rows = [(book.level(one.level).label.in_(language()) if book else str(one.level), one) for one in found]
    answered, overturned = sum(r.answered for r in found), sum(r.changed + r.partly for r in found)
    context = {
        "rows": rows,
        "days": days,
        "answered": answered,
        "overturned_bps": overturned * 10_000 // answered if answered else None,
        "tabs": [Tab(label=_("%(n)s days") % {"n": one}, url=f"?days={one}", current=one == days) for one in PERIODS],
        "crumbs": [_crumb()],
    }
    return render(request, "console/escalation/report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(StaffRole.ADMINISTRATOR)
def outside(request: StaffRequest, code: str) -> HttpResponse:
    """Where the steps outside lead in a store, and which of them are open there."""
    store, refusal = stores.store_by_code(code), None
    step = request.POST.get("step", "")
    if request.method == "POST":
        turn = Turn(enabled="enabled" in request.POST, **{name: request.POST.get(name, "") for name in FIELDS})
        try:
            actions.set_outside(actor=request.actor, store=store, code=step, turn=turn, at=request.now)
            messages.success(request, _("Saved."))
            return redirect(request.path)
        except Invalid as invalid:
            refusal = invalid
    forms = []
    for rule, said in queries.outside_settings(request.actor, store, request.now):
        initial = {"enabled": said.enabled} | {name: getattr(said, name) for name in FIELDS}
        form = OutsideForm(initial=initial, auto_id=f"id_{rule.code}_%s")
        if refusal is not None and rule.code == step:
            form = OutsideForm(request.POST, auto_id=f"id_{rule.code}_%s")
            refusing.show(form, refusal)
        forms.append((rule, rule.label.in_(language()), rule.what.in_(language()), form))
    context = {
        "store": store,
        "forms": forms,
        "tabs": [
            Tab(label=one.name, url=reverse("console:escalation-outside", args=[one.code]), current=one.pk == store.pk)
            for one in stores.stores()
        ],
        "crumbs": [_crumb()],
    }
    return render(request, "console/escalation/outside.html", context, status=refusal.status if refusal else 200)


def _crumb() -> Crumb:
    return Crumb(label=_("Escalations"), url=reverse("console:escalation"))
