"""The whole mail behind a message of a case."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.systems.cases import queries


@require_safe
@staff_page()
@never_cache
def whole(request: StaffRequest, ref: str, number: int) -> HttpResponse:
    """As it came, with quotes and signature."""
    case = queries.case_for(request.actor, ref)
    return render(
        request, "console/cases/mail.html", {"case": case, "mail": queries.whole_mail(request.actor, case, number)}
    )
