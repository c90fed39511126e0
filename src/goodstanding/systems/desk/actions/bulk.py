"""The same steps for many cases: begun by a person, stopped, gone on with and taken back. `carrying` carries them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goodstanding.base.files import actions as files
from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict, Invalid
from goodstanding.kit.refs import new_ref
from goodstanding.kit.states import require_move
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.cases.queries import QueueFilter
from goodstanding.systems.desk import policies, queries, rules
from goodstanding.systems.desk.actions.carrying import stand_still, work_of
from goodstanding.systems.desk.actions.enclosing import own_files
from goodstanding.systems.desk.models import BulkChange, BulkItem
from goodstanding.systems.desk.queries import LETTER_FILES
from goodstanding.systems.desk.rules import Letter
from goodstanding.systems.desk.states import BULK_MOVES, UNDER_WAY, BulkState, ItemState, StoppedFor
from goodstanding.systems.desk.steps import opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which cases are to get which steps, and which letter, if any, with files taken in before (`keep_letter_files`). The same
    `request_key` twice is one change. `view`: besides, all that the queue shows by it when the change is begun."""

    refs: Sequence[str]
    steps: Sequence[tuple[str, str]]
    request_key: str
    letter: Letter | None = None
    file_refs: Sequence[str] = ()
    view: QueueFilter | None = None


def begin(*, actor: Actor, wish: Wish, at: datetime) -> BulkChange:
    """Write a bulk change down; the worker carries it out. It can be taken back for a day.

    A problem that is to be new is opened now. An answer to each case goes out some minutes after it was written, and is taken
    back until then.

    Raises NotAllowed, Invalid for steps that cannot be used, no cases or more than BULK_LIMIT, NotFound for an unknown case.
    """
    policies.require_desk(actor)
    known = BulkChange.objects.filter(request_key=wish.request_key, user_id=actor.user_id or 0)
    try:
        return known.first() or _begun(actor, wish, at)
    except IntegrityError:  # sent twice at once: the other one won
        return known.get()


@transaction.atomic
def _begun(actor: Actor, wish: Wish, at: datetime) -> BulkChange:
    work = work_of(wish.steps, wish.letter, own_files(actor, wish.file_refs))
    ids = case_queries.ids_of(actor, _refs_of(actor, wish, at))
    steps = [opened(step, actor=actor, at=at) for step in work.steps]
    change = BulkChange.objects.create(
        ref=new_ref(8), user_id=actor.user_id, by_name=actor.name, roles=sorted(actor.staff_roles), token_id=_machine(actor),
        steps=[step.as_data() for step in steps], letter=work.letter.as_data() if work.letter else {},
        request_key=wish.request_key or new_ref(16), at=at, undo_until=at + rules.UNDO_FOR,
    )  # fmt: skip
    for file in work.files:
        files.attach(file, owner=(LETTER_FILES, change.ref))
    BulkItem.objects.bulk_create([BulkItem(change=change, case_id=pk) for pk in ids])
    _record(actor, "bulk.begun", change, at, cases=len(ids))
    _hand_on(change)
    return change


def _refs_of(actor: Actor, wish: Wish, at: datetime) -> Sequence[str]:
    most = rules.BULK_LIMIT
    shown = case_queries.refs_of_view(actor, wish.view, at, most=most + 1) if wish.view else ()
    refs = list(dict.fromkeys([*wish.refs, *shown]))
    if not refs:
        raise Invalid(_("Choose at least one case."), field="view" if wish.view else "cases")
    if len(refs) > most:
        raise Invalid(
            _("At most %(most)s cases at once. Narrow them down, or do it in parts.") % {"most": format(most, ",")},
            field="cases",
        )
    return refs


@transaction.atomic
def stop(*, actor: Actor, ref: str, at: datetime) -> BulkChange:
    """Have a bulk change, or taking it back, stand still after the case at hand. What was done stays done.

    Raises NotFound for strangers, NotAllowed for somebody else's, Conflict when it is not under way.
    """
    change = _held(actor, ref)
    if change.state not in UNDER_WAY:
        raise Conflict(_("This bulk change is not under way. Reload to see what became of it."))
    stand_still(change, StoppedFor.ASKED, by=actor.name)
    _record(actor, "bulk.stopped", change, at)
    return change


@transaction.atomic
def go_on(*, actor: Actor, ref: str, at: datetime) -> BulkChange:
    """Have a stopped bulk change go on where it stood, as whoever began it; its day for taking it back begins anew.

    Raises NotFound for strangers, NotAllowed for somebody else's, Conflict when it was not stopped.
    """
    change = _held(actor, ref)
    require_move(BULK_MOVES, BulkState(change.state), BulkState.RUNNING, what="This bulk change")
    change.state, change.stopped_for, change.stopped_by_name = BulkState.RUNNING.value, "", ""
    change.undo_until = at + rules.UNDO_FOR
    change.save(update_fields=["state", "stopped_for", "stopped_by_name", "undo_until"])
    _record(actor, "bulk.went_on", change, at)
    _hand_on(change)
    return change


@transaction.atomic
def take_back(*, actor: Actor, ref: str, at: datetime) -> BulkChange:
    """Have a finished or stopped bulk change taken back, case by case, by whoever asks for it. What changed since stays as it
    is now, and whose turn it never was is left alone.

    Raises NotFound for strangers, NotAllowed for somebody else's, Conflict while it is under way, Invalid once its day is
    over.
    """
    change = _held(actor, ref)
    if at > change.undo_until:
        raise Invalid(_("The day in which this can be taken back is over."), code="too_late")
    require_move(BULK_MOVES, BulkState(change.state), BulkState.UNDOING, what="This bulk change")
    BulkItem.objects.filter(change=change, state=ItemState.WAITING).update(state=ItemState.STAYS)
    change.state, change.stopped_for, change.stopped_by_name = BulkState.UNDOING.value, "", ""
    change.undone_by_id, change.undone_by_name, change.undone_token_id = actor.user_id, actor.name, _machine(actor)
    change.undone_roles = sorted(actor.staff_roles)
    change.save()
    _record(actor, "bulk.taken_back", change, at)
    _hand_on(change)
    return change


def _held(actor: Actor, ref: str) -> BulkChange:
    change = queries.bulk_for(actor, ref, lock=True)
    policies.require_take_back(actor, change)
    return change


def _machine(actor: Actor) -> int | None:
    """The token of a machine; a person's is hers, and her own rights count."""
    return actor.token_id if actor.user_id is None else None


def _hand_on(change: BulkChange) -> None:
    from goodstanding.systems.desk.tasks import carry_on_with

    carry_on_with.enqueue(change.pk)


def _record(actor: Actor, verb: str, change: BulkChange, at: datetime, **data: object) -> None:
    record(actor=actor, verb=verb, subject=("bulk", change.ref), at=at, staff_only=True, data=data)
