"""Addresses of the API. What stands behind them is loaded when the first of them is asked for, or by whoever warms it up:
the shapes of a hundred operations are half of what a start would take (ADR 82)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.module_loading import import_string

from goodstanding.base.routes import later


def nothing_here(request: HttpRequest) -> HttpResponse:
    """No such address. The middleware makes it a problem."""
    raise Http404


nothing_here.csrf_exempt = True  # type: ignore[attr-defined]  # so that a POST learns that the address is wrong


def _page(name: str) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        shown: HttpResponse = import_string(f"goodstanding.api.v1.pages.{name}")(request)
        return shown

    return view


urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/openapi.json", _page("openapi"), name="api-v1-openapi"),
    path("v1/docs", _page("reference"), name="api-v1-docs"),
    later("v1/", "goodstanding.api.v1.urls", app="ninja", namespace="api-v1"),
    re_path(r"", nothing_here, name="api-nothing"),
]
