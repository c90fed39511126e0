"""Decisions about escalations: offered or refused and from when, clocks, who may decide, what would have avoided it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from goodstanding.systems.escalation.handbook import Ground, Handbook, Level
from goodstanding.systems.service.calendars import ALWAYS, Calendar

LONG_WAIT = timedelta(hours=48)


class Why(StrEnum):
    """Why an escalation is not possible now."""

    CLOSED = "closed"
    OPEN_ALREADY = "open_already"
    EXHAUSTED = "exhausted"
    COOLDOWN = "cooldown"
    NO_ANSWER_YET = "no_answer_yet"
    NO_GROUND = "no_ground"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a case and its seller when the question is asked.

    `notices` are the live notifications that the case is about. `answers` counts what the marketplace has said in it.
    `due_at` is when our next word is owed, `ended_at` when the last escalation of the case ended.
    """

    standing: str
    category: str
    opened_at: datetime
    closed: bool = False
    answers: int = 0
    due_at: datetime | None = None
    notices: tuple[str, ...] = ()
    open_now: bool = False
    exhausted: bool = False
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class No:
    """One reason against it, and from when it no longer holds (None: not by waiting)."""

    why: Why
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """The grounds that warrant an escalation, and what stands against it. It is offered when nothing does."""

    grounds: tuple[str, ...]
    against: tuple[No, ...]

    @property
    def offered(self) -> bool:
        """Whether the seller may escalate now."""
        return not self.against

    @property
    def possible_at(self) -> datetime | None:
        """From when it is possible if nothing else happens; None when waiting alone doesn't help, or nothing is against."""
        untils = [no.until for no in self.against]
        known = [until for until in untils if until is not None]
        return max(known) if known and len(known) == len(untils) else None


def offer(facts: Facts, book: Handbook, at: datetime) -> Offer:
    """Whether an escalation is offered at an instant, with the reasons for and against (advice 3.3 of the trade; P2B 11).

    Where waiting helps, `possible_at` is an instant at which the same facts would be an offer.
    """
    grounds = [ground for ground in book.grounds.values() if holds(ground, facts, book, at)]
    return Offer(tuple(ground.code for ground in grounds), tuple(_against(facts, grounds, book, at)))


def holds(ground: Ground, facts: Facts, book: Handbook, at: datetime) -> bool:
    """Whether a ground holds for the facts at an instant."""
    since = _holds_from(ground, facts, book)
    return since is not None and since <= at


def _against(facts: Facts, grounds: Sequence[Ground], book: Handbook, at: datetime) -> list[No]:
    """A case that is over, escalated or exhausted needs no second reason; the others are given together."""
    if facts.open_now:
        return [No(Why.OPEN_ALREADY)]
    if facts.exhausted:
        return [No(Why.EXHAUSTED)]
    if facts.closed:
        return [No(Why.CLOSED)]
    found = []
    if facts.ended_at is not None and at < facts.ended_at + timedelta(hours=book.cooldown_hours):
        found.append(No(Why.COOLDOWN, facts.ended_at + timedelta(hours=book.cooldown_hours)))
    late = facts.due_at is not None and facts.due_at <= at
    if not facts.answers and not late and not any(ground.at_once for ground in grounds):
        found.append(No(Why.NO_ANSWER_YET, facts.due_at))
    if not grounds:
        found.append(No(Why.NO_GROUND, _first_ground_at(facts, book)))
    return found


def _first_ground_at(facts: Facts, book: Handbook) -> datetime | None:
    times = [since for ground in book.grounds.values() if (since := _holds_from(ground, facts, book)) is not None]
    return min(times, default=None)


def _holds_from(ground: Ground, facts: Facts, book: Handbook) -> datetime | None:
    """Since or from when a ground holds if the facts stay as they are, or None."""
    earliest = facts.opened_at + timedelta(hours=ground.after_hours)
    times = []
    if facts.standing in ground.standings or _fits(facts.category, ground.categories):
        times.append(earliest)
    if ground.notifications and facts.notices:
        times.append(earliest)
    if ground.overdue and facts.due_at is not None:
        times.append(max(earliest, facts.due_at))
    if ground.after_reasonable_time:
        times.append(max(earliest, facts.opened_at + timedelta(hours=book.reasonable_hours)))
    return min(times, default=None)


def _fits(category: str, patterns: Collection[str]) -> bool:
    return category in patterns or f"{category.partition('.')[0]}.*" in patterns


def due(since: datetime, seconds: int, calendar: Calendar = ALWAYS) -> datetime:
    """When a level's answer is due that has so many seconds of its calendar."""
    return calendar.after(since, seconds)


def left(due_at: datetime, at: datetime, calendar: Calendar = ALWAYS) -> int:
    """Seconds of its calendar left on a level's clock when it is stopped; none when it was missed."""
    return calendar.elapsed(at, due_at)


def replay(
    runs: Sequence[tuple[datetime, datetime | None]], seconds: int, calendar: Calendar
) -> tuple[datetime | None, int]:
    """A level's clock run again from its beginning: when it is due (None: it stands still), and what the last run began with.

    `runs` are the stretches in which it ran, the last one without an end while it does. Other working hours, or another time
    for the level, are applied by calling this: the time used is the time used under them. Nothing changed, nothing moves.
    """
    remaining = seconds
    for since, until in runs:
        due_at = due(since, remaining, calendar)
        if until is None:
            return due_at, remaining
        remaining = left(due_at, until, calendar)
    return None, remaining


def warn_after(left_seconds: int, level: Level, percent: int) -> int | None:
    """After how many more seconds of a level's calendar `percent` of its time is used; None when it is already."""
    quiet = left_seconds - level.seconds * (100 - percent) // 100
    return quiet if quiet > 0 else None


def next_level(level: int, book: Handbook) -> int | None:
    """The level above, or None at the top."""
    return level + 1 if level < book.top else None


def is_impartial(user_id: int | None, involved: Collection[int]) -> bool:
    """Whether somebody decides anew: nobody looks again at what she decided or handled before (ES3; DSA Art. 20(4))."""
    return user_id is not None and user_id not in involved


class Lesson(StrEnum):
    """What would have avoided an escalation, or shortened it."""

    OUR_ANSWER = "our_answer"
    OUR_DELAY = "our_delay"
    FILES_LATE = "files_late"
    NOTICE_UNREAD = "notice_unread"
    DEADLINE_MISSED = "deadline_missed"
    WARNED_BEFORE = "warned_before"
    REPLY_LATE = "reply_late"
    SPREAD = "spread"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What happened in the case, as far as it teaches something.

    `files_before` were there before our first answer, `files_after` later. `unread` is how long the notification in
    question lay unread, `waited` how long the case waited for the seller. `warnings` were issued before the case was opened.
    """

    changed: bool
    clocks_missed: int = 0
    promise_missed: bool = False
    files_before: int = 0
    files_after: int = 0
    unread: timedelta = timedelta(0)
    deadline_missed: bool = False
    warnings: int = 0
    waited: timedelta = timedelta(0)
    other_cases: int = 0


def lessons(past: Past) -> list[Lesson]:
    """What would have avoided it, ours first (ES6). Never empty, and no blame where we changed our own answer."""
    table = (
        (Lesson.OUR_ANSWER, past.changed),
        (Lesson.OUR_DELAY, past.promise_missed or past.clocks_missed > 0),
        (Lesson.FILES_LATE, past.files_after > 0 and past.files_before == 0),
        (Lesson.NOTICE_UNREAD, past.unread >= LONG_WAIT),
        (Lesson.DEADLINE_MISSED, past.deadline_missed),
        (Lesson.WARNED_BEFORE, past.warnings > 0),
        (Lesson.REPLY_LATE, past.waited >= LONG_WAIT),
        (Lesson.SPREAD, past.other_cases > 0),
    )
    return [lesson for lesson, applies in table if applies] or [Lesson.NOTHING]
