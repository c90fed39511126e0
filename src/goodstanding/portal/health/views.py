"""Account health: where the seller stands, and every number open to its orders."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from goodstanding.kit.errors import Invalid
from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.portal.health import presenting, words
from goodstanding.portal.health.rows import counted_rows, metric_rows, metrics_of_today
from goodstanding.systems.health import queries
from goodstanding.systems.health.queries import Asked, Trend
from goodstanding.systems.sellers.models import Seller
from goodstanding.ui.frame import Crumb, Tab
from goodstanding.ui.query import with_query

KINDS = ("against", "counted", "not_counted")


@seller_page
def overview(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """Every metric of today, or of a past day with `?as_of=`."""
    seller, at = request.seller, request.now
    as_of = _day(request.GET.get("as_of", ""))
    if as_of is not None and as_of != queries.today(seller, at):
        return _past(request, as_of)
    trends = queries.trends_of(seller, at=at)
    headline, lead = words.headline(seller, trends)
    missed, below = words.worst_of(trends), presenting.health_url(seller)
    context = {
        "headline": headline,
        "lead": lead,
        "metrics": metrics_of_today(below, trends),
        "today": queries.today(seller, at),
        "missed": words.label(missed.reading) if missed else "",
        "trend": presenting.full_trend(missed, presenting.numbers_url(below, missed.reading)) if missed else "",
        "permits": presenting.permit_lines(seller),
        **_causes(seller, missed, at=at),
    }
    return render(request, "portal/health/overview.html", context)


def _past(request: SellerRequest, as_of: date) -> HttpResponse:
    health = queries.health_of(request.seller, at=request.now, as_of=as_of)
    below = presenting.health_url(request.seller)
    context = {
        "as_of": as_of,
        "today": queries.today(request.seller, request.now),
        "rules": health.rules,
        "metrics": metric_rows(presenting.row(below, r, as_of=as_of) for r in health.readings),
    }
    return render(request, "portal/health/past.html", context)


@seller_page
def metric(request: SellerRequest, seller_ref: str, code: str) -> HttpResponse:
    """One number and exactly the orders behind it, each with the reason."""
    seller, at = request.seller, request.now
    asked = Asked(
        code, _number(request.GET.get("window", "")), request.GET.get("channel", ""), _day(request.GET.get("as_of", ""))
    )
    kind = request.GET.get("kind", "against")
    page = queries.counted_orders(
        seller, asked, at=at, kind=kind if kind in KINDS else "all", after=request.GET.get("after", "")
    )
    reading, below = page.reading, presenting.health_url(seller)
    trend = page.trend if asked.as_of is None else None
    numbers_at = "" if request.GET.get("numbers") else presenting.numbers_url(below, reading)
    context = {
        "row": presenting.row(below, reading, trend, asked.as_of),
        "by_package": any(row.is_package for row in page.rows),
        "reading": reading,
        "orders": counted_rows(page.rows, seller.ref),
        "as_of": asked.as_of,
        "crumbs": [Crumb(label=_("Account health"), url=below)],
        "tabs": _tabs(request, kind),
        "trend": presenting.full_trend(trend, numbers_at) if trend else "",
        "older_url": with_query(request.GET, after=page.next_after) if page.next_after else "",
        "first_url": with_query(request.GET, after=None) if request.GET.get("after") else "",
        **_causes(seller, trend, at=at),
    }
    return render(request, "portal/health/metric.html", context)


def _causes(seller: Seller, trend: Trend | None, *, at: datetime) -> dict[str, object]:
    if trend is None or not trend.reading.against:
        return {"causes": [], "causes_table": ""}
    causes = queries.causes_shown(seller, trend, at=at)
    return {"causes": causes, "causes_table": presenting.causes_table(causes) if causes else ""}


def _tabs(request: SellerRequest, kind: str) -> list[Tab]:
    names = {
        "against": _("Counts against you"),
        "counted": _("All that count"),
        "not_counted": _("Does not count, and why"),
    }
    return [
        Tab(label=name, url=with_query(request.GET, kind=key, after=None), current=key == kind)
        for key, name in names.items()
    ]


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(_("as_of must be a day such as 2026-11-22."), field="as_of") from error


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None
