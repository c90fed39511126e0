"""Mail about cases: to the seller when one is opened, answered, waits or ends; to the associate when the seller wrote.

Every subject carries the Case ID. Mail repeats only what both sides said: internal notes are in no query used here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from goodstanding.base.mailroom.actions import Addressee, write
from goodstanding.base.mailroom.states import Nature
from goodstanding.base.mailroom.threads import Style
from goodstanding.systems.cases import queries
from goodstanding.systems.cases.events import (
    CaseAnswered,
    CaseClosed,
    CaseOpened,
    CaseRearranged,
    CaseReopened,
    SellerReminded,
    SellerReplied,
)
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.rules import reopen_until
from goodstanding.systems.cases.states import Author, ClosedHow
from goodstanding.systems.stores import queries as stores
from goodstanding.ui.spoken import spoken


def opened(fact: CaseOpened, at: datetime) -> None:
    """The Case ID, what happens next and by when, to the seller; what we wrote and need, where we wrote first."""
    case = queries.by_ref(fact.case_ref)
    if fact.by == Author.SELLER:
        _to_seller(case, "case_opened", f"case-opened:{case.ref}", at, {})
    else:
        _to_seller(case, "case_written", f"case-opened:{case.ref}", at, {"message": queries.message_of(case, 1)})


def answered(fact: CaseAnswered, at: datetime) -> None:
    """The answer, and whose turn it is now, to the seller, and to guests. A level's answer to guests only."""
    case = queries.by_ref(fact.case_ref)
    message = queries.message_of(case, fact.message)
    if not message.kind:  # the seller reads of an escalation in its own mail (escalation_mail.py)
        _to_seller(case, "case_answered", f"case-answered:{case.ref}:{fact.message}", at, {"message": message})
    _to_guests(case, f"case-answered:{case.ref}:{fact.message}", at, {"message": message})


def reminded(fact: SellerReminded, at: datetime) -> None:
    """What the case waits for and until when, to the seller; nothing once it no longer waits."""
    case = queries.by_ref(fact.case_ref)
    if case.seller_due_at is not None:
        key = f"case-reminded:{case.ref}:{fact.message}:{fact.nth}"
        _to_seller(case, "case_reminder", key, at, {})


def closed(fact: CaseClosed, at: datetime) -> None:
    """That the case ended for want of a reply, to the seller; that she closed it, to the associate who had it."""
    case = queries.by_ref(fact.case_ref)
    if case.closed_at is None:
        return
    key = f"case-closed:{case.ref}:{case.closed_at.isoformat()}"
    if fact.how == ClosedHow.NO_REPLY:
        _to_seller(case, "case_unanswered", key, at, {})
    else:
        _to_assignee(case, "case_closed_by_seller", key, at, {})


def replied(fact: SellerReplied, at: datetime) -> None:
    """What the seller wrote, to the associate who has the case."""
    case = queries.by_ref(fact.case_ref)
    message = queries.message_of(case, fact.message)
    if message.kind:
        return
    _to_assignee(case, "case_replied", f"case-replied:{case.ref}:{fact.message}", at, {"message": message})


def reopened(fact: CaseReopened, at: datetime) -> None:
    """That the case is open again, to the other side. A seller who reopens by writing causes one mail, not two."""
    case = queries.by_ref(fact.case_ref)
    key = f"case-reopened:{case.ref}:{case.waiting_since.isoformat()}"
    if fact.by == "staff":
        _to_seller(case, "case_reopened", key, at, {})
    elif case.last_at != case.waiting_since:
        _to_assignee(case, "case_reopened_by_seller", key, at, {})


def rearranged(fact: CaseRearranged, at: datetime) -> None:
    """Where a case of hers went on, or that it is on its own again, to the seller."""
    case, other = queries.by_ref(fact.case_ref), queries.by_ref(fact.other_ref)
    key = f"case-rearranged:{case.ref}:{other.ref}:{case.updated_at.isoformat()}:{fact.undone}"
    more = {"other": other, "kind": fact.kind, "undone": fact.undone}
    _to_seller(case, "case_rearranged", key, at, more)


def _to_seller(case: Case, template: str, key: str, at: datetime, more: Mapping[str, object]) -> None:
    for user_id, address, name in queries.correspondents(case):
        to = Addressee(user_id, address, name, case.seller.store.language)
        _write(case, template, f"{key}:{user_id}", to, at, {**more, "path": f"/s/{case.seller.ref}/cases/{case.ref}/"})


def _to_guests(case: Case, key: str, at: datetime, more: Mapping[str, object]) -> None:
    """The answer, without the rest of the case, to those who were let in and still may come in. Each has her own thread."""
    for guest in queries.guests_of(case):
        if guest.accepted_at is None or not guest.is_open(at):
            continue
        to = Addressee(None, guest.email, guest.name, case.seller.store.language)
        context = {"guest": guest, **more}
        _write(case, "case_answered_guest", f"{key}:{guest.ref}", to, at, context, about=("guest", guest.ref))


def _to_assignee(case: Case, template: str, key: str, at: datetime, more: Mapping[str, object]) -> None:
    if case.assignee is None or not case.assignee.is_active:
        return
    to = Addressee(case.assignee.pk, case.assignee.email, case.assignee.name, case.assignee.locale)
    _write(case, template, f"{key}:{to.user_id}", to, at, {**more, "path": f"/console/cases/{case.ref}/"})


def _write(
    case: Case,
    template: str,
    key: str,
    to: Addressee,
    at: datetime,
    more: Mapping[str, object],
    *,
    about: tuple[str, str] | None = None,
) -> None:
    catalogue = queries.catalogue_for(case.seller.store, at)
    context = {
        "brand": stores.brand(),
        "case": case,
        "zone": case.seller.store.time_zone,
        "category": catalogue.label(case.category, spoken(case.seller.store.language)),
        "rating_path": queries.rating_path(case, at),
        "reopen_until": reopen_until(case.closed_at, catalogue.waits) if case.closed_at else None,
        **more,
    }
    style = Style(Nature.PERSON if "message" in more else Nature.AUTOMATIC, threaded=True)
    write(
        key=key, to=to, template=template, context=context, about=about or ("case", case.ref), seller_id=case.seller_id, at=at,
        style=style,
    )  # fmt: skip
