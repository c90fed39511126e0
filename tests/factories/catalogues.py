"""A catalogue of messages, as `msgfmt` makes it: what a language needs before pages speak it."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

HEAD = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"


def catalogue(folder: Path, language: str, messages: Mapping[str, str]) -> Path:
    """Write `folder`/`language`/LC_MESSAGES/django.mo (GNU gettext's format) and return `folder`, fit for LOCALE_PATHS."""
    pairs = sorted((one.encode(), other.encode()) for one, other in {"": HEAD, **messages}.items())
    first = 28 + 16 * len(pairs)
    texts = b"".join(text + b"\0" for side in (0, 1) for text in (pair[side] for pair in pairs))
    table, at = b"", first
    for side in (0, 1):
        for pair in pairs:
            table += struct.pack("<II", len(pair[side]), at)
            at += len(pair[side]) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, first)

    place = folder / language / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "django.mo").write_bytes(head + table + texts)
    return folder
