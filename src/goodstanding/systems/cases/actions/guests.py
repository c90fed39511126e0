"""Letting somebody from outside into one case, for a while (ES5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.files import actions as files
from goodstanding.base.files import queries as file_queries
from goodstanding.base.files.models import StoredFile
from goodstanding.base.files.rules import clean_name
from goodstanding.base.mailroom import actions as mailroom
from goodstanding.base.mailroom.policies import ACCOUNT
from goodstanding.base.outbox import actions as outbox
from goodstanding.base.people.errors import DeadLink
from goodstanding.base.people.links import MOST_SENT, masked, new_secret
from goodstanding.base.people.models import User
from goodstanding.kit.actors import Actor, ActorKind
from goodstanding.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from goodstanding.kit.periods import day_of, start_of_day
from goodstanding.kit.refs import new_ref
from goodstanding.systems.cases import policies, queries, rules
from goodstanding.systems.cases.actions import moving
from goodstanding.systems.cases.actions.drafting import taken_in
from goodstanding.systems.cases.actions.moving import Words
from goodstanding.systems.cases.actions.talking import bring_back, said_before
from goodstanding.systems.cases.events import SellerReplied
from goodstanding.systems.cases.models import Case, CaseGuest, CaseMessage
from goodstanding.systems.cases.states import Author, Label, Permit, Status

NAME_LIMIT = rules.GUEST_NAME_LIMIT
SEEN_EVERY = timedelta(minutes=10)
MOST_KEPT = rules.FILES_LIMIT  # of an answer that was refused: as many as it may have
MOST_KEPT_BYTES = 50 * 1024 * 1024
CHANNEL = "guest"  # of a message; says on both sides' pages that a guest wrote it


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Whom a seller lets into a case, what she may do there, and the last day (the store's) on which she may."""

    email: str
    name: str
    ends_on: date
    may_write: bool = False
    sees_files: bool = False


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who is let in: what of "scope", "end" and "name" is other than before, and whether a link went out by mail."""

    guest: CaseGuest
    changed: Sequence[str]
    mailed: bool


@transaction.atomic
def invite_guest(*, actor: Actor, ref: str, terms: Terms, at: datetime) -> Invited:
    """Let somebody into one case by mail. The same address again gets the new terms.

    Who is a guest already gets mail that says what changed, with a new link, only where her scope changes: the old link ends.
    Another end or name leaves link and mail alone; the very same terms change nothing. Whose time was over is invited anew.

    Raises Invalid for an address that is none, somebody of the team, a day that is past or too far; Conflict when ten are
    invited; NotFound, NotAllowed.
    """
    case = queries.case_for(actor, ref, lock=True)
    policies.require_seller(actor, case.seller)
    email, name = (
        _address(case, terms.email),
        moving.clean_line(terms.name, field="name", limit=NAME_LIMIT, what=_("A name")),
    )
    guest = CaseGuest.objects.filter(case=case, email=email, revoked_at__isnull=True).first()
    before = _before(guest) if guest is not None and guest.is_open(at) else None
    if before is None:
        _require_room(case, at)
    if guest is None:
        guest = CaseGuest(email=email, ref=new_ref(8), invited_at=at)
    guest.case = case
    guest.name, guest.may_write, guest.sees_files = name, terms.may_write, terms.sees_files
    guest.ends_at = _end(case, terms.ends_on, at)
    changed = _changed(before, guest)
    mailed = before is None or "scope" in changed
    if mailed:
        guest.invited_by_id, guest.invited_by_name, guest.sent_count = actor.user_id, actor.name, 1
        _send(guest, at, before)
    elif changed:
        guest.save()
    _log_terms(guest, before, changed, actor=actor, at=at)
    return Invited(guest, changed, mailed)


@transaction.atomic
def send_guest_link(*, actor: Actor, ref: str, guest_ref: str, at: datetime) -> CaseGuest:
    """Mail a guest a new link because the seller asks for it; the old one ends, her terms and a session she has stay.

    Raises Conflict for one whose time is over, NotFound, NotAllowed.
    """
    case = queries.case_for(actor, ref, lock=True)
    policies.require_seller(actor, case.seller)
    guest = queries.guest_of(case, guest_ref)
    guest.case = case
    if not guest.is_open(at):
        raise Conflict(_("The time of this guest is over. Invite her anew, with another last day."))
    guest.invited_by_id, guest.invited_by_name, guest.sent_count = actor.user_id, actor.name, 1
    _send(guest, at)
    moving.log(
        case, "case.guest_link_sent", actor=actor, at=at, guest=guest.ref, name=guest.name, to=masked(guest.email)
    )
    return guest


@transaction.atomic
def revoke_guest(*, actor: Actor, ref: str, guest_ref: str, at: datetime) -> CaseGuest:
    """Take a guest out; her link and her session end with it. Doing so again changes nothing. Raises NotFound, NotAllowed."""
    case = queries.case_for(actor, ref, lock=True)
    policies.require_seller(actor, case.seller)
    guest = CaseGuest.objects.filter(case=case, ref=guest_ref).first()
    if guest is None:
        raise NotFound(_("There is no such guest in this case."))
    if guest.revoked_at is None:
        guest.revoked_at, guest.revoked_by_name = at, actor.name
        guest.save()
        files.drop_free(queries.guest_purpose(guest), keep=())
        moving.log(case, "case.guest_revoked", actor=actor, at=at, guest=guest.ref, name=guest.name)
    return guest


@transaction.atomic
def let_in(*, secret: str, user: User | None, at: datetime) -> CaseGuest:
    """Use the link of an invitation, once: the browser that holds the session, or the sign-in given, is the guest from now.

    Raises DeadLink for a link that does not work (any more), NotAllowed when it went to another address than the sign-in's.
    """
    opening = queries.opening_by(secret, at=at, lock=True)
    guest = opening.guest
    if user is not None and (user.email != guest.email or user.is_staff):
        raise NotAllowed(_("This invitation went to another address than the one you sign in with."))
    if opening.used and (user is None or guest.user_id not in (None, user.pk)):
        raise DeadLink(_("This link was used already. Ask for a new one below."))
    first = guest.accepted_at is None
    guest.accepted_at, guest.link_used, guest.last_seen_at = guest.accepted_at or at, True, at
    if user is not None:
        guest.user = user
    guest.save()
    if first:
        moving.log(guest.case, "case.guest_joined", actor=as_actor(guest), at=at, guest=guest.ref, name=guest.name)
    return guest


@transaction.atomic
def send_new_link(*, secret: str, at: datetime) -> None:
    """Mail a guest whose link was used a new one, to the address of the invitation and nowhere else. Ten links at most.

    Raises DeadLink for a link that is unknown, taken back or past its end, Conflict after ten.
    """
    guest = queries.opening_by(secret, at=at, lock=True).guest
    if guest.sent_count >= MOST_SENT:
        raise Conflict(_("Ten links were sent. Ask the person who invited you to do so once more."))
    guest.sent_count += 1
    _send(guest, at)


@transaction.atomic
def see(*, guest: CaseGuest, at: datetime) -> None:
    """Keep that a guest was here, to ten minutes, for those who invited her."""
    if guest.last_seen_at is None or at - guest.last_seen_at >= SEEN_EVERY:
        CaseGuest.objects.filter(pk=guest.pk).update(last_seen_at=at)


@transaction.atomic
def write_as_guest(*, guest_ref: str, reply: Words, at: datetime) -> CaseMessage:
    """Say something in the case as its guest, on the seller's side. A repeated request is a no-op.

    Raises NotAllowed for a guest who may only read (with files: who may not see files), StatusForbids for a closed case,
    NotFound once she may no longer come in, Invalid.
    """
    guest = queries.guest_for(guest_ref, at=at, lock=True)
    case = Case.objects.select_for_update(of=("self",)).select_related("seller", "seller__store").get(pk=guest.case_id)
    _require_scope(guest, reply)
    said = said_before(case, reply.request_key)
    if said is not None:
        return said
    policies.require_status(case, Permit.SELLER_WRITES)
    actor, before, moves = as_actor(guest), case.state, case.word is not Label.OPEN
    if case.word is Label.CLOSED:
        bring_back(case, actor=actor, at=at, spoke=Author.SELLER)
    elif case.word is Label.PENDING:
        moving.move(case, Status.OPEN, actor=actor, at=at, spoke=Author.SELLER)
    held = queries.guest_uploads(guest, reply.file_refs)
    if len(held) < len(set(reply.file_refs)) and guest.sees_files:
        raise Invalid(_("A file that was uploaded before is kept no more. Choose it again, then send."), field="files")
    words = Words(reply.body, uploads=reply.uploads, held=held, request_key=reply.request_key, channel=CHANNEL)
    case.snoozed_until = None
    message = moving.speak(case, words, author=Author.SELLER, actor=actor, at=at, counted=moves)
    case.save()
    data = {"guest": guest.ref, "from": before.value, "to": case.status}
    moving.log(case, "case.replied", actor=actor, at=at, message=message.number, **data)
    outbox.publish(SellerReplied(case_ref=case.ref, seller_id=case.seller_id, message=message.number), at=at)
    return message


@dataclass(frozen=True, slots=True)
class Kept:
    """Files of an answer that was refused: those kept, and the names of those that would have been too many or too large."""

    files: Sequence[StoredFile]
    left_out: Sequence[str] = ()


@transaction.atomic
def keep_guest_files(
    *, guest_ref: str, uploads: Sequence[UploadedFile[bytes]], named: Sequence[str], at: datetime
) -> Kept:
    """Take in the files of a guest's answer that was refused, so that they need not be chosen again; none for a guest who may
    not send any. What was kept before and is not `named` any more goes at once, the rest after a day.

    At most MOST_KEPT files of MOST_KEPT_BYTES together wait for one guest; those beyond are left out and named. One that cannot
    be taken in at all is left out too: the refusal, or the next one, names it.
    """
    guest = queries.guest_for(guest_ref, at=at, lock=True)  # one refusal after the other, that the bounds hold
    if not (guest.may_write and guest.sees_files):
        return Kept([])
    purpose = queries.guest_purpose(guest)
    files.drop_free(purpose, keep=named)
    count, size = file_queries.free_size(purpose)
    fitting, left_out = [], []
    for one in uploads:
        if count < MOST_KEPT and size + (one.size or 0) <= MOST_KEPT_BYTES:
            count, size = count + 1, size + (one.size or 0)
            fitting.append(one)
        else:
            left_out.append(clean_name(one.name or ""))
    return Kept(taken_in(actor=as_actor(guest), uploads=fitting, purpose=purpose, at=at), left_out)


def as_actor(guest: CaseGuest) -> Actor:
    """A guest for the record: a name, and no right at all."""
    return Actor(ActorKind.SELLER, user_id=None, name=f"{guest.name} (guest)")


def _address(case: Case, given: str) -> str:
    email = given.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid(_("An e-mail address, such as nora@example.com."), field="email") from error
    if case.seller.account.memberships.filter(user__email=email, user__is_active=True).exists():
        raise Invalid(_("This person is in your team and sees the case already."), field="email")
    return email


def _require_room(case: Case, at: datetime) -> None:
    open_now = CaseGuest.objects.filter(case=case, revoked_at__isnull=True, ends_at__gt=at).count()
    if open_now >= queries.MOST_GUESTS:
        raise Conflict(
            _("%(most)s guests are in this case. Take one out before you invite another.")
            % {"most": queries.MOST_GUESTS}
        )


def _end(case: Case, ends_on: date, at: datetime) -> datetime:
    """The midnight after the last day, in the store's time zone."""
    zone = case.seller.store.zone
    today = day_of(at, zone)
    last = today + timedelta(days=moving.catalogue_of(case, at).limits.guest_most_days)
    if not today <= ends_on <= last:
        raise Invalid(_("A day from today until %(last)s.") % {"last": last.isoformat()}, field="ends_on")
    return start_of_day(ends_on + timedelta(days=1), zone)


def _before(guest: CaseGuest) -> CaseGuest:
    """A guest as she is now, to be compared with after she was changed."""
    return CaseGuest(name=guest.name, may_write=guest.may_write, sees_files=guest.sees_files, ends_at=guest.ends_at)


def _changed(before: CaseGuest | None, guest: CaseGuest) -> list[str]:
    if before is None:
        return []
    pairs = {
        "scope": (_scope(before), _scope(guest)),
        "end": (before.ends_at, guest.ends_at),
        "name": (before.name, guest.name),
    }
    return [what for what, (was, now) in pairs.items() if was != now]


def _log_terms(
    guest: CaseGuest, before: CaseGuest | None, changed: Sequence[str], *, actor: Actor, at: datetime
) -> None:
    case = guest.case
    data = {"guest": guest.ref, "name": guest.name, "to": masked(guest.email), "scope": _scope(guest)}
    ends_on = _last_day(case, guest)
    if before is None:
        moving.log(case, "case.guest_invited", actor=actor, at=at, ends_on=ends_on, **data)
    elif changed:
        was = {"was_scope": _scope(before), "was_ends_on": _last_day(case, before)}
        moving.log(case, "case.guest_changed", actor=actor, at=at, ends_on=ends_on, **data, **was)


def _last_day(case: Case, guest: CaseGuest) -> str:
    return day_of(guest.ends_at - timedelta(minutes=1), case.seller.store.zone).isoformat()


def _send(guest: CaseGuest, at: datetime, before: CaseGuest | None = None) -> None:
    """A new link by mail, with what is other than `before`. Only its hash is kept, and associates cannot read the mail: it
    would let them in as her."""
    secret, guest.token_hash = new_secret()
    guest.sent_at, guest.link_used = at, False
    guest.save()
    store = guest.case.seller.store
    mailroom.write(
        key=f"case-guest:{guest.token_hash[:32]}",
        to=mailroom.Addressee(None, guest.email, guest.name, store.language),
        template="case_guest",
        context={"guest": guest, "before": before, "case": guest.case, "seller": guest.case.seller, "secret": secret,
                 "zone": store.time_zone, "last_day": guest.ends_at - timedelta(minutes=1)},
        about=(ACCOUNT, guest.ref), seller_id=guest.case.seller_id, at=at,
    )  # fmt: skip


def _scope(guest: CaseGuest) -> str:
    return ("write" if guest.may_write else "read") + ("_files" if guest.sees_files else "")


def _require_scope(guest: CaseGuest, reply: Words) -> None:
    if not guest.may_write:
        raise NotAllowed(
            _("You were invited to read this case. Ask the person who invited you if you should write in it.")
        )
    if reply.uploads and not guest.sees_files:
        raise NotAllowed(_("You were invited without attachments. Send the text without a file."))
