"""Finding a person who is erased in the rows of any system, and what these rows say without her (GDPR Art. 17).

Each system names its own columns; what is not named is not looked at, so that what is left out is known (ADR 133, 207).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db.models import Field, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

M = TypeVar("M", bound=Model)
_CODE = re.compile(r"[a-z0-9_.:/-]*")  # such as a status: no text, whatever somebody is called


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where a table names people: `signed` are pairs of a person's key and her name, `named` names without a key, `texts` are
    words, `data` is JSON with words in it."""

    signed: tuple[tuple[str, str], ...] = ()
    named: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    data: tuple[str, ...] = ()


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

    def rows(self, found: QuerySet[M], columns: Columns, *, near: Q) -> Iterator[tuple[M, dict[str, Any]]]:
        """Rows that name her, each with what its columns say without her. Any: values of columns.

        Her name counts only `near` her, since others may have the same; her signature and her addresses count anywhere.
        Nothing is changed. Reads the whole table once.
        """
        written = {name: f"{name}_written" for name in columns.data}
        places = [*columns.texts, *columns.named, *written.values()]
        by_name = _any(places, [one for one in self.wanted if one.lower() not in self.addresses])
        signed = [Q(**{key: self.user_id}) for key, _name in columns.signed]
        wanted = reduce(or_, [near & by_name, _any(places, self.addresses), *signed], Q(pk__in=[]))
        texts = {alias: Cast(name, TextField()) for name, alias in written.items()}
        for row in found.alias(**texts).filter(wanted).order_by("pk").iterator(chunk_size=200):
            after = self._after(row, columns)
            if after:
                yield row, after

    def erase(self, found: QuerySet[M], columns: Columns, *, near: Q) -> int:
        """Change all of them. Returns how many."""
        number = 0
        for row, after in self.rows(found, columns, near=near):
            type(row)._default_manager.filter(pk=row.pk).update(**after)
            number += 1
        return number

    def count(self, found: QuerySet[M], columns: Columns, *, near: Q) -> int:
        """How many it would change."""
        return sum(1 for _one in self.rows(found, columns, near=near))

    def without_her(self, value: Any) -> Any:  # Any: JSON
        """Data with texts that do not name her; its keys and codes stay."""
        if isinstance(value, str):
            return value if _CODE.fullmatch(value) else self.cleaned(value)
        if isinstance(value, Mapping):
            return {key: self.without_her(one) for key, one in value.items()}
        return [self.without_her(one) for one in value] if isinstance(value, list) else value

    def _after(self, row: Model, columns: Columns) -> dict[str, Any]:
        after: dict[str, Any] = {name: self.former for key, name in columns.signed if getattr(row, key) == self.user_id}
        after |= {name: self.former for name in columns.named if getattr(row, name) == self.name}
        for name in columns.texts:
            field = row._meta.get_field(name)
            limit = field.max_length if isinstance(field, Field) else None
            after[name] = self.cleaned(getattr(row, name))[:limit]
        after |= {name: self.without_her(getattr(row, name)) for name in columns.data}
        return {name: value for name, value in after.items() if getattr(row, name) != value}


def _any(places: Collection[str], texts: Collection[str]) -> Q:
    """Rows in which one of these columns has one of these texts."""
    return reduce(or_, [Q(**{f"{place}__icontains": text}) for place in places for text in texts], Q(pk__in=[]))
