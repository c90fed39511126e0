"""What surrounds a page: brand, navigation, the person signed in, banners. Doors build a Frame; `ui/frame.html` shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

State = Literal["over", "close", "good", "none", "waiting"]
Tone = Literal["over", "close", "good", "waiting", "info"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """The marketplace's name and looks. `theme_url` serves the colours made by `goodstanding.ui.theme`."""

    name: str
    logo_url: str = ""
    home_url: str = "/"
    theme_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """One line of the rail. `due` says that the count waits for this person; `key` is the letter after `g`."""

    label: str
    url: str
    count: int | None = None
    due: bool = False
    current: bool = False
    icon: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NavGroup:
    items: Sequence[NavItem]
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """A line of the account menu. `post` makes it a form with a button, for sign-out and switches."""

    label: str
    url: str
    post: bool = False
    current: bool = False
    name: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    name: str
    sub: str = ""
    menu: Sequence[MenuItem] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """Something true of the whole site right now, such as being viewed as a seller. Not for the result of a click."""

    text: str
    tone: Tone = "info"
    action_label: str = ""
    action_url: str = ""
    action_post: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Everything `ui/frame.html` needs besides the page itself."""

    brand: Brand
    nav: Sequence[NavGroup] = ()
    who: Who | None = None
    banners: Sequence[Banner] = ()
    search_url: str = ""
    search_text: str = ""
    search_hint: str = ""
    palette_url: str = ""
    help_url: str = ""
    links: Sequence[MenuItem] = field(default_factory=tuple)

    def as_context(self) -> dict[str, Any]:  # Any: template contexts hold values of every kind
        """The names that the templates read."""
        return {
            "brand": self.brand,
            "nav": self.nav,
            "who": self.who,
            "banners": self.banners,
            "search_url": self.search_url,
            "search_text": self.search_text,
            "search_hint": self.search_hint,
            "palette_url": self.palette_url,
            "help_url": self.help_url,
            "frame_links": self.links,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One link of `<c-tabs>`."""

    label: str
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    """One step of the trail above a headline."""

    label: str
    url: str = ""


def mark_current(nav: Iterable[NavGroup], path: str, *, home: str = "") -> tuple[NavGroup, ...]:
    """The same navigation with the item current whose URL is the longest beginning of `path`, on a path boundary.

    `home` is the beginning of every address here, so it is meant only when it is all of it.
    """
    groups = tuple(nav)
    found = (item.url for group in groups for item in group.items if _leads_to(item.url, path))
    best = max((url for url in found if url != home or path == home), key=len, default="")
    return tuple(_marked(group, best) for group in groups)


def _marked(group: NavGroup, best: str) -> NavGroup:
    if not any(item.current or item.url == best for item in group.items):
        return group
    return replace(group, items=tuple(_as_current(item, bool(best) and item.url == best) for item in group.items))


def _as_current(item: NavItem, current: bool) -> NavItem:
    return item if item.current == current else replace(item, current=current)


def _leads_to(url: str, path: str) -> bool:
    return path == url or path.startswith(url if url.endswith("/") else url + "/")
