"""Importing in tests the way an operator does: through the command, reading what it prints."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from goodstanding.config.cli import run
from goodstanding.systems.orders.models import Order, OrderEvent
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.stores.models import Store

SAMPLES = Path(__file__).parent / "samples"
OUR_SAMPLES = Path(__file__).parents[2] / "docs" / "systems" / "samples"
HEADER = "seller,order,kind,id,at,currency,total_minor,stars,text\n"


@dataclass(frozen=True)
class Outcome:
    """What the command said: its exit code, the numbers of its summary, and what it wrote to standard error."""

    code: int
    said: dict[str, str]
    error: str

    def number(self, name: str) -> int:
        return int(self.said.get(name, "0"))

    def rejects(self) -> list[dict[str, str]]:
        path = self.said.get("rejected rows are in")
        return list(csv.DictReader(Path(path).open(encoding="utf-8", newline=""))) if path else []

    def reject_codes(self) -> list[str]:
        return [row["code"] for row in self.rejects()]


class Importer:
    """`importer("events", file, "--dry-run")` runs the command and returns the outcome."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self._capsys = capsys
        self._folder = folder

    def __call__(self, format_name: str, *words: object) -> Outcome:
        self._capsys.readouterr()
        code = run("import", format_name, *(str(word) for word in words))
        out = self._capsys.readouterr()
        lines = [line.strip().partition("\t") for line in out.out.splitlines() if "\t" in line]
        return Outcome(code, {name: value for name, _, value in lines}, out.err)

    def file(self, content: str | bytes, name: str = "events.csv") -> Path:
        path = self._folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def events(self, *rows: str, name: str = "events.csv") -> Path:
        return self.file(HEADER + "".join(f"{row}\n" for row in rows), name)


def placed(order: str, *, seller: str = "harbour", at: str = "2026-10-01T10:00:00Z", total: str = "4200") -> str:
    """A row that places an order."""
    return f"{seller},{order},placed,{order}-placed,{at},EUR,{total},,"


def database() -> tuple[int, int, int, int]:
    """How many stores, sellers, orders and events there are."""
    return Store.objects.count(), Seller.objects.count(), Order.objects.count(), OrderEvent.objects.count()
