"""Files that cannot be read at all: one line that names place and remedy, exit code 2, and nothing done."""

from __future__ import annotations

import gzip
import io
import os
import random
import zipfile
from pathlib import Path

import pytest

from tests.connectors.importing import HEADER, SAMPLES, Importer, database, placed
from tests.world import World, happenings

pytestmark = pytest.mark.django_db

GOOD = (HEADER + placed("A-1") + "\n").encode()


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("events.csv", GOOD)
    return packed.getvalue()


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "only blank lines": (b"\n\r\n  \n", "is empty"),
    "gzip": (gzip.compress(GOOD), "gunzip"),
    "zip or xlsx": (_zip(), "zip archive or a spreadsheet"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(500), "is a picture"),
    "random bytes": (random.Random(1).randbytes(5_000), "binary"),
    "all NUL": (bytes(5_000), "binary"),
    "semicolons": (GOOD.replace(b",", b";"), "separated by semicolons; this format needs commas"),
    "tabs": (GOOD.replace(b",", b"\t"), "separated by tabs; this format needs commas"),
    "a missing column": (GOOD.replace(b"seller", b"currency2", 1), "missing: seller"),
    "a doubled column": (GOOD.replace(b"text", b"order", 1), "twice: order"),
    "an unknown column": (GOOD.replace(b"stars", b"star", 1), "star (did you mean stars?)"),
    "a nameless column": (GOOD.replace(b"text", b"", 1), "a column without a name"),
    "no header": (placed("A-1").encode(), "columns are missing: seller, order"),
    "one JSON list": (b'[{"seller": "harbour"}]', "Write one event a line"),
    "an unknown encoding": (GOOD + b"\x81\x8d\xfc", "such as --encoding shift_jis"),
    "an unclosed quote in the header": (b'"' + GOOD, "line 1"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_nothing_is_done_with_a_file_that_cannot_be_read(importer: Importer, name: str) -> None:
    content, message = UNREADABLE[name]

    done = importer("events", importer.file(GOOD, "good.csv"), importer.file(content, "bad.csv"))

    assert (done.code, database()) == (2, (0, 0, 0, 0))
    assert "bad.csv" in done.error and message in done.error
    assert done.error.count("\n") == 1


def test_folders_absent_files_and_devices_are_refused(importer: Importer, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert "is a folder" in importer("events", tmp_path).error
    assert "no such file" in importer("events", tmp_path / "gone.csv").error
    assert "not a regular file" in importer("events", tmp_path / "pipe").error
    assert "is a file" in importer("olist", importer.file(GOOD)).error
    assert "no such folder" in importer("olist", tmp_path / "gone").error
    assert "lacks olist_orders_dataset.csv and olist_order_items_dataset.csv" in importer("olist", tmp_path).error
    assert importer("events", tmp_path / ("x" * 5_000)).code == 2


def test_a_report_of_another_kind_is_named(importer: Importer) -> None:
    orders, returns = SAMPLES / "amazon-orders.txt", SAMPLES / "amazon-returns.txt"

    assert "This is the all-orders report" in importer("amazon-feedback", orders).error
    assert "goodstanding import amazon-returns FILE" in importer("amazon-orders", returns).error
    assert "This is the seller feedback report" in importer("amazon-orders", SAMPLES / "amazon-feedback-us.txt").error
    assert "six columns separated by tabs" in importer("amazon-feedback", importer.file(GOOD)).error


def test_an_encoding_that_does_not_exist_is_refused(importer: Importer) -> None:
    for encoding in ("klingon", "hex", "undefined"):
        done = importer("events", importer.file(GOOD), "--encoding", encoding)
        assert done.code == 2 and "no text encoding" in done.error


def test_feedback_without_orders_says_what_to_import_first(importer: Importer) -> None:
    done = importer("amazon-feedback", SAMPLES / "amazon-feedback-us.txt")

    assert (done.code, database()) == (2, (0, 0, 0, 0))
    assert "Import amazon-orders first" in done.error


def test_the_first_store_needs_a_currency(importer: Importer) -> None:
    done = importer("events", importer.events("harbour,A-1,delivered,1,2026-10-01T10:00:00Z,,,,"))

    assert (done.code, database()) == (2, (0, 0, 0, 0))
    assert "placed events first" in done.error


def test_store_and_seller_must_be_clear(world: World, importer: Importer) -> None:
    before = happenings()
    file = importer.events(placed("A-1"))
    report = SAMPLES / "amazon-orders.txt"

    assert "Choose one with --store: us" in importer("events", file, "--store", "mars").error
    assert "Known are: harbour, rival" in importer("amazon-orders", report).error
    assert "no seller 'nobody'" in importer("amazon-orders", report, "--seller", "nobody").error
    assert "Leave --seller out" in importer("events", file, "--seller", "harbour").error
    assert happenings() == before


def test_the_rejects_file_never_overwrites_something_else(importer: Importer) -> None:
    file = importer.events(placed("A-1"), placed("A-2", at="never"))

    done = importer("events", file, "--rejects", file)

    assert done.code == 2 and "holds no rejected rows" in done.error
    assert file.read_text().startswith("seller,order")
