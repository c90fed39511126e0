"""The desk in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from goodstanding.base.timeline.sentences import Sentence
from goodstanding.systems.cases.words import PRIORITY_WORDS
from goodstanding.systems.desk.rules import NEW, Step
from goodstanding.systems.desk.states import BulkState, Event, ItemState, StepKind, StoppedFor

SENTENCES = {
    "bulk.begun": Sentence(_("Bulk change of %(cases)s cases begun")),
    "bulk.taken_back": Sentence(_("Bulk change taken back")),
    "bulk.stopped": Sentence(_("Bulk change stopped before its end")),
    "bulk.went_on": Sentence(_("Bulk change went on where it stood")),
    "macro.made": Sentence(_("Macro '%(name)s' written")),
    "macro.changed": Sentence(_("Macro '%(name)s' changed")),
    "macro.hindered": Sentence(_("Macro '%(name)s': not all of it was done: %(why)s")),
    "macro.removed": Sentence(_("Macro '%(name)s' removed")),
    "rule.made": Sentence(_("Rule '%(name)s' made: %(query)s")),
    "rule.changed": Sentence(_("Rule '%(name)s' changed: %(query)s")),
    "rule.switched_on": Sentence(_("Rule '%(name)s' switched on")),
    "rule.switched_off": Sentence(_("Rule '%(name)s' switched off")),
    "rule.moved": Sentence(_("Rule '%(name)s' moved in the order")),
    "rule.removed": Sentence(_("Rule '%(name)s' removed")),
}
SUBJECTS = {"bulk": _("Bulk change"), "macro": _("Macro"), "rule": _("Rule")}
STEP_WORDS = {
    StepKind.ASSIGN: _("Assign to"),
    StepKind.PRIORITY: _("Set the priority"),
    StepKind.QUEUE: _("Hand to the queue"),
    StepKind.TAG: _("Put on the tag"),
    StepKind.UNTAG: _("Take off the tag"),
    StepKind.SNOOZE: _("Snooze, in days"),
    StepKind.PROBLEM: _("Put behind the problem"),
    StepKind.NOTE: _("Write an internal note"),
    StepKind.SPAM: _("Put away as spam"),
    StepKind.TRASH: _("Put into the trash"),
    StepKind.REPLY: _("Answer the seller"),
}
EVENT_WORDS = {
    Event.OPENED: _("a case is opened"),
    Event.REPLIED: _("the seller writes"),
    Event.ANSWERED: _("the marketplace answers"),
    Event.REOPENED: _("a case is reopened"),
    Event.CLOSED: _("a case is closed"),
    Event.NEAR: _("a service level is nearly missed"),
    Event.BROKEN: _("a service level is missed"),
}
BULK_WORDS = {
    BulkState.RUNNING: _("Under way"),
    BulkState.STOPPED: _("Stopped"),
    BulkState.DONE: _("Done"),
    BulkState.UNDOING: _("Being taken back"),
    BulkState.UNDONE: _("Taken back"),
}
STOPPED_WORDS = {
    StoppedFor.ASKED: _("%(stopped)s stopped it here."),
    StoppedFor.RIGHTS: _(
        "It stopped by itself: %(name)s may not work on cases any more. What was done so far stays done; with the role back it "
        "can go on."
    ),
}
ITEM_WORDS = {
    ItemState.WAITING: _("waiting"),
    ItemState.CHANGED: _("changed"),
    ItemState.UNCHANGED: _("was so already"),
    ItemState.REFUSED: _("refused"),
    ItemState.TAKEN_BACK: _("taken back"),
    ItemState.STAYS: _("stays as it is"),
}
ITEM_TONES = {
    ItemState.WAITING: "waiting", ItemState.CHANGED: "good", ItemState.UNCHANGED: "none", ItemState.REFUSED: "over",
    ItemState.TAKEN_BACK: "good", ItemState.STAYS: "none",
}  # fmt: skip


class Names(Protocol):
    """What steps may name: people by key, queues by code, problems by reference."""

    @property
    def people(self) -> Mapping[str, str]: ...
    @property
    def queues(self) -> Mapping[str, str]: ...
    @property
    def problems(self) -> Mapping[str, str]: ...


def sentence_of(step: Step, names: Names) -> str:
    """A step as a person reads it: "Set the priority: High"."""
    word = str(STEP_WORDS[step.kind])
    value = step.value
    if step.kind is StepKind.ASSIGN:
        value = {"": _now("nobody"), "me": _now("me")}.get(value, names.people.get(value, value))
    elif step.kind is StepKind.QUEUE:
        value = names.queues.get(value, value)
    elif step.kind is StepKind.PROBLEM:
        new = value.removeprefix(NEW)
        value = _now("a new one, %(title)s") % {"title": new} if new != value else names.problems.get(value, value)
    elif step.kind is StepKind.PRIORITY:
        value = str(dict(PRIORITY_WORDS).get(value, value))
    return f"{word}: {value}" if value else word


def sentences_of(steps: Sequence[Step], names: Names) -> list[str]:
    """Steps as a person reads them."""
    return [sentence_of(step, names) for step in steps]
