"""Addresses whose pages are loaded when the first of them is asked for, so that a start waits for none of them (ADR 82)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils.functional import cached_property
from django.utils.translation import get_language

from goodstanding.kit.later import one_at_a_time


class Later(URLResolver):
    """Addresses whose module is imported when one of them is resolved or reversed, not when the first of all others is.

    Django asks every resolver for its names at once (`_populate`); this one waits until its own are looked up. That is why
    it needs a namespace: without one its names would be everybody's.
    """

    def _populate(self) -> None:
        """Not yet."""

    @cached_property
    def urlconf_module(self) -> Any:  # Any: as Django has it, like the next three
        """The module; one thread at a time imports."""
        with one_at_a_time:
            return import_module(str(self.urlconf_name))

    @property
    def reverse_dict(self) -> Any:
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


def later(route: str, module: str, *, app: str, namespace: str = "") -> Later:
    """The addresses of a module below a route, imported at the first need. `app` is the module's `app_name`."""
    return Later(RoutePattern(route, is_endpoint=False), module, app_name=app, namespace=namespace or app)


def load_all() -> None:
    """Import the pages of every address now."""
    _load(get_resolver().url_patterns)


def _load(patterns: list[URLPattern | URLResolver]) -> None:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _load(pattern.url_patterns)
