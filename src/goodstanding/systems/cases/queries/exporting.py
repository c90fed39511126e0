"""The case log row by row, for a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import clocks
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.queries.lists import LogFilter, case_log
from goodstanding.systems.cases.queries.marks import labels_of_many
from goodstanding.systems.cases.queries.reading import catalogue_for
from goodstanding.systems.cases.queries.searching import search_log
from goodstanding.systems.cases.states import how_told, status_told
from goodstanding.systems.sellers.models import Seller
from goodstanding.ui.paging import Cursor

EXPORT_LIMIT = 20_000
AT_ONCE = 200
COLUMNS = (
    "case_id", "subject", "summary", "status", "label", "waits_for", "category_code", "category", "priority", "labels",
    "opened_at_utc", "opened_on", "updated_at_utc", "due_at_utc", "your_answer_by_utc", "closed_at_utc", "closed_how",
    "closed_by", "opened_by", "messages", "last_word_by", "last_word", "marketplace_seconds", "seller_seconds",
    "third_party_seconds", "opened_by_side",
)  # fmt: skip


def log_rows(
    actor: Actor, seller: Seller, wanted: LogFilter, at: datetime, *, language: str
) -> Iterator[Sequence[str]]:
    """The cases of a seller's log, filtered and ordered as the log, at most 20,000; read 200 at a time.

    Instants are in UTC, `opened_on` is the store's day, seconds are what is on each side's clock. Labels are the team's own
    and empty for everybody else. Raises NotFound for strangers, before the first row.
    """
    first = _page(actor, seller, wanted, None, at)
    return _rows(actor, seller, wanted, at, first, language)


def _rows(
    actor: Actor,
    seller: Seller,
    wanted: LogFilter,
    at: datetime,
    page: tuple[Sequence[Case], Cursor | None],
    language: str,
) -> Iterator[Sequence[str]]:
    catalogue, left = catalogue_for(seller.store, at), EXPORT_LIMIT
    while True:
        cases, older = page
        labels = labels_of_many(actor, seller, cases)
        for case in cases[:left]:
            named = ", ".join(label.name for label in labels[case.pk])
            yield _cells(case, catalogue, seller.store.zone, at, named, language)
        left -= len(cases)
        if older is None or left <= 0:
            return
        page = _page(actor, seller, wanted, older, at)


def _page(
    actor: Actor, seller: Seller, wanted: LogFilter, cursor: Cursor | None, at: datetime
) -> tuple[Sequence[Case], Cursor | None]:
    if wanted.text:
        found = search_log(actor, seller, wanted, cursor, at, limit=AT_ONCE)
        return [hit.case for hit in found.hits], found.older
    page = case_log(actor, seller, wanted, cursor, limit=AT_ONCE)
    return page.rows, page.older


def _cells(case: Case, catalogue: Catalogue, zone: ZoneInfo, at: datetime, labels: str, language: str) -> Sequence[str]:
    read = clocks.read(case.clocks, at)
    return [
        case.ref, case.subject, case.summary, status_told(case.state).value, case.label, case.pending_what, case.category,
        catalogue.label(case.category, language), case.priority, labels, _utc(case.opened_at),
        case.opened_at.astimezone(zone).date().isoformat(), _utc(case.updated_at), _utc(case.due_at),
        _utc(case.seller_due_at), _utc(case.closed_at), how_told(case.closed_how), case.closed_by_name, case.requester_name,
        str(case.message_count), case.last_author, case.last_beginning, str(read.marketplace_seconds),
        str(read.seller_seconds), str(read.third_party_seconds), case.opened_by,
    ]  # fmt: skip


def _utc(instant: datetime | None) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds") if instant else ""
