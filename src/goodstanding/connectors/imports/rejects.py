"""The file of rejected rows: CSV, safe to open in a spreadsheet, readable by its owner only."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from goodstanding.connectors.imports.errors import Unreadable
from goodstanding.connectors.imports.shapes import Rejected
from goodstanding.kit.tabular import safe

COLUMNS = ("file", "line", "field", "code", "reason", "row")
_HEAD = ",".join(COLUMNS).encode()
LONGEST_ROW = 4_000


class RejectsFile:
    """Written as rejects come up; not there at all while there are none. `size` is how many bytes it has."""

    def __init__(self, path: Path, *, keep: int = 0) -> None:
        """`keep` bytes are left of a file that is there from before; what follows them is cut off.

        Raises Unreadable when something else than rejected rows would be overwritten.
        """
        self.path = path
        self.size = min(keep, self._size_before())
        self._file: BinaryIO | None = None

    def write(self, rejected: Sequence[Rejected]) -> int:
        """Append rows and return the file's new size. Raises Unreadable when the file cannot be written."""
        if rejected:
            text = io.StringIO(newline="")
            writer = csv.writer(text, lineterminator="\r\n")
            if not self.size:
                writer.writerow(COLUMNS)
            writer.writerows(_row(one) for one in rejected)
            self._append(text.getvalue().encode("utf-8", "backslashreplace"))
        return self.size

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _size_before(self) -> int:
        try:
            if not self.path.exists():
                return 0
            with self.path.open("rb") as file:
                head = file.read(len(_HEAD))
            if head not in (b"", _HEAD):
                raise Unreadable(
                    str(self.path), "This file is there already and holds no rejected rows. Choose another --rejects."
                )
            return self.path.stat().st_size
        except OSError as error:
            remedy = "Choose another place with --rejects."
            raise Unreadable(
                str(self.path), f"It cannot be used for rejected rows ({error.strerror}). {remedy}"
            ) from error

    def _append(self, content: bytes) -> None:
        try:
            file = self._file or self._open()
            self._file = file
            file.write(content)
            file.flush()
        except OSError as error:
            remedy = "Choose another place with --rejects."
            raise Unreadable(
                str(self.path), f"The rejected rows cannot be written ({error.strerror}). {remedy}"
            ) from error
        self.size += len(content)

    def _open(self) -> BinaryIO:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        file = os.fdopen(handle, "r+b")
        file.truncate(self.size)
        file.seek(0, os.SEEK_END)
        return file


def reasons_in(path: Path, *, limit: int) -> list[str]:
    """The first reasons in a file of rejected rows, with their places; none where there is no file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [f"{row['file']}, line {row['line']}: {row['reason']}" for row in islice(csv.DictReader(file), limit)]


def _row(one: Rejected) -> list[str]:
    origin = one.origin
    said = [origin.file, str(origin.line), one.field, one.code, one.reason, _shown(origin.row)]
    return [safe(cell.replace("\x00", "␀")) for cell in said]


def _shown(row: Sequence[str]) -> str:
    """The row as it was, as far as it is of use: its cells with commas and quotes, cut where it is very long."""
    if len(row) == 1:
        return row[0][:LONGEST_ROW]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="").writerow([safe(cell[:LONGEST_ROW]) for cell in row])
    return text.getvalue()[:LONGEST_ROW]
