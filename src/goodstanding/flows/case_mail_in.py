"""Mail that comes in becomes a message in the right case, by the right person, or says why not.

What a mail is about is told by its address, the mail it answers, or its subject, in this order (mail_matching.py). Then its
sender must be who she says (ADR 121) and somebody who may write there: that is asked of the case system, by its own actions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.files import actions as files
from goodstanding.base.mailroom import failing, policies
from goodstanding.base.mailroom.inbound import actions as inbound
from goodstanding.base.mailroom.inbound import flowed, queries
from goodstanding.base.mailroom.inbound.actions import Verdict
from goodstanding.base.mailroom.inbound.events import MailArrived
from goodstanding.base.mailroom.inbound.reading import Incoming
from goodstanding.base.mailroom.models import InboundMail
from goodstanding.base.mailroom.states import InState, MailKind, Reason
from goodstanding.base.people import queries as people
from goodstanding.base.people.doors import actor_for
from goodstanding.base.people.models import User
from goodstanding.base.timeline.actions import record
from goodstanding.flows import mail_bounces, mail_matching, mail_replies
from goodstanding.flows.mail_matching import COLLEAGUES, GUEST, Match
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.cases.actions import Decision, Reply
from goodstanding.systems.cases.errors import CaseMovedOn
from goodstanding.systems.cases.models import CaseMessage
from goodstanding.systems.cases.rules import FILES_LIMIT
from goodstanding.systems.cases.states import Outcome

CHANNEL = "email"
BODY_LIMIT = 19_000
MOST_LOST = 10  # lines that say what was left out


@dataclass(frozen=True, slots=True)
class _Letter:
    """A mail at work: its row, what was read, the instant."""

    row: InboundMail
    read: Incoming
    at: datetime


def arrived(fact: MailArrived, at: datetime) -> None:
    """Find out what a mail is and whose, act on it, and keep what became of it. A mail settled before is left alone."""
    row = queries.by_ref(fact.mail_ref, lock=True)
    if row.state != InState.ARRIVED:
        return
    letter = _Letter(row, queries.read_again(row), at)
    match = mail_matching.match(row.recipients, letter.read, at=at)
    verdict = _judged(letter, match)
    inbound.settle(row, verdict, at=at)
    mail_replies.tell(row, letter.read, verdict, match, at=at)


@transaction.atomic
def take_by_hand(*, actor: Actor, mail_ref: str, case_ref: str, at: datetime) -> InboundMail:
    """Take a mail that was refused or noted into a case, unless told otherwise the one it is about.

    As its sender's message when she may write there; else, since nobody proved who wrote it, as an internal note. Raises
    NotFound, NotAllowed, Conflict for one that was taken.
    """
    row = queries.mail_for(actor, mail_ref, lock=True)
    policies.require_read_in(actor)
    case = case_queries.case_for(actor, case_ref or row.about_ref)
    if row.state not in {InState.REFUSED, InState.NOTED}:
        raise Conflict(_("This mail is in a case already, or not looked at yet."))
    letter = _Letter(row, queries.read_again(row), at)
    user = people.person_at(row.from_address)
    words, _lost = _reply(letter)
    part: int | None = None
    try:
        if user is None or user.is_staff:
            raise NotAllowed("")
        with transaction.atomic():
            part = cases.add_message(actor=actor_for(user), ref=case.ref, reply=words, at=at).number
    except (NotFound, NotAllowed):
        who = _("Mail from %(name)s, taken in by hand:") % {"name": f"{row.from_name} <{row.from_address}>".strip()}
        cases.add_internal_note(actor=actor, ref=case.ref, note=replace(words, body=f"{who}\n\n{words.body}"), at=at)
        user = None
    verdict = Verdict(
        InState.TAKEN, Reason.BY_HAND, _("By %(name)s") % {"name": actor.name}, "hand", ("case", case.ref), part,
        user.pk if user else None,
    )  # fmt: skip
    record(actor=actor, verb="mail.taken_in", subject=("case", case.ref), at=at, seller_id=case.seller_id,
           data={"mail": row.ref}, staff_only=True)  # fmt: skip
    return inbound.settle(row, verdict, at=at)


def _judged(letter: _Letter, match: Match | None) -> Verdict:
    about = (match.kind, match.ref) if match else ("", "")
    kind = MailKind(letter.row.kind)
    if kind is MailKind.LOOP:
        return Verdict(InState.NOTED, Reason.LOOPED, _("It is one of our own mails."), about=about)
    if kind is MailKind.BOUNCE:
        return mail_bounces.counted(letter.row, letter.read, at=letter.at)
    if kind is not MailKind.LETTER:
        return Verdict(
            InState.NOTED, Reason.AUTOMATIC, _("Written by a machine: nobody waits for an answer."), about=about
        )
    refusal = mail_matching.disbelief(letter.read, match, at=letter.at)
    if refusal is not None or match is None:
        return refusal or Verdict(InState.REFUSED, Reason.NO_CASE)
    try:
        with transaction.atomic():
            return _taken(letter, match)
    except CaseMovedOn as refused:
        return _refused(Reason.MOVED_ON, refused, match)
    except (NotFound, NotAllowed) as refused:
        return _refused(Reason.NOT_ALLOWED, refused, match)
    except Conflict as refused:
        return _refused(Reason.CLOSED, refused, match)
    except Invalid as refused:
        return _refused(Reason.EMPTY, _why_empty(letter) or refused, match)


def _why_empty(letter: _Letter) -> Refusal | None:
    """Why nothing of a mail could be read: that helps more than being told to write something."""
    _taken_files, lost = _files(letter.read)
    return Invalid(" ".join(lost[:MOST_LOST])) if lost and not letter.row.shown.strip() else None


def _refused(reason: Reason, refused: Refusal, match: Match) -> Verdict:
    return Verdict(InState.REFUSED, reason, refused.message, match.how, (match.kind, match.ref))


def _taken(letter: _Letter, match: Match) -> Verdict:
    if match.how == COLLEAGUES:
        raise NotAllowed(_("It answers a mail among colleagues, and in the case the seller would read it."))
    reply, lost = _reply(letter)
    if match.kind == GUEST:
        message = cases.write_as_guest(guest_ref=match.ref, reply=reply, at=letter.at)
        return _verdict(message, match, None, lost)
    user = people.person_at(letter.read.sender)
    if user is None:
        raise NotAllowed(_("Nobody here writes from this address."))
    if user.is_staff:
        message = _answered(letter, match, user, reply)
    else:
        message = cases.add_message(actor=actor_for(user), ref=match.ref, reply=reply, at=letter.at)
    failing.note_success(letter.read.sender)
    return _verdict(message, match, user.pk, lost)


def _answered(letter: _Letter, match: Match, user: User, reply: Reply) -> CaseMessage:
    """An associate's answer leaves the case open: what it waits for, and for whom, cannot be said in a mail."""
    if not settings.MAIL_IN_ASSOCIATES:
        raise NotAllowed(_("Answering by mail is switched off for associates. Answer in the console."))
    actor = actor_for(user)
    case = case_queries.case_for(actor, match.ref)
    if case.assignee_id != user.pk:
        raise NotAllowed(_("Somebody else has this case now. Answer in the console."))
    decision = Decision(Outcome.KEEP_OPEN, seen=match.part)
    return cases.answer(actor=actor, ref=match.ref, reply=reply, decision=decision, at=letter.at)


def _verdict(message: CaseMessage, match: Match, person_id: int | None, lost: Sequence[str]) -> Verdict:
    about = ("case", message.case.ref)
    detail = "\n".join(lost[:MOST_LOST])
    return Verdict(InState.TAKEN, Reason.MATCHED, detail, match.how, about, message.number, person_id)


def _reply(letter: _Letter) -> tuple[Reply, Sequence[str]]:
    """What the case shows: her own words, the files that are accepted, in the last lines what was left out. And that alone."""
    uploads, left_out = _files(letter.read)
    body = flowed.rejoined(letter.row.shown.strip())
    if not body and uploads:
        body = _("(Files without words.)")
    if len(body) > BODY_LIMIT:
        body = f"{body[:BODY_LIMIT].rstrip()} …"
        left_out = [_("The end of the text: the whole mail has it."), *left_out]
    if body and left_out:
        body = "\n\n".join([body, *(f"*{_left_out(one)}*" for one in left_out[:MOST_LOST])])
    return Reply(body, uploads=uploads, request_key=f"mail:{letter.row.fingerprint[:40]}", channel=CHANNEL), left_out


def _files(read: Incoming) -> tuple[Sequence[UploadedFile[bytes]], list[str]]:
    taken: list[UploadedFile[bytes]] = []
    left_out = list(read.remarks)
    beyond: list[str] = []
    for part in read.files:
        upload: UploadedFile[bytes] = SimpleUploadedFile(part.name, part.content, part.content_type)
        try:
            files.check(upload)
        except Invalid as refused:
            left_out.append(f"{part.name}: {refused.message}")
            continue
        if len(taken) < FILES_LIMIT:
            taken.append(upload)
        else:
            beyond.append(part.name)
    if beyond:
        said = _("%(names)s: a message holds at most %(most)s files. Send them in another mail.")
        left_out.insert(0, said % {"names": ", ".join(beyond), "most": FILES_LIMIT})
    return taken, left_out


def _left_out(what: str) -> str:
    return _("Left out: %(what)s") % {"what": " ".join(what.replace("*", "").split())[:500]}
