"""Addresses that are asked for again and again: many of one pattern, for the rows of a list, and those that never change."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

_PLACE = "0~0"
_KEPT_AS_THEY_ARE = "!$&'()*+,;=/~:@"  # as Django's own `reverse` does


def addresses(name: str, varying: str, **given: str) -> Callable[[str], str]:
    """A function from the varying part to the address, such as `addresses("portal:order", "order_id", seller_ref=ref)`."""
    before, after = reverse(name, kwargs={**given, varying: _PLACE}).split(_PLACE)

    def address(value: str) -> str:
        return f"{before}{quote(value, safe=_KEPT_AS_THEY_ARE)}{after}"

    return address


def address_of(name: str) -> str:
    """The address of a page that takes no values: looked up once a process. Raises NoReverseMatch as `reverse` does."""
    return _looked_up(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=512)
def _looked_up(name: str, urlconf: str, prefix: str) -> str:
    return reverse(name, urlconf=urlconf)
