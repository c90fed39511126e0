"""What both sides' pages show of an escalation, as plain values: the brief, the ladder, the log, the way outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodstanding.systems.cases.display import Attached
from goodstanding.systems.escalation import compose, queries, words
from goodstanding.systems.escalation.handbook import FIRST_LINE, Handbook
from goodstanding.systems.escalation.models import Escalation, Step
from goodstanding.systems.escalation.queries import Outside
from goodstanding.systems.escalation.rules import Lesson
from goodstanding.systems.escalation.states import State, StepKind
from goodstanding.systems.sellers.states import Standing
from goodstanding.systems.sellers.words import STANDING_WORDS
from goodstanding.ui import moments


@dataclass(frozen=True, slots=True)
class Brief:
    """Exactly what the next level reads."""

    level: str
    ground: str
    others: Sequence[str]
    summary: str
    stake: str
    tried: str
    unresolved: str
    wish: str
    facts: Sequence[tuple[str, str]]
    files: Sequence[Attached]
    prior: Sequence[str]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of the ladder. `mark` is a tag's state; `due_at` is when it answers, `since` when it began."""

    name: str
    number: int
    mark: str
    word: str
    now: bool
    hours: int
    since: datetime | None = None
    due_at: datetime | None = None
    reasons: str = ""
    working: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log: what, who (role or name), when, in which words."""

    what: str
    who: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class OutsideShown:
    """A step outside as the seller reads it."""

    label: str
    who: str
    what: str
    source: str
    source_url: str
    until: datetime | None
    needs: Sequence[str]
    turn: Outside


def brief(escalation: Escalation, book: Handbook, files: Sequence[Attached]) -> Brief:
    """The escalation as the next level reads it, saved or not."""
    grounds = [_ground(code, book) for code in escalation.grounds if code != escalation.ground]
    return Brief(
        level=words.level_name(escalation.level, escalation.route, book), ground=_ground(escalation.ground, book),
        others=grounds, summary=escalation.summary, stake=compose.stake_of(escalation), tried=escalation.tried,
        unresolved=escalation.unresolved, wish=compose.wish_of(escalation, book), facts=_facts(escalation), files=files,
        prior=escalation.prior_cases, by=escalation.opened_by_name, at=escalation.opened_at,
    )  # fmt: skip


def ladder(escalation: Escalation, steps: Iterable[Step], book: Handbook) -> list[Rung]:
    """Every level: what it decided, what it does now and by when, or that it comes after."""
    said = {step.level: step for step in steps if step.kind in _LEVEL_ENDS}
    return [_rung(number, escalation, said.get(number), book) for number in range(FIRST_LINE, book.top + 1)]


def decisions(steps: Iterable[Step], escalation: Escalation, book: Handbook) -> list[Line]:
    """What the levels decided, with their reasons, oldest first; by the level's name."""
    return [
        Line(
            words.verdict(escalation, step.code),
            words.level_name(step.level, escalation.route, book), step.at, step.words,
        )
        for step in steps if step.kind == StepKind.ANSWERED
    ]  # fmt: skip


def log(steps: Iterable[Step], escalation: Escalation, book: Handbook, *, names: bool) -> list[Line]:
    """What happened, newest first: with names for associates, with the level's name for the seller."""
    lines = []
    for step in steps:
        role = words.level_name(step.level, escalation.route, book)
        who = f"{step.actor_name}, {role}" if names else role
        if step.actor_kind != "staff":
            who = step.actor_name
        what = str(words.STEP_WORDS[step.kind])
        if step.kind == StepKind.ANSWERED:
            what = f"{what}: {words.verdict(escalation, step.code)}"
        lines.append(Line(what, who, step.at, step.words))
    return lines[::-1]


def headline(escalation: Escalation, book: Handbook) -> str:
    """Where it is, in a few words."""
    name = words.level_name(escalation.level, escalation.route, book)
    texts = {
        State.WAITING: _("Your escalation is with: %(level)s"),
        State.IN_HAND: _("Your escalation is being looked at by: %(level)s"),
        State.ASKED: _("%(level)s needs something from you"),
        State.ANSWERED: _("%(level)s has decided"),
        State.SETTLED: _("Your escalation is settled"),
        State.EXHAUSTED: _("Every level of ours has decided"),
        State.REFUSED: _("Your escalation was not taken up"),
        State.WITHDRAWN: _("Your escalation ended with the case"),
    }
    return texts[escalation.status] % {"level": name}


def ended(escalation: Escalation, now: datetime) -> str:
    """When it ended, in one sentence."""
    at = {"at": moments.absolute(escalation.ended_at, now) if escalation.ended_at else ""}
    if escalation.status is State.EXHAUSTED:
        return _("Ended on %(at)s. What is left to you, and everything to hand over, stands below.") % at
    return _("Ended on %(at)s.") % at


def objections(steps: Iterable[Step], escalation: Escalation, book: Handbook) -> list[Line]:
    """Why the seller was not satisfied with a level's decision, oldest first: the next level reads it with the rest."""
    said = _("Why the decision did not settle it: %(level)s")
    return [
        Line(said % {"level": words.level_name(one.level, escalation.route, book)}, one.actor_name, one.at, one.words)
        for one in steps
        if one.kind == StepKind.CONTESTED
    ]


def outside_open(escalation: Escalation | None) -> bool:
    """Whether the steps outside are the seller's next way: every level has decided, or the last one is late."""
    return escalation is not None and (escalation.status is State.EXHAUSTED or escalation.missed)


def outside(steps: Sequence[Outside], escalation: Escalation, *, noticed: bool) -> list[OutsideShown]:
    """The steps outside in the reader's language; `until` counts from the last decision where the law names a time. A
    notification is among what to hand over only where the case is about one (`noticed`)."""
    language = words.language()
    return [
        OutsideShown(
            label=one.rule.label.in_(language), who=one.rule.who.in_(language), what=one.rule.what.in_(language),
            source=one.rule.source, source_url=one.rule.source_url,
            until=_months_after(escalation.ended_at or escalation.level_since, one.rule.months) if one.rule.months else None,
            needs=[str(words.NEED_WORDS[need]) for need in one.rule.needs if noticed or need != "notification"], turn=one,
        )
        for one in steps
    ]  # fmt: skip


def lessons(found: Sequence[Lesson]) -> list[str]:
    """What would have avoided it, in words."""
    return [str(words.LESSON_WORDS[one]) for one in found]


def route_line(escalation_route: str, book: Handbook) -> tuple[str, str]:
    """The name of a route, and its mailbox; empty where nobody takes mail in."""
    route = book.route(escalation_route)
    taken = "@" in route.mailbox or bool(settings.MAIL_IN_ADDRESS)
    return route.label.in_(words.language()), queries.mailbox(route) if taken else ""


_LEVEL_ENDS = {StepKind.ANSWERED, StepKind.HANDED_UP, StepKind.CLOCK_MISSED, StepKind.REFUSED}


def _rung(number: int, escalation: Escalation, said: Step | None, book: Handbook) -> Rung:
    name, hours = words.level_name(number, escalation.route, book), book.level(number).hours
    if number == FIRST_LINE:
        word = _("answered first") if int(escalation.facts["answers"]) else _("had not answered yet")
        return Rung(name, number, "plain", word, now=False, hours=0)
    here = number == escalation.level and escalation.is_open
    if here and escalation.status is not State.ANSWERED:
        late = "over" if escalation.missed else "none"
        word = str(words.STATE_WORDS[escalation.status])
        mark = "waiting" if escalation.status is State.ASKED else late
        return Rung(name, number, mark, word, True, hours, escalation.level_since, escalation.due_at)
    if said is None:
        word = _("comes after") if number > escalation.level else _("passed")
        store = escalation.case.seller.store
        working = queries.is_working_time(book.level(number), store, escalation.level_since)
        return Rung(name, number, "plain", word, now=False, hours=hours, working=working)
    told = words.short_verdict(escalation, said.code) if said.kind == StepKind.ANSWERED else words.STEP_WORDS[said.kind]
    mark = {StepKind.ANSWERED: "good", StepKind.CLOCK_MISSED: "over"}.get(StepKind(said.kind), "plain")
    return Rung(name, number, mark, str(told), here, hours, said.at, None, said.words)


def _ground(code: str, book: Handbook) -> str:
    ground = book.grounds.get(code)
    return ground.label.in_(words.language()) if ground else code


def _facts(escalation: Escalation) -> list[tuple[str, str]]:
    """What the system knew when it was sent."""
    kept = escalation.facts
    opened = parse_datetime(str(kept["opened_at"]))
    found = []
    if not compose.at_stake(Standing(kept["standing"])):  # else what is at stake says so
        found.append((_("Standing of the account"), str(STANDING_WORDS[kept["standing"]])))
    if opened is not None:
        span = moments.span(int((escalation.opened_at - opened).total_seconds()))
        found.append((_("Case open for"), span))
    answers = int(kept["answers"])
    found.append((_("Our answers so far"), ngettext("one", "%(n)s", answers) % {"n": answers}))
    if kept["notices"]:
        found.append((_("Open notifications"), ", ".join(kept["notices"])))
    if kept["late"]:
        found.append((_("Our promise to answer"), _("was not kept")))
    return found


def _months_after(at: datetime, months: int) -> datetime:
    """The same day so many months later, or the last day of that month."""
    years, month = divmod(at.month - 1 + months, 12)
    for day in (at.day, 30, 29, 28):
        try:
            return at.replace(year=at.year + years, month=month + 1, day=day)
        except ValueError:
            continue
    return at
