"""Saying of a thing that a seller was asked for whether it is there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.kit.states import require_move
from goodstanding.systems.cases import queries
from goodstanding.systems.cases.actions import asking, moving
from goodstanding.systems.cases.actions.talking import require_work
from goodstanding.systems.cases.models import CaseNeed
from goodstanding.systems.cases.need_states import NEED_MOVES, NeedState


@transaction.atomic
def settle_need(*, actor: Actor, ref: str, need: int, state: NeedState, at: datetime) -> CaseNeed:
    """Say of a thing the seller was asked for that it is there, that it is not needed any more, or that it is missing after all.

    Both sides see it; said again it changes nothing. For associates who may answer in the case's queue: a seller says it with
    her answer (`add_message`). Raises NotFound, StateForbids, NotAllowed.
    """
    case = queries.case_for(actor, ref, lock=True)
    require_work(actor, case, at)
    found = queries.shown_in(CaseNeed, case).filter(pk=need).first()
    if found is None:
        raise NotFound(_("This case asks for no such thing."))
    if found.state != state.value:
        require_move(NEED_MOVES, NeedState(found.state), state, what=_("What was asked for"))
        asking.settle(found, state, actor=actor, at=at)
        asking.recount(case)
        moving.touch(case, at)
        case.save(update_fields=["updated_at"])
        moving.log(case, f"case.need_{state.value}", actor=actor, at=at, reason=found.text)
    return found
