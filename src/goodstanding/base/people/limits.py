"""How often one address may send a public form. Counted in the database cache, for all processes together (ADR 42)."""

from __future__ import annotations

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from goodstanding.kit.errors import Refusal


class TooOften(Refusal):
    """The same was asked too often from one address."""

    code = "too_often"
    status = 429


def consume(request: HttpRequest, action: str, *, at: datetime, per_hour: int) -> None:
    """Count one more `action` from the request's address in this hour. Raises TooOften above `per_hour`."""
    if settings.ACCOUNT_RATE_LIMITS is False:
        return
    address = get_adapter(request).get_client_ip(request)
    key = f"limit:{action}:{address}:{at:%Y%m%d%H}"
    # Not `incr`: it would shorten the life of the count. Two at the same instant may count as one, which does no harm.
    count = cache.get(key, 0) + 1
    cache.set(key, count, timeout=3600)
    if count > per_hour:
        raise TooOften(_("Too many tries from your address. Wait an hour, then try once more."))
