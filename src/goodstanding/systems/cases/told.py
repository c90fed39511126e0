"""Fields of a case that associates fill in and the seller reads: those, and no others, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from goodstanding.systems.cases.catalogue import Catalogue, Field, FieldKind


@dataclass(frozen=True, slots=True)
class Told:
    """One field with its name, what is kept of it, and how that reads."""

    code: str
    label: str
    value: str
    words: str


def told_fields(catalogue: Catalogue, category: str, filled: Mapping[str, str], language: str) -> Sequence[Told]:
    """What the seller reads of the fields of a category, in the rulebook's order. A field is for associates unless it is
    marked `seller_sees`; one that is not filled in is left out."""
    return [
        Told(field.code, field.label.in_(language), filled[field.code], _words(field, filled[field.code], language))
        for field in catalogue.fields_of(category)
        if field.seller_sees and filled.get(field.code)
    ]


def _words(field: Field, value: str, language: str) -> str:
    if field.kind is FieldKind.CHOICE:
        return next((word.in_(language) for code, word in field.choices if code == value), value)
    if field.kind is FieldKind.YES_NO:
        return {"yes": _("Yes"), "no": _("No")}.get(value, value)
    if field.kind is FieldKind.DATE:
        return date_format(date.fromisoformat(value), "j M Y")
    return value
