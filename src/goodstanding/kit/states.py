"""Tables of allowed changes. A status changes through its table and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Set
from enum import StrEnum
from typing import TypeVar

from goodstanding.kit.errors import Conflict

S = TypeVar("S", bound=StrEnum)
Moves = Mapping[S, Set[S]]


def require_move(moves: Moves[S], before: S, after: S, *, what: str) -> None:
    """Raise Conflict unless the table allows the change."""
    if after not in moves.get(before, frozenset()):
        raise Conflict(f"{what} cannot go from {before.value} to {after.value}.", code="move_not_allowed")
