"""The filters of the lists in the words of the search box, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from goodstanding.base.search.days import read_span
from goodstanding.base.search.parsing import Parsed, written

# The list's own name of a filter, and the operator that says the same. Days are said by `opened`.
LOG_FILTERS = {"status": "label", "category": "area", "priority": "priority"}
QUEUE_FILTERS = {"queue": "queue", "priority": "priority", "store": "store"}
OPENED = "opened"


def spoken(
    filters: Mapping[str, str], *, opened: tuple[date | None, date | None] = (None, None), text: str = ""
) -> str:
    """A query that finds what these filters find: operators first, then the words. Empty filters are not said."""
    said = [written(operator, value) for operator, value in filters.items() if value]
    first, last = opened
    if first or last:
        days = f"{first.isoformat() if first else ''}..{last.isoformat() if last else ''}"
        said.append(written(OPENED, first.isoformat() if first and first == last else days))
    return " ".join([*said, text] if text else said)


def heard(parsed: Parsed, names: Iterable[str]) -> tuple[dict[str, str], str]:
    """What of a query is a filter of the list (by operator, said once), and the rest of it as one would type it."""
    wanted = set(names)
    once = {said.operator for said in parsed.said if sum(other.operator == said.operator for other in parsed.said) == 1}
    filters = {said.operator: said.value for said in parsed.said if said.operator in wanted & once}
    rest = [written(said.operator, said.value) for said in parsed.said if said.operator not in filters]
    return filters, " ".join(part for part in [*rest, parsed.rest] if part)


def opened_days(value: str, today: date) -> tuple[date | None, date | None] | None:
    """The days that `opened:` names, or None when they are none."""
    span = read_span(value, today)
    return (span.first, span.last) if span else None
