"""Taking in files and giving them an owner."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.files import clamd, inspection, policies, queries, rules
from goodstanding.base.files.erasing import delete_unnamed, drop_bytes
from goodstanding.base.files.models import StoredFile
from goodstanding.base.files.states import MOVES, Scan
from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import SYSTEM, Actor
from goodstanding.kit.errors import Conflict, Invalid, NotAllowed
from goodstanding.kit.refs import new_ref
from goodstanding.kit.states import require_move

UNOWNED_FOR = timedelta(hours=24)


def accept(*, actor: Actor, upload: UploadedFile[bytes], purpose: str, at: datetime) -> StoredFile:
    """Check an upload and store it; attach it to its owner in the same transaction as the change it belongs to.

    `purpose` is a short word such as "plan" or "case". Raises Invalid for a file that is empty, above
    settings.FILE_MAX_BYTES, of a kind that is not accepted (decided by its content), or harmful to open.
    """
    if not actor.may_write:
        raise NotAllowed(_("You are looking at this account as its seller sees it. Nothing can be uploaded from here."))
    name, kind = check(upload)
    content, size = cast("BinaryIO", upload.file), upload.size or 0  # Django types it loosely
    from goodstanding.base.files import pictures  # loads what opens pictures: not for every start

    if settings.FILE_CLEAN_IMAGES and kind in pictures.FORMATS:
        content = pictures.cleaned(content, kind=kind)
        size = len(content.getbuffer())

    ref = new_ref(8)
    path = default_storage.save(f"{purpose}/{at:%Y/%m}/{ref}", File(content))
    file = StoredFile.objects.create(
        ref=ref,
        name=name,
        content_type=kind,
        size=size,
        sha256=_digest(content),
        path=path,
        purpose=purpose,
        uploaded_by_id=actor.user_id,
        uploaded_at=at,
    )
    if settings.CLAMD:
        _enqueue_scan(file)
    return file


def check(upload: UploadedFile[bytes]) -> tuple[str, str]:
    """The name and kind under which a file would be kept. Raises Invalid for one that is not accepted."""
    name = rules.clean_name(upload.name or "")
    rules.check_size(upload.size or 0, limit_bytes=settings.FILE_MAX_BYTES)
    rules.check_name(name)
    kind = inspection.kind_of(cast("BinaryIO", upload.file), name=name)  # as above
    rules.check_kind(name, kind)
    return name, kind


def scan(file_id: int, *, at: datetime) -> Scan:
    """Have the virus scanner look at a file that it has not seen, and note what it said. Returns where the file stands.

    Without a scanner the file stays unchecked. Raises clamd.ScannerAway when it does not answer: the file waits then.
    """
    file = StoredFile.objects.get(pk=file_id)
    if file.scan != Scan.UNCHECKED or file.erased_at is not None or not settings.CLAMD:
        return Scan(file.scan)
    try:
        with default_storage.open(file.path) as content:
            found = clamd.scan(settings.CLAMD, cast("BinaryIO", content))
    except FileNotFoundError:
        found = clamd.Finding(refused="Its content is missing.")
    for copied in queries.copies_of(file, scan=Scan.UNCHECKED):  # the same bytes: the same verdict
        _judge(copied, found, at=at)
    return _judge(file, found, at=at)


def _judge(file: StoredFile, found: clamd.Finding, *, at: datetime) -> Scan:
    if found.virus:
        return _hold_back(file, found.virus, at=at)
    return _move(file, Scan.UNSCANNABLE if found.refused else Scan.CLEAN, note=found.refused, at=at)


@transaction.atomic
def release(*, actor: Actor, ref: str, reason: str, at: datetime) -> StoredFile:
    """Let a file go that the scanner held back by mistake, and its copies. Administrators only, with a reason that is recorded."""
    file = queries.held_file(actor, ref, lock=True)
    policies.require_override(actor)
    why = _reason(reason)
    for one in (file, *queries.copies_of(file, scan=Scan.QUARANTINED)):
        _move(one, Scan.RELEASED, note=one.scan_note, at=at)
        record(actor=actor, verb="file.released", subject=("file", one.ref), at=at, reason=why, staff_only=True)
    return file


@transaction.atomic
def open_held(*, actor: Actor, ref: str, reason: str, at: datetime) -> StoredFile:
    """Let one administrator have a file that stays held back from everybody else. With a reason that is recorded."""
    file = queries.held_file(actor, ref)
    policies.require_override(actor)
    record(actor=actor, verb="file.opened", subject=("file", file.ref), at=at, reason=_reason(reason), staff_only=True)
    return file


@transaction.atomic
def attach(file: StoredFile, *, owner: tuple[str, str]) -> StoredFile:
    """Give a file its owner (kind, ref), once. Attaching it there again changes nothing; elsewhere is a Conflict."""
    held = StoredFile.objects.select_for_update().get(pk=file.pk)
    if (held.owner_kind, held.owner_ref) == owner:
        return held
    if held.owner_kind:
        raise Conflict(_("This file already belongs to something else."), field="file")
    held.owner_kind, held.owner_ref = owner
    held.save(update_fields=["owner_kind", "owner_ref"])
    return held


def detach(file: StoredFile) -> None:
    """Take a file away from its owner, for a draft from which it was removed. The bytes go within a day."""
    StoredFile.objects.filter(pk=file.pk).update(owner_kind="", owner_ref="")


def copy(file: StoredFile, *, at: datetime) -> StoredFile:
    """The same file once more, free to be attached elsewhere: its own reference and readers, the same bytes on the disk.

    Raises Conflict for one that the virus scanner holds back, or whose bytes are gone.
    """
    if file.scan == Scan.QUARANTINED or file.erased_at is not None:
        raise Conflict(
            _("%(name)s cannot be sent: it was held back or removed. Take it away first.") % {"name": file.name},
            field="files",
        )
    return StoredFile.objects.create(
        ref=new_ref(8), name=file.name, content_type=file.content_type, size=file.size, sha256=file.sha256, path=file.path,
        purpose=file.purpose, uploaded_by_id=file.uploaded_by_id, uploaded_at=at,
        scan=file.scan, scan_note=file.scan_note, scanned_at=file.scanned_at,
    )  # fmt: skip


def remove_unowned(*, at: datetime) -> int:
    """Remove files that nobody attached within UNOWNED_FOR. Returns how many were removed."""
    stale = queries.unowned(before=at - UNOWNED_FOR)
    for file in stale:
        file.delete()
    delete_unnamed([file.path for file in stale])
    return len(stale)


def drop_free(purpose: str, *, keep: Sequence[str]) -> int:
    """Remove the uploads that nobody who signs in has taken in for a purpose, and that have no owner, but for some. Returns how
    many."""
    gone = dict(queries.free(purpose).exclude(ref__in=list(keep)).values_list("pk", "path"))
    StoredFile.objects.filter(pk__in=list(gone)).delete()
    drop_bytes(list(gone.values()))
    return len(gone)


@transaction.atomic
def _hold_back(file: StoredFile, virus: str, *, at: datetime) -> Scan:
    data = {"virus": virus, "owner": f"{file.owner_kind} {file.owner_ref}".strip()}
    record(actor=SYSTEM, verb="file.quarantined", subject=("file", file.ref), at=at, data=data, staff_only=True)
    return _move(file, Scan.QUARANTINED, note=virus, at=at)


def _move(file: StoredFile, after: Scan, *, note: str, at: datetime) -> Scan:
    require_move(MOVES, Scan(file.scan), after, what="This file")
    StoredFile.objects.filter(pk=file.pk).update(scan=after, scan_note=note[:200], scanned_at=at)
    file.scan, file.scan_note, file.scanned_at = after, note[:200], at
    return after


def _reason(text: str) -> str:
    why = " ".join(text.split())[:300]
    if len(why) < 5:
        raise Invalid(_("Say why, in a few words: it is kept in the record."), field="reason")
    return why


def _enqueue_scan(file: StoredFile) -> None:
    from goodstanding.base.files.tasks import scan_file  # tasks import actions

    scan_file.enqueue(file.pk)


def _digest(content: BinaryIO) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while chunk := content.read(1024 * 1024):
        digest.update(chunk)
    return digest.hexdigest()
