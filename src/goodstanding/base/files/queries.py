"""Reading stored files. Who may read one is its owner's to say: call these after that owner was fetched and authorised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from goodstanding.base.files import policies
from goodstanding.base.files.models import StoredFile
from goodstanding.base.files.states import Scan
from goodstanding.base.keyset import Page, page_of
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.ui.paging import Cursor

HELD = (Scan.QUARANTINED, Scan.UNSCANNABLE, Scan.RELEASED)
PAGE = 50


def file_for(ref: str, *, owner: tuple[str, str] | None = None) -> StoredFile:
    """A file by its ref; with `owner` only if it belongs there. Raises NotFound."""
    found = StoredFile.objects.filter(ref=ref)
    if owner is not None:
        found = found.filter(owner_kind=owner[0], owner_ref=owner[1])
    file = found.first()
    if file is None:
        raise NotFound(_("There is no such file here."))
    return file


def own_upload(actor: Actor, ref: str) -> StoredFile:
    """A file that this person uploaded and that has no owner yet. Raises NotFound for everybody else's."""
    found = StoredFile.objects.filter(ref=ref, owner_kind="", uploaded_by_id=actor.user_id)
    file = found.first() if actor.user_id is not None else None
    if file is None:
        raise NotFound(_("There is no such file here. Uploads that are not used within a day are removed."))
    return file


def own_uploads(actor: Actor, refs: Sequence[str]) -> Sequence[StoredFile]:
    """Those of some uploads that are this person's and have no owner yet, in one query."""
    if actor.user_id is None or not refs:
        return []
    found = StoredFile.objects.filter(ref__in=list(refs), owner_kind="", uploaded_by_id=actor.user_id)
    return list(found.order_by("pk")[:50])


def free(purpose: str) -> QuerySet[StoredFile]:
    """The uploads that nobody who signs in has taken in for a purpose, and that have no owner yet."""
    return StoredFile.objects.filter(owner_kind="", purpose=purpose, uploaded_by__isnull=True)


def free_uploads(purpose: str, refs: Sequence[str]) -> Sequence[StoredFile]:
    """Some of those, by their refs."""
    return list(free(purpose).filter(ref__in=list(refs)).order_by("pk")[:50]) if refs else []


def free_size(purpose: str) -> tuple[int, int]:
    """How many of those there are, and their bytes."""
    counted = free(purpose).aggregate(n=Count("pk"), size=Sum("size"))
    return counted["n"], counted["size"] or 0


def copies_of(file: StoredFile, *, scan: Scan) -> Sequence[StoredFile]:
    """The other rows over the same bytes that stand so with the virus scanner; none where the bytes are gone."""
    found = StoredFile.objects.filter(path=file.path, erased_at__isnull=True, scan=scan)
    return list(found.exclude(pk=file.pk).order_by("pk"))


def files_of(kind: str, ref: str, *, limit: int = 100) -> Sequence[StoredFile]:
    """The files of one owner, in the order of upload."""
    return list(StoredFile.objects.filter(owner_kind=kind, owner_ref=ref).order_by("pk")[:limit])


def unowned(*, before: datetime, limit: int = 500) -> Sequence[StoredFile]:
    """Files uploaded before an instant and never attached, oldest first."""
    return list(StoredFile.objects.filter(owner_kind="", uploaded_at__lt=before).order_by("uploaded_at")[:limit])


def held(actor: Actor, *, scan: Scan | None, cursor: Cursor | None, limit: int = PAGE) -> Page[StoredFile]:
    """A page of the files that were held back or could not be scanned, newest first. Raises NotFound for non-associates."""
    if not policies.can_list(actor):
        raise NotFound(_("There is no such page here."))
    found = StoredFile.objects.filter(scan__in=[scan] if scan in HELD else HELD).select_related("uploaded_by")
    return page_of(found, order=("-id",), cursor=cursor, limit=limit)


def held_file(actor: Actor, ref: str, *, lock: bool = False) -> StoredFile:
    """One of those files. Raises NotFound for everybody but associates."""
    found = StoredFile.objects.filter(ref=ref, scan__in=HELD)
    file = (found.select_for_update() if lock else found).first()
    if file is None or not policies.can_list(actor):
        raise NotFound(_("There is no such file here."))
    return file


def scan_counts() -> dict[Scan, int]:
    """How many files were held back, released, or could not be scanned. One grouped query on an index."""
    rows = StoredFile.objects.filter(scan__in=HELD).order_by().values_list("scan").annotate(n=Count("pk"))
    counts = {Scan(scan): n for scan, n in rows}
    return {scan: counts.get(scan, 0) for scan in HELD}


def unchecked(*, limit: int = 100) -> Sequence[int]:
    """The keys of files that no scanner has looked at, oldest first: also those from before it was switched on."""
    return list(
        StoredFile.objects.filter(scan=Scan.UNCHECKED, erased_at__isnull=True)
        .order_by("pk")
        .values_list("pk", flat=True)[:limit]
    )
