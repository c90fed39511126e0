"""Decisions about promises: how much of one is used and when it is due, what begins and ends, how it came out. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from goodstanding.systems.service.states import OWED_WORDS, REPLIES, WORDS_FROM_US, End, Kind, Side, Verdict
from goodstanding.systems.service.terms import Terms


@dataclass(frozen=True, slots=True)
class Turn:
    """One stretch of time for which a matter was with one side; the last one has no end while the matter lives."""

    side: Side
    started_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Where a promise stands: seconds used, when it is due (or was), when to warn, and since when its clock stands still.

    `due_at` is None while the clock stands still with time left: nobody knows yet.
    """

    used_seconds: int
    due_at: datetime | None
    warn_at: datetime | None
    paused_since: datetime | None

    @property
    def runs(self) -> bool:
        """Whether its clock runs now."""
        return self.paused_since is None


def reckon(
    turns: Sequence[Turn], started_at: datetime, terms: Terms, at: datetime, *, carried_seconds: int = 0
) -> Reckoning:
    """A promise reckoned from scratch: the time that counted since it began, by its calendar, without its pauses.

    Another target, calendar or pause rule is applied by calling this again: the time used is the time used under the new terms.
    `carried_seconds` were used elsewhere before; a promise that came late already is due before it began.
    """
    used, running, stopped_at = carried_seconds, False, started_at
    due_at = warn_at = None
    for since, until in _stretches(turns, started_at, terms.pauses):
        running = until is None
        if due_at is None:
            due_at = _reached(terms, since, until, terms.target_seconds - used)
        if warn_at is None:
            warn_at = _reached(terms, since, until, terms.warn_seconds - used)
        used += terms.calendar.elapsed(since, at if until is None else until)
        stopped_at = until or stopped_at
    return Reckoning(used, due_at, warn_at, None if running else stopped_at)


def carried_for(turns: Sequence[Turn], started_at: datetime, terms: Terms, due_by: datetime) -> int:
    """How many seconds a promise must have carried along to be due by an instant: at it, or when its calendar closed before.

    Negative when its own time is sooner. An instant before the promise began is counted around the clock, as `reckon` does.
    """
    used, first = 0, None
    for since, until in _stretches(turns, started_at, terms.pauses):
        first = first or since
        used += terms.calendar.elapsed(since, due_by if until is None else min(until, due_by))
    late = int((first - due_by).total_seconds()) if first is not None and due_by < first else 0
    return terms.target_seconds - used + late


@dataclass(frozen=True, slots=True)
class Open:
    """A promise that waits to be kept."""

    kind: Kind
    started_at: datetime


def met_by_word(promises: Collection[Open], at: datetime) -> set[Kind]:
    """What a word from us keeps: every reply, and the updates promised before it (not the one it begins)."""
    return {one.kind for one in promises if one.kind in REPLIES or (one.kind in WORDS_FROM_US and one.started_at < at)}


def ended_by(end: End, kind: Kind) -> bool:
    """Whether the end of a matter keeps a promise of a kind; else the promise is not needed any more."""
    if kind is Kind.RESOLUTION:
        return end is not End.DROPPED
    return end is End.ANSWERED


def to_begin(side: Side, held: Collection[Kind], *, spoke: str, first: bool) -> Kind | None:
    """The word that is owed from now on and not promised yet, or None.

    `held` are the kinds still open, `spoke` who just said something (us, seller, or nobody), `first` whether nobody has
    answered yet. While it is our turn a word is always owed; while a third party is asked, news of it.
    """
    if side is Side.THIRD_PARTY:
        return None if Kind.THIRD_PARTY_UPDATE in held else Kind.THIRD_PARTY_UPDATE
    if side is not Side.MARKETPLACE:
        return None
    reply = Kind.FIRST_REPLY if first else Kind.NEXT_REPLY
    if spoke == Side.SELLER:
        return None if set(REPLIES) & set(held) else reply
    if set(OWED_WORDS) & set(held):
        return None
    return Kind.UPDATE if spoke == Side.MARKETPLACE else reply


def verdict(due_at: datetime | None, met_at: datetime) -> Verdict:
    """Kept when met by the due time, or while the clock stood still with time left."""
    return Verdict.KEPT if due_at is None or met_at <= due_at else Verdict.MISSED


def is_broken(due_at: datetime | None, at: datetime) -> bool:
    """Whether a promise that is not met is broken by an instant."""
    return due_at is not None and due_at < at


def _stretches(
    turns: Sequence[Turn], started_at: datetime, pauses: Collection[Side]
) -> Iterator[tuple[datetime, datetime | None]]:
    """When the clock of a promise ran, in order of time."""
    for turn in turns:
        if turn.side in pauses or turn.side is Side.NOBODY:
            continue
        if turn.ended_at is None or turn.ended_at > started_at:
            yield max(turn.started_at, started_at), turn.ended_at


def revived(ended_at: datetime, met: bool, running_since: datetime | None) -> bool:
    """Whether the end of a promise was taken back: it was not met, and the turn it ended in runs again."""
    return not met and running_since is not None and running_since < ended_at


def _reached(terms: Terms, since: datetime, until: datetime | None, seconds: int) -> datetime | None:
    """When so many seconds have been counted in a stretch, or None when it ends before."""
    if until is not None and terms.calendar.elapsed(since, until) < seconds:
        return None
    return terms.calendar.after(since, seconds) if seconds >= 0 else since + timedelta(seconds=seconds)
