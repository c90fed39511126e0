"""Which category a subject speaks of, when it is another one than was chosen."""

from __future__ import annotations

from collections.abc import Iterable

from goodstanding.base.search.folding import words_of
from goodstanding.systems.cases.catalogue import Catalogue, Category

ENOUGH = 2  # words of a subject that name a category
SHORTEST = 3


def fitting(catalogue: Catalogue, subject: str, chosen: str, language: str) -> Category | None:
    """The leaf whose name and keywords hold more of a subject's words than those of the chosen one, two at least.

    None in doubt: where no leaf or several are named best. `chosen` is a leaf's code.
    """
    said = _stems(words_of(subject)) - _stems(catalogue.empty_words)
    named = {
        leaf.code: len(said & _stems(words_of(f"{leaf.label.in_(language)} {leaf.keywords}")))
        for leaf in catalogue.leaves()
    }
    most = max(named.values(), default=0)
    best = [code for code, words in named.items() if words == most]
    if most < ENOUGH or len(best) > 1 or named.get(chosen, 0) >= most:
        return None
    return catalogue.leaf(best[0])


def _stems(words: Iterable[str]) -> set[str]:
    """Words of some length, singular and plural alike."""
    return {word.removesuffix("s") for word in words if len(word) >= SHORTEST}
