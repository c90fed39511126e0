"""The states of an import."""

from __future__ import annotations

from enum import StrEnum

from goodstanding.kit.states import Moves


class RunState(StrEnum):
    """How an import stands. One that was killed stays `running` and can be gone on with like a stopped one."""

    RUNNING = "running"
    STOPPED = "stopped"
    FINISHED = "finished"


MOVES: Moves[RunState] = {
    RunState.RUNNING: {RunState.STOPPED, RunState.FINISHED},
    RunState.STOPPED: {RunState.RUNNING},
    RunState.FINISHED: frozenset(),
}
