"""The gallery and the sample pages. Nothing here reads or writes business data."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from goodstanding.ui import charts, samples
from goodstanding.ui.paging import Cursor

Context = dict[str, Any]  # Any: template contexts hold values of every kind

SAMPLE_PAGES = ("home", "health", "case", "orders", "desk", "empty", "plain", "problem")


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every part in every state."""
    table = samples.ORDERS.read(request.GET)
    wrong = samples.SampleForm({"subject": "", "urgency": "never", "story": "Late."}, auto_id="wrong_%s")
    context = _page("gallery") | {
        "sample_names": SAMPLE_PAGES,
        "table": table,
        "orders": samples.orders(8),
        "older_url": table.older_url(Cursor(("2026-11-20", "118-211"))),
        "newer_url": table.newer_url(Cursor(("2026-11-22", "118-204"))),
        "form": samples.SampleForm(),
        "wrong": wrong,
        "states": ["over", "close", "good", "none", "waiting"],
        "tones": ["over", "close", "good", "waiting", "info"],
        "long_word": samples.LONG_WORD,
        "figures": [("Selling", "unrestricted"), ("Payouts", "reserve 5 %"), ("Next step", samples.LONG_WORD)],
    }
    return render(request, "ui/gallery.html", context)


@require_safe
def sample_page(request: HttpRequest, name: str) -> HttpResponse:
    """A whole page made of the parts."""
    if name not in SAMPLE_PAGES:
        raise Http404
    context = _page(name) | {
        "table": samples.ORDERS.read(request.GET),
        "orders": samples.orders(),
        "form": samples.SampleForm(),
    }
    return render(request, f"ui/samples/{name}.html", context)


@require_safe
def sample_palette(request: HttpRequest) -> JsonResponse:
    """What the command palette asks for: items that match `q`."""
    words = request.GET.get("q", "").lower()
    return JsonResponse({"items": [item for item in samples.PALETTE if words in item["label"].lower()]})


@require_POST
def sample_draft(request: HttpRequest) -> JsonResponse:
    """Where the gallery's autosaved form sends its text; it is not kept."""
    if "refuse" in request.POST.get("story", ""):
        return JsonResponse({"detail": "The deadline has passed."}, status=409)
    return JsonResponse({"saved_at": "12:03"})


def _page(name: str) -> Context:
    now = samples.NOW
    points = samples.trend_points()
    return samples.frame(name).as_context() | {
        "now": now,
        "late_at": now - timedelta(hours=3),
        "soon_at": now + timedelta(hours=19),
        "later_at": now + timedelta(days=1, hours=4),
        "far_at": now + timedelta(days=40),
        "past_at": now - timedelta(days=2, hours=6),
        "metrics": [_with_charts(metric) for metric in samples.metrics()],
        "trend": charts.trend(
            points, label="Late shipment rate, 90 days", target=samples.metrics()[0].target, state="over"
        ),
        "no_trend": charts.trend([], label="Invoice defect rate"),
        "causes": charts.share_bars(samples.causes(), cause="Cause", share="Late orders", base="All orders"),
        "tabs": samples.TABS,
        "crumbs": samples.CRUMBS,
        "files": samples.FILES,
        "words": samples.WORDS,
        "old_plan": samples.OLD_PLAN,
        "new_plan": samples.NEW_PLAN,
    }


def _with_charts(metric: samples.SampleMetric) -> Context:
    rate = metric.history[-1] if metric.history else None
    condition: charts.Condition = "under" if metric.condition == "under" else "over"
    return {
        "row": metric,
        "spark": charts.sparkline(metric.history, target=metric.target, state=metric.state),
        "bar": "" if rate is None else charts.bar_against_target(rate, metric.target, condition, metric.state),
    }
