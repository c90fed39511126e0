"""Letting time pass in the demo marketplace: events, judgements, deadlines and what its people do, step by step.

One step is one transaction, with the mark how far the demo has been played in it. A load that was stopped goes on after
the last whole step, and the background worker never meets half a step (ADR 31).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from goodstanding.base.clock import reading
from goodstanding.base.outbox import actions as outbox
from goodstanding.connectors.demo import queries
from goodstanding.connectors.demo.actions import ticking
from goodstanding.connectors.demo.actions.answering import Answering
from goodstanding.connectors.demo.actions.casework import Casework
from goodstanding.connectors.demo.actions.paying import Paying
from goodstanding.connectors.demo.actions.showing import Showing
from goodstanding.connectors.demo.cast import WRITTEN
from goodstanding.connectors.demo.dice import Dice
from goodstanding.connectors.demo.models import DemoRun
from goodstanding.connectors.demo.stream import DayOfEvents, Play
from goodstanding.kit.actors import SYSTEM
from goodstanding.systems.health import actions as health
from goodstanding.systems.orders import actions as orders
from goodstanding.systems.orders.events import EventDraft
from goodstanding.systems.stores.models import Store

SOURCE = "demo"
BATCH = 5_000
# How fine the past is played: (days left until the year's end, days of a step). What was long ago needs no daily steps.
_STEPS = ((100, 30), (50, 6), (10, 3), (0, 1))
_JITTER_MINUTES = 70
_HOUR = timedelta(hours=1)  # how finely notifications are looked after where the clock is moved
_LEAST = timedelta(hours=5)  # no step is shorter, but for the last one

Progress = Callable[[datetime, int], None]


def play_until(
    *, play: Play, until: datetime, progress: Progress = lambda reached, events: None, move_clock: bool = False
) -> int:
    """Play on from where the run stands until an instant; returns how many events were recorded.

    May be stopped at any time and called again. With `move_clock` the marketplace's clock follows each step.
    """
    run = DemoRun.objects.get()
    stage = _Stage(play)
    drafts = Drafts(play.days(run.played_until, until))
    since, total = run.played_until, 0
    for at in steps(run, until):
        total += _step(stage, since=since, at=at, drafts=drafts.until(at), move_clock=move_clock)
        progress(at, total)
        since = at
    return total


def steps(run: DemoRun, until: datetime) -> Iterator[datetime]:
    """The instants at which steps end: coarse long ago, then daily at changing times of the day, and `until` itself."""
    left = run.days
    while (at := _step_end(run, left)) < until - _LEAST:
        if at > run.played_until + _LEAST:
            yield at
        left -= next((days for days_left, days in _STEPS if left >= days_left + days), 1)
    if until > run.played_until:
        yield until


def _step_end(run: DemoRun, left: int) -> datetime:
    """The end of the step with so many days left until the year's end (fewer than none after it)."""
    minutes = Dice(f"{run.seed}:step:{left}").between(-_JITTER_MINUTES, _JITTER_MINUTES) if left else 0
    return run.opened_at + timedelta(days=-left, minutes=minutes)


class Drafts:
    """A stream of days, taken up to an instant at a time."""

    def __init__(self, days: Iterator[DayOfEvents]) -> None:
        self._days = days
        self._last: date | None = None
        self._waiting: dict[str, list[EventDraft]] = {}

    def until(self, at: datetime) -> dict[str, list[EventDraft]]:
        """Everything before `at` that was not taken yet, by store."""
        while self._last is None or self._last < at.astimezone(UTC).date():
            day = next(self._days, None)
            if day is None:
                break
            self._last = day.day
            for store, drafts in day.by_store.items():
                self._waiting.setdefault(store, []).extend(drafts)
        taken = {store: [d for d in drafts if d.at < at] for store, drafts in self._waiting.items()}
        self._waiting = {store: [d for d in drafts if d.at >= at] for store, drafts in self._waiting.items()}
        return taken


class _Stage:
    """What stays the same from step to step."""

    def __init__(self, play: Play) -> None:
        self.opened_at = play.plan.opened_at
        self.stores = {store.code: store for store in Store.objects.filter(is_demo=True)}
        self.sellers = queries.sellers_by_external_id()
        self.casework = Casework(cast=play.sellers, sellers=self.sellers, opened_at=self.opened_at)
        self.showing = Showing(sellers=self.sellers, opened_at=self.opened_at)
        self.paying = Paying(seed=play.plan.seed, stores=list(self.stores.values()), opened_at=self.opened_at)
        self.answering = Answering(
            seed=play.plan.seed, cast=play.sellers, sellers=self.sellers, opened_at=self.opened_at
        )

    def deeds(self, since: datetime, at: datetime) -> None:
        """What people do about cases in a span."""
        self.casework.play(since, at)
        self.showing.play(since, at)

    def marks(self, since: datetime, at: datetime) -> list[datetime]:
        """When they do it, in order."""
        return sorted({one for one in (*self.casework.instants, *self.showing.instants) if since <= one < at})

    def to_judge(self, at: datetime) -> list[int]:
        """Windows move on without events. From the year's end on everybody is judged, before it the sellers with a story."""
        if at >= self.opened_at:
            return [seller.pk for seller in self.sellers.values()]
        return [self.sellers[written.external_id].pk for written in WRITTEN]


@transaction.atomic
def _step(
    stage: _Stage, *, since: datetime, at: datetime, drafts: dict[str, list[EventDraft]], move_clock: bool
) -> int:
    """One step: what happened is recorded, people act and clocks strike in order, then everybody has reacted as of its end."""
    run = DemoRun.objects.select_for_update().get()
    accepted = _record(stage, drafts, at)
    for start, end in _spans(since, at, _HOUR if move_clock else at - since):
        stage.answering.play(start, end)
        ticking.pass_time(start, end, deeds=stage.deeds, marks=stage.marks(start, end), hand_on=_hand_on)
        if move_clock:
            ticking.watch_notifications(end)
            ticking.tell_of_forgotten(end)
            _hand_on(end)
    while orders.wake(at=at):
        pass
    _hand_on(at)
    health.evaluate(stage.to_judge(at), at=at)
    ticking.watch_notifications(at)
    ticking.strike(at)
    ticking.finish(at)
    stage.paying.play(since, at)
    _hand_on(at)
    if move_clock:
        ticking.tidy(at)
    run.played_until = at
    run.save(update_fields=["played_until"])
    if move_clock:
        reading.move_to(at)
    return accepted


def _spans(since: datetime, at: datetime, length: timedelta) -> Iterator[tuple[datetime, datetime]]:
    """A step in spans of a length; the last one may be shorter."""
    while since < at:
        end = min(since + length, at)
        yield since, end
        since = end


def _record(stage: _Stage, drafts: dict[str, list[EventDraft]], at: datetime) -> int:
    accepted = 0
    for code, happened in drafts.items():
        for start in range(0, len(happened), BATCH):
            part = happened[start : start + BATCH]
            recorded = orders.record_events(actor=SYSTEM, store=stage.stores[code], drafts=part, source=SOURCE, at=at)
            accepted += recorded.accepted
            if recorded.rejects:
                raise AssertionError(f"The generator made an event that was refused: {recorded.rejects[0]}")
    return accepted


def _hand_on(at: datetime) -> None:
    """Run the reactions to everything announced so far, as the worker would, with the demo's own time."""
    while waiting := outbox.unhandled(before=at + timedelta(seconds=1)):
        for fact_id in waiting:
            outbox.handle(fact_id, at=at)
