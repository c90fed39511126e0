"""Everything that changes the demo marketplace: loading, letting time pass, signing in, removing."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from goodstanding.base.clock import reading
from goodstanding.connectors.demo import queries
from goodstanding.connectors.demo.actions.clearing import clear
from goodstanding.connectors.demo.actions.passwords import sign_ins
from goodstanding.connectors.demo.actions.playing import Progress, play_until
from goodstanding.connectors.demo.actions.setting_up import set_up
from goodstanding.connectors.demo.plan import Plan
from goodstanding.connectors.demo.stream import Play
from goodstanding.kit.errors import Conflict, Invalid

MOST_DAYS_AHEAD = 400


def load(*, plan: Plan, folder: Path, progress: Progress = lambda reached, events: None) -> bool:
    """Make the demo marketplace and play its year. Loaded already: does nothing and returns False.

    A load that was stopped goes on where it stopped, with the plan it began with. Raises Conflict where others sell
    already, or where a store of theirs has a demo store's code.
    """
    run = queries.run()
    if run is not None and run.is_loaded:
        return False
    if run is None:
        if queries.has_other_sellers():
            raise Conflict(
                "Sellers of your own are in this marketplace. Load the demo into an installation of its own: "
                "choose another folder with --data."
            )
        run = set_up(play=Play(plan), folder=folder)
    play_until(play=Play(run.plan), until=run.opened_at, progress=progress)
    return True


def advance(*, by: timedelta, now: datetime, progress: Progress = lambda reached, events: None) -> datetime:
    """Let time pass: the clock moves on from `now`, orders and everything around them happen, deadlines pass.

    What happened since the demo was last played is caught up first. Returns the new present. Stopped half-way, the clock
    stands where the last whole day ended. Raises NotFound without a demo, Invalid for no time or more than 400 days.
    """
    if not timedelta(0) < by <= timedelta(days=MOST_DAYS_AHEAD):
        raise Invalid(f"Choose more than nothing and at most {MOST_DAYS_AHEAD} days.", field="days")
    run = queries.loaded_run()
    until = max(now, run.played_until) + by
    play = Play(run.plan)
    if run.played_until < now:
        play_until(play=play, until=now, progress=progress)
    play_until(play=play, until=until, progress=progress, move_clock=True)
    reading.move_to(until)
    return until


__all__ = ["advance", "clear", "load", "sign_ins"]
