"""Reading the record."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from goodstanding.base.keyset import Page, page_of
from goodstanding.base.prepared import Prepared
from goodstanding.base.timeline.models import Entry
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.ui.paging import Cursor

NEWEST_FIRST = ("-at", "-id")
PAGE = 50
MOST_ABOUT = 200
EXPORT_LIMIT = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """Which entries a list shows; empty values don't narrow. `since` belongs to it, `until` does not."""

    actor_user_id: int | None = None
    actor_name: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    verbs: tuple[str, ...] = ()
    seller_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def _about(*, kind: str, subject: str) -> QuerySet[Entry]:
    return Entry.objects.filter(subject_kind=kind, subject_id=subject).order_by(*NEWEST_FIRST)[:MOST_ABOUT]


def _about_for_all(*, kind: str, subject: str) -> QuerySet[Entry]:
    found = Entry.objects.filter(subject_kind=kind, subject_id=subject, staff_only=False)
    return found.order_by(*NEWEST_FIRST)[:MOST_ABOUT]


_entries, _entries_for_all = Prepared(_about, one_plan=True), Prepared(_about_for_all, one_plan=True)


def entries_about(kind: str, subject_id: str, *, for_staff: bool, limit: int = 100) -> Sequence[Entry]:
    """The newest entries about one thing, newest first, MOST_ABOUT of them at most.

    The caller has already authorised the reading of the thing.
    """
    return (_entries if for_staff else _entries_for_all).rows(kind=kind, subject=subject_id)[:limit]


def activity_of(
    seller_id: int, *, for_staff: bool, cursor: Cursor | None, limit: int = PAGE, without: Collection[str] = ()
) -> Page[Entry]:
    """What happened on a seller's side, newest first, but for things of the kinds `without`.

    The caller has already authorised the reading of the seller.
    """
    found = Entry.objects.filter(seller_id=seller_id)
    if without:
        found = found.exclude(subject_kind__in=sorted(without))
    if not for_staff:
        found = found.filter(staff_only=False)
    return page_of(found, order=NEWEST_FIRST, cursor=cursor, limit=limit)


def count_by_actor(user_id: int) -> int:
    """How many entries name somebody as the one who acted. The caller has authorised it."""
    return Entry.objects.filter(actor_user_id=user_id).count()


def audit(actor: Actor, *, where: EntryFilter, cursor: Cursor | None, limit: int = PAGE) -> Page[Entry]:
    """The whole record, narrowed, newest first. Associates only; raises NotFound for everybody else."""
    return page_of(_narrowed(actor, where), order=NEWEST_FIRST, cursor=cursor, limit=limit)


def audit_rows(actor: Actor, *, where: EntryFilter, limit: int = EXPORT_LIMIT) -> Iterator[Entry]:
    """The same, one after the other, for an export of at most `limit` entries; memory does not grow with their number."""
    return _narrowed(actor, where).order_by(*NEWEST_FIRST)[:limit].iterator(chunk_size=1000)


def _narrowed(actor: Actor, where: EntryFilter) -> QuerySet[Entry]:
    if not actor.is_staff:
        raise NotFound(_("There is no such page here."))
    narrow = Q()
    if where.actor_user_id is not None:
        narrow &= Q(actor_user_id=where.actor_user_id)
    if where.actor_name:
        narrow &= Q(actor_name__icontains=where.actor_name)
    if where.subject_kind:
        narrow &= Q(subject_kind=where.subject_kind)
    if where.subject_id:
        narrow &= Q(subject_id__iexact=where.subject_id)
    if where.verbs:
        narrow &= Q(verb__in=where.verbs)
    if where.seller_id is not None:
        narrow &= Q(seller_id=where.seller_id)
    if where.since:
        narrow &= Q(at__gte=where.since)
    if where.until:
        narrow &= Q(at__lt=where.until)
    return Entry.objects.filter(narrow)
