"""A row as plain values, kept so that it can be put back exactly. Pure but for reading a model's fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model

Picture = Mapping[str, Any]  # Any: the values of a row's columns, as JSON has them


def picture_of(row: Model) -> dict[str, Any]:  # Any: as `Picture`
    """Every column of a row, instants to the microsecond."""
    return {field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def is_as(row: Model, picture: Picture) -> bool:
    """Whether a row still is as it was when the picture was taken. Columns that came later don't count."""
    now = picture_of(row)
    return all(now[name] == value for name, value in picture.items() if name in now)


def put_back(row: Model, picture: Picture) -> None:
    """Give a row the values of its picture. The caller saves."""
    for field in row._meta.concrete_fields:
        if field.attname in picture and not field.primary_key:
            value = picture[field.attname]
            setattr(row, field.attname, value if value is None else field.to_python(value))


def _plain(value: Any) -> Any:  # Any: a column's value
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
