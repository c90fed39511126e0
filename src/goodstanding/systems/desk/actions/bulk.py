"""The same steps for many cases: begun by a person, carried out by the worker case by case, taken back the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import Actor, ActorKind, StaffRole
from goodstanding.kit.errors import Conflict, Invalid, Refusal
from goodstanding.kit.refs import new_ref
from goodstanding.kit.states import require_move
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.desk import policies, queries, rules
from goodstanding.systems.desk.actions.later import Later, answer_later
from goodstanding.systems.desk.models import BulkChange, BulkItem
from goodstanding.systems.desk.rules import Letter, Step, steps_of
from goodstanding.systems.desk.states import BULK_MOVES, TAKEN_BACK, BulkState, ItemState, StepKind
from goodstanding.systems.desk.steps import NothingToDo, do, opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which cases are to get which steps, and which letter, if any. The same `request_key` twice is one change."""

    refs: Sequence[str]
    steps: Sequence[tuple[str, str]]
    request_key: str
    letter: Letter | None = None


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
    work = work_of(wish.steps, wish.letter)
    refs = list(dict.fromkeys(wish.refs))
    if not refs:
        raise Invalid("Choose at least one case.", field="cases")
    if len(refs) > rules.BULK_LIMIT:
        raise Invalid(f"At most {rules.BULK_LIMIT} cases at once.", field="cases")
    ids = case_queries.ids_of(actor, refs)
    steps = [opened(step, actor=actor, at=at) for step in work.steps]
    change = BulkChange.objects.create(
        ref=new_ref(8), user_id=actor.user_id, by_name=actor.name, roles=sorted(actor.staff_roles),
        steps=[step.as_data() for step in steps], letter=work.letter.as_data() if work.letter else {},
        request_key=wish.request_key or new_ref(16), at=at, undo_until=at + rules.UNDO_FOR,
    )  # fmt: skip
    BulkItem.objects.bulk_create([BulkItem(change=change, case_id=pk) for pk in ids])
    _record(actor, "bulk.begun", change, at, cases=len(ids))
    _hand_on(change)
    return change


@transaction.atomic
def take_back(*, actor: Actor, ref: str, at: datetime) -> BulkChange:
    """Have a finished bulk change taken back, case by case. What changed since stays as it is now.

    Raises NotFound for strangers, NotAllowed for somebody else's, Conflict while it is not finished, Invalid once its day is
    over.
    """
    change = queries.bulk_for(actor, ref, lock=True)
    policies.require_take_back(actor, change)
    if at > change.undo_until:
        raise Invalid("The day in which this can be taken back is over.", code="too_late")
    require_move(BULK_MOVES, BulkState(change.state), BulkState.UNDOING, what="This bulk change")
    change.state, change.undone_by_name = BulkState.UNDOING.value, actor.name
    change.save(update_fields=["state", "undone_by_name"])
    _record(actor, "bulk.taken_back", change, at)
    _hand_on(change)
    return change


@dataclass(frozen=True, slots=True)
class Work:
    """What is done to each case: steps, and then the letter, if there is one."""

    steps: Sequence[Step]
    letter: Letter | None = None


def work_of(steps: Sequence[tuple[str, str]], letter: Letter | None = None) -> Work:
    """What somebody asked for, checked. Raises Invalid by field; steps are not needed where there is a letter."""
    clean = rules.clean_steps(steps, allowed=TAKEN_BACK, needed=letter is None)
    return Work(clean, rules.clean_letter(letter) if letter else None)


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


def carry_on(change_id: int, *, at: datetime) -> BulkChange:
    """Do what is left of a bulk change, or of taking it back, each case in a transaction of its own: it can be stopped at
    any time and goes on where it stood."""
    change = BulkChange.objects.get(pk=change_id)
    back = change.state == BulkState.UNDOING
    while (item := queries.next_item(change, back=back)) is not None:
        _one(change, item, back=back, at=at)
    return _finish(change_id, at, back=back)


@transaction.atomic
def _one(change: BulkChange, item_id: int, *, back: bool, at: datetime) -> None:
    item = BulkItem.objects.select_for_update(of=("self",)).select_related("case").get(pk=item_id)
    if item.state != queries.state_to_do(back=back):
        return  # another worker was at the same change and has done it meanwhile
    actor = _actor_of(change)
    if back:
        item.state, item.said = _taken_back(item, actor, at)
    else:
        work = Work(steps_of(change.steps), rules.letter_of(change.letter))
        item.state, item.said, item.back = _done(item, work, actor, f"Bulk change {change.ref}", at)
    item.save(update_fields=["state", "said", "back"])


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
    return [*_post(work.letter, actor, ref, at), *back] if work.letter else back


def _post(letter: Letter, actor: Actor, ref: str, at: datetime) -> list[Step]:
    case = case_queries.case_for(actor, ref)
    waiting = answer_later(
        actor=actor, ref=ref, at=at,
        reply=cases.Reply(queries.words_for(actor, letter.body, case, at)),
        decision=cases.Decision(Outcome(letter.outcome), what=letter.what, who=letter.who),
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
        change.state, change.done_at = end.value, at
        change.save(update_fields=["state", "done_at"])
    return change


def _actor_of(change: BulkChange) -> Actor:
    """Whoever began it, with the roles held then."""
    roles = frozenset(StaffRole(role) for role in change.roles)
    return Actor(kind=ActorKind.STAFF, user_id=change.user_id, name=change.by_name, staff_roles=roles)


def _hand_on(change: BulkChange) -> None:
    from goodstanding.systems.desk.tasks import carry_on_with

    carry_on_with.enqueue(change.pk)


def _record(actor: Actor, verb: str, change: BulkChange, at: datetime, **data: object) -> None:
    record(actor=actor, verb=verb, subject=("bulk", change.ref), at=at, staff_only=True, data=data)
