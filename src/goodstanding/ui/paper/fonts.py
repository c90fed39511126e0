"""Type for paper: Fira Sans; the reader's own fonts for Chinese, Japanese and Korean; one of ours a script (ADR 142, 220)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from io import BytesIO
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

BODY, BOLD, ITALIC = "FiraSans", "FiraSans-Bold", "FiraSans-Italic"
HAN, KANA, HANGUL = "STSong-Light", "HeiseiKakuGo-W5", "HYGothic-Medium"
READERS_OWN = frozenset({HAN, KANA, HANGUL})
MISSING = "\N{WHITE VERTICAL RECTANGLE}"  # the one of its kind that Fira Sans draws
# Signs that only say how others are drawn: joiners, marks of direction, choices between a letter's shapes.
UNSEEN = frozenset("\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff" + "\ufe0e\ufe0f") | {
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
JOINERS = frozenset("\u200c\u200d")


@dataclass(frozen=True, slots=True)
class Script:
    """A script whose letters join, stack or run from right to left, and the package its type comes from.

    `bold` is a file of its own; without one `file` holds all weights and each is cut from it.
    """

    name: str
    package: str
    file: str
    blocks: str
    bold: str = ""


SCRIPTS = (
    Script("Hebrew", "fontpkg_rubik", "Rubik[wght].ttf", "\u0590-\u05ff\ufb1d-\ufb4f"),
    Script("Arabic", "fontpkg_noto_sans_arabic", "NotoSansArabic[wdth,wght].ttf",
           "\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc"),
    Script("Devanagari", "fontpkg_noto_sans_devanagari", "NotoSansDevanagari[wdth,wght].ttf",
           "\u0900-\u097f\u1cd0-\u1cff\ua8e0-\ua8ff"),
    Script("Bengali", "fontpkg_hind_siliguri", "HindSiliguri-Regular.ttf", "\u0980-\u09ff", "HindSiliguri-Bold.ttf"),
    Script("Tamil", "fontpkg_noto_sans_tamil", "NotoSansTamil[wdth,wght].ttf", "\u0b80-\u0bff"),
    Script("Telugu", "fontpkg_noto_sans_telugu", "NotoSansTelugu[wdth,wght].ttf", "\u0c00-\u0c7f"),
    Script("Thai", "fontpkg_noto_sans_thai", "NotoSansThai[wdth,wght].ttf", "\u0e00-\u0e7f"),
)  # fmt: skip
_BY_NAME: Mapping[str, Script] = {script.name: script for script in SCRIPTS}
_SHAPED = re.compile("[" + "".join(script.blocks for script in SCRIPTS) + "]")
_OF_SCRIPT = [(script.name, re.compile(f"[{script.blocks}]")) for script in SCRIPTS]
_WEIGHTS = {"": 400, "-Bold": 700}


@lru_cache(maxsize=1)
def known_signs() -> frozenset[int]:
    """Have the fonts ready, once per process; the signs that the body font can draw."""
    faces = {BODY: "FiraSans-Regular.ttf", BOLD: "FiraSans-Bold.ttf", ITALIC: "FiraSans-Italic.ttf"}
    for name, file in faces.items():
        pdfmetrics.registerFont(TTFont(name, str(_folder("fontpkg_fira_sans") / file)))
    pdfmetrics.registerFontFamily(BODY, normal=BODY, bold=BOLD, italic=ITALIC, boldItalic=BOLD)
    for name in READERS_OWN:
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    return frozenset(pdfmetrics.getFont(BODY).face.charToGlyph)


@lru_cache(maxsize=2 * len(SCRIPTS))
def have(name: str, weight: str = "") -> str:
    """Have a script's font ready, the first time its letters occur; the name that paper knows it by."""
    script = _BY_NAME[name]
    folder = _folder(script.package)
    if script.bold:
        font = TTFont(name + weight, str(folder / (script.bold if weight else script.file)))
    else:
        font = TTFont(name + weight, BytesIO(_cut(folder / script.file, _WEIGHTS[weight])))
    font.face.name = f"{name}{weight}".encode()  # a PDF tells its fonts apart by this; cuts of one file share theirs
    pdfmetrics.registerFont(font)
    return name + weight


def _folder(package: str) -> Path:
    return Path(import_module(package).__file__ or "").parent / "files"


def _cut(file: Path, weight: int) -> bytes:
    """One weight of a font that holds all of them."""
    from uharfbuzz import Blob, Face, SubsetInput

    face = Face(Blob(file.read_bytes()))
    wanted = SubsetInput()
    wanted.keep_everything()
    wanted.pin_all_axes_to_default(face)
    wanted.pin_axis_location(face, "wght", weight)
    return bytes(wanted.subset(face).blob.data)


@lru_cache(maxsize=len(SCRIPTS))
def _signs_of(name: str) -> frozenset[int]:
    return frozenset(pdfmetrics.getFont(have(name)).face.charToGlyph)


def is_shaped(text: str) -> bool:
    """Whether there are letters in it that cannot simply be set one after the other."""
    return _SHAPED.search(text) is not None


def font_for(sign: str, *, japanese: bool) -> str:
    """The font that draws a sign; empty when none does."""
    code = ord(sign)
    if code in known_signs() or sign.isspace() or sign in UNSEEN:
        return BODY
    for name, blocks in _OF_SCRIPT if _SHAPED.match(sign) else ():
        if blocks.match(sign):
            return name if code in _signs_of(name) else ""
    if 0x1100 <= code <= 0x11FF or 0x3130 <= code <= 0x318F or 0xAC00 <= code <= 0xD7AF:
        return HANGUL
    if 0x3040 <= code <= 0x30FF:
        return KANA
    if 0x3000 <= code <= 0x303F or 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0xFF00 <= code <= 0xFFEF:
        return KANA if japanese else HAN
    return ""


def lacks(signs: Iterable[str]) -> bool:
    """Whether there are signs among these that no font draws."""
    return any(not font_for(sign, japanese=False) for sign in signs)


def drawn(text: str) -> list[tuple[str, str]]:
    """Each sign with its font; a square for one that no font has. A joiner goes with the sign before it."""
    japanese = any(0x3040 <= ord(sign) <= 0x30FF for sign in text)
    square = MISSING if ord(MISSING) in known_signs() else "?"
    found: list[tuple[str, str]] = []
    for sign in text:
        font = font_for(sign, japanese=japanese)
        if sign in JOINERS and found:
            font = found[-1][0]
        found.append((font, sign) if font else (BODY, square))
    return found


def runs(text: str) -> list[tuple[str, str]]:
    """A text in pieces of one font each, without the signs that are not seen."""
    found: list[tuple[str, str]] = []
    for font, sign in drawn(text):
        if sign in UNSEEN:
            continue
        if found and found[-1][0] == font:
            found[-1] = (font, found[-1][1] + sign)
        else:
            found.append((font, sign))
    return found
