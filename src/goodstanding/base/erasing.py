"""Finding a person who is erased in the rows of any system, and what these rows say without her (GDPR Art. 17).

Each system names its own columns; what is not named is not looked at, so that what is left out is known (ADR 133, 207).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Field, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

_CODE = re.compile(r"[a-z0-9_.:/-]*")  # such as a status: no text, whatever somebody is called


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where a table names people: `signed` are pairs of a person's key and her name, `named` names without a key, `texts` are
    words, `data` is JSON with words in it."""

    signed: tuple[tuple[str, str], ...] = ()
    named: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    data: tuple[str, ...] = ()


class Table(NamedTuple):
    """Rows that are looked through: `what` they are in a report, where they name people, and which of them are `near` her."""

    what: str
    rows: QuerySet[Any]  # Any: of any table
    columns: Columns
    near: Q


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """Who is erased: taken before anything changes. `wanted` are her name and addresses in every way they may be written,
    `sellers` those on whose side or about whom she acted, `former` what stands in her place."""

    user_id: int
    name: str
    addresses: Collection[str]
    wanted: Collection[str]
    pattern: re.Pattern[str]
    sellers: Collection[int]
    former: str

    def cleaned(self, text: str) -> str:
        """A text without her name and addresses."""
        return self.pattern.sub(f"[{self.former.lower()}]", text)

    def count(self, tables: Iterable[Table]) -> dict[str, int]:
        """How many rows of what name her. Her name counts only near her, since others may have the same; her signature and her
        addresses count anywhere. Reads each table whole, once."""
        return {one.what: sum(1 for _row in self._naming(one)) for one in tables}

    def erase(self, tables: Iterable[Table]) -> dict[str, int]:
        """Put another name in her place in all of these rows. Returns how many rows of what changed."""
        changed = {}
        for one in tables:
            changed[one.what] = 0
            for row, after in self._naming(one):
                type(row)._default_manager.filter(pk=row.pk).update(**after)
                changed[one.what] += 1
        return changed

    def without_her(self, value: Any) -> Any:  # Any: JSON
        """Data with texts that do not name her; its keys and codes stay."""
        if isinstance(value, str):
            return value if _CODE.fullmatch(value) else self.cleaned(value)
        if isinstance(value, Mapping):
            return {key: self.without_her(one) for key, one in value.items()}
        return [self.without_her(one) for one in value] if isinstance(value, list) else value

    def _naming(self, table: Table) -> Iterator[tuple[Model, dict[str, Any]]]:
        """Rows that name her, each with what its columns say without her. Any: values of columns."""
        columns = table.columns
        written = {name: f"{name}_written" for name in columns.data}
        places = [*columns.texts, *columns.named, *written.values()]
        by_name = _any(places, [one for one in self.wanted if one.lower() not in self.addresses])
        signed = [Q(**{key: self.user_id}) for key, _name in columns.signed]
        wanted = reduce(or_, [table.near & by_name, _any(places, self.addresses), *signed], Q(pk__in=[]))
        texts = {alias: Cast(name, TextField()) for name, alias in written.items()}
        for row in table.rows.alias(**texts).filter(wanted).order_by("pk").iterator(chunk_size=200):
            after = self._after(row, columns)
            if after:
                yield row, after

    def _after(self, row: Model, columns: Columns) -> dict[str, Any]:
        after: dict[str, Any] = {name: self.former for key, name in columns.signed if getattr(row, key) == self.user_id}
        after |= {name: self.former for name in columns.named if getattr(row, name) == self.name}
        for name in columns.texts:
            field = row._meta.get_field(name)
            limit = field.max_length if isinstance(field, Field) else None
            after[name] = self.cleaned(getattr(row, name))[:limit]
        after |= {name: self.without_her(getattr(row, name)) for name in columns.data}
        return {name: value for name, value in after.items() if getattr(row, name) != value}


def some_of(found: Mapping[str, int]) -> dict[str, int]:
    """Numbers by name, without those of which there is none: what a report says."""
    return {what: number for what, number in found.items() if number}


def _any(places: Collection[str], texts: Collection[str]) -> Q:
    """Rows in which one of these columns has one of these texts."""
    return reduce(or_, [Q(**{f"{place}__icontains": text}) for place in places for text in texts], Q(pk__in=[]))
