"""What an area of the console may add: counts in the navigation, search results, panels on a seller's page, links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from goodstanding.kit.actors import Actor
from goodstanding.systems.sellers.models import Seller


@dataclass(frozen=True, slots=True)
class Count:
    """A number beside a line of the navigation; `due` says that it waits for this associate."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A block on a seller's page in the console: what is open there. `template` reads `panel.context.…`."""

    title: str
    template: str
    context: dict[str, object]
    url: str = ""
    count: int | None = None


# At most one query each. Area is the name of the navigation's line: "performance", "cases", …
NavCount = Callable[[Actor, datetime], Count]
# (actor, text, limit) to hits, best first; at most two queries. The text is what was typed, trimmed, never empty.
SearchProvider = Callable[[Actor, str, int], Sequence[Hit]]
# (actor, seller, now) to a panel, or None when there is nothing to say; at most two queries.
SellerPanel = Callable[[Actor, Seller, datetime], Panel | None]
# subject id to the address of the thing's page in the console.
SubjectLink = Callable[[str], str]

nav_counts: dict[str, NavCount] = {}
search_providers: dict[str, SearchProvider] = {}
seller_panels: dict[str, SellerPanel] = {}
subject_links: dict[str, SubjectLink] = {}
