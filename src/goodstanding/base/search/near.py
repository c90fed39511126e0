"""Which of some names come nearest to what was typed: for saying "did you mean". Pure."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from goodstanding.base.search.folding import words_of

MOST = 3
LIKE = 0.7
LONGEST = 40  # signs of either that are compared


def nearest(typed: str, names: Iterable[str]) -> tuple[str, ...]:
    """At most MOST names, the nearest first: those alike as a whole or in one of their words, without case and accents."""
    wanted = _plain(typed)
    if not wanted:
        return ()
    rated = ((max(_alike(wanted, part) for part in [_plain(one), *words_of(one[:LONGEST])]), one) for one in names)
    near = sorted(((-rate, one) for rate, one in rated if rate >= LIKE))
    return tuple(one for _rate, one in near[:MOST])


def _plain(text: str) -> str:
    return " ".join(words_of(text[:LONGEST]))


def _alike(wanted: str, part: str) -> float:
    matcher = SequenceMatcher(None, wanted, part, autojunk=False)
    if matcher.real_quick_ratio() < LIKE or matcher.quick_ratio() < LIKE:
        return 0.0
    return matcher.ratio()
