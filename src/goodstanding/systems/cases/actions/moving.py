"""How a case changes hands. Every change of status and every message of every verb goes through here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from goodstanding.base.files import actions as files
from goodstanding.base.files import queries as file_queries
from goodstanding.base.files.models import StoredFile
from goodstanding.base.outbox import actions as outbox
from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Invalid
from goodstanding.kit.states import require_move
from goodstanding.systems.cases import clocks, queries, rules
from goodstanding.systems.cases.actions import endings, promises
from goodstanding.systems.cases.actions.indexing import index as index  # every verb finds it here
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.events import CaseTurned
from goodstanding.systems.cases.models import Case, CaseAttachment, CaseMessage, InternalAttachment, InternalNote, Turn
from goodstanding.systems.cases.states import (
    LABELS,
    MOVES,
    TURNS,
    Author,
    ClosedHow,
    Label,
    Side,
    Status,
)

BODY_LIMIT = rules.BODY_LIMIT


@dataclass(frozen=True, slots=True)
class Pending:
    """For whom a case waits (empty: the seller) and for what."""

    what: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a case came to its end, and why in the words of whoever ended it."""

    how: ClosedHow
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A text with files: those sent along with it, and the refs of those uploaded before by the same person; `held` are
    files that the caller has fetched as its writer's.

    `kind` marks what is said about an escalation; doors leave it empty.
    """

    body: str
    uploads: Sequence[UploadedFile[bytes]] = field(default=())
    file_refs: Sequence[str] = field(default=())
    held: Sequence[StoredFile] = field(default=())
    request_key: str = ""
    channel: str = "web"
    kind: str = ""


def catalogue_of(case: Case, at: datetime) -> Catalogue:
    """The catalogue in effect in the case's store."""
    return queries.catalogue_for(case.seller.store, at)


def log(case: Case, verb: str, *, actor: Actor, at: datetime, reason: str = "", **data: object) -> None:
    """A line of the case's history that both sides may read; what changed can be found from now on."""
    note(case, verb, actor=actor, at=at, reason=reason, **data)
    index(case)


def note(case: Case, verb: str, *, actor: Actor, at: datetime, reason: str = "", **data: object) -> None:
    """The line alone, for whoever tells the index more than the case's row does."""
    record(
        actor=actor, verb=verb, subject=("case", case.ref), at=at, seller_id=case.seller_id, reason=reason, data=data
    )


def log_inside(case: Case, verb: str, *, actor: Actor, at: datetime, **data: object) -> None:
    """A line of the case's history for associates only."""
    record(
        actor=actor, verb=verb, subject=("case", case.ref), at=at, seller_id=case.seller_id, data=data, staff_only=True
    )
    index(case)


def log_thing(kind: str, ref: str, verb: str, *, actor: Actor, at: datetime, **data: object) -> None:
    """A line about something of the desk's that belongs to no seller: a tag, a problem."""
    record(actor=actor, verb=verb, subject=(kind, ref), at=at, data=data, staff_only=True)


def move(
    case: Case,
    to: Status,
    *,
    actor: Actor,
    at: datetime,
    left: Pending | Ending | None = None,
    spoke: Author | None = None,
) -> None:
    """Change the status through MOVES, hand the clocks over, and announce whose turn it is now. The caller saves.

    `left` says how it leaves the case: waiting, or at its end. `spoke` says who moves it by a message: promises count that,
    and the caller's `speak` doesn't count it again.
    """
    require_move(MOVES, case.state, to, what=_("This case"))
    pending = left if isinstance(left, Pending) else None
    ending = left if isinstance(left, Ending) else None
    before = Side(case.clock_side)
    after = TURNS[to]
    renewed = after is before and after is not Side.NOBODY

    case.status, case.label = to.value, LABELS[to].value
    case.pending_who = pending.who if pending else ""
    case.pending_what = pending.what if pending else ""
    case.waiting_since = at
    case.reminders_sent, case.reminded_at = 0, None
    _note_end(case, ending, actor=actor, at=at)
    _set_clocks(case, clocks.renew(case.clocks, at) if renewed else clocks.hand_over(case.clocks, after, at))
    set_due(case, at, spoke=spoke)
    _turn_over(case, at)
    if after is not before:
        fact = CaseTurned(case_ref=case.ref, seller_id=case.seller_id, before=before.value, after=after.value)
        outbox.publish(fact, at=at)


def set_due(case: Case, at: datetime, *, spoke: Author | None = None) -> None:
    """When the marketplace owes its next word, until when the seller may answer, and when the case moves by itself.

    The case has its Case ID already: promises are kept beside it under that.
    """
    catalogue = catalogue_of(case, at)
    waiting = waiting_of(case)
    promises.follow(case, at, spoke=spoke)
    case.seller_due_at = rules.seller_due(waiting, catalogue.waits)
    wake = rules.next_wake(waiting, catalogue.waits, at)
    case.wakes_at = wake.at if wake else None


def waiting_of(case: Case) -> rules.Waiting:
    """The case as the rules about waiting see it."""
    since = case.closed_at if case.closed_at is not None else case.waiting_since
    return rules.Waiting(case.state, since, case.reminders_sent, case.reminded_at)


def begin_turn(case: Case, at: datetime) -> None:
    """The row of the turn that runs from now on."""
    side = Side(case.clock_side)
    target = promises.target_of(case, at) if side is Side.MARKETPLACE else None
    Turn.objects.create(case=case, side=side, started_at=case.clock_since, target_seconds=target, due_at=case.due_at)


def touch(case: Case, at: datetime) -> None:
    """The seller-visible part of the case changed. Internal steps never touch it: their time would be a leak."""
    case.updated_at = max(case.updated_at, at)


def speak(
    case: Case, words: Words, *, author: Author, actor: Actor, at: datetime, counted: bool = False
) -> CaseMessage:
    """Add a message with its attachments and repeat it in the case's row. The case is locked and saved by the caller.

    `counted` says that the move it came with has told the promises of it.
    """
    note_last(case, words, author=author, actor=actor, at=at)
    message, _files = keep_message(case, words, author=author, actor=actor, at=at)
    if not counted and not (actor.is_system and author is Author.MARKETPLACE):  # automatic replies keep no promise
        promises.hold_turn(case, promises.follow(case, at, spoke=author))
    return message


def note_last(case: Case, words: Words, *, author: Author, actor: Actor, at: datetime) -> None:
    """Repeat in the case's row what is said now, as its next message."""
    case.message_count += 1
    case.last_at, case.last_author, case.last_author_name = at, author.value, actor.name
    case.last_beginning = rules.one_line(clean_body(words), rules.BEGINNING_LIMIT)
    touch(case, at)


def keep_message(
    case: Case, words: Words, *, author: Author, actor: Actor, at: datetime
) -> tuple[CaseMessage, Sequence[StoredFile]]:
    """The message that `note_last` has counted, and its attachments."""
    message = CaseMessage.objects.create(
        case=case, number=case.message_count, author=author, author_user_id=actor.user_id, author_name=actor.name,
        body=clean_body(words), channel=words.channel, kind=words.kind, request_key=words.request_key, at=at,
    )  # fmt: skip
    attached = stored(words, actor=actor, at=at)
    for file in attached:
        files.attach(file, owner=("case", case.ref))
    if attached:
        CaseAttachment.objects.bulk_create([CaseAttachment(case=case, message=message, file=file) for file in attached])
    return message, attached


def attach_inside(case: Case, note: InternalNote, words: Words, *, actor: Actor, at: datetime) -> None:
    """Attach files to an internal note, out of the seller's reach."""
    for file in stored(words, actor=actor, at=at):
        files.attach(file, owner=("case_internal", case.ref))
        InternalAttachment.objects.create(case=case, note=note, file=file)


def stored(words: Words, *, actor: Actor, at: datetime) -> list[StoredFile]:
    """The files of a text. Raises Invalid for one that is not accepted, NotFound for somebody else's upload."""
    if len(words.uploads) + len(words.file_refs) + len(words.held) > rules.FILES_LIMIT:
        raise Invalid(
            _("At most %(most)s files at once. Send the others with another message.") % {"most": rules.FILES_LIMIT},
            field="files",
        )
    earlier = [*words.held, *(_uploaded(actor, words, ref) for ref in dict.fromkeys(words.file_refs))]
    return earlier + [files.accept(actor=actor, upload=one, purpose="case", at=at) for one in words.uploads]


def draft_owner(actor: Actor, request_key: str) -> tuple[str, str]:
    """Who owns a file while the draft that names it lives: a person and her request, so that nobody else can take it."""
    return draft_owner_of(actor.user_id, request_key)


def draft_owner_of(user_id: int | None, request_key: str) -> tuple[str, str]:
    """As `draft_owner`, by the person's key."""
    return "case_draft", f"{user_id}:{request_key}"[:64]


def _uploaded(actor: Actor, words: Words, ref: str) -> StoredFile:
    """An upload of this person's, free or held by the draft that is sent now."""
    held = file_queries.files_of(*draft_owner(actor, words.request_key)) if words.request_key else []
    found = next((file for file in held if file.ref == ref), None)
    if found is None:
        return file_queries.own_upload(actor, ref)
    files.detach(found)
    found.owner_kind = found.owner_ref = ""
    return found


def clean_body(words: Words) -> str:
    """The text as it is kept. Raises Invalid when there is none or too much of it."""
    body = words.body.replace("\r\n", "\n").replace("\x00", "").strip()
    if not body:
        raise Invalid(_("Write something first."), field="body")
    if len(body) > BODY_LIMIT:
        raise Invalid(_("At most %(most)s characters. Attach the rest as a file.") % {"most": BODY_LIMIT}, field="body")
    return body


def clean_line(text: str, *, field: str, limit: int, what: str) -> str:
    """A text of one line. Raises Invalid when there is none or too much of it."""
    line = " ".join(text.replace("\x00", "").split())
    if not line:
        raise Invalid(_("%(what)s is needed.") % {"what": what}, field=field)
    if len(line) > limit:
        raise Invalid(_("%(what)s may have at most %(most)s characters.") % {"what": what, "most": limit}, field=field)
    return line


def _note_end(case: Case, ending: Ending | None, *, actor: Actor, at: datetime) -> None:
    if LABELS[case.state] is not Label.CLOSED:
        endings.came_back(case, at)
        case.closed_at, case.closed_how, case.closed_by_kind, case.closed_by_name = None, "", "", ""
        case.close_reason = ""
    elif ending is not None:
        case.closed_at, case.closed_how = at, ending.how.value
        case.closed_by_kind, case.closed_by_name = actor.kind.value, actor.name
        case.close_reason = ending.reason
        endings.ended(case, ending.how, actor=actor, at=at)


def _set_clocks(case: Case, after: clocks.Clocks) -> None:
    case.clock_side, case.clock_since = after.side.value, after.since
    case.turn_seconds = after.turn_seconds
    case.marketplace_seconds = after.marketplace_seconds
    case.seller_seconds = after.seller_seconds
    case.third_party_seconds = after.third_party_seconds


def _turn_over(case: Case, at: datetime) -> None:
    """End the running turn and begin the next one, in this order: the database allows one running turn per case."""
    Turn.objects.filter(case=case, ended_at__isnull=True).update(ended_at=case.clock_since)
    if case.clock_side != Side.NOBODY.value:
        begin_turn(case, at)
