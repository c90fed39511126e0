"""A first look at a file, all of it, once: is it text, in which encoding, how long, and what is its fingerprint?"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from goodstanding.connectors.imports.errors import Unreadable

BLOCK = 1 << 20
HEAD = 1 << 16

_MAGIC = {
    b"\x1f\x8b": "It is packed with gzip. Unpack it first: gunzip FILE.",
    b"PK\x03\x04": "It is a zip archive or a spreadsheet (.xlsx). Unpack it, or save the sheet as text, and import that.",
    b"PK\x05\x06": "It is an empty zip archive.",
    b"BZh": "It is packed with bzip2. Unpack it first: bunzip2 FILE.",
    b"\xfd7zXZ\x00": "It is packed with xz. Unpack it first: unxz FILE.",
    b"\x28\xb5\x2f\xfd": "It is packed with zstd. Unpack it first: unzstd FILE.",
    b"7z\xbc\xaf\x27\x1c": "It is a 7-Zip archive. Unpack it first.",
    b"\xd0\xcf\x11\xe0": "It is an old spreadsheet (.xls). Save the sheet as text and import that.",
    b"%PDF-": "It is a PDF document. Download the report as text.",
    b"SQLite format 3\x00": "It is a SQLite database, not a report.",
    b"\x89PNG": "It is a picture.",
    b"\xff\xd8\xff": "It is a picture.",
}
_ESCAPED = re.compile("[\udc80-\udcff]")
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0e-\x19\x1b-\x1f\x7f]")
_NOT_IN_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


@dataclass(frozen=True, slots=True)
class Inspected:
    """A text file that can be read.

    `lines` is how many line ends it has. `has_nul` and `has_broken` say that some lines hold NUL bytes, or bytes that are no
    text in this encoding: those lines will be rejected, the others are good.
    """

    path: Path
    name: str
    encoding: str
    lines: int
    digest: str
    has_nul: bool
    has_broken: bool


@dataclass(slots=True)
class _Tally:
    """What one pass over the bytes finds."""

    encoding: str
    lines: int = 0
    good: int = 0
    broken: int = 0
    blank: bool = True
    has_nul: bool = False
    not_1252: bool = False


def inspect(path: Path, *, encoding: str = "") -> Inspected:
    """Look at a file. Without `encoding` it is found out: UTF-8, UTF-16 with or without mark, else Windows-1252.

    Raises Unreadable, with a remedy, for what is absent, empty, packed, binary, or in an encoding that must be named.
    """
    name = path.name or str(path)
    head = _head(path, name)
    chosen = _named(encoding, name) if encoding else _guess(head)
    if not encoding and not chosen.startswith("utf-16"):
        _require_text(head, name)

    hasher = hashlib.sha256()
    tally = _tally(path, chosen, hasher, name)
    if tally.blank:
        raise Unreadable(name, "The file is empty. Download or export it again.")
    if not encoding and chosen.startswith("utf-8") and tally.broken * 3 > tally.good:
        chosen = _one_byte(tally, name)
        tally.broken = 0
    if tally.broken > max(100, tally.lines // 10):
        raise Unreadable(
            name, f"Too much of it is no text in {chosen}. Name the right one, such as --encoding shift_jis."
        )
    return Inspected(path, name, chosen, tally.lines, hasher.hexdigest(), tally.has_nul, tally.broken > 0)


def _head(path: Path, name: str) -> bytes:
    try:
        if path.is_dir():
            raise Unreadable(name, "This is a folder. Give the files in it, one by one.")
        if not path.exists():
            raise Unreadable(name, "There is no such file. Check the path.")
        if not path.is_file():
            raise Unreadable(name, "This is not a regular file. Copy its contents to a file and import that.")
        with path.open("rb") as file:
            head = file.read(HEAD)
    except (OSError, ValueError) as error:
        raise Unreadable(name, f"It cannot be opened ({getattr(error, 'strerror', None) or error}).") from error
    for magic, message in _MAGIC.items():
        if head.startswith(magic):
            raise Unreadable(name, message)
    return head


def _named(encoding: str, name: str) -> str:
    try:
        found = codecs.lookup(encoding)
        "".encode(found.name)
    except (LookupError, ValueError) as error:
        remedy = "Known are utf-8, utf-16, windows-1252, shift_jis, gbk and the others of Python."
        raise Unreadable(name, f"There is no text encoding called {encoding[:40]!r}. {remedy}") from error
    return "utf-8-sig" if found.name == "utf-8" else found.name


def _guess(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
    pairs = min(len(head), 2000) // 2
    if pairs >= 8 and odd > pairs * 0.7 and even < pairs * 0.1:
        return "utf-16-le"
    if pairs >= 8 and even > pairs * 0.7 and odd < pairs * 0.1:
        return "utf-16-be"
    return "utf-8-sig"


def _require_text(head: bytes, name: str) -> None:
    strange = head.count(0) + len(_CONTROL.findall(head))
    first_line = head.split(b"\n", 1)[0]
    if strange > len(head) // 50 or b"\x00" in first_line:
        raise Unreadable(name, "This is a binary file, not text. Check that it is the report, and download it again.")


def _tally(path: Path, encoding: str, hasher: hashlib._Hash, name: str) -> _Tally:
    tally = _Tally(encoding)
    decoder = codecs.getincrementaldecoder(encoding)(errors="surrogateescape")
    try:
        with path.open("rb") as file:
            for block in _blocks(file):
                hasher.update(block)
                _count(tally, block, decoder.decode(block, final=not block))
    except OSError as error:
        raise Unreadable(name, f"It cannot be read to its end ({error.strerror}).") from error
    except (UnicodeError, LookupError) as error:
        raise Unreadable(name, f"It is not text in {encoding}. Name the right one with --encoding.") from error
    return tally


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block
    yield b""


def _count(tally: _Tally, block: bytes, text: str) -> None:
    tally.lines += text.count("\n")
    tally.has_nul = tally.has_nul or "\x00" in text
    tally.blank = tally.blank and not text.strip("\ufeff \t\r\n\x1a")
    if not text.isascii():
        broken = len(_ESCAPED.findall(text))
        tally.broken += broken
        tally.good += len(text) - len(text.encode("ascii", "ignore")) - broken
        tally.not_1252 = tally.not_1252 or _NOT_IN_1252.search(block) is not None


def _one_byte(tally: _Tally, name: str) -> str:
    """Windows-1252, unless bytes occur that it does not have."""
    if tally.not_1252:
        raise Unreadable(
            name,
            "It is neither UTF-8, UTF-16 nor Windows-1252. Say which encoding it has, such as --encoding shift_jis.",
        )
    return "cp1252"
