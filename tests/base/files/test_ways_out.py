"""Stored files leave through one module, which asks the virus scanner's verdict and sends them as downloads."""

from __future__ import annotations

import re
from pathlib import Path

import goodstanding

SRC = Path(goodstanding.__file__).parent
# The logo is the marketplace's own and shown in pages; its door checks kind and owner itself.
ALLOWED = {"base/files/doors.py", "config/entry.py"}


def test_no_other_door_hands_out_what_lies_in_the_storage() -> None:
    opened = re.compile(r"FileResponse\(|default_storage\.(?:open|url)\(|MEDIA_URL")
    doors = [
        path for area in ("portal", "console", "api", "config", "base/files") for path in (SRC / area).rglob("*.py")
    ]
    found = {path.relative_to(SRC).as_posix() for path in doors if opened.search(path.read_text(encoding="utf-8"))} - {
        "base/files/actions.py"
    }  # reads for the scanner

    assert found <= ALLOWED


def test_whoever_sends_a_stored_file_sends_it_as_an_attachment() -> None:
    text = (SRC / "base" / "files" / "doors.py").read_text(encoding="utf-8")

    assert text.count("FileResponse(") == text.count("as_attachment=True") == 1
