"""A matter as promises see it. Plain values: whoever owns the matter says what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from goodstanding.systems.service.rules import Turn
from goodstanding.systems.service.states import End, Kind, Side
from goodstanding.systems.service.terms import Group
from goodstanding.systems.stores.models import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A matter as promises see it: what it is, by what it is grouped, who had it when, and how it ended (None: it lives).

    `waited_since` is from when the reply of the running turn counts, where that was before: in the matter this one was split off.
    `asked` says that the other side began it: where we did, nothing is a first reply, and that it is settled is promised once
    the other side has written.
    """

    subject: tuple[str, str]
    store: Store
    group: Group
    began_at: datetime
    turns: Sequence[Turn]
    end: End | None = None
    waited_since: datetime | None = None
    asked: bool = True

    @property
    def running_since(self) -> datetime | None:
        """When the running turn began."""
        return self.turns[-1].started_at if self.turns and self.turns[-1].ended_at is None else None

    @property
    def side(self) -> Side:
        """Whose turn it is."""
        return self.turns[-1].side if self.turns and self.turns[-1].ended_at is None else Side.NOBODY


@dataclass(frozen=True, slots=True)
class Owed:
    """What is due from us next, and in how many seconds of its calendar it was promised."""

    kind: Kind
    due_at: datetime
    target_seconds: int
