"""What a level does: take it up, ask, decide, hand up, refuse. A different person than whoever answered before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict, Invalid
from goodstanding.systems.cases import actions as case_actions
from goodstanding.systems.cases.actions import ESCALATION, Decision, Reply
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.escalation import policies, queries, rules, words
from goodstanding.systems.escalation.actions import steps
from goodstanding.systems.escalation.errors import NotNow
from goodstanding.systems.escalation.models import Escalation
from goodstanding.systems.escalation.states import Do, Power, State, StepKind, Verdict

REASON_LIMIT = 5_000
WHAT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision with its reasons, as the seller will read them."""

    verdict: Verdict
    reasons: str


@transaction.atomic
def accept(*, actor: Actor, ref: str, at: datetime) -> Escalation:
    """Take it up. The level's clock runs on. Raises NotImpartial for whoever answered or decided before, NotAllowed
    outside the level's roles, Conflict when a colleague has it."""
    escalation = _mine(actor, ref, at)
    if escalation.handler_id is not None:
        raise Conflict(_("A colleague has taken it up. Reload to see who."))
    steps.require(escalation, Do.ACCEPT)
    steps.move(escalation, State.IN_HAND, at, wakes_at=escalation.wakes_at)
    escalation.handler_id = actor.user_id
    steps.save(escalation, at)
    steps.log(escalation, StepKind.ACCEPTED, actor=actor, at=at)
    return escalation


@transaction.atomic
def ask(*, actor: Actor, ref: str, body: str, what: str, at: datetime) -> Escalation:
    """Ask the seller for something; the level's clock stands still until she answers. `what` names it in a few words.

    Raises NotNow unless the actor has it and the level may ask, Invalid.
    """
    escalation = _in_hand(actor, ref, Do.ASK, Power.ASK, at)
    said = steps.clean(body, field="body", limit=REASON_LIMIT, what=_("A question"))
    needed = steps.clean(what, field="what", limit=WHAT_LIMIT, what=_("What the seller should send"))
    steps.move(escalation, State.ASKED, at)
    message = _answer(escalation, actor, said, Decision(Outcome.WAIT_FOR_SELLER, what=needed), at)
    steps.save(escalation, at)
    steps.log(escalation, StepKind.ASKED, actor=actor, at=at, said=needed, message=message)
    return escalation


@transaction.atomic
def decide(*, actor: Actor, ref: str, ruling: Ruling, at: datetime) -> Escalation:
    """Decide about the earlier answer, or the matter where there was none, with reasons. The seller then says whether
    this settles it.

    Raises NotNow unless the actor has it and the level may decide so, Invalid without reasons.
    """
    escalation = _in_hand(actor, ref, Do.DECIDE, ruling.verdict, at)
    reasons = steps.clean(ruling.reasons, field="reasons", limit=REASON_LIMIT, what=_("A reason"))
    book = steps.book_of(escalation, at)
    until = at + timedelta(days=book.answer_days)
    steps.move(escalation, State.ANSWERED, at, wakes_at=until)
    escalation.verdict, escalation.answer_until = ruling.verdict, until
    heading = _("Decision: %(verdict)s") % {"verdict": words.verdict(escalation, ruling.verdict)}
    wait = Decision(Outcome.WAIT_FOR_SELLER, what=_("Whether this decision settles it"))
    message = _answer(escalation, actor, f"**{heading}**\n\n{reasons}", wait, at)
    steps.save(escalation, at)
    steps.log(
        escalation, StepKind.ANSWERED, actor=actor, at=at, code=ruling.verdict, said=reasons, message=message
    )  # fmt: skip
    return escalation


@transaction.atomic
def hand_up(*, actor: Actor, ref: str, reason: str, at: datetime) -> Escalation:
    """Hand it to the next level, with a reason that the seller reads. Raises NotNow at the top, Invalid without reason."""
    escalation = _mine(actor, ref, at)
    _require_power(actor, escalation, Do.HAND_UP, Power.HAND_UP, at)
    said = steps.clean(reason, field="reason", limit=REASON_LIMIT, what=_("A reason"))
    above = rules.next_level(escalation.level, steps.book_of(escalation, at))
    if above is None:
        raise NotNow(_("This is the last level: it decides."))
    steps.log(escalation, StepKind.HANDED_UP, actor=actor, at=at, said=said)
    steps.begin_level(escalation, above, at)
    steps.save(escalation, at)
    return escalation


@transaction.atomic
def refuse(*, actor: Actor, ref: str, code: str, reason: str, at: datetime) -> Escalation:
    """Not take it up, for one of the rulebook's reasons and in own words. The case goes on where it was.

    Raises NotNow where the level may not refuse, Invalid for an unknown reason or without words.
    """
    escalation = _mine(actor, ref, at)
    _require_power(actor, escalation, Do.REFUSE, Power.REFUSE, at)
    why = steps.book_of(escalation, at).refusals.get(code)
    if why is None:
        raise Invalid(_("Choose one of the reasons."), field="code")
    said = steps.clean(reason, field="reason", limit=REASON_LIMIT, what=_("A reason"))
    language = words.language()
    body = f"**{why.label.in_(language)}**\n\n{said}\n\n{why.remedy.in_(language)}"
    steps.move(escalation, State.REFUSED, at)
    message = _answer(escalation, actor, body, Decision(Outcome.KEEP_OPEN), at)
    steps.save(escalation, at)
    steps.log(escalation, StepKind.REFUSED, actor=actor, at=at, code=code, said=said, message=message)
    return escalation


def _mine(actor: Actor, ref: str, at: datetime) -> Escalation:
    """The escalation, locked, for somebody who may decide at its level."""
    policies.require_associate(actor)
    escalation = queries.escalation_for(actor, ref, lock=True)
    roles = steps.book_of(escalation, at).roles(escalation.level, escalation.route)
    policies.require_level(actor, roles, queries.involved_in(escalation))
    return escalation


def _in_hand(actor: Actor, ref: str, what: Do, power: str, at: datetime) -> Escalation:
    escalation = _mine(actor, ref, at)
    _require_power(actor, escalation, what, power, at)
    return escalation


def _require_power(actor: Actor, escalation: Escalation, what: Do, power: str, at: datetime) -> None:
    steps.require(escalation, what)
    if escalation.handler_id is not None and escalation.handler_id != actor.user_id:
        raise Conflict(_("A colleague has taken it up. Reload to see who."))
    if power not in steps.book_of(escalation, at).level(escalation.level).may:
        raise NotNow(_("This level does not do that by the rules in effect."))


def _answer(escalation: Escalation, actor: Actor, body: str, decision: Decision, at: datetime) -> int:
    shown = steps.as_level(actor, escalation, at)
    reply = Reply(body=body, kind=ESCALATION)
    message = case_actions.answer_at_level(actor=shown, ref=escalation.case.ref, reply=reply, decision=decision, at=at)
    return message.number
