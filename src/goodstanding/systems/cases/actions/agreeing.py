"""Putting down what was agreed, so that both sides see it and answer for it (CL10)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict, NotAllowed, NotFound
from goodstanding.kit.states import require_move
from goodstanding.systems.cases import policies, queries, rules
from goodstanding.systems.cases.actions import moving
from goodstanding.systems.cases.actions.talking import require_work
from goodstanding.systems.cases.agreement_states import AGREEMENT_MOVES, AgreementState, Settling
from goodstanding.systems.cases.models import Case, CaseAgreement
from goodstanding.systems.cases.states import Author

TEXT_LIMIT = rules.REASON_LIMIT
MOST = 50


@transaction.atomic
def propose_agreement(
    *, actor: Actor, ref: str, text: str, message_number: int | None = None, at: datetime
) -> CaseAgreement:
    """Put one sentence down as agreed, for the other side to confirm or decline. The same sentence again changes nothing.

    Raises Conflict when fifty are down, NotFound for a message that is not there, NotAllowed, Invalid.
    """
    case = queries.case_for(actor, ref, lock=True)
    side = _side(case, actor, at)
    line = moving.clean_line(text, field="text", limit=TEXT_LIMIT, what=_("What was agreed"))
    if message_number is not None:
        queries.message_of(case, message_number)
    held = CaseAgreement.objects.filter(case=case)
    same = held.filter(text=line, state__in=[AgreementState.PROPOSED, AgreementState.CONFIRMED]).first()
    if same is not None:
        return same
    number = held.count() + 1
    if number > MOST:
        raise Conflict(
            _("%(most)s agreements are on record in this case. Open a follow-up case for what comes next.")
            % {"most": MOST}
        )
    kept = CaseAgreement.objects.create(
        case=case, number=number, text=line, message_number=message_number, side=side, proposed_by_id=actor.user_id,
        proposed_by_name=actor.name, proposed_at=at,
    )  # fmt: skip
    _changed(case, at)
    moving.log(case, "case.agreement_proposed", actor=actor, at=at, reason=line, number=number)
    return kept


def settle_agreement(
    *, actor: Actor, ref: str, number: int, settling: Settling, reason: str = "", at: datetime
) -> CaseAgreement:
    """Confirm, decline (with a reason) or take back what was put down. Both sides see it from then on.

    Raises NotAllowed for the side whose business it is not, Conflict once it is settled, NotFound, Invalid without a reason.
    """
    why = ""
    if settling is Settling.DECLINE:
        why = moving.clean_line(reason, field="reason", limit=TEXT_LIMIT, what=_("A reason"))
    return _settle(actor, ref, number, _ENDS[settling], why, at)


_ENDS = {
    Settling.CONFIRM: AgreementState.CONFIRMED,
    Settling.DECLINE: AgreementState.DECLINED,
    Settling.WITHDRAW: AgreementState.WITHDRAWN,
}


@transaction.atomic
def _settle(actor: Actor, ref: str, number: int, to: AgreementState, reason: str, at: datetime) -> CaseAgreement:
    case = queries.case_for(actor, ref, lock=True)
    side = _side(case, actor, at)
    agreement = CaseAgreement.objects.filter(case=case, number=number).first()
    if agreement is None:
        raise NotFound(_("There is no such agreement in this case."))
    if (agreement.side == side) is not (to is AgreementState.WITHDRAWN):
        raise NotAllowed(_("The other side of the case answers for this one."))
    require_move(AGREEMENT_MOVES, AgreementState(agreement.state), to, what=_("This agreement"))
    agreement.state, agreement.reason = to.value, reason
    agreement.settled_by_id, agreement.settled_by_name, agreement.settled_at = actor.user_id, actor.name, at
    agreement.save()
    _changed(case, at)
    verb = f"case.agreement_{to.value}"
    moving.log(case, verb, actor=actor, at=at, reason=reason or agreement.text, number=number)
    return agreement


def _side(case: Case, actor: Actor, at: datetime) -> Author:
    """From which side of the counter somebody speaks here, and that she may."""
    if actor.is_staff or actor.is_system:
        require_work(actor, case, at)
        return Author.MARKETPLACE
    policies.require_seller(actor, case.seller)
    return Author.SELLER


def _changed(case: Case, at: datetime) -> None:
    moving.touch(case, at)
    case.save(update_fields=["updated_at"])
