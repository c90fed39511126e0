"""What a view is called and what it keeps."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _

from goodstanding.base.saved_views.models import LONGEST_NAME, LONGEST_QUERY
from goodstanding.kit.errors import Invalid
from goodstanding.ui.tables import PLACE, VIEW

_NOT_KEPT = {*PLACE, VIEW, "page"}
_MOST_NAMES = 60


def canonical(query: str) -> str:
    """A query string in the one form it is kept and compared in: by name, without what is empty and without the page."""
    if not query:
        return ""
    try:
        pairs = parse_qsl(query.lstrip("?"), max_num_fields=_MOST_NAMES)
    except ValueError:
        return ""
    return of_pairs(pairs)


def of_pairs(pairs: Iterable[tuple[str, str]]) -> str:
    """The same from names and values."""
    kept = [(name, value) for name, value in pairs if name not in _NOT_KEPT and value.strip()]
    return urlencode(sorted(kept)) if kept else ""


def clean_query(query: str) -> str:
    """The canonical form of what is to be kept. Raises Invalid where nothing is left of it, or too much."""
    kept = canonical(query.replace("\x00", ""))
    if not kept:
        raise Invalid(
            _("The list shows everything as it is. Search, filter or sort it first, then save."), field="query"
        )
    if len(kept) > LONGEST_QUERY:
        raise Invalid(_("These filters are too long to keep. Shorten the search."), field="query")
    return kept


def clean_name(name: str) -> str:
    """A name on one line. Raises Invalid."""
    kept = " ".join(name.replace("\x00", "").split())
    if not kept or len(kept) > LONGEST_NAME:
        raise Invalid(
            _("Name it in at most %(longest_name)s characters.") % {"longest_name": LONGEST_NAME}, field="name"
        )
    return kept


def address(query: str, ref: str) -> str:
    """Where a view is one click away, below its list. It names itself, so that changes to it are known as such."""
    return f"?{query}&{VIEW}={ref}"


def in_words(query: str) -> str:
    """What a view keeps, for its line on a page: "status: pending, search: payout"."""
    said = {"q": _("search"), "cols": _("columns"), "sort": _("order")}
    return ", ".join(f"{said.get(name, name)}: {value}" for name, value in parse_qsl(query))
