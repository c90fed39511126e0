"""The question at the end of a case: on its page, and through the signed link of the mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from goodstanding.base.people.doors import HouseRequest
from goodstanding.kit.errors import Conflict, Invalid, Refusal
from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.errors import RatingEnded
from goodstanding.systems.cases.models import Closing
from goodstanding.systems.cases.states import Verdict

GONE = 410


@require_POST
@seller_page
def rate(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """Say whether it was settled, from the case's page."""
    case = queries.case_for(request.actor, case_ref, seller=request.seller)
    back = redirect(reverse("portal:cases-detail", args=[request.seller.ref, case.ref]))
    given = request.POST.get("verdict", "")
    if given not in set(Verdict):
        messages.error(request, _("Choose one of the answers."))
        return back
    try:
        actions.rate(
            actor=request.actor, ref=case.ref, verdict=Verdict(given), comment=request.POST.get("comment", ""),
            at=request.now,
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        messages.error(request, refusal.message)
        return back
    messages.success(request, _("Thank you. The people who work on cases read it."))
    return back


@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The question behind the link of a mail. Looking changes nothing: programs open links before people do."""
    seen: HouseRequest = request  # type: ignore[assignment]  # the middleware has made it one
    closing = queries.closing_by_token(token)
    if queries.rating_over(closing, seen.now):
        return _linked(request, closing, refusal=RatingEnded(queries.rating_over(closing, seen.now)))
    if request.method != "POST" or request.POST.get("verdict", "") not in set(Verdict):
        return _linked(request, closing, done=closing.answered_at is not None)
    try:
        actions.rate_by_link(
            token=token, verdict=Verdict(request.POST["verdict"]), comment=request.POST.get("comment", ""), at=seen.now
        )
    except Conflict:
        return _linked(request, closing, done=True)
    except Invalid as refusal:
        return _linked(request, closing, refusal=refusal)
    return _linked(request, closing, done=True)


def _linked(
    request: HttpRequest, closing: Closing, *, done: bool = False, refusal: Refusal | None = None
) -> HttpResponse:
    ended = isinstance(refusal, RatingEnded)
    context = {"case": closing.case, "case_ref": closing.case.ref, "done": done, "ended": ended, "refusal": refusal}
    status = GONE if ended else refusal.status if refusal else 200
    return render(request, "portal/casework/rating.html", context, status=status)
