"""Reading never crashes: random bytes, random cells, values of every shape; and the parts that keep memory bounded."""

from __future__ import annotations

import csv
import io
import tempfile
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodstanding.connectors.formats import FORMATS, Opening, open_source
from goodstanding.connectors.imports.errors import BadValue, NotChosen, Unreadable
from goodstanding.connectors.imports.rejects import RejectsFile
from goodstanding.connectors.imports.shapes import Origin, Rejected, Setting
from goodstanding.connectors.imports.spool import Spool
from goodstanding.connectors.imports.values import day, instant, local_instant, minor, whole
from goodstanding.kit.tabular import safe
from tests.connectors.importing import HEADER, OUR_SAMPLES, SAMPLES, placed

SETTING = Setting(zone=ZoneInfo("America/Sao_Paulo"), currency="EUR", seller="harbour")
STARTS = {
    "events": [HEADER.encode(), b"{", b'{"seller": "h", "order": "A", "kind": "placed", "id": "1", "at": ', b""],
    "amazon-orders": [(SAMPLES / "amazon-orders.txt").read_bytes(), b"amazon-order-id\tpurchase-date\t"],
    "amazon-feedback": [(SAMPLES / "amazon-feedback-us.txt").read_bytes(), b"Date\tRating\t"],
    "amazon-returns": [
        (SAMPLES / "amazon-returns.txt").read_bytes(),
        (SAMPLES / "amazon-warehouse-returns.txt").read_bytes(),
    ],
    "amazon-settlement": [
        (SAMPLES / "settlements" / "v2.txt").read_bytes(),
        (SAMPLES / "settlements" / "v1.txt").read_bytes(),
        b"settlement-id\tsettlement-start-date\t",
    ],
    "payouts": [(OUR_SAMPLES / "payouts.jsonl").read_bytes(), b"{", b'{"seller": "harbour", "settlement_id": ', b""],
}
TEXTS = st.text(st.sampled_from('a0,;\t\n\r"\\{}[]:-+.=é\x00\x1f€ \ud7ff'), max_size=200)


def _read_all(format_name: str, content: bytes) -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        try:
            source = open_source(format_name, Opening([path]))
            batches = list(source.batches(SETTING))
        except (Unreadable, NotChosen):
            return 0
        assert all(draft.place in batch.origins for batch in batches for draft in [*batch.drafts, *batch.payouts])
        positions = [batch.position for batch in batches]
        assert positions == sorted(positions)
        return sum(batch.read for batch in batches)


@pytest.mark.parametrize("format_name", [name for name in FORMATS if name != "olist"])
@settings(max_examples=60, deadline=None)
@given(noise=st.one_of(st.binary(max_size=400), TEXTS.map(str.encode)), data=st.data())
def test_no_bytes_crash_a_reader(format_name: str, noise: bytes, data: st.DataObject) -> None:
    start = data.draw(st.sampled_from(STARTS[format_name]))
    cut = data.draw(st.integers(0, len(start)))

    _read_all(format_name, start + noise)
    _read_all(format_name, start[:cut] + noise + start[cut:])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(TEXTS, min_size=9, max_size=9), max_size=8))
def test_every_row_is_read_or_rejected(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)

    _read_all("events", HEADER.encode() + text.getvalue().encode())


@settings(deadline=None)
@given(TEXTS)
def test_values_are_taken_or_refused_with_a_reason(text: str) -> None:
    readers = (
        lambda: instant(text, "at"),
        lambda: local_instant(text, "at", SETTING.zone),
        lambda: minor(text, "price", "JPY"),
        lambda: whole(text, "stars"),
        lambda: day(text, "date", ("%d/%m/%y",)),
    )
    for read in readers:
        try:
            read()
        except BadValue as bad:
            assert bad.field and bad.code and bad.reason


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_amounts_are_exact(amount: object) -> None:
    assert minor(str(amount), "price", "EUR") == int(str(amount).replace(".", ""))


def test_local_times_at_the_turn_of_the_clock() -> None:
    twice = local_instant(
        "2018-02-17 23:30:00", "at", SETTING.zone
    )  # the clock goes back at midnight: the first of the two
    never = local_instant(
        "2017-10-15 00:30:00", "at", SETTING.zone
    )  # the clock goes forward at midnight: half past one

    assert twice == datetime(2018, 2, 18, 1, 30, tzinfo=UTC)
    assert never == datetime(2017, 10, 15, 3, 30, tzinfo=UTC)
    assert never.astimezone(SETTING.zone).strftime("%H:%M") == "01:30"


@given(st.text(max_size=30))
def test_no_cell_of_the_rejects_is_a_formula(text: str) -> None:
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_the_rejects_file_reads_back_and_belongs_to_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "rejects.csv"
    file = RejectsFile(path)
    assert not path.exists()

    file.write([Rejected(Origin("a.csv", 7, ["=1", 'say "no"', "x" * 9_000]), "at", "bad_time", "no\x00time")])
    file.close()

    (row,) = csv.DictReader(path.open(newline="", encoding="utf-8"))
    assert (row["line"], row["reason"], len(row["row"])) == ("7", "no␀time", 4_000)
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_spool_joins_groups_and_keeps_what_nobody_asked_for() -> None:
    with Spool() as spool:
        spool.put("item", [("b", 2, ["x"]), ("a", 3, ["\udc80", "\x00"]), ("b", 4, ["z"]), ("c", 5, [])])

        assert spool.take("item", ["b", "q"]) == {"b": [(2, ["x"]), (4, ["z"])]}
        assert [key for key, _ in spool.groups("item")] == ["a", "b", "c"]
        assert list(spool.left("item")) == [(3, ["\udc80", "\x00"]), (5, [])]


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        path = tmp_path / f"{rows}.csv"
        path.write_text(HEADER + "".join(placed(f"A-{n}") + "\n" for n in range(rows)))
        tracemalloc.start()
        for batch in open_source("events", Opening([path])).batches(SETTING):
            assert len(batch.drafts) <= 4_000
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(40_000) < peak(10_000) * 1.3


@pytest.mark.parametrize(
    "line", [b"x" * 200 + b"\x00\n", b'"a"b\n', b"a,b\n"], ids=["damaged", "badly quoted", "too short"]
)
def test_a_file_of_bad_rows_only_is_handed_on_in_lots(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(HEADER.encode() + line * 9_000)

    batches = list(open_source("events", Opening([path])).batches(SETTING))

    assert [len(batch.rejected) for batch in batches] == [4_000, 4_000, 1_000]
    assert sum(batch.read for batch in batches) == 9_000
