"""What both sides' case pages show, as plain values: a clock, a file, an entry of the thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from goodstanding.base.files.models import StoredFile
from goodstanding.base.files.states import Scan
from goodstanding.systems.cases import words

PICTURES = frozenset({"PNG", "JPEG", "GIF", "WEBP"})


@dataclass(frozen=True, slots=True)
class Clock:
    """One of the two clocks: what it shows, and the sentence under it."""

    label: str
    value: str
    running: bool
    note: str
    urgency: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as the thread shows it."""

    name: str
    url: str
    size: int
    kind: str

    @property
    def is_picture(self) -> bool:
        """Whether a browser can show it in place."""
        return self.kind in PICTURES


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of the thread: a message of either side, or a note of the reader's own side."""

    at: datetime
    order: int
    who: str
    sub: str
    kind: str
    text: str
    files: Sequence[Attached]
    anchor: str
    whole_url: str = ""  # where it came by mail: the page of the whole mail


def attached(file: StoredFile, url: str) -> Attached:
    """A kept file with the address of its download. One that was erased or is held back says so, and is never drawn in place."""
    if file.erased_at is not None:
        kind = _("erased, its SHA-256 was %(sum)s") % {"sum": file.sha256}
    elif file.scan == Scan.QUARANTINED:
        kind = _("held back: virus found")
    else:
        kind = words.file_kind(file.content_type)
    return Attached(file.name, url, file.size, kind)
