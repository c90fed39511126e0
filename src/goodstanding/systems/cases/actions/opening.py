"""Opening a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from goodstanding.base.outbox import actions as outbox
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict, Invalid, Refusal
from goodstanding.kit.refs import new_ref
from goodstanding.systems.cases import policies, queries, questions, references, rules
from goodstanding.systems.cases.actions import moving
from goodstanding.systems.cases.actions.indexing import index_new
from goodstanding.systems.cases.actions.moving import Words
from goodstanding.systems.cases.catalogue import Category
from goodstanding.systems.cases.errors import AnswerInvalid, AnswersInvalid
from goodstanding.systems.cases.events import CaseOpened
from goodstanding.systems.cases.models import Case, CaseLink, NewCaseDraft
from goodstanding.systems.cases.references import Reference
from goodstanding.systems.cases.searching.documents import Thread
from goodstanding.systems.cases.states import Author, Permit, Side, Status
from goodstanding.systems.sellers import queries as sellers
from goodstanding.systems.sellers.models import Seller

_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """A case as somebody asks for it. `answers` maps question codes to what was typed, `about` names linked objects.

    `words.request_key` identifies the request: the same seller and key again is the same case.
    """

    category: str
    subject: str
    words: Words
    answers: Mapping[str, str] = field(default_factory=dict)
    about: Sequence[tuple[str, str]] = ()


def open_case(*, actor: Actor, seller: Seller, new: NewCase, at: datetime) -> Case:
    """Open a case for a seller, as the door has read it, and start the marketplace's clock.

    Repeating a request returns the case it opened, whatever is wrong with it now. Raises NotFound for strangers, NotAllowed for
    read-only colleagues, Invalid (AnswersInvalid for the category's questions) for what cannot be used, StatusForbids for a
    follow-up to a case that is still open.
    """
    sellers.require_seen(actor, seller)
    policies.require_seller(actor, seller)
    try:
        return open_under(new_refs(), lambda ref: _open(actor, seller, new, ref, at), seller, new)
    except Refusal:
        known = queries.opened_by_request(seller, new.words.request_key)
        if known is None:
            raise
        return known


def open_under(refs: Iterable[str], opened: Callable[[str], Case], seller: Seller, new: NewCase) -> Case:
    """Open a case under the first Case ID that is free: two of a thousand million seldom meet, and the database says when."""
    for ref in refs:
        try:
            return opened(ref)
        except IntegrityError:
            known = queries.opened_by_request(seller, new.words.request_key)
            if known is not None:
                return known  # the same request came twice at once; the other one won
            if not Case.objects.filter(ref=ref).exists():
                raise
    raise Conflict(gettext("No free Case ID was found. Send it once more."), code="try_again")


@transaction.atomic
def _open(actor: Actor, seller: Seller, new: NewCase, ref: str, at: datetime) -> Case:
    category = queries.catalogue_for(seller.store, at).leaf(new.category)
    checked = check_whole(category, new, questions.Asking(actor, seller, at))
    about = [*checked.links, *(_about(actor, seller, kind, ref) for kind, ref in new.about)]

    case = new_row(actor, seller, category, new, at)
    case.ref, case.answers = ref, checked.answers
    moving.note_last(case, new.words, author=Author.SELLER, actor=actor, at=at)
    moving.set_due(case, at)
    thread = keep_new(case, new.words, about, author=Author.SELLER, actor=actor, at=at)

    moving.note(case, "case.opened", actor=actor, at=at, category=case.category, message=case.message_count)
    index_new(case, thread)
    outbox.publish(CaseOpened(case_ref=case.ref, seller_id=seller.pk), at=at)
    if new.words.request_key:
        NewCaseDraft.objects.filter(seller=seller, request_key=new.words.request_key).delete()
    return case


def check_whole(category: Category, new: NewCase, asking: questions.Asking) -> questions.Checked:
    """The answers as a case keeps them, once subject and text can be used too: who writes reads of all that is wrong at once.

    Raises Invalid for the one of subject and text that is wrong, AnswersInvalid for answers and for several.
    """
    problems: list[Invalid] = []
    checked = questions.Checked([], [])
    try:
        checked = questions.check(category, new.answers, asking)
    except AnswersInvalid as refusal:
        problems += refusal.problems
    steps: tuple[Callable[[], str], ...] = (lambda: clean_subject(new.subject), lambda: moving.clean_body(new.words))
    for clean in steps:
        try:
            clean()
        except Invalid as refusal:
            problems.append(refusal)
    if len(problems) == 1 and not isinstance(problems[0], AnswerInvalid):
        raise problems[0]
    if problems:
        raise AnswersInvalid(problems)
    return checked


def clean_subject(subject: str) -> str:
    """The subject as it is kept. Raises Invalid when there is none or too much of it."""
    return moving.clean_line(subject, field="subject", limit=rules.SUBJECT_LIMIT, what=gettext("A subject"))


def new_row(actor: Actor, seller: Seller, category: Category, new: NewCase, at: datetime) -> Case:
    """The row of a case that the seller opens; nothing is stored. Raises Invalid for its words."""
    body = moving.clean_body(new.words)
    return Case(
        seller=seller, request_key=new.words.request_key or new_ref(16), category=category.code, area=category.area,
        queue=category.queue, priority=category.priority, channel=new.words.channel,
        subject=clean_subject(new.subject),
        summary=rules.summary_of(body), status=Status.NEW, requester_id=actor.user_id, requester_name=actor.name,
        opened_at=at, updated_at=at, waiting_since=at, last_at=at, last_author=Author.SELLER,
        last_author_name=actor.name, last_beginning="", clock_side=Side.MARKETPLACE, clock_since=at,
    )  # fmt: skip


def keep_new(
    case: Case, words: Words, about: Sequence[Reference], *, author: Author, actor: Actor, at: datetime
) -> Thread:
    """Store a new case with its first message, its running turn, if it is somebody's, and what it is about. Returns what hangs
    on it now."""
    case.save()
    message, attached = moving.keep_message(case, words, author=author, actor=actor, at=at)
    if case.clock_side != Side.NOBODY.value:
        moving.begin_turn(case, at)
    links = _keep_links(case, [link for one in about for link in (one, *one.also)], at)
    return Thread(messages=[message], files=[file.name for file in attached], links=links)


def new_refs() -> Iterator[str]:
    """Case IDs to try, one after the other."""
    return (new_ref() for _ in range(_TRIES))


def insert(case: Case) -> None:
    """Save a new case, within a transaction that goes on, under a Case ID that nobody has."""
    for ref in new_refs():
        if not Case.objects.filter(ref=ref).exists():
            case.ref = ref
            case.save()
            return
    raise Conflict(gettext("No free Case ID was found. Send it once more."), code="try_again")


def _about(actor: Actor, seller: Seller, kind: str, ref: str) -> Reference:
    if kind == "case":
        policies.require_status(queries.case_for(actor, ref, seller=seller), Permit.FOLLOW_UP)
    return references.resolve(actor, seller, kind=kind, ref=ref)


def _keep_links(case: Case, links: Sequence[Reference], at: datetime) -> list[CaseLink]:
    """Link a new case to each of these once."""
    once = {(link.kind, link.ref): link for link in links}
    rows = [
        CaseLink(case=case, seller_id=case.seller_id, kind=one.kind, ref=one.ref, title=one.title[:160], at=at)
        for one in once.values()
    ]
    return CaseLink.objects.bulk_create(rows) if rows else []
