"""Cases as the cast would open and answer them, through the real actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import Decision, FirstWord, NewCase, Reply
from goodstanding.systems.cases.models import Case, CaseNeed
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.sellers import queries as sellers
from tests.world import Person, World

BODY = "Tracking NP 9921 4410 shows delivery on 14 November.\n\n- The claim was granted anyway."
SUBJECT = "Claim on order 118-204 granted although delivered"


def open_case(
    world: World,
    *,
    by: Person | None = None,
    at: datetime | None = None,
    category: str = "orders_shipping.templates",
    subject: str = SUBJECT,
    body: str = BODY,
    answers: Mapping[str, str] | None = None,
    about: Sequence[tuple[str, str]] = (),
    request_key: str = "",
) -> Case:
    """Alice opens a case, unless told otherwise."""
    by = by or world.alice
    seller = world.rival if by is world.mallory else world.harbour
    new = NewCase(
        category=category,
        subject=subject,
        words=Reply(body, request_key=request_key),
        answers=answers or {},
        about=about,
    )
    read = sellers.seller_for(by.actor, seller.ref)  # as every door does
    return actions.open_case(actor=by.actor, seller=read, new=new, at=at or world.now)


def with_file(world: World) -> tuple[Case, str]:
    """A case of alice's with a file attached, and the ref of the file."""
    case = open_case(world, subject="Parcel of October damaged")
    photo = SimpleUploadedFile("note.txt", b"Photo follows.", "text/plain")
    message = actions.add_message(
        actor=world.alice.actor, ref=case.ref, reply=Reply("See the note.", uploads=[photo]), at=world.now
    )
    case.refresh_from_db()
    return case, message.attachments.get().file.ref


def answer(
    world: World,
    case: Case,
    *,
    outcome: Outcome = Outcome.KEEP_OPEN,
    body: str = "We have asked the carrier for the scan.",
    by: Person | None = None,
    at: datetime | None = None,
) -> Case:
    """Sam answers, unless told otherwise."""
    what = "The carrier's proof of delivery" if "wait" in outcome else ""
    who = "The carrier" if outcome is Outcome.WAIT_FOR_THIRD_PARTY else ""
    decision = Decision(outcome, what=what, who=who)
    actions.answer(
        actor=(by or world.sam).actor, ref=case.ref, reply=Reply(body), decision=decision, at=at or world.later(hours=1)
    )
    case.refresh_from_db()
    return case


def asked_for(world: World, case: Case, *things: str, at: datetime | None = None) -> list[int]:
    """Sam asks for these things, one by one; their keys."""
    decision = Decision(Outcome.WAIT_FOR_SELLER, needs=things)
    reply = Reply("To look into it we need these.")
    actions.answer(actor=world.sam.actor, ref=case.ref, reply=reply, decision=decision, at=at or world.later(hours=1))
    case.refresh_from_db()
    return list(CaseNeed.objects.filter(case=case, text__in=things).order_by("pk").values_list("pk", flat=True))


def agreed(world: World, case: Case) -> int:
    """The marketplace puts something down as agreed; the number under which the seller confirms it."""
    kept = actions.propose_agreement(
        actor=world.sam.actor, ref=case.ref, text="The fee of May is refunded.", at=world.now
    )
    return kept.number


FIRST = {
    "category": "orders_shipping.templates",
    "subject": "The invoice of March for order 118-204",
    "body": "Please send us the **invoice** of March.",
}
SAM: Any = object()


def write_first(
    world: World,
    *,
    by: Person | None = None,
    outcome: Outcome = Outcome.WAIT_FOR_SELLER,
    what: str = "The invoice of March",
    who: str = "",
    assignee: Person | None = SAM,
    about: Sequence[tuple[str, str]] = (),
    answers: Mapping[str, str] | None = None,
    request_key: str = "",
    **words: str,
) -> Case:
    """Sam writes to Harbour Lane first and has the case, unless told otherwise."""
    by = by or world.sam
    said = FIRST | words
    holder = by if assignee is SAM else assignee
    first = FirstWord(
        category=said["category"], subject=said["subject"], words=Reply(said["body"], request_key=request_key),
        answers=answers or {}, about=about, decision=Decision(outcome, what=what, who=who),
        assignee_id=holder.user.pk if holder else None,
    )  # fmt: skip
    return actions.write_first(actor=by.actor, seller_ref=world.harbour.ref, first=first, at=world.now)
