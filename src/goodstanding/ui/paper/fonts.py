"""Type for paper: Fira Sans for Latin, Greek and Cyrillic, the reader's own fonts for Chinese, Japanese and Korean (ADR 142)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import fontpkg_fira_sans
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

BODY, BOLD, ITALIC = "FiraSans", "FiraSans-Bold", "FiraSans-Italic"
HAN, KANA, HANGUL = "STSong-Light", "HeiseiKakuGo-W5", "HYGothic-Medium"
MISSING = "\N{WHITE SQUARE}"


@lru_cache(maxsize=1)
def known_signs() -> frozenset[int]:
    """Have the fonts ready, once per process; the signs that the body font can draw."""
    folder = Path(fontpkg_fira_sans.__file__).parent / "files"
    faces = {BODY: "FiraSans-Regular.ttf", BOLD: "FiraSans-Bold.ttf", ITALIC: "FiraSans-Italic.ttf"}
    for name, file in faces.items():
        pdfmetrics.registerFont(TTFont(name, str(folder / file)))
    pdfmetrics.registerFontFamily(BODY, normal=BODY, bold=BOLD, italic=ITALIC, boldItalic=BOLD)
    for name in (HAN, KANA, HANGUL):
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    return frozenset(pdfmetrics.getFont(BODY).face.charToGlyph)


def font_for(sign: str, *, japanese: bool) -> str:
    """The font that draws a sign; empty when none does."""
    code = ord(sign)
    if code in known_signs() or sign.isspace():
        return BODY
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


def runs(text: str) -> list[tuple[str, str]]:
    """A text in pieces of one font each; signs that no font has become a square."""
    japanese = any(0x3040 <= ord(sign) <= 0x30FF for sign in text)
    found: list[tuple[str, str]] = []
    for sign in text:
        font = font_for(sign, japanese=japanese)
        font, drawn = (font, sign) if font else (BODY, MISSING if ord(MISSING) in known_signs() else "?")
        if found and found[-1][0] == font:
            found[-1] = (font, found[-1][1] + drawn)
        else:
            found.append((font, drawn))
    return found
