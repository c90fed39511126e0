"""Putting a case away as spam or into the trash, and emptying these shelves when their days are over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from goodstanding.base.files import actions as files
from goodstanding.base.files import queries as file_queries
from goodstanding.kit.actors import SYSTEM, Actor
from goodstanding.kit.errors import Invalid
from goodstanding.systems.cases import policies, queries, rules
from goodstanding.systems.cases.actions import indexing, moving, restoring
from goodstanding.systems.cases.actions.moving import Ending
from goodstanding.systems.cases.actions.talking import require_work
from goodstanding.systems.cases.errors import StatusForbids
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import ClosedHow, Permit, Rearranging, Status

SHELVES = {
    Rearranging.SPAM: (Status.SPAM, ClosedHow.SPAM),
    Rearranging.TRASH: (Status.TRASHED, ClosedHow.TRASHED),
}


@transaction.atomic
def put_away(*, actor: Actor, ref: str, shelf: Rearranging, reason: str, at: datetime) -> Case:
    """Put a case on the shelf for spam or into the trash. It stands as before when that is taken back (`undo`).

    For the seller it is closed. A case that others were joined with stays: take that back first. Needs the right `put_away`.
    Raises StatusForbids, NotFound, NotAllowed, Invalid without reason.
    """
    if shelf not in SHELVES:
        raise Invalid(_("Cases are put away as spam or into the trash."), field="shelf")
    case = queries.case_for(actor, ref, lock=True)
    policies.require_right(actor, moving.catalogue_of(case, at).may("put_away"))
    require_work(actor, case, at)
    policies.require_status(case, Permit.PUT_AWAY)
    if case.rearranged or case.level:
        raise StatusForbids(_("This case was joined or split, or is escalated. It cannot be put away as it stands."))
    why = moving.clean_line(reason, field="reason", limit=rules.REASON_LIMIT, what=_("A reason"))
    status, how = SHELVES[shelf]
    kept = restoring.Kept(case, None)
    moving.move(case, status, actor=actor, at=at, left=Ending(how))
    case.snoozed_until = None
    moving.touch(case, at)
    case.save()
    restoring.remember(kept, shelf, actor=actor, at=at, moved={}, reason=why)
    moving.log_inside(case, "case.put_away", actor=actor, at=at, **{"as": status.value, "why": why})
    return case


def empty_shelves(*, at: datetime) -> int:
    """Remove for good what has been on a shelf longer than the rulebook says. Returns how many cases.

    The record keeps that they were there and why they went. A case that something still rests on stays.
    """
    return sum(_remove(ref, at) for ref in queries.put_away_before(at))


@transaction.atomic
def _remove(ref: str, at: datetime) -> bool:
    case = queries.case_for(SYSTEM, ref, lock=True)
    days = moving.catalogue_of(case, at).shelf_days.get(case.status)
    if days is None or case.closed_at is None or case.closed_at + timedelta(days=days) > at:
        return False
    held = [*file_queries.files_of("case", ref), *file_queries.files_of("case_internal", ref)]
    try:
        with transaction.atomic():
            moving.log_inside(case, "case.emptied", actor=SYSTEM, at=at)
            key = case.pk
            case.delete()
            indexing.forget(key)
    except ProtectedError:  # something rests on it: it stays on its shelf
        return False
    for file in held:
        files.detach(file)
    return True
