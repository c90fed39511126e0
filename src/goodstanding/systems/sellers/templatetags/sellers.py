"""`{% load sellers %}`: words about sellers for every site."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from goodstanding.systems.sellers.models import Viewing
from goodstanding.systems.sellers.states import Standing
from goodstanding.systems.sellers.words import STANDING_MARKS, STANDING_WORDS
from goodstanding.ui.templatetags.ui import tag

register = template.Library()


@register.filter
def lasted(viewing: Viewing, now: datetime) -> str:
    """How long an associate looked on: "12 minutes"."""
    minutes = viewing.minutes_by(now)
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


@register.filter
def standing(code: str) -> SafeString:
    """A standing as a tag: shape, word and colour."""
    known = Standing(code)
    return tag(STANDING_MARKS[known], str(STANDING_WORDS[known]))


@register.filter
def standing_word(code: str) -> str:
    """What a standing is called."""
    return str(STANDING_WORDS[Standing(code)])
