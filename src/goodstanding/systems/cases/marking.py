"""What a tag may be called, and what a field may hold. Pure."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext

from goodstanding.kit.errors import Invalid
from goodstanding.systems.cases.catalogue import Field, FieldKind

TAG_LIMIT = 32
VALUE_LIMIT = 200
_GAPS = re.compile(r"[\s_-]+")
_UNFIT = re.compile(r"[^\w-]")
_NUMBER = re.compile(r"^-?\d{1,15}(?:\.\d{1,6})?$")


def tag_name(given: str) -> str:
    """A tag as it is kept: small letters, digits and hyphens. Raises Invalid when nothing is left or too much."""
    name = _GAPS.sub("-", _UNFIT.sub("", _GAPS.sub("-", given.strip().lstrip("#").lower()))).strip("-")
    if not name:
        raise Invalid(gettext("A tag is a word or two, of letters and digits."), field="tag")
    if len(name) > TAG_LIMIT:
        raise Invalid(gettext("A tag may have at most %(most)s characters.") % {"most": TAG_LIMIT}, field="tag")
    return name


def field_value(field: Field, given: str) -> str:
    """What is kept of what was filled in; empty clears. Raises Invalid, naming the field, for what does not fit its kind."""
    text = " ".join(given.replace("\x00", "").split())
    if not text:
        return ""
    if len(text) > VALUE_LIMIT:
        raise Invalid(gettext("At most %(most)s characters.") % {"most": VALUE_LIMIT}, field=field.code)
    if field.kind is FieldKind.NUMBER and not _NUMBER.match(text):
        raise Invalid(gettext("Write a number, such as 12 or 0.5."), field=field.code)
    if field.kind is FieldKind.DATE:
        return _day(field, text)
    allowed = {"yes", "no"} if field.kind is FieldKind.YES_NO else {value for value, _ in field.choices}
    if field.kind in (FieldKind.YES_NO, FieldKind.CHOICE) and text not in allowed:
        raise Invalid(gettext("Choose one of the values offered."), field=field.code)
    return text


def _day(field: Field, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Invalid(gettext("Write a day, such as 2026-11-23."), field=field.code) from None
