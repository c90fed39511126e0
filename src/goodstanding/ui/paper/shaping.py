"""The shapes of letters that join, stack or carry marks, by HarfBuzz, and drawing them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from threading import Lock

import uharfbuzz
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from goodstanding.ui.paper import fonts

_UNITS = 1000  # widths are told in thousandths of the size of the type
_NEAR = 0.5  # shapes that follow each other this closely need no new place
_OWN = 0xE000  # shapes that no sign stands for are known to the PDF by signs of private use; no font here has 6,400
_DIRECTING = fonts.UNSEEN - fonts.JOINERS  # has done its work when letters are drawn
_naming = Lock()


@dataclass(frozen=True, slots=True)
class Shape:
    """What is drawn for a sign or several: how far along and up it stands, and how wide its type has it."""

    sign: str
    along: float
    up: float
    width: float


@dataclass(frozen=True, slots=True)
class Piece:
    """Shapes drawn in one go, and the letters they stand for where the PDF cannot tell that from its font.

    None: it can. Empty: for none, as a dot or a mark does whose letter is said already.
    """

    shapes: tuple[Shape, ...]
    stands_for: str | None = None

    def draw(self, canvas: Canvas, font: str, *, x: float, y: float, size: float) -> None:
        """Draw it; (x, y) in points is where its run begins."""
        if self.stands_for is not None:  # for those who search the paper or copy from it
            canvas.addLiteral(f"/Span <</ActualText <FEFF{self.stands_for.encode('utf-16-be').hex()}>>> BDC")
        first = self.shapes[0]
        text = canvas.beginText(x + first.along * size / _UNITS, y + first.up * size / _UNITS)
        text.setFont(font, size)
        pen, up, held = first.along, first.up, ""
        for shape in self.shapes:
            if abs(shape.along - pen) > _NEAR or shape.up != up:
                text.textOut(held)
                text.setTextOrigin(x + shape.along * size / _UNITS, y + shape.up * size / _UNITS)
                held = ""
            held += shape.sign
            pen, up = shape.along + shape.width, shape.up
        text.textOut(held)
        canvas.drawText(text)
        if self.stands_for is not None:
            canvas.addLiteral("EMC")


@dataclass(frozen=True, slots=True)
class Run:
    """Signs of one font and one direction, as drawn from left to right. All measures in thousandths of the size."""

    font: str
    pieces: tuple[Piece, ...]
    width: float

    def draw(self, canvas: Canvas, *, x: float, y: float, size: float) -> None:
        """Draw it with its left end at (x, y) in points; the type's size in points."""
        for piece in self.pieces:
            piece.draw(canvas, self.font, x=x, y=y, size=size)


@lru_cache(maxsize=4096)
def run(font: str, signs: str, *, leftward: bool) -> Run:
    """Shape signs of one font, given in the order of reading."""
    if font in fonts.READERS_OWN:
        width = pdfmetrics.stringWidth(signs, font, _UNITS)
        return Run(font, (Piece((Shape(signs, 0, 0, width),)),), width)
    buffer = uharfbuzz.Buffer()
    levels = uharfbuzz.BufferClusterLevel
    # Readers of PDFs put letters of one shape from left to right: those that run leftward are told one by one.
    buffer.cluster_level = levels.MONOTONE_CHARACTERS if leftward else levels.MONOTONE_GRAPHEMES
    buffer.add_str(signs)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if leftward else "ltr"
    drawer = _drawer(font)
    uharfbuzz.shape(drawer, buffer)
    scale = _UNITS / drawer.face.upem
    found: list[tuple[int, Shape]] = []
    pen = 0.0
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        width = drawer.get_glyph_h_advance(info.codepoint) * scale
        sign = _sign_for(font, info.codepoint, width)
        found.append((info.cluster, Shape(sign, pen + place.x_offset * scale, place.y_offset * scale, width)))
        pen += place.x_advance * scale
    return Run(font, tuple(_pieces(signs, found, leftward=leftward)), pen)


def _pieces(signs: str, found: list[tuple[int, Shape]], *, leftward: bool) -> Iterator[Piece]:
    """Shapes that belong to the same letters together, and neighbours that say themselves what they are in one."""
    starts = sorted({start for start, _shape in found})
    ends = dict(zip(starts, [*starts[1:], len(signs)], strict=True))
    plain: list[Shape] = []
    for start, group in groupby(found, key=lambda each: each[0]):
        shapes, letters = [shape for _start, shape in group], signs[start : ends[start]]
        if "".join(shape.sign for shape in shapes) == letters and (leftward or len(shapes) == 1):
            plain += shapes
            continue
        if plain:
            yield Piece(tuple(plain))
            plain = []
        wide = [shape for shape in shapes if shape.width] or shapes
        yield Piece(tuple(wide), "".join(sign for sign in letters if sign not in _DIRECTING))
        yield from [Piece((shape,), "") for shape in shapes if shape not in wide]
    if plain:
        yield Piece(tuple(plain))


@lru_cache(maxsize=32)
def _drawer(font: str) -> uharfbuzz.Font:
    return uharfbuzz.Font(pdfmetrics.getFont(font).hbFace)


def _sign_for(font: str, shape: int, width: float) -> str:
    """A sign by which the PDF's font finds this shape."""
    face = pdfmetrics.getFont(font).face
    with _naming:
        if shape not in face.glyphToChar:
            code = _OWN + shape
            face.charToGlyph[code] = shape
            face.charWidths[code] = width
            face.glyphToChar[shape] = [code]
    return chr(face.glyphToChar[shape][0])
