"""Reading stored files. Who may read one is its owner's to say: call these after that owner was fetched and authorised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from goodstanding.base.files.models import StoredFile
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound


def file_for(ref: str, *, owner: tuple[str, str] | None = None) -> StoredFile:
    """A file by its ref; with `owner` only if it belongs there. Raises NotFound."""
    found = StoredFile.objects.filter(ref=ref)
    if owner is not None:
        found = found.filter(owner_kind=owner[0], owner_ref=owner[1])
    file = found.first()
    if file is None:
        raise NotFound("There is no such file here.")
    return file


def own_upload(actor: Actor, ref: str) -> StoredFile:
    """A file that this person uploaded and that has no owner yet. Raises NotFound for everybody else's."""
    found = StoredFile.objects.filter(ref=ref, owner_kind="", uploaded_by_id=actor.user_id)
    file = found.first() if actor.user_id is not None else None
    if file is None:
        raise NotFound("There is no such file here. Uploads that are not used within a day are removed.")
    return file


def files_of(kind: str, ref: str, *, limit: int = 100) -> Sequence[StoredFile]:
    """The files of one owner, in the order of upload."""
    return list(StoredFile.objects.filter(owner_kind=kind, owner_ref=ref).order_by("pk")[:limit])


def files_of_many(kind: str, refs: Sequence[str]) -> dict[str, list[StoredFile]]:
    """The files of several owners of one kind, by owner, in one query."""
    found: dict[str, list[StoredFile]] = {ref: [] for ref in refs}
    for file in StoredFile.objects.filter(owner_kind=kind, owner_ref__in=list(refs)).order_by("pk"):
        found[file.owner_ref].append(file)
    return found


def unowned(*, before: datetime, limit: int = 500) -> Sequence[StoredFile]:
    """Files uploaded before an instant and never attached, oldest first."""
    return list(StoredFile.objects.filter(owner_kind="", uploaded_at__lt=before).order_by("uploaded_at")[:limit])
