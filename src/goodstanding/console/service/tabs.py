"""The pages of the service levels, side by side."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from goodstanding.ui.frame import Tab


def tabs(current: str) -> list[Tab]:
    """Report, policies, calendars, leads; `current` is the address name of the page."""
    pages = {
        "service": _("Kept and missed"),
        "service-policies": _("Policies"),
        "service-calendars": _("Calendars"),
        "service-leads": _("Leads"),
    }
    return [Tab(label=label, url=reverse(f"console:{name}"), current=name == current) for name, label in pages.items()]
