"""The language of a page or a mail: one in which the product speaks, for its sentences, dates and numbers alike (ADR 231)."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation


def spoken(*wanted: str) -> str:
    """The first of these languages that there is a catalogue for (settings.LANGUAGES), else the product's own. Blank ones do not
    count; "de" and "de-at" are one language where there is nothing closer."""
    return next((code for code in map(_closest, wanted) if code), settings.LANGUAGE_CODE)


def is_spoken(language: str) -> bool:
    """Whether there is a catalogue for this language."""
    return bool(_closest(language))


def speaking(*wanted: str) -> translation.override:
    """For as long as something is worded: the language of `spoken`."""
    return translation.override(spoken(*wanted))


def _closest(language: str) -> str:
    codes = [code for code, _name in settings.LANGUAGES]
    if language in codes:
        return language
    return next((code for code in codes if language and code.split("-")[0] == language.split("-")[0]), "")
