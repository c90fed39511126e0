"""Keeping what somebody is still writing. Drafts are their writer's alone and leave no line in the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext

from goodstanding.base.files import actions as files
from goodstanding.base.files import queries as file_queries
from goodstanding.base.files.models import StoredFile
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from goodstanding.kit.refs import new_ref
from goodstanding.systems.cases import policies, queries
from goodstanding.systems.cases.actions.moving import BODY_LIMIT, draft_owner
from goodstanding.systems.cases.models import Case, NewCaseDraft, ReplyDraft
from goodstanding.systems.cases.rules import FILES_LIMIT
from goodstanding.systems.sellers import queries as sellers
from goodstanding.systems.sellers.models import Seller

DRAFT_KINDS = {"reply", "answer", "note"}
FIELDS_LIMIT = 40


@dataclass(frozen=True, slots=True)
class UnsentCase:
    """What somebody has filled in so far, the key under which it will be sent, and the files uploaded for it.

    What an associate writes to a seller first has neither category nor object here: both stand among the fields.
    """

    category: str
    about: str
    request_key: str
    fields: Mapping[str, str]
    file_refs: Sequence[str] = ()


def save_reply_draft(
    *, actor: Actor, ref: str, kind: str, body: str, data: Mapping[str, str], at: datetime
) -> ReplyDraft:
    """Keep what this person is writing in a case (kind: reply, answer or note). The last one saved counts.

    Colleagues at the desk see an answer in the making, and since when; an empty one is none.
    """
    case = _where_she_writes(actor, ref, kind)
    _require_person(actor)
    if len(body) > BODY_LIMIT:
        raise Invalid(gettext("At most %(most)s characters.") % {"most": BODY_LIMIT}, field="body")
    draft, _ = ReplyDraft.objects.update_or_create(
        case=case, user_id=policies.writer(actor), kind=kind,
        defaults={"body": body, "data": _bounded(data), "saved_at": at},
    )  # fmt: skip
    _begun(draft, bool(body.strip()), at)
    return draft


@transaction.atomic
def take_up_draft(*, actor: Actor, ref: str, draft: int, at: datetime) -> ReplyDraft:
    """Put an answer that a colleague is writing after what this associate has written so far; hers stays as it is.

    Files stay with whoever uploaded them. Raises Conflict when she has sent or emptied it meanwhile.
    """
    case = _where_she_writes(actor, ref, "answer")
    hers = ReplyDraft.objects.filter(case=case, pk=draft, kind="answer").exclude(user_id=policies.writer(actor)).first()
    if hers is None or not hers.body.strip():
        raise Conflict(gettext("There is no such answer in the making any more."))
    own = ReplyDraft.objects.filter(case=case, user_id=policies.writer(actor), kind="answer").first()
    begun = own.body.rstrip() if own else ""
    decided = {name: value for name, value in hers.data.items() if name != "files_refs"}
    kept = own.data if own else {}
    data = {**decided, **(kept if begun else {name: kept[name] for name in kept if name == "files_refs"})}
    body = f"{begun}\n\n{hers.body}" if begun else hers.body
    return save_reply_draft(actor=actor, ref=ref, kind="answer", body=body, data=data, at=at)


def add_to_draft(*, actor: Actor, ref: str, kind: str, data: Mapping[str, str]) -> None:
    """Keep something more with what this person is writing in a case; without a draft nothing."""
    case = _where_she_writes(actor, ref, kind)
    draft = ReplyDraft.objects.filter(case=case, user_id=policies.writer(actor), kind=kind).first()
    if draft is not None:
        draft.data = _bounded({**draft.data, **data})
        draft.save(update_fields=["data"])


def discard_reply_draft(*, actor: Actor, ref: str, kind: str) -> None:
    """Throw away what this person was writing in a case. One that is gone already is no matter."""
    case = _where_she_writes(actor, ref, kind)
    ReplyDraft.objects.filter(case=case, user_id=policies.writer(actor), kind=kind).delete()


def keep_files(
    *, actor: Actor, seller_ref: str, uploads: Sequence[UploadedFile[bytes]], at: datetime
) -> list[StoredFile]:
    """Take in the files of an answer that was refused, so that they need not be chosen again. One that cannot be taken in is
    left out: the refusal of the answer, or the next one, names it."""
    if not uploads:
        return []
    _require_uploader(actor, sellers.seller_for(actor, seller_ref))
    return taken_in(actor=actor, uploads=uploads, purpose="case", at=at)


def taken_in(*, actor: Actor, uploads: Sequence[UploadedFile[bytes]], purpose: str, at: datetime) -> list[StoredFile]:
    """Those of some files that can be taken in, each whole again from its first byte. The caller has asked who may."""
    kept = []
    for file in uploads[:FILES_LIMIT]:
        with suppress(Invalid):
            file.seek(0)
            kept.append(files.accept(actor=actor, upload=file, purpose=purpose, at=at))
    return kept


@transaction.atomic
def save_new_case_draft(*, actor: Actor, seller_ref: str, unsent: UnsentCase, at: datetime) -> NewCaseDraft:
    """Keep a case that this person is about to open, one per category and object, and hold its files as long as it is kept.

    Never refuses unfinished answers; a file that is not (or no longer) hers is left out.
    """
    seller = sellers.seller_for(actor, seller_ref)
    policies.require_seller(actor, seller)
    _require_person(actor)
    leaf = queries.catalogue_for(seller.store, at).leaf(unsent.category)
    draft, _ = NewCaseDraft.objects.update_or_create(
        seller=seller, user_id=policies.writer(actor), category=leaf.code, about=unsent.about[:80],
        defaults={"request_key": unsent.request_key[:64], "fields": _bounded(unsent.fields), "saved_at": at},
    )  # fmt: skip
    if draft.request_key:
        _hold(actor, draft.request_key, unsent.file_refs)
    return draft


@transaction.atomic
def move_new_case_draft(
    *, actor: Actor, seller_ref: str, category: str, unsent: UnsentCase, at: datetime
) -> NewCaseDraft:
    """Go on with an unsent case of `category` in the category that it names now, with its text and files.

    Raises Conflict where this person has begun another one there, which is not to be lost.
    """
    seller = sellers.seller_for(actor, seller_ref)
    policies.require_seller(actor, seller)
    own = NewCaseDraft.objects.filter(seller=seller, user_id=policies.writer(actor), about=unsent.about[:80])
    if own.filter(category=unsent.category).exclude(request_key=unsent.request_key[:64]).exists():
        raise Conflict(gettext("You have begun a case in that category already. Send it or throw it away first."))
    own.filter(category=category, request_key=unsent.request_key[:64]).delete()
    return save_new_case_draft(actor=actor, seller_ref=seller_ref, unsent=unsent, at=at)


@transaction.atomic
def discard_new_case_draft(*, actor: Actor, seller_ref: str, request_key: str) -> None:
    """Throw an unsent case of this person's away. One that is gone already is no matter."""
    seller = sellers.seller_for(actor, seller_ref)
    policies.require_seller(actor, seller)
    NewCaseDraft.objects.filter(seller=seller, user_id=policies.writer(actor), request_key=request_key).delete()
    if request_key:
        _hold(actor, request_key, ())


@transaction.atomic
def save_first_draft(*, actor: Actor, seller_ref: str, unsent: UnsentCase, at: datetime) -> NewCaseDraft:
    """Keep what this associate is writing to a seller first, one per seller, and hold its files as long as it is kept.

    Never refuses what is unfinished; a file that is not (or no longer) hers is left out. Begun in two places, the last one saved
    counts. Colleagues see that it is being written, and since when. Raises Conflict once it was sent: what is typed then belongs
    to the case.
    """
    seller = _written_to(actor, seller_ref)
    key = unsent.request_key[:64] or new_ref(16)
    sent = queries.opened_by_request(seller, key)
    if sent is not None:
        raise Conflict(gettext("This was sent: it is case %(ref)s.") % {"ref": sent.ref})
    own = NewCaseDraft.objects.filter(seller=seller, user_id=policies.writer(actor), category="", about="")
    for other in own.exclude(request_key=key).values_list("request_key", flat=True):
        _hold(actor, other, ())
    draft, _ = NewCaseDraft.objects.update_or_create(
        seller=seller, user_id=policies.writer(actor), category="", about="",
        defaults={"request_key": key, "fields": _bounded(unsent.fields), "saved_at": at},
    )  # fmt: skip
    _begun(draft, any(unsent.fields.get(name, "").strip() for name in ("subject", "body")), at)
    _hold(actor, key, unsent.file_refs)
    return draft


@transaction.atomic
def discard_first_draft(*, actor: Actor, seller_ref: str) -> None:
    """Throw away what this associate was writing to a seller, and let go of its files. If it is gone already, no matter."""
    seller = _written_to(actor, seller_ref)
    own = NewCaseDraft.objects.filter(seller=seller, user_id=policies.writer(actor), category="")
    for key in list(own.values_list("request_key", flat=True)):
        _hold(actor, key, ())
    own.delete()


def about_as_text(about: Sequence[tuple[str, str]]) -> str:
    """Linked objects as a draft keeps them: a line each, kind:ref. `queries.about_kept` reads it."""
    return "\n".join(f"{kind}:{ref}" for kind, ref in about)


def upload(*, actor: Actor, seller_ref: str, file: UploadedFile[bytes] | None, at: datetime) -> StoredFile:
    """Take in a file before the message it belongs to is sent. It is this person's until then, for a day.

    Raises Invalid for no file and for one that is not accepted, NotFound, NotAllowed.
    """
    _require_uploader(actor, sellers.seller_for(actor, seller_ref))
    _require_person(actor)
    if file is None:
        raise Invalid(gettext("Choose a file."), field="file")
    return files.accept(actor=actor, upload=file, purpose="case", at=at)


def _written_to(actor: Actor, seller_ref: str) -> Seller:
    """A seller, for an associate who may write to sellers and is a person."""
    seller = sellers.seller_for(actor, seller_ref)
    policies.require_work(actor, ())
    _require_person(actor)
    return seller


def _require_uploader(actor: Actor, seller: Seller) -> None:
    if actor.is_staff:
        policies.require_work(actor, ())
    else:
        policies.require_seller(actor, seller)


def _require_person(actor: Actor) -> None:
    if actor.user_id is None:
        raise NotAllowed(
            gettext("Drafts are kept for people. This is a machine: it keeps what it has not sent itself.")
        )


def _where_she_writes(actor: Actor, ref: str, kind: str) -> Case:
    """The case, for somebody who may send what the draft is of."""
    case = queries.case_for(actor, ref)
    if kind not in DRAFT_KINDS:
        raise Invalid(gettext("There is no such kind of draft."), field="kind")
    if kind == "reply":
        policies.require_seller(actor, case.seller)
    else:
        policies.require_work(actor, ())
    return case


def _begun(draft: ReplyDraft | NewCaseDraft, said: bool, at: datetime) -> None:
    """Keep since when something is said in it; emptied, it was never begun."""
    if draft.started_at is None or not said:
        draft.started_at = at if said else None
        draft.save(update_fields=["started_at"])


def _hold(actor: Actor, request_key: str, refs: Sequence[str]) -> None:
    """Hold these uploads for a draft and let go of those it no longer names."""
    owner = draft_owner(actor, request_key)
    held = file_queries.files_of(*owner)
    for file in held:
        if file.ref not in refs:
            files.detach(file)
    known = {file.ref for file in held}
    for ref in list(dict.fromkeys(refs))[:FILES_LIMIT]:
        if ref not in known:
            with suppress(NotFound):
                files.attach(file_queries.own_upload(actor, ref), owner=owner)


def _bounded(data: Mapping[str, str]) -> dict[str, str]:
    """Drafts keep what forms send, within reason."""
    return {name[:64]: value[:BODY_LIMIT] for name, value in list(data.items())[:FIELDS_LIMIT]}
