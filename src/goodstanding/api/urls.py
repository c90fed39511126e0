"""Addresses of the API. What stands behind them is loaded when the first of them is asked for, or by whoever warms it up:
the shapes of a hundred operations are half of what a start would take (ADR 82)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.urls.resolvers import RoutePattern
from django.utils.module_loading import import_string
from django.utils.translation import get_language

OPERATIONS = "goodstanding.api.v1.urls"


class Later(URLResolver):
    """Addresses whose module is imported when one of them is resolved or reversed, not when the first of all others is.

    Django asks every resolver for its names at once (`_populate`); this one waits until its own are looked up.
    """

    def _populate(self) -> None:
        """Not yet."""

    @property
    def reverse_dict(self) -> Any:  # Any: as Django has it, like the next two
        """Addresses by name."""
        self._now()
        return super().reverse_dict

    @property
    def namespace_dict(self) -> Any:
        """Namespaces within."""
        self._now()
        return super().namespace_dict

    @property
    def app_dict(self) -> Any:
        """Applications within."""
        self._now()
        return super().app_dict

    def _now(self) -> None:
        if get_language() not in self._reverse_dict:
            super()._populate()


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
    # Named by its module, so that Django imports it when it is first resolved or reversed.
    Later(RoutePattern("v1/", is_endpoint=False), OPERATIONS, app_name="ninja", namespace="api-v1"),
    re_path(r"", nothing_here, name="api-nothing"),
]
