"""What can be searched, and how its documents are made anew: each system names its kinds once, when it starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from goodstanding.base.search.drafts import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One kind of things. `version` grows when its documents are made differently, so that doctor asks for a rebuild.

    `after(ref, limit)` gives the next refs in ascending order, `exist(refs)` those that are (still) there, `drafts(refs)` all
    their documents, `count()` how many things there are, `newest(limit)` the refs of those that changed last.
    """

    kind: str
    version: int
    count: Callable[[], int]
    after: Callable[[int, int], Sequence[int]]
    drafts: Callable[[Sequence[int]], Sequence[Draft]]
    exist: Callable[[Sequence[int]], set[int]]
    newest: Callable[[int], Sequence[int]]


sources: dict[str, Source] = {}


def add(source: Source) -> None:
    """Have a kind of things found. Naming a kind again replaces it."""
    sources[source.kind] = source
