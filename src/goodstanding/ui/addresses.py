"""Many addresses of one pattern, for the rows of a list: the pattern is resolved once."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.urls import reverse

_PLACE = "0~0"
_KEPT_AS_THEY_ARE = "!$&'()*+,;=/~:@"  # as Django's own `reverse` does


def addresses(name: str, varying: str, **given: str) -> Callable[[str], str]:
    """A function from the varying part to the address, such as `addresses("portal:order", "order_id", seller_ref=ref)`."""
    before, after = reverse(name, kwargs={**given, varying: _PLACE}).split(_PLACE)

    def address(value: str) -> str:
        return f"{before}{quote(value, safe=_KEPT_AS_THEY_ARE)}{after}"

    return address
