"""Query strings that keep what they already say."""

from collections.abc import Iterable

from django.http import QueryDict


def with_query(query: QueryDict, **changes: str | None) -> str:
    """The same query string with some names set, or removed by None. Always begins with "?"."""
    changed = query.copy()
    for name, value in changes.items():
        if value is None or value == "":
            changed.pop(name, None)
        else:
            changed[name] = value
    return f"?{changed.urlencode()}"


def without(query: QueryDict, names: Iterable[str]) -> str:
    """The same query string less some names."""
    return with_query(query, **dict.fromkeys(names))
