"""Runs that stop and go on, files in several encodings, and what a run leaves behind."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

import pytest

from goodstanding.base.clock import reading as clock
from goodstanding.base.timeline.models import Entry
from goodstanding.connectors.events.reading import open_events
from goodstanding.connectors.imports.actions import Wish, run_import
from goodstanding.connectors.imports.errors import RunOvertaken
from goodstanding.connectors.models import ImportRun
from goodstanding.connectors.states import RunState
from goodstanding.kit.actors import SYSTEM
from goodstanding.systems.orders.models import Order, OrderEvent
from goodstanding.systems.orders.rules import source_of
from goodstanding.systems.stores.models import Store
from tests.connectors.importing import HEADER, SAMPLES, Importer, database, placed

pytestmark = pytest.mark.django_db


def _rows(count: int) -> Iterator[str]:
    for number in range(count):
        yield placed(f"A-{number}", at="2026-13-01T10:00:00Z" if number in {10, 8_500} else "2026-10-01T10:00:00Z")


def _interrupt_after(batches: int) -> object:
    seen: list[int] = []

    def watch(run: ImportRun) -> None:
        seen.append(run.position)
        if len(seen) > batches:
            raise KeyboardInterrupt

    return watch


def test_an_interrupted_import_goes_on_where_it_stopped(importer: Importer, tmp_path: Path) -> None:
    file = importer.events(*_rows(9_000))
    with pytest.raises(KeyboardInterrupt):
        run_import(
            actor=SYSTEM, source=open_events([file]), wish=Wish(rejects_folder=tmp_path), clock=clock.now,
            watch=_interrupt_after(1),
        )  # fmt: skip
    stopped = ImportRun.objects.get()
    assert (stopped.state, stopped.position, Order.objects.count()) == (RunState.STOPPED, 4_000, 3_999)
    (tmp_path / f"{stopped.ref}-rejects.csv").open("a").write(
        "half a li"
    )  # as a kill in the middle of writing would leave

    done = importer("events", file)

    assert (done.number("rows read"), done.number("events accepted"), done.number("already known")) == (9_000, 8_998, 0)
    assert done.number("gone on after") == 4_000
    assert [row["line"] for row in done.rejects()] == ["12", "8502"]
    assert ImportRun.objects.get().state == RunState.FINISHED


def test_a_killed_import_goes_on_as_well(importer: Importer) -> None:
    file = importer.events(placed("A-1"))
    importer("events", file)
    ImportRun.objects.update(state=RunState.RUNNING, position=0, read=0, accepted=0)

    done = importer("events", file)

    assert (done.code, done.number("already known"), ImportRun.objects.count()) == (0, 1, 1)


def test_two_processes_do_not_count_the_same_rows(importer: Importer, tmp_path: Path) -> None:
    source = open_events([importer.events(*_rows(9_000))])

    def overtake(run: ImportRun) -> None:
        if run.position == 4_000:
            ImportRun.objects.filter(pk=run.pk).update(position=8_000)

    with pytest.raises(RunOvertaken):
        run_import(actor=SYSTEM, source=source, wish=Wish(rejects_folder=tmp_path), clock=clock.now, watch=overtake)

    assert Order.objects.count() == 3_999


def test_a_finished_import_is_on_the_record(importer: Importer) -> None:
    importer("events", importer.events(placed("A-1")))

    entry = Entry.objects.get(verb="import.finished")
    assert entry.data["format"] == "events" and entry.data["accepted"] == 1
    assert entry.subject_id == ImportRun.objects.get().ref


TEXT = HEADER + placed("Ä-1") + "\n" + "harbour,Ä-1,feedback_left,f,2026-10-02T10:00:00Z,,,5,schön\n"
ENCODED = {
    "utf-8": TEXT.encode(),
    "utf-8 with mark": codecs.BOM_UTF8 + TEXT.encode(),
    "utf-16 with mark": TEXT.encode("utf-16"),
    "utf-16 without mark": TEXT.encode("utf-16-le"),
    "utf-16 big endian": TEXT.encode("utf-16-be"),
    "windows-1252": TEXT.encode("cp1252"),
    "lines of windows": TEXT.replace("\n", "\r\n").encode(),
    "lines of old macs": TEXT.replace("\n", "\r").encode(),
    "no end of the last line": TEXT.rstrip("\n").encode(),
}


@pytest.mark.parametrize("name", ENCODED)
def test_the_encodings_that_occur_are_found_out(importer: Importer, name: str) -> None:
    done = importer("events", importer.file(ENCODED[name]))

    assert done.code == 0, done.rejects()
    assert Order.objects.values_list("external_id", "feedback_text").get() == ("Ä-1", "schön")


def test_other_encodings_are_read_when_named(importer: Importer) -> None:
    file = importer.file((HEADER + placed("注文-1") + "\n").encode("shift_jis"))

    assert importer("events", file, "--encoding", "shift_jis").code == 0
    assert Order.objects.get().external_id == "注文-1"


def test_ids_are_kept_apart_by_store(importer: Importer) -> None:
    file = importer.events(placed("A-1"))
    importer("events", file)
    Store.objects.create(code="fr", name="France", currency="EUR")

    done = importer("events", file, "--store", "fr")

    assert done.number("events accepted") == 1
    assert set(OrderEvent.objects.values_list("source", flat=True)) == {"events:main", "events:fr"}
    assert len(source_of("amazon-feedback", "a" * 32)) <= 32


def test_a_dry_run_of_a_folder_keeps_nothing(importer: Importer) -> None:
    done = importer("olist", SAMPLES / "olist", "--dry-run")

    assert done.number("events accepted") == 18
    assert database() == (0, 0, 0, 0)
