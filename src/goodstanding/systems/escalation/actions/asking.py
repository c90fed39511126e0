"""What the seller does: escalate, ask how it stands, say whether an answer settles it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.kit.actors import SYSTEM, Actor
from goodstanding.kit.errors import NotAllowed
from goodstanding.kit.refs import new_ref
from goodstanding.systems.cases import actions as case_actions
from goodstanding.systems.cases import policies as case_policies
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.cases.actions import ESCALATION, CloseReason, Decision, Reply
from goodstanding.systems.cases.states import Outcome, Permit
from goodstanding.systems.escalation import compose, queries, rules, words
from goodstanding.systems.escalation.actions import steps
from goodstanding.systems.escalation.compose import Written
from goodstanding.systems.escalation.errors import Incomplete, NotOffered, TooSoon
from goodstanding.systems.escalation.handbook import Handbook
from goodstanding.systems.escalation.models import Draft, Escalation
from goodstanding.systems.escalation.rules import Offer
from goodstanding.systems.escalation.states import Do, State, StepKind
from goodstanding.systems.stores import queries as stores
from goodstanding.ui import moments

FIELDS_LIMIT = 20
FIELD_LIMIT = 5_000


@transaction.atomic
def escalate(*, actor: Actor, ref: str, written: Written, at: datetime) -> Escalation:
    """Ask others to look at a case anew: it goes to the next level's queue, and the case's thread shows what was sent.

    Repeating a request returns what it made. Raises NotOffered with the date from which it is possible, Incomplete for
    missing or overlong parts, Invalid, NotFound for strangers, NotAllowed for read-only colleagues.
    """
    case = cases.case_for(actor, ref, lock=True)
    case_policies.require_seller(actor, case.seller)
    known = queries.by_request(case, written.request_key)
    if known is not None:
        return known
    facts, book = queries.facts_for(case, queries.latest_of(case)), queries.handbook_for(case.seller.store, at)
    offer = rules.offer(facts, book, at)
    _require_offer(offer, book, at)
    _require_whole(written, offer, book)
    escalation = compose.draw_up(actor, case, written, facts=facts, offer=offer, at=at)
    escalation.ref, escalation.request_key = _free_ref(), written.request_key or new_ref(16)
    steps.begin_level(escalation, escalation.level, at)
    reply = Reply(
        body=compose.message_of(escalation, book), uploads=written.uploads, file_refs=written.file_refs,
        request_key=written.request_key, channel=written.channel, kind=ESCALATION,
    )  # fmt: skip
    escalation.message = case_actions.add_message(actor=actor, ref=case.ref, reply=reply, at=at).number
    steps.save(escalation, at)
    steps.log(
        escalation, StepKind.OPENED, actor=actor, at=at, code=escalation.ground, said=escalation.summary,
        message=escalation.message,
    )  # fmt: skip
    Draft.objects.filter(case=case, user_id=case_policies.writer(actor)).delete()
    return escalation


def preview(*, actor: Actor, ref: str, written: Written, at: datetime) -> Escalation:
    """What the next level would read, saving nothing. Raises as `escalate`."""
    case = cases.case_for(actor, ref)
    case_policies.require_seller(actor, case.seller)
    facts, book = queries.facts_for(case, queries.latest_of(case)), queries.handbook_for(case.seller.store, at)
    offer = rules.offer(facts, book, at)
    _require_offer(offer, book, at)
    _require_whole(written, offer, book)
    return compose.draw_up(actor, case, written, facts=facts, offer=offer, at=at)


@transaction.atomic
def follow_up(*, actor: Actor, ref: str, body: str, at: datetime) -> Escalation:
    """Ask in the case's thread how its escalation stands. Raises TooSoon before its time, NotNow when it isn't our turn."""
    escalation = _hers(actor, ref)
    steps.require(escalation, Do.FOLLOW_UP)
    book = steps.book_of(escalation, at)
    if at < escalation.follow_up_at:
        when = {"at": moments.absolute(escalation.follow_up_at, at)}
        raise TooSoon(_("You can ask how it stands from %(at)s. You hear from us before that if it is decided.") % when)
    said = steps.clean(body, field="body", limit=book.limits.follow_up, what=_("A text"))
    message = _say(escalation, actor, said, at)
    escalation.follow_ups += 1
    escalation.follow_up_at = at + timedelta(hours=book.follow_up_hours)
    steps.save(escalation, at)
    steps.log(escalation, StepKind.FOLLOWED_UP, actor=actor, at=at, said=said, message=message)
    return escalation


@transaction.atomic
def settle(*, actor: Actor, ref: str, at: datetime) -> Escalation:
    """Say that the level's answer settles it: the escalation ends and the case is closed as solved. Raises NotNow."""
    escalation = _hers(actor, ref)
    steps.require(escalation, Do.SAY)
    steps.move(escalation, State.SETTLED, at)
    steps.save(escalation, at)
    steps.log(escalation, StepKind.SETTLED, actor=actor, at=at)
    if escalation.case.permits(Permit.CLOSE):
        case_actions.close_by_seller(
            actor=actor, ref=escalation.case.ref, reason=CloseReason.SOLVED, words="", at=at
        )  # fmt: skip
    return escalation


@transaction.atomic
def contest(*, actor: Actor, ref: str, reason: str, at: datetime) -> Escalation:
    """Say why a level's answer does not settle it: it goes to the next level, or every level has decided.

    After the last level the case is resolved with our last word, and the steps outside are named. Raises NotNow, Invalid.
    """
    escalation = _hers(actor, ref)
    steps.require(escalation, Do.SAY)
    book = steps.book_of(escalation, at)
    said = steps.clean(reason, field="reason", limit=book.limits.unresolved, what=_("A reason"))
    message = _say(escalation, actor, said, at)
    above = rules.next_level(escalation.level, book)
    steps.log(escalation, StepKind.CONTESTED, actor=actor, at=at, said=said, message=message)
    if above is not None:
        steps.begin_level(escalation, above, at)
        steps.save(escalation, at)
        return escalation
    steps.move(escalation, State.EXHAUSTED, at)
    steps.save(escalation, at)
    last = Reply(body=_last_word(escalation, at), kind=ESCALATION)
    case_actions.answer_at_level(
        actor=SYSTEM, ref=escalation.case.ref, reply=last, decision=Decision(Outcome.RESOLVE), at=at
    )
    steps.log(escalation, StepKind.EXHAUSTED, actor=SYSTEM, at=at)
    return escalation


def save_draft(*, actor: Actor, ref: str, fields: Mapping[str, str], at: datetime) -> Draft:
    """Keep what this person is writing; the last one saved counts. Never refuses unfinished parts."""
    case = cases.case_for(actor, ref)
    case_policies.require_seller(actor, case.seller)
    if actor.user_id is None:
        raise NotAllowed(_("Drafts are kept for people. This is a machine: it keeps what it has not sent itself."))
    kept = {name[:32]: value[:FIELD_LIMIT] for name, value in list(fields.items())[:FIELDS_LIMIT]}
    draft, _fresh = Draft.objects.update_or_create(
        case=case, user_id=case_policies.writer(actor), defaults={"fields": kept, "saved_at": at}
    )
    return draft


def discard_draft(*, actor: Actor, ref: str) -> None:
    """Throw away what this person was writing. One that is gone already is no matter."""
    case = cases.case_for(actor, ref)
    case_policies.require_seller(actor, case.seller)
    Draft.objects.filter(case=case, user_id=case_policies.writer(actor)).delete()


def forget_drafts(*, at: datetime) -> int:
    """Remove escalations that were begun and not sent, and last saved longer ago than the rulebook keeps drafts. Files that only
    a draft names go by themselves, a day after they were uploaded. Returns how many went."""
    gone = 0
    for store in stores.stores():
        before = cases.catalogue_for(store, at).drafts_kept_since(at)
        gone += Draft.objects.filter(case__seller__store=store, saved_at__lt=before).delete()[0]
    return gone


def _hers(actor: Actor, ref: str) -> Escalation:
    escalation = queries.open_one_of(actor, ref, lock=True)
    case_policies.require_seller(actor, escalation.case.seller)
    return escalation


def _say(escalation: Escalation, actor: Actor, said: str, at: datetime) -> int:
    reply = Reply(body=said, kind=ESCALATION)
    message = case_actions.add_message(actor=actor, ref=escalation.case.ref, reply=reply, at=at)
    escalation.case = cases.case_for(SYSTEM, escalation.case.ref, lock=True)
    return message.number


def _require_offer(offer: Offer, book: Handbook, at: datetime) -> None:
    if not offer.offered:
        raise NotOffered(words.refusal(offer, book, at), offer.possible_at)


def _require_whole(written: Written, offer: Offer, book: Handbook) -> None:
    found = [finding for finding in compose.findings(written, offer, book) if finding.blocks]
    if found:
        raise Incomplete(" ".join(words.mend(finding, book) for finding in found), found)


def _last_word(escalation: Escalation, at: datetime) -> str:
    open_steps = queries.outside_of(escalation.case.seller.store, at)
    text = _("Every level of ours has decided in this case. We have nothing to add to the decisions above.")
    if not open_steps:
        return text
    names = "\n".join(f"- {one.rule.label.in_(words.language())} ({one.rule.source})" for one in open_steps)
    return f"{text}\n\n{_('These steps outside are open to you:')}\n\n{names}"


def _free_ref() -> str:
    """Two of a thousand million seldom meet; the database refuses them if they do."""
    ref = new_ref()
    return ref if not Escalation.objects.filter(ref=ref).exists() else new_ref(8)
