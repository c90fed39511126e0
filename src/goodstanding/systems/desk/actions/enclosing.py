"""Files that go with one answer to many cases: taken in once, copied for each case when its answer is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from goodstanding.base.files import actions as files
from goodstanding.base.files import queries as file_queries
from goodstanding.base.files.models import StoredFile
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Invalid, NotAllowed
from goodstanding.systems.desk import policies
from goodstanding.systems.desk.rules import MOST_FILES


def keep_letter_files(
    *, actor: Actor, uploads: Sequence[UploadedFile[bytes]], beside: Sequence[str], at: datetime
) -> tuple[list[StoredFile], list[str]]:
    """Take in files for an answer to many cases, beside those that were taken in before: what was taken in, and a sentence for
    each that was not. They are this person's, for a day, until a bulk change is begun with them. Raises NotAllowed.
    """
    _require_person(actor)
    kept: list[StoredFile] = []
    wrong: list[str] = []
    for upload in uploads:
        if len(kept) + len(set(beside)) >= MOST_FILES:
            wrong.append(_too_many())
            break
        try:
            kept.append(files.accept(actor=actor, upload=upload, purpose="case", at=at))
        except Invalid as refusal:
            wrong.append(f"{upload.name}: {refusal.message}")
    return kept, wrong


def keep_letter_file(*, actor: Actor, upload: UploadedFile[bytes] | None, at: datetime) -> StoredFile:
    """Take in one such file while the answer is still being written; this person's, for a day. Raises Invalid for no file and for
    one that is not accepted, NotAllowed."""
    _require_person(actor)
    if upload is None:
        raise Invalid(_("Choose a file."), field="file")
    return files.accept(actor=actor, upload=upload, purpose="case", at=at)


def own_files(actor: Actor, refs: Sequence[str]) -> Sequence[StoredFile]:
    """These uploads of this person's. Raises Invalid for one that is gone, and for too many."""
    if len(set(refs)) > MOST_FILES:
        raise Invalid(_too_many(), field="files")
    found = file_queries.own_uploads(actor, refs)
    if len(found) < len(set(refs)):
        raise Invalid(_("A file that was uploaded before is kept no more. Choose it again."), field="files")
    return found


def copied(held: Sequence[StoredFile], *, at: datetime) -> list[StoredFile]:
    """The files of a letter once more, for one case: whoever may read that case may have them, and no other. Raises Conflict
    for one that was held back since."""
    return [files.copy(file, at=at) for file in held]


def _too_many() -> str:
    return _("At most %(most)s files go with an answer.") % {"most": MOST_FILES}


def _require_person(actor: Actor) -> None:
    policies.require_desk(actor)
    if actor.user_id is None:
        raise NotAllowed(_("Only a person can have an answer sent to many cases."))
