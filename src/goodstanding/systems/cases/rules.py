"""Decisions about cases: reminders and endings, reopening, what a subject and a summary are worth, what looks alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from goodstanding.systems.cases.states import Label, Status

SUBJECT_LIMIT = 160
BODY_LIMIT = 20_000  # of one message, note or draft
REASON_LIMIT = 500  # why a case ends, comes back or is put away, and what is agreed
LABEL_LIMIT, GUEST_NAME_LIMIT = 32, 80
FILES_LIMIT = 10  # of one message or note
SUMMARY_LIMIT = 200
NEEDS_AT_ONCE, NEEDS_LIMIT = 10, 50  # things a seller is asked for by one answer, and in one case
WHAT_LIMIT, WHO_LIMIT = 200, 80  # for what a case waits, and for which third party
BEGINNING_LIMIT = 140
_MARKS = re.compile(r"[*`]+|\b_+|_+\b|^\s*[>#]+|^\s*(?:[-+]|\d+[.)])\s+", re.MULTILINE)
_WORD = re.compile(r"[^\W_]{3,}")
_ENOUGH_WORDS = 3
_SHARED_PART = 2  # one half


class Step(StrEnum):
    """What a waiting case does next by itself."""

    REMIND = "remind"
    RESOLVE = "resolve"
    CLOSE = "close"


class Hint(StrEnum):
    """Why a subject says nothing."""

    TOO_SHORT = "too_short"
    SAYS_NOTHING = "says_nothing"
    SHOUTING = "shouting"


@dataclass(frozen=True, slots=True)
class Waits:
    """The operator's patience, in days (cases.yaml). Reminders ascend and come before the end."""

    reminder_days: tuple[int, ...]
    resolve_after_days: int
    reopen_within_days: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits: since when, and which reminders went out."""

    status: Status
    since: datetime
    reminders_sent: int = 0
    reminded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wake:
    """What happens next by itself, and when. `reminder` is the number that counts as sent after a REMIND."""

    at: datetime
    step: Step
    reminder: int = 0


def seller_due(waiting: Waiting, waits: Waits) -> datetime | None:
    """Until when the seller may answer before the case is resolved for want of a reply, or None when it isn't her turn.

    Never sooner after a reminder than the time planned between the last reminder and the end: when reminders went out
    late (nothing ran for days), the seller does not pay for it.
    """
    if waiting.status is not Status.PENDING_SELLER:
        return None
    planned = waiting.since + timedelta(days=waits.resolve_after_days)
    if waiting.reminded_at is None or not waits.reminder_days:
        return planned
    grace = timedelta(days=waits.resolve_after_days - waits.reminder_days[-1])
    if waiting.reminders_sent < len(waits.reminder_days):
        return planned
    return max(planned, waiting.reminded_at + grace)


def next_wake(waiting: Waiting, waits: Waits, at: datetime) -> Wake | None:
    """What a waiting case does next and when (possibly in the past, when it is overdue), or None when nothing.

    Reminders that were missed are caught up by one, not by several at once; no case is resolved for want of a reply
    before its last reminder went out.
    """
    if waiting.status is Status.RESOLVED:
        return Wake(waiting.since + timedelta(days=waits.reopen_within_days), Step.CLOSE)
    due = seller_due(waiting, waits)
    if due is None:
        return None
    if waiting.reminders_sent >= len(waits.reminder_days):
        return Wake(due, Step.RESOLVE)
    first = waiting.since + timedelta(days=waits.reminder_days[waiting.reminders_sent])
    passed = sum(waiting.since + timedelta(days=days) <= at for days in waits.reminder_days)
    return Wake(first, Step.REMIND, reminder=max(passed, waiting.reminders_sent + 1))


def reopen_until(closed_at: datetime, waits: Waits) -> datetime:
    """The last instant at which a closed case can be reopened."""
    return closed_at + timedelta(days=waits.reopen_within_days)


def within_reopen_window(closed_at: datetime, at: datetime, waits: Waits) -> bool:
    """Whether a closed case can still be reopened."""
    return at <= reopen_until(closed_at, waits)


def is_silent(label: Label, updated_at: datetime, at: datetime, silent_days: int) -> bool:
    """Whether nothing has happened in a living case for too long."""
    return label is not Label.CLOSED and at - updated_at >= timedelta(days=silent_days)


def one_line(text: str, limit: int) -> str:
    """How a text begins: marks and line breaks gone, cut at a word where possible."""
    flat = " ".join(_MARKS.sub(" ", text).split())
    if len(flat) <= limit:
        return flat
    cut = flat[: limit - 1]
    words = cut.rsplit(" ", 1)
    return f"{(words[0] if len(words[0]) > limit // 2 else cut).rstrip(' ,;:')}…"


def summary_of(body: str) -> str:
    """A case in one line until somebody writes a better one: how its first message begins."""
    return one_line(body, SUMMARY_LIMIT)


def subject_hint(subject: str, empty_words: Set[str]) -> Hint | None:
    """Why a subject does not tell the case, or None. `empty_words` are those that say nothing by themselves."""
    words = [word.lower() for word in _WORD.findall(subject)]
    if not words:
        return Hint.TOO_SHORT if subject.strip() else None
    telling = [word for word in words if word not in empty_words]
    if not telling:
        return Hint.SAYS_NOTHING
    letters = [c for c in subject if c.isalpha()]
    if len(letters) >= 12 and all(c.isupper() for c in letters):
        return Hint.SHOUTING
    digits = any(c.isdigit() for c in subject)
    return Hint.TOO_SHORT if len(words) < _ENOUGH_WORDS and not digits else None


@dataclass(frozen=True, slots=True)
class Trait:
    """What a case is about, for comparing it with another."""

    category: str
    subject: str
    refs: frozenset[tuple[str, str]]


def likeness(new: Trait, old: Trait, empty_words: Set[str]) -> int:
    """How much an open case looks like a new one: 3 the same object, 2 the same words, 1 the same category, 0 not at all.

    Filing the same thing twice is what sellers are warned for, so the open case is offered first (domain 3.1).
    """
    if new.refs & old.refs:
        return 3
    mine, other = told_words(new.subject, empty_words), told_words(old.subject, empty_words)
    if mine and len(mine & other) * _SHARED_PART >= len(mine):
        return 2
    return 1 if new.category == old.category and not (new.refs and old.refs) else 0


def most_alike(
    new: Trait, others: Mapping[str, Trait], empty_words: Set[str], *, limit: int = 3, least: int = 1
) -> Sequence[str]:
    """The keys of the cases that look most like the new one, best first; equal ones keep their order."""
    scored = [(likeness(new, trait, empty_words), key) for key, trait in others.items()]
    found = [(score, key) for score, key in scored if score >= least]
    return [key for _, key in sorted(found, key=lambda pair: -pair[0])[:limit]]


def told_words(text: str, empty_words: Set[str]) -> set[str]:
    """The words of a text that tell something, in small letters."""
    return {word.lower() for word in _WORD.findall(text)} - set(empty_words)
