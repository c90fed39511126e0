"""What every template may use: the marketplace's brand, the request's instant and the frame around the page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, Any]:  # Any: template context
    """Names for all pages."""
    return {
        "site_name": settings.SITE_NAME,
        "now": getattr(request, "now", None),
        "actor": getattr(request, "actor", None),
    }
