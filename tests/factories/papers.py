"""What is drawn on a PDF of ours, read back from the file itself."""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import dataclass
from itertools import groupby

# What a page's stream says about letters: where, in which font, standing for what, and by which codes.
_PLACE = re.compile(
    r"1 0 0 1 ([-\d.]+) ([-\d.]+) T?m\b|1 0 0 1 ([-\d.]+) ([-\d.]+) cm|/(F\d+\+\d+) [\d.]+ Tf"
    r"|ActualText <FEFF([0-9a-f]*)>|(EMC)|\bq\b|\bQ\b|\(((?:\\.|[^\\)])*)\) Tj",
    re.S,
)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


@dataclass(frozen=True)
class Drawn:
    """Letters in one place: where (points from the left and the foot), in which font, by which codes, standing for what."""

    x: float
    y: float
    font: str
    codes: bytes
    letters: str


def drawn_on(pdf: bytes) -> list[Drawn]:
    """Everything with letters, in the order drawn."""
    objects = dict(re.findall(rb"(\d+) 0 obj(.*?)endobj", pdf, re.S))
    letters = {
        name.decode(): _letters(objects[re.search(rb"/ToUnicode (\d+) 0 R", objects[number])[1]])  # type: ignore[index]
        for name, number in re.findall(rb"/(F\d+\+\d+) (\d+) 0 R", pdf)
    }
    pages = [_stream(body) for body in objects.values() if b"stream" in body]
    return [found for page in pages if b" Tj" in page for found in _of_page(page.decode("latin-1"), letters)]


def lines_of(pdf: bytes) -> list[str]:
    """The lines, each as it is seen from left to right."""
    found = sorted(drawn_on(pdf), key=lambda each: (-each.y, each.x))
    return ["".join(each.letters for each in line) for _y, line in groupby(found, key=lambda each: round(each.y))]


def _stream(body: bytes) -> bytes:
    head, _sep, packed = body.partition(b"stream")
    packed = packed.rpartition(b"endstream")[0].lstrip(b"\r\n")
    if b"/ASCII85Decode" in head:
        packed = base64.a85decode(packed.strip().removesuffix(b"~>"))
    return zlib.decompressobj().decompress(packed) if b"/FlateDecode" in head else b""


def _letters(body: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-F]{2})> <([0-9A-F]{4})>", _stream(body))
    return {int(code, 16): chr(int(letter, 16)) for code, letter in pairs}


def _of_page(page: str, letters: dict[str, dict[int, str]]) -> list[Drawn]:
    found: list[Drawn] = []
    origins, origin, place, font, said = [], (0.0, 0.0), (0.0, 0.0), "", None
    for match in _PLACE.finditer(page):
        x, y, moved_x, moved_y, name, told, ended, text = match.groups()
        if match[0] == "q":
            origins.append(origin)
        elif match[0] == "Q":
            origin = origins.pop()
        elif x is not None:
            place = (float(x), float(y))
        elif moved_x is not None:
            origin = (origin[0] + float(moved_x), origin[1] + float(moved_y))
        elif name:
            font = name
        elif told is not None:
            said = bytes.fromhex(told).decode("utf-16-be")
        elif ended:
            said = None
        else:
            codes = _codes(text)
            plain = "".join(letters.get(font, {}).get(code, "") for code in codes)
            found.append(
                Drawn(origin[0] + place[0], origin[1] + place[1], font, codes, plain if said is None else said)
            )
            said = None if said is None else ""
    return found


def _codes(text: str) -> bytes:
    def plain(escaped: re.Match[str]) -> str:
        return chr(int(escaped[1], 8)) if escaped[1].isdigit() else _ESCAPED.get(escaped[1], escaped[1])

    return re.sub(r"\\([0-7]{3}|.)", plain, text, flags=re.S).encode("latin-1")
