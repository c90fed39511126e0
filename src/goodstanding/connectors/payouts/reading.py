"""Reading files of payouts as JSON lines: each line one payout with its lines, the same as the API takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TypeVar

from goodstanding.connectors.imports.errors import BadValue, Unreadable
from goodstanding.connectors.imports.inspection import Inspected, inspect
from goodstanding.connectors.imports.rows import SHOWN_OF_A_BAD_ROW, text_lines
from goodstanding.connectors.imports.shapes import Batch, NewStore, Origin, Rejected, Setting
from goodstanding.connectors.imports.sources import NamesSellers, by_rows
from goodstanding.connectors.imports.values import currency_code, instant
from goodstanding.systems.payouts.rules import MOST_LINES, LineDraft, PayoutDraft
from goodstanding.systems.payouts.states import LineKind, PayoutStatus

PAYOUTS_AT_ONCE = 200
# The largest request that the API takes (settings.DATA_UPLOAD_MAX_MEMORY_SIZE), in bytes; also as much as is read ahead.
LONGEST_PAYOUT = 12 * 1024 * 1024
TOO_LONG = (
    f"A payout may have at most {MOST_LINES:,} lines in {LONGEST_PAYOUT >> 20} MiB of JSON; this line of the file is longer. "
    "Settle it in several payouts, each with its own settlement_id and its own total."
)
NEEDED = ("seller", "settlement_id", "currency", "total_minor", "starts_at", "ends_at", "status")
FIELDS = frozenset({*NEEDED, "pay_at", "reason", "lines"})
LINE_NEEDED = ("kind", "amount_minor", "posted_at")
LINE_FIELDS = frozenset({*LINE_NEEDED, "description", "order", "sku"})
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")  # no database keeps them

Json = Mapping[str, object]
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class PayoutsFiles(NamesSellers):
    """Files of payouts in our own format; every payout names its seller."""

    format: str = "payouts"

    def new_store(self) -> NewStore:
        """None: without sellers nobody can be paid."""
        raise Unreadable(
            self.files[0].name, "There is no store and no seller yet that could be paid. Import orders first."
        )

    def batches(self, setting: Setting, *, start: int = 0) -> Iterator[Batch]:
        """The payouts of all files, in order."""
        return by_rows(chain.from_iterable(_batches(file) for file in self.files), start=start)


def open_payouts(paths: Sequence[Path], *, encoding: str = "") -> PayoutsFiles:
    """Look at the files and at how each begins. Raises Unreadable naming place and remedy."""
    files = [inspect(path, encoding=encoding) for path in paths]
    for file in files:
        too_long: list[Rejected] = []
        number, first = next(text_lines(file, too_long, longest=LONGEST_PAYOUT + 1, too_long=TOO_LONG), (1, ""))
        first = str(too_long[0].origin.row[0]) if too_long else first
        if not first.strip("\ufeff \t").startswith("{"):
            remedy = "Write one payout a line, each a JSON object: docs/systems/payouts.md shows one."
            raise Unreadable(file.name, f"This is no file of JSON lines. {remedy}", line=number)
    return PayoutsFiles(files)


def _batches(file: Inspected) -> Iterator[Batch]:
    """Some hundred payouts at a time, together no longer than the longest one; a settlement that is told again begins the next
    batch, after the first was recorded."""
    rejected: list[Rejected] = []
    batch, told, held = Batch(), set[tuple[str, str]](), 0
    for number, line in text_lines(file, rejected, longest=LONGEST_PAYOUT + 1, too_long=TOO_LONG):
        if batch.read and (batch.read >= PAYOUTS_AT_ONCE or held + len(line) > LONGEST_PAYOUT):
            yield batch
            batch, told, held = Batch(), set(), 0
        found = _read(Origin(file.name, number, [line])) if line else None
        key = (found.seller, found.settlement_id) if isinstance(found, PayoutDraft) else None
        if key in told:
            yield batch
            batch, told, held = Batch(), set(), 0
        batch.read += 1
        held += len(line)
        batch.rejected += rejected
        rejected.clear()
        if isinstance(found, PayoutDraft):
            told.add((found.seller, found.settlement_id))
            batch.payouts.append(found)
            batch.origins[number] = Origin(file.name, number, [line[:SHOWN_OF_A_BAD_ROW]])
        elif found is not None:
            batch.rejected.append(found)
    if batch.read:
        yield batch


def _read(origin: Origin) -> PayoutDraft | Rejected:
    (line,) = origin.row
    try:
        if len(line) > LONGEST_PAYOUT // 4 and len(line.encode("utf-8", "surrogatepass")) > LONGEST_PAYOUT:
            raise BadValue("", "too_long", TOO_LONG)
        return _payout(_object(line), origin.line)
    except BadValue as bad:
        return Rejected(origin._replace(row=[line[:SHOWN_OF_A_BAD_ROW]]), bad.field, bad.code, bad.reason)


def _object(line: str) -> Json:
    try:
        found = json.loads(line.lstrip("\ufeff"), parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise BadValue("", "not_json", f"The line is no JSON: {str(error)[:120]}.") from None
    if not isinstance(found, dict):
        raise BadValue("", "not_an_object", "A payout is a JSON object.")
    return found


def _payout(said: Json, place: int) -> PayoutDraft:
    _check_names(said, FIELDS, NEEDED, "")
    lines = said.get("lines")
    if lines is not None and not isinstance(lines, list):
        raise BadValue("lines", "bad_value", "lines is a list.")
    if lines is not None and len(lines) > MOST_LINES:
        reason = f"A payout may have at most {MOST_LINES:,} lines, this one has {len(lines):,}. Settle it in several payouts."
        raise BadValue("lines", "too_many_lines", reason)
    return PayoutDraft(
        seller=_text(said, "seller"), settlement_id=_text(said, "settlement_id"),
        currency=currency_code(_text(said, "currency"), "currency"), total_minor=_minor(said, "total_minor"),
        starts_at=_instant(said, "starts_at"), ends_at=_instant(said, "ends_at"),
        lines=None if lines is None else [_line(line, number) for number, line in enumerate(lines)],
        status=_one_of(PayoutStatus, said, "status"), pay_at=_instant(said, "pay_at") if _text(said, "pay_at") else None,
        reason=_text(said, "reason"), place=place,
    )  # fmt: skip


def _line(said: object, number: int) -> LineDraft:
    above = f"lines[{number}]."
    if not isinstance(said, dict):
        raise BadValue(above[:-1], "not_an_object", "A line is a JSON object.")
    _check_names(said, LINE_FIELDS, LINE_NEEDED, above)
    return LineDraft(
        kind=_one_of(LineKind, said, "kind", above), amount_minor=_minor(said, "amount_minor", above),
        description=_text(said, "description", above), order=_text(said, "order", above), sku=_text(said, "sku", above),
        posted_at=_instant(said, "posted_at", above), place=number,
    )  # fmt: skip


def _check_names(said: Json, known: frozenset[str], needed: Sequence[str], above: str) -> None:
    for name in said.keys() - known:
        raise BadValue(f"{above}{name}"[:64], "unknown_field", f"Known are: {', '.join(sorted(known))}.")
    for name in needed:
        if said.get(name) in (None, ""):
            raise BadValue(above + name, "missing", f"{above}{name} is missing.")


def _text(said: Json, name: str, above: str = "") -> str:
    value = said.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or _NO_TEXT.search(value):
        raise BadValue(above + name, "bad_value", f"{above}{name} is text.")
    return value


def _minor(said: Json, name: str, above: str = "") -> int:
    value = said.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadValue(above + name, "bad_amount", f"{above}{name} is a whole number of minor units (cents).")
    return value


def _instant(said: Json, name: str, above: str = "") -> datetime:
    return instant(_text(said, name, above), above + name)


def _one_of(kind: type[E], said: Json, name: str, above: str = "") -> E:
    try:
        return kind(_text(said, name, above))
    except ValueError:
        raise BadValue(above + name, "bad_value", f"{above}{name} is one of: {', '.join(kind)}.") from None
