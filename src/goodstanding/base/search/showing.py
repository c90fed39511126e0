"""What was found as markup: pieces of a text with the hits marked, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.safestring import SafeString

from goodstanding.base.search.excerpts import Part
from goodstanding.ui.markup import draw, join


def as_markup(parts: Iterable[Part]) -> SafeString:
    """Pieces one after the other, the hits as `<mark>`."""
    return join(draw("<mark>{}</mark>", part.text) if part.hit else part.text for part in parts)
