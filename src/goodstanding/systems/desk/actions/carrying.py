"""Carrying out a bulk change, and taking it back: case by case, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.files.models import StoredFile
from goodstanding.kit.actors import Actor, ActorKind, StaffRole
from goodstanding.kit.errors import Conflict, Invalid, NotAllowed, Refusal
from goodstanding.kit.states import require_move
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.desk import policies, queries, rules
from goodstanding.systems.desk.actions.enclosing import copied
from goodstanding.systems.desk.actions.later import Later, answer_later
from goodstanding.systems.desk.models import BulkChange, BulkItem
from goodstanding.systems.desk.rules import Letter, Step, steps_of
from goodstanding.systems.desk.states import (
    BULK_MOVES,
    TAKEN_BACK,
    BulkState,
    ItemState,
    StepKind,
    StoppedFor,
)
from goodstanding.systems.desk.steps import NothingToDo, do

SLICE = 50  # cases in one go of the worker, so that mail and the rest of its work are not held up


@dataclass(frozen=True, slots=True)
class Work:
    """What is done to each case: steps, and then the letter, if there is one, with its files."""

    steps: Sequence[Step]
    letter: Letter | None = None
    files: Sequence[StoredFile] = ()


def work_of(steps: Sequence[tuple[str, str]], letter: Letter | None = None, files: Sequence[StoredFile] = ()) -> Work:
    """What somebody asked for, checked. Raises Invalid by field; steps are not needed where there is a letter."""
    if files and letter is None:
        raise Invalid(_("Write the answer that these files go with."), field="body")
    clean = rules.clean_steps(steps, allowed=TAKEN_BACK, needed=letter is None)
    return Work(clean, rules.clean_letter(letter) if letter else None, files)


def try_out(work: Work, *, actor: Actor, ref: str, why: str, at: datetime) -> str:
    """What hinders the work on this case, in words, or nothing. Does it and takes everything back with the transaction."""
    with transaction.atomic():
        try:
            _all_of(work, actor, ref, why, at)
        except Refusal as refusal:
            return refusal.message
        finally:
            transaction.set_rollback(True)
    return ""


def carry_on(change_id: int, *, at: datetime, most: int = SLICE) -> BulkChange:
    """Do what is left of a bulk change, or of taking it back, at most so many cases, each in a transaction of its own: it can be
    stopped at any time and goes on where it stood. Still under way afterwards: call it again."""
    change = BulkChange.objects.get(pk=change_id)
    back = change.state == BulkState.UNDOING
    for _n in range(most):
        item = queries.next_item(change, back=back)
        if item is None:
            return _finish(change_id, at, back=back)
        if not _one(change_id, item, back=back, at=at):
            break
    change.refresh_from_db()
    return change


@transaction.atomic
def _one(change_id: int, item_id: int, *, back: bool, at: datetime) -> bool:
    """One case. Whether to go on: not when it was stopped meanwhile, or when whoever acts may not any more."""
    change = queries.under_way(change_id, back=back)
    if change is None:
        return False
    item = BulkItem.objects.select_for_update(of=("self",)).select_related("case").get(pk=item_id)
    if item.state != queries.state_to_do(back=back):
        return True  # another worker was at the same change and has done it meanwhile
    try:
        actor = _actor_of(change, back=back, at=at)
    except NotAllowed:
        stand_still(change, StoppedFor.RIGHTS)
        return False
    if back:
        item.state, item.said = _taken_back(item, actor, at)
    else:
        work = Work(steps_of(change.steps), rules.letter_of(change.letter), queries.files_of_letter(change))
        item.state, item.said, item.back = _done(item, work, actor, f"Bulk change {change.ref}", at)
    item.save(update_fields=["state", "said", "back"])
    return True


def stand_still(change: BulkChange, why: StoppedFor, *, by: str = "") -> None:
    """Stop a change that is under way, by itself or at the wish of `by`; one that was being taken back is done again, with what is
    taken back so far."""
    to = BulkState.DONE if change.state == BulkState.UNDOING else BulkState.STOPPED
    require_move(BULK_MOVES, BulkState(change.state), to, what="This bulk change")
    change.state, change.stopped_for, change.stopped_by_name = to.value, why.value, by
    change.save(update_fields=["state", "stopped_for", "stopped_by_name"])


def _done(item: BulkItem, work: Work, actor: Actor, why: str, at: datetime) -> tuple[str, str, list[dict[str, str]]]:
    """All of it or nothing for this case."""
    try:
        with transaction.atomic():
            back = _all_of(work, actor, item.case.ref, why, at)
    except Refusal as refusal:
        return ItemState.REFUSED.value, refusal.message[:300], []
    state = ItemState.CHANGED if back else ItemState.UNCHANGED
    return state.value, "", [step.as_data() for step in back]


def _all_of(work: Work, actor: Actor, ref: str, why: str, at: datetime) -> list[Step]:
    """Do everything and return what takes it back, the last thing first. Raises the first refusal."""
    back: list[Step] = []
    for step in work.steps:
        try:
            back = [*do(step, actor=actor, ref=ref, why=why, at=at), *back]
        except NothingToDo:
            continue
    return [*_post(work.letter, work.files, actor, ref, at), *back] if work.letter else back


def _post(letter: Letter, held: Sequence[StoredFile], actor: Actor, ref: str, at: datetime) -> list[Step]:
    case = case_queries.case_for(actor, ref)
    waiting = answer_later(
        actor=actor, ref=ref, at=at,
        reply=cases.Reply(queries.words_for(actor, letter.body, case, at), held=copied(held, at=at)),
        decision=cases.Decision(Outcome(letter.outcome), what=letter.what, who=letter.who, needs=letter.needs),
        later=Later(send_at=at + timedelta(minutes=letter.minutes), macro=letter.macro, alone=True),
    )  # fmt: skip
    return [Step(StepKind.REPLY, str(waiting.pk), only_if=waiting.changed_at.isoformat())]


def _taken_back(item: BulkItem, actor: Actor, at: datetime) -> tuple[str, str]:
    """Only what is still as the change left it: a colleague's later decision is not overruled."""
    try:
        with transaction.atomic():
            done, said = 0, ""
            for step in steps_of(item.back):
                try:
                    do(step, actor=actor, ref=item.case.ref, why="Taken back", at=at)
                    done += 1
                except NothingToDo:
                    continue
                except Conflict:
                    if step.kind is not StepKind.REPLY:
                        raise
                    said = "The answer had gone out: it stays."
    except Refusal as refusal:
        return ItemState.STAYS.value, refusal.message[:300]
    return (ItemState.TAKEN_BACK if done else ItemState.STAYS).value, said


@transaction.atomic
def _finish(change_id: int, at: datetime, *, back: bool) -> BulkChange:
    """End what this run was about; one that another worker has ended, or that is taken back by now, stays."""
    change = BulkChange.objects.select_for_update().get(pk=change_id)
    begun, end = (BulkState.UNDOING, BulkState.UNDONE) if back else (BulkState.RUNNING, BulkState.DONE)
    if change.state == begun:
        require_move(BULK_MOVES, BulkState(change.state), end, what="This bulk change")
        ended = "undone_at" if back else "done_at"
        change.state = end.value
        setattr(change, ended, at)
        change.save(update_fields=["state", ended])
    return change


def _actor_of(change: BulkChange, *, back: bool, at: datetime) -> Actor:
    """Whoever began it, or takes it back, with what she held then and still holds now. Raises NotAllowed once that is not
    enough to work on cases."""
    user, token = (change.undone_by, change.undone_token) if back else (change.user, change.token)
    name, kept = (change.undone_by_name, change.undone_roles) if back else (change.by_name, change.roles)
    held = _all_held(StaffRole(role) for role in kept)
    if user is not None:
        held &= _all_held(cases.writer_of(user).staff_roles)
    elif token is None or not token.is_live(at):
        raise NotAllowed(_("The token with which this was begun is not valid any more."))
    actor = Actor(kind=ActorKind.STAFF, user_id=user.pk if user else None, name=name, staff_roles=held)
    policies.require_desk(actor)
    return actor


def _all_held(roles: Iterable[StaffRole]) -> frozenset[StaffRole]:
    """Administrators hold every role."""
    held = frozenset(roles)
    return frozenset(StaffRole) if StaffRole.ADMINISTRATOR in held else held
