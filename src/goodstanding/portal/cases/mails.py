"""The whole mail behind a message of the seller's side."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.systems.cases import queries


@require_safe
@seller_page
@never_cache
def whole(request: SellerRequest, seller_ref: str, case_ref: str, number: int) -> HttpResponse:
    """As it came, with quotes and signature."""
    case = queries.case_for(request.actor, case_ref, seller=request.seller)
    mail = queries.whole_mail(request.actor, case, number)
    return render(request, "portal/cases/mail.html", {"case": case, "mail": mail, "seller": request.seller})
