"""`{% load portal %}`: words for the sellers' pages."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.translation import ngettext

from goodstanding.systems.sellers.models import Viewing

register = template.Library()


@register.filter
def lasted(viewing: Viewing, now: datetime) -> str:
    """How long an associate looked on: "12 minutes"."""
    minutes = viewing.minutes_by(now)
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
