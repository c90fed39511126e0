"""What an area of the portal may add to every page: counts in the navigation, search results, links from the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from goodstanding.kit.actors import Actor
from goodstanding.systems.sellers.models import Seller


@dataclass(frozen=True, slots=True)
class Count:
    """A number beside a line of the navigation; `due` says that it waits for the seller."""

    number: int
    due: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing found. `exact` means that the text typed is its very id: a single exact hit is opened at once."""

    kind: str
    title: str
    url: str
    note: str = ""
    exact: bool = False


# At most one query each. Area is the name of the navigation's line: "health", "notifications", "cases", "orders", …
NavCount = Callable[[Seller, datetime], Count]
# (actor, seller, text, limit) to hits, best first; at most two queries. The text is what was typed, trimmed, never empty.
SearchProvider = Callable[[Actor, Seller, str, int], Sequence[Hit]]
# (seller, subject id) to the address of the thing's page.
SubjectLink = Callable[[Seller, str], str]
# Whether somebody of the seller's team reads of things of a kind in the record; of a kind that is not named everybody does.
SubjectReader = Callable[[Actor, Seller], bool]

nav_counts: dict[str, NavCount] = {}
search_providers: dict[str, SearchProvider] = {}
subject_links: dict[str, SubjectLink] = {}
subject_readers: dict[str, SubjectReader] = {}
