"""Rows of a text file, one at a time: comma-separated with quotes, tab-separated without, or plain lines.

A row that cannot be read is put into `rejected`, comes as an empty one, so that whoever reads can count and hand it on, and
reading goes on with the next line. Nothing here holds more than one row, and no row may be longer than LONGEST_LINE signs (a
payout's: LONGEST_PAYOUT bytes) or LONGEST_RECORD lines.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import TextIO

from goodstanding.connectors.imports.errors import BadValue
from goodstanding.connectors.imports.inspection import Inspected
from goodstanding.connectors.imports.shapes import Origin, Rejected

LONGEST_LINE = 1 << 20
LONGEST_RECORD = 200
SHOWN_OF_A_BAD_ROW = 2_000
Row = tuple[int, list[str]]

_ESCAPED = re.compile("[\udc80-\udcff]")


def csv_rows(file: Inspected, rejected: list[Rejected]) -> Iterator[Row]:
    """Rows of a CSV file (comma, double quotes, RFC 4180), with the number of the line each begins on. Blank lines are left out.

    An unclosed quote costs the line that it stands on, not the lines it would swallow.
    """
    with file.path.open("r", encoding=file.encoding, errors="surrogateescape", newline="") as stream:
        lines = _Lines(stream, file)
        reader = csv.reader(lines, strict=True, skipinitialspace=True)
        held = lines.held
        while True:
            held.clear()
            first = lines.number + 1
            try:
                cells = next(reader)
                if not cells:
                    continue
            except StopIteration:
                return
            except BadValue as bad:
                rejected.append(_reject(file, first, held, bad))
                cells = []
            except csv.Error as error:
                rejected.append(_reject(file, first, held[:1], _quoting(error)))
                lines.put_back_all_but_first()
                cells = []
            yield first, cells


def tab_rows(file: Inspected, rejected: list[Rejected]) -> Iterator[Row]:
    """Rows of a tab-separated file without quoting, as Amazon writes them; a quote is a sign like any other."""
    for number, line in text_lines(file, rejected):
        yield number, line.split("\t") if line else []


def text_lines(
    file: Inspected, rejected: list[Rejected], *, longest: int = LONGEST_LINE, too_long: str = ""
) -> Iterator[tuple[int, str]]:
    """Lines without their ends, with their numbers. Blank lines are left out. `too_long` says what to do about a line of
    `longest` signs and more."""
    with file.path.open("r", encoding=file.encoding, errors="surrogateescape", newline="") as stream:
        lines = _Lines(stream, file, longest=longest, too_long=too_long)
        while True:
            lines.held.clear()
            try:
                line = next(lines).rstrip("\r\n")
            except StopIteration:
                return
            except BadValue as bad:
                rejected.append(_reject(file, lines.number, lines.held, bad))
                yield lines.number, ""
                continue
            if line.strip(" \t\x1a"):
                yield lines.number, line


class _Lines:
    """Feeds a reader line by line; remembers the lines of the record at hand, so that they can be put back."""

    def __init__(self, stream: TextIO, file: Inspected, *, longest: int = LONGEST_LINE, too_long: str = "") -> None:
        self.number = 0
        self._longest = longest
        self._too_long = too_long or f"The line is longer than {longest:,} characters."
        self.held: list[str] = []
        self._back: list[str] = []
        self._read = stream.readline
        self._check = file.has_nul or file.has_broken

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._back.pop() if self._back else self._read(self._longest)
        if not line:
            raise StopIteration
        self.number += 1
        self.held.append(line)
        if len(line) >= self._longest:
            self._skip_rest(line)
            raise BadValue("", "too_long", self._too_long)
        if len(self.held) > LONGEST_RECORD:
            raise csv.Error(f"a quote is not closed within {LONGEST_RECORD} lines")
        if self._check:
            self._require_clean(line)
        return line

    def put_back_all_but_first(self) -> None:
        self._back.extend(reversed(self.held[1:]))
        self.number -= len(self.held) - 1

    def _skip_rest(self, line: str) -> None:
        while line and line[-1] not in "\r\n":
            line = self._read(LONGEST_LINE)

    def _require_clean(self, line: str) -> None:
        if "\x00" in line:
            raise BadValue("", "nul_bytes", "The line has NUL bytes: the file was damaged here. Download it again.")
        if _ESCAPED.search(line):
            raise BadValue("", "broken_encoding", "The line has bytes that are no text in the file's encoding.")


def _quoting(error: csv.Error) -> BadValue:
    if "field larger" in str(error):
        return BadValue("", "too_long", "A cell is longer than 131,072 characters, or a quote was never closed.")
    if "unexpected end" in str(error):
        return BadValue("", "cut_off", "The file ends inside a quoted cell: it was cut off here. Download it again.")
    return BadValue(
        "", "bad_quoting", f"The quotes in this row do not match ({error}). Double a quote inside a quoted cell."
    )


def _reject(file: Inspected, line: int, held: list[str], bad: BadValue) -> Rejected:
    shown = "".join(held)[:SHOWN_OF_A_BAD_ROW].rstrip("\r\n")
    return Rejected(Origin(file.name, line, [shown]), bad.field, bad.code, bad.reason)
