"""What a bulk change and each of its cases go through, which events start a rule, and what a step may do."""

from __future__ import annotations

from enum import StrEnum

from goodstanding.kit.states import Moves


class StepKind(StrEnum):
    """One thing that a bulk change, a macro or a rule does to a case."""

    ASSIGN = "assign"
    PRIORITY = "priority"
    QUEUE = "queue"
    TAG = "tag"
    UNTAG = "untag"
    SNOOZE = "snooze"
    PROBLEM = "problem"
    NOTE = "note"
    SPAM = "spam"
    TRASH = "trash"
    REPLY = "reply"


# A note stays said, and a snooze of a case that has come back is over: nothing to take back. A reply is no step that somebody
# chooses: it is the way back of a letter (rules.Letter).
TAKEN_BACK = frozenset(StepKind) - {StepKind.NOTE, StepKind.REPLY}
FOR_RULES = TAKEN_BACK - {StepKind.SPAM, StepKind.TRASH, StepKind.SNOOZE, StepKind.PROBLEM} | {StepKind.NOTE}
FOR_MACROS = frozenset({StepKind.ASSIGN, StepKind.PRIORITY, StepKind.QUEUE, StepKind.TAG, StepKind.UNTAG})


class BulkState(StrEnum):
    """A bulk change on its way, or on its way back. A stopped one goes on where it stood, or is taken back."""

    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


BULK_MOVES: Moves[BulkState] = {
    BulkState.RUNNING: {BulkState.DONE, BulkState.STOPPED},
    BulkState.STOPPED: {BulkState.RUNNING, BulkState.UNDOING},
    BulkState.DONE: {BulkState.UNDOING},
    BulkState.UNDOING: {BulkState.UNDONE, BulkState.DONE},  # taking back can be stopped too, and begun again
    BulkState.UNDONE: set(),
}
UNDER_WAY = frozenset({BulkState.RUNNING, BulkState.UNDOING})


class StoppedFor(StrEnum):
    """Why a bulk change, or taking it back, stands still before its end."""

    ASKED = "asked"
    RIGHTS = "rights"


class ItemState(StrEnum):
    """What became of one case of a bulk change."""

    WAITING = "waiting"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    STAYS = "stays"


class Event(StrEnum):
    """What starts a rule."""

    OPENED = "opened"
    REPLIED = "replied"
    ANSWERED = "answered"
    REOPENED = "reopened"
    CLOSED = "closed"
    NEAR = "near"
    BROKEN = "broken"
