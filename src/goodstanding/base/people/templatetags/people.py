"""`{% load people %}`: words about people and their devices."""

from __future__ import annotations

from django import template

from goodstanding.base.people import rules

register = template.Library()


@register.filter
def device(user_agent: str) -> str:
    """ "Firefox on Linux" from a User-Agent header."""
    return rules.describe_device(user_agent)
