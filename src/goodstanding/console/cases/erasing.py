"""Erasing a person from the cases: who, what it would change, and then the change. For administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from goodstanding.base.people.models import User
from goodstanding.console.cases import doing
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.flows import erasing
from goodstanding.kit.actors import StaffRole
from goodstanding.kit.errors import Refusal
from goodstanding.systems.cases import queries, words

MAIL_WORDS = {
    "mail_in": gettext_lazy("Mails that came in"),
    "failing_address": gettext_lazy("Addresses from which mail came back"),
}


@require_http_methods(["GET", "POST"])
@staff_page(StaffRole.ADMINISTRATOR)
def erase(request: StaffRequest) -> HttpResponse:
    """Look somebody up by address, see every field that names her, then erase her with a reason."""
    if request.method == "GET":
        email = request.GET.get("email", "")
        try:
            user = queries.person_by_address(request.actor, email) if email else None
        except Refusal as refusal:
            return _page(request, None, refusal)
        return _page(request, user, None)
    user_id = doing.number(request.POST.get("person", "")) or 0
    try:
        changed = erasing.erase_person(
            actor=request.actor, user_id=user_id, reason=request.POST.get("reason", ""), at=request.now
        )
    except Refusal as refusal:
        return _page(request, None, refusal)
    messages.success(
        request, _("Erased. %(rows)s places changed; the record says which.") % {"rows": sum(changed.values())}
    )
    return redirect("console:cases-erasure")


def _page(request: StaffRequest, user: User | None, refusal: Refusal | None) -> HttpResponse:
    traces = erasing.traces_of(request.actor, user) if user else {}
    names = {**words.TRACE_WORDS, **MAIL_WORDS}
    context = {
        "person": user,
        "traces": [(names.get(name, name), number) for name, number in traces.items()],
        "email": request.GET.get("email", ""),
        "refusal": refusal,
    }
    return render(request, "console/cases/erasure.html", context, status=refusal.status if refusal else 200)
