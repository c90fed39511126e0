"""Writing to a seller first: a case that the marketplace opens (ADR 218)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.outbox import actions as outbox
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Invalid, NotFound
from goodstanding.systems.cases import policies, queries, questions, references
from goodstanding.systems.cases.actions import asking, handling, moving, opening, talking
from goodstanding.systems.cases.actions.asking import Decision
from goodstanding.systems.cases.actions.indexing import index_new
from goodstanding.systems.cases.actions.moving import Pending
from goodstanding.systems.cases.actions.opening import NewCase
from goodstanding.systems.cases.catalogue import Category
from goodstanding.systems.cases.errors import CategoryNotFound
from goodstanding.systems.cases.events import CaseOpened
from goodstanding.systems.cases.models import Case, NewCaseDraft
from goodstanding.systems.cases.references import Reference
from goodstanding.systems.cases.states import LABELS, OUTCOME_STATUS, TURNS, Author, ClosedHow, Label
from goodstanding.systems.sellers import queries as sellers
from goodstanding.systems.sellers.models import Seller


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstWord(NewCase):
    """What an associate writes to a seller who had not asked, what happens next, and who has the case (None: nobody).

    Of the category's questions those are answered that the associate knows; none is needed. `decision.seen` says nothing here.
    `worded` makes the text of `words.body` what it is in the case with a Case ID, for words that name the case.
    """

    decision: Decision
    assignee_id: int | None
    worded: Callable[[str], str] | None = None


def write_first(*, actor: Actor, seller_ref: str, first: FirstWord, at: datetime) -> Case:
    """Write to a seller, which opens a case that waits, stays with us, or is resolved at once (for information).

    Whose turn it is has the clock from the first second. No first reply is promised, for nothing was asked of us. A case that is
    resolved at once is no end to be judged: it asks for no field and no opinion, and the seller's reply opens it again. Repeating
    a request returns the case it opened.

    Raises NotFound for strangers, NotAllowed outside the roles of the category's queue, Invalid (AnswersInvalid for answers
    given) for what cannot be used: no category, no text, not for what or whom it waits, an object that the seller has not, an
    assignee who does not work in the queue.
    """
    seller = sellers.seller_for(actor, seller_ref)
    policies.require_work(actor, ())
    category = _category(seller, first.category, at)
    queue = queries.catalogue_for(seller.store, at).queues.get(category.queue)
    policies.require_work(actor, queue.roles if queue else ())
    known = queries.opened_by_request(seller, first.words.request_key)
    if known is not None:
        return known
    return opening.open_under(
        opening.new_refs(), lambda ref: _open(actor, seller, (category, first), ref, at), seller, first
    )


@transaction.atomic
def _open(actor: Actor, seller: Seller, told: tuple[Category, FirstWord], ref: str, at: datetime) -> Case:
    category, first = told[0], _as_said(told[1], ref)
    needed = questions.Asking(actor, seller, at, optional=True)
    checked = opening.check_whole(category, first, needed)
    about = [*checked.links, *(_about(actor, seller, kind, name) for kind, name in first.about)]
    pending = talking.pending_of(first.decision)

    case = opening.new_row(actor, seller, category, first, at)
    case.ref, case.answers, case.opened_by = ref, checked.answers, Author.MARKETPLACE.value
    case.assignee_id = actor.user_id if first.assignee_id == actor.user_id else None
    _leave(case, first, pending, actor, at)
    thread = opening.keep_new(case, first.words, about, author=Author.MARKETPLACE, actor=actor, at=at)

    moving.note(
        case, "case.opened_by_marketplace", actor=actor, at=at, reason=case.pending_what, category=case.category,
        message=case.message_count, outcome=first.decision.outcome.value,
    )  # fmt: skip
    asking.ask_for(case, first.decision.needs, actor=actor, at=at)
    index_new(case, thread)
    outbox.publish(CaseOpened(case_ref=case.ref, seller_id=seller.pk, by=Author.MARKETPLACE.value), at=at)
    if first.words.request_key:
        NewCaseDraft.objects.filter(seller=seller, request_key=first.words.request_key).delete()
    if first.assignee_id is None or first.assignee_id == actor.user_id:
        return case
    return handling.assign(actor=actor, ref=case.ref, user_id=first.assignee_id, at=at)


def _as_said(first: FirstWord, ref: str) -> FirstWord:
    """With the words as they stand in the case, the things asked for below them."""
    decision = asking.cleaned(first.decision)
    words = first.words if first.worded is None else replace(first.words, body=first.worded(ref))
    return replace(first, decision=decision, words=asking.in_words(words, decision.needs))


def _leave(case: Case, first: FirstWord, pending: Pending | None, actor: Actor, at: datetime) -> None:
    """Have the case stand from its first second as was decided, with the clock on the side whose turn it is."""
    status = OUTCOME_STATUS[first.decision.outcome]
    case.status, case.label, case.clock_side = status.value, LABELS[status].value, TURNS[status].value
    if pending is not None:
        case.pending_what, case.pending_who = pending.what, pending.who
    if LABELS[status] is Label.CLOSED:
        case.closed_at, case.closed_how = at, ClosedHow.ANSWERED.value
        case.closed_by_kind, case.closed_by_name = actor.kind.value, actor.name
    moving.note_last(case, first.words, author=Author.MARKETPLACE, actor=actor, at=at)
    moving.set_due(case, at, spoke=Author.MARKETPLACE)


def _category(seller: Seller, code: str, at: datetime) -> Category:
    try:
        return queries.catalogue_for(seller.store, at).leaf(code)
    except CategoryNotFound as error:
        raise Invalid(_("Choose what it is about."), field="category") from error


def _about(actor: Actor, seller: Seller, kind: str, ref: str) -> Reference:
    try:
        return references.resolve(actor, seller, kind=kind, ref=ref)
    except NotFound as error:
        said = _("This seller has nothing of this kind with the ID %(ref)s. Copy it as it stands in a list.")
        raise Invalid(said % {"ref": ref[:40]}, field="about") from error
