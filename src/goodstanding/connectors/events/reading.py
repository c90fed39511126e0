"""Reading files of order events, CSV or JSON lines by content."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from zoneinfo import ZoneInfo

from goodstanding.connectors.events.columns import FIELDS, OPTIONAL, REQUIRED, Plan, line_of, plans
from goodstanding.connectors.imports.errors import BadValue, Unreadable
from goodstanding.connectors.imports.headers import Columns, match_header
from goodstanding.connectors.imports.inspection import Inspected, inspect
from goodstanding.connectors.imports.rows import csv_rows, text_lines
from goodstanding.connectors.imports.shapes import DRAFTS_IN_A_BATCH, Batch, NewStore, Origin, Rejected, Setting
from goodstanding.connectors.imports.sources import NamesSellers, by_rows
from goodstanding.connectors.imports.values import instant
from goodstanding.systems.orders.events import EventDraft, Kind

_KEYS = frozenset({*REQUIRED, "recorded_at", "data"})
_KINDS = {kind.value: kind for kind in Kind}
_LOOK_FOR_CURRENCY_IN = 2_000


@dataclass(frozen=True, slots=True)
class EventsFiles(NamesSellers):
    """Files of order events in our own format; every row names its seller."""

    format: str = "events"

    def new_store(self) -> NewStore:
        """A store in the currency of the first order. Raises Unreadable when no order is placed near the top."""
        drafts = (draft for batch in self.batches(Setting(zone=ZoneInfo("UTC"))) for draft in batch.drafts)
        for draft in islice(drafts, _LOOK_FOR_CURRENCY_IN):
            currency = draft.data.get("currency")
            if draft.kind is Kind.PLACED and isinstance(currency, str) and len(currency) == 3:
                return NewStore(code="main", name="Main store", currency=currency)
        raise Unreadable(
            self.files[0].name,
            "There is no store yet, and no placed order with a currency near the top of the file to make one from. "
            "Import a file with the placed events first.",
        )

    def batches(self, setting: Setting, *, start: int = 0) -> Iterator[Batch]:
        """Drafts of all files, in order, after the first `start` rows."""
        told = (_json_batches(file) if _is_json(file) else _csv_batches(file) for file in self.files)
        return by_rows(chain.from_iterable(told), start=start)


def open_events(paths: Sequence[Path], *, encoding: str = "") -> EventsFiles:
    """Look at the files and check their first rows. Raises Unreadable naming place and remedy."""
    files = [inspect(path, encoding=encoding) for path in paths]
    for file in files:
        if not _is_json(file):
            _header(file)
    return EventsFiles(files)


def _is_json(file: Inspected) -> bool:
    with file.path.open("r", encoding=file.encoding, errors="surrogateescape") as stream:
        head = stream.read(4_096).lstrip("\ufeff \t\r\n")
    if head.startswith("["):
        raise Unreadable(file.name, "This is one JSON list. Write one event a line instead (JSON lines).", line=1)
    return head.startswith("{")


def _header(file: Inspected) -> tuple[Columns, Iterator[tuple[int, list[str]]], list[Rejected]]:
    """The columns, the rows that follow, and the list that unreadable rows will be put into."""
    rejected: list[Rejected] = []
    rows = csv_rows(file, rejected)
    _, cells = next(rows, (1, []))
    if rejected:
        raise Unreadable(file.name, rejected[0].reason, line=1)
    columns = match_header(file.name, cells, separator=",", required=REQUIRED, optional=OPTIONAL)
    return columns, rows, rejected


def _csv_batches(file: Inspected) -> Iterator[Batch]:
    columns, rows, rejected = _header(file)
    reader = _CsvReader(file.name, columns)
    while True:
        batch = Batch()
        reader.fill(batch, islice(rows, DRAFTS_IN_A_BATCH))
        batch.read += len(rejected)
        batch.rejected += rejected
        rejected.clear()
        if not batch.read:
            return
        yield batch


class _CsvReader:
    """Turns rows into drafts. `fill` is the loop that runs once a row: it stays plain."""

    def __init__(self, name: str, columns: Columns) -> None:
        self.name = name
        self.width = max(columns.values()) + 1
        self.plans = plans(columns)
        self.places = [columns[column] for column in REQUIRED]
        self.recorded_at = columns.get("recorded_at", -1)

    def fill(self, batch: Batch, rows: Iterator[tuple[int, list[str]]]) -> None:
        """Read the rows into the batch."""
        name, drafts, origins, draft_of = self.name, batch.drafts, batch.origins, self.draft_of
        for line, cells in rows:
            if not cells:  # rejected already
                continue
            batch.read += 1
            origin = Origin(name, line, cells)
            try:
                drafts.append(draft_of(cells, line))
                origins[line] = origin
            except BadValue as bad:
                batch.rejected.append(Rejected(origin, bad.field, bad.code, bad.reason))

    def draft_of(self, cells: list[str], line: int) -> EventDraft:
        """One row as a draft. Raises BadValue."""
        if len(cells) != self.width:
            raise _wrong_width(len(cells), self.width)
        seller_place, order_place, kind_place, id_place, at_place = self.places
        plan = self.plans.get(cells[kind_place])
        if plan is None:
            raise _unknown_kind(cells[kind_place])
        if any(plan.foreign(cells)):
            raise _foreign(plan, cells)

        data: dict[str, object] = {}
        for place, field, convert in plan.fields:
            if text := cells[place]:
                data[field] = convert(text, field) if convert else text
        if plan.line and (only := line_of(plan, cells)):
            if "lines" in data:
                raise BadValue(
                    "lines", "two_ways", "Give either the columns sku, title, quantity, price_minor or lines."
                )
            data["lines"] = [only]

        recorded = cells[self.recorded_at] if self.recorded_at >= 0 else ""
        return EventDraft(
            cells[seller_place], cells[order_place], plan.kind, cells[id_place], instant(cells[at_place], "at"), data,
            instant(recorded, "recorded_at") if recorded else None, line,
        )  # fmt: skip


def _wrong_width(found: int, wanted: int) -> BadValue:
    if found < wanted:
        remedy = "Was the file cut off here, or is a comma missing?"
        return BadValue("", "too_few_cells", f"The row has {found} cells, the first row has {wanted}. {remedy}")
    remedy = "Put cells that hold commas into double quotes."
    return BadValue("", "too_many_cells", f"The row has {found} cells, the first row has {wanted}. {remedy}")


def _unknown_kind(word: object) -> BadValue:
    if not word:
        return BadValue("kind", "missing", "kind is missing.")
    return BadValue("kind", "unknown_kind", f"There is no kind {str(word)[:40]!r}. Known are: {', '.join(_KINDS)}.")


def _foreign(plan: Plan, cells: Sequence[str]) -> BadValue:
    filled = [name for name, cell in zip(plan.foreign_names, plan.foreign(cells), strict=True) if cell]
    allowed = ", ".join(FIELDS[plan.kind]) or "no data"
    reason = f"{', '.join(filled)} does not belong to {plan.kind.value}, which takes: {allowed}. Leave the cell empty."
    return BadValue(filled[0], "foreign_field", reason)


def _json_batches(file: Inspected) -> Iterator[Batch]:
    rejected: list[Rejected] = []
    lines = text_lines(file, rejected)
    while True:
        batch = Batch()
        for number, line in islice(lines, DRAFTS_IN_A_BATCH):
            if not line:  # rejected already
                continue
            batch.read += 1
            origin = Origin(file.name, number, [line])
            try:
                batch.drafts.append(_json_draft(line, number))
                batch.origins[number] = origin
            except BadValue as bad:
                batch.rejected.append(Rejected(origin, bad.field, bad.code, bad.reason))
        batch.read += len(rejected)
        batch.rejected += rejected
        rejected.clear()
        if not batch.read:
            return
        yield batch


def _json_draft(line: str, number: int) -> EventDraft:
    event = _json_object(line)
    unknown = event.keys() - _KEYS
    if unknown:
        field = str(min(unknown))[:64]
        raise BadValue(field, "unknown_field", f"{field} is not known here. Fields of the kind belong into data.")
    kind_word = event.get("kind")
    kind = _KINDS.get(kind_word) if isinstance(kind_word, str) else None
    if kind is None:
        raise _unknown_kind(kind_word)
    data = event.get("data") or {}
    if not isinstance(data, dict):
        raise BadValue("data", "bad_json", 'data must be an object such as {"stars": 5}.')
    return EventDraft(
        _text(event, "seller"), _text(event, "order"), kind, _text(event, "id"), instant(_text(event, "at"), "at"), data,
        instant(_text(event, "recorded_at"), "recorded_at") if event.get("recorded_at") else None, number,
    )  # fmt: skip


def _json_object(line: str) -> Mapping[str, object]:
    try:
        event = json.loads(line)
        if "\\u" in line:
            json.dumps(event, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise BadValue(
            "", "broken_encoding", "The line has half of a character (an escape \\ud800 to \\udfff)."
        ) from None
    except (ValueError, RecursionError):
        raise BadValue("", "bad_json", "The line is no JSON object. Was the file cut off here?") from None
    if not isinstance(event, dict):
        raise BadValue("", "bad_json", "The line must be one JSON object: {...}.")
    return event


def _text(event: Mapping[str, object], field: str) -> str:
    value = event.get(field, "")
    if not isinstance(value, str):
        raise BadValue(field, "bad_value", f"{field} must be text in quotes.")
    return value
