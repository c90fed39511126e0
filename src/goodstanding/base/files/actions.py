"""Taking in files and giving them an owner."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from goodstanding.base.files import inspection, queries, rules
from goodstanding.base.files.models import StoredFile
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict, NotAllowed
from goodstanding.kit.refs import new_ref

UNOWNED_FOR = timedelta(hours=24)


def accept(*, actor: Actor, upload: UploadedFile[bytes], purpose: str, at: datetime) -> StoredFile:
    """Check an upload and store it; attach it to its owner in the same transaction as the change it belongs to.

    `purpose` is a short word such as "plan" or "case". Raises Invalid for a file that is empty, above
    settings.FILE_MAX_BYTES, of a kind that is not accepted (decided by its content), or harmful to open.
    """
    if not actor.may_write:
        raise NotAllowed("You are looking at this account as its seller sees it. Nothing can be uploaded from here.")
    name = rules.clean_name(upload.name or "")
    size = upload.size or 0
    rules.check_size(size, limit_bytes=settings.FILE_MAX_BYTES)
    rules.check_name(name)
    content = cast("BinaryIO", upload.file)  # Django types it loosely
    kind = inspection.kind_of(content, name=name)
    rules.check_kind(name, kind)

    ref = new_ref(8)
    path = default_storage.save(f"{purpose}/{at:%Y/%m}/{ref}", upload)
    return StoredFile.objects.create(
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


@transaction.atomic
def attach(file: StoredFile, *, owner: tuple[str, str]) -> StoredFile:
    """Give a file its owner (kind, ref), once. Attaching it there again changes nothing; elsewhere is a Conflict."""
    held = StoredFile.objects.select_for_update().get(pk=file.pk)
    if (held.owner_kind, held.owner_ref) == owner:
        return held
    if held.owner_kind:
        raise Conflict("This file already belongs to something else.", field="file")
    held.owner_kind, held.owner_ref = owner
    held.save(update_fields=["owner_kind", "owner_ref"])
    return held


def detach(file: StoredFile) -> None:
    """Take a file away from its owner, for a draft from which it was removed. The bytes go within a day."""
    StoredFile.objects.filter(pk=file.pk).update(owner_kind="", owner_ref="")


def remove_unowned(*, at: datetime) -> int:
    """Remove files that nobody attached within UNOWNED_FOR. Returns how many were removed."""
    stale = queries.unowned(before=at - UNOWNED_FOR)
    for file in stale:
        file.delete()
        default_storage.delete(file.path)
    return len(stale)


def _digest(content: BinaryIO) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while chunk := content.read(1024 * 1024):
        digest.update(chunk)
    return digest.hexdigest()
