"""A paragraph whose letters join, stack or run from right to left: broken into lines, aligned, drawn."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import groupby

from reportlab.lib.colors import toColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from goodstanding.ui.paper import fonts, order, shaping
from goodstanding.ui.paper.spans import QUIET, Span

_THAI = ("\u0e01", "\u0e5b")
_THAI_FIRST = frozenset("\u0e40\u0e41\u0e42\u0e43\u0e44")  # vowels written before the letter they are said after
_THAI_LATER = frozenset("\u0e30\u0e32\u0e33\u0e45\u0e46")  # vowels that stand behind their letter, and its repetition
_VIRAMA = 9  # Unicode's class of the sign that joins two letters of India's scripts


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of a line: its font, how deep it is set within the other direction, and whether it stands back."""

    sign: str
    font: str
    quiet: bool = False
    level: int = 0


class Lines(Flowable):  # type: ignore[misc]  # reportlab comes without types
    """Lines of spans. Their direction follows the first letter that has one, as on the page, and their side that.

    `kept_left` holds the side, for what stands beside something.
    """

    def __init__(
        self, spans: Sequence[Span], style: ParagraphStyle, *, bullet: str = "", kept_left: bool = False
    ) -> None:
        super().__init__()
        self.style, self.bullet = style, bullet
        self.leftward = order.runs_leftward("".join(span.text for span in spans))
        self.at_right = style.alignment == TA_RIGHT or (self.leftward and not kept_left)
        self.signs = list(_signs(spans, style, leftward=self.leftward))
        self.lines: list[list[Sign]] = []
        self.broken_at = -1.0

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Break into lines for a width, both in points."""
        if self.broken_at != width:
            room = width - self.style.leftIndent - self.style.rightIndent
            self.lines = [line for signs in self.signs for line in _broken(signs, room / self.style.fontSize * 1000)]
            self.broken_at = width
        self.width, self.height = width, len(self.lines) * self.style.leading
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """What fits the height, and the rest; nothing when no line fits."""
        self.wrap(width, height)
        fit = int(height / self.style.leading + 1e-6)
        if fit <= 0 or fit >= len(self.lines):
            return [self] if fit > 0 else []
        return [self._part(self.lines[:fit], self.bullet), self._part(self.lines[fit:], "")]

    def _part(self, lines: list[list[Sign]], bullet: str) -> Lines:
        part = copy(self)
        part.signs, part.lines, part.bullet = lines, lines, bullet
        return part

    def minWidth(self) -> float:  # noqa: N802 - reportlab's name
        """The least width that it asks for, in points: any will do, long words are cut."""
        return float(self.style.leftIndent + self.style.rightIndent + 4 * self.style.fontSize)

    def getSpaceBefore(self) -> float:  # noqa: N802 - reportlab's name
        """Room above, in points."""
        return float(self.style.spaceBefore)

    def getSpaceAfter(self) -> float:  # noqa: N802 - reportlab's name
        """Room below, in points."""
        return float(self.style.spaceAfter)

    def draw(self) -> None:
        """Draw what was broken."""
        y = self.height - self.style.fontSize
        if self.bullet:
            spans = [Span(self.bullet)]
            signs = [sign for part in _signs(spans, self.style, leftward=self.leftward) for sign in part]
            self._draw(signs, y, indent=self.style.bulletIndent)
        for line in self.lines:
            self._draw(line, y, indent=self.style.leftIndent)
            y -= self.style.leading

    def _draw(self, line: list[Sign], y: float, *, indent: float) -> None:
        runs = _seen(line)
        size = self.style.fontSize
        wide = sum(run.width for _quiet, run in runs) * size / 1000
        x = self.width - indent - wide if self.at_right else indent
        canvas: Canvas = self.canv
        canvas.saveState()
        for quiet, run in runs:
            canvas.setFillColor(toColor(QUIET) if quiet else toColor(self.style.textColor))
            run.draw(canvas, x=x, y=y, size=size)
            x += run.width * size / 1000
        canvas.restoreState()


def _signs(spans: Sequence[Span], style: ParagraphStyle, *, leftward: bool) -> Iterator[list[Sign]]:
    """The signs of each line that the writer ended, as they will be drawn."""
    looks = [span for span in spans for _sign in span.text]
    found = fonts.drawn("".join(span.text for span in spans))
    start = 0
    for end in [*(place for place, (_font, sign) in enumerate(found) if sign == "\n"), len(found)]:
        text = "".join(sign for _font, sign in found[start:end])
        depths = order.levels(text, leftward=leftward)
        yield [
            Sign(sign, _of_weight(font, look, style), look.quiet, depth)
            for (font, sign), look, depth in zip(found[start:end], looks[start:end], depths, strict=True)
        ]
        start = end + 1


def _of_weight(font: str, look: Span, style: ParagraphStyle) -> str:
    bold = look.bold or style.fontName == fonts.BOLD
    if font == fonts.BODY:
        return fonts.BOLD if bold else fonts.ITALIC if look.italic else fonts.BODY
    if font in fonts.READERS_OWN:
        return font
    return fonts.have(font, "-Bold" if bold else "")


def _broken(signs: list[Sign], room: float) -> Iterator[list[Sign]]:
    """Lines that fit the room, which is in thousandths of the type's size. A word that is longer is cut."""
    line: list[Sign] = []
    used = 0.0
    for word in _words(signs):
        wide = _width(_trimmed(word))
        if line and used + wide > room:
            yield _trimmed(line)
            line, used = [], 0.0
        while wide > room and len(word) > 1:
            cut = _cut_for(word, room)
            yield word[:cut]
            word = word[cut:]
            wide = _width(_trimmed(word))
        line += word
        used += _width(word)
    yield _trimmed(line)


def _words(signs: list[Sign]) -> Iterator[list[Sign]]:
    start = 0
    for place in range(1, len(signs)):
        if _may_break(signs[place - 1], signs[place]):
            yield signs[start:place]
            start = place
    if signs:
        yield signs[start:]


def _may_break(before: Sign, after: Sign) -> bool:
    """Between words. Thai has no spaces there: before a vowel that is written first, a syllable begins."""
    if before.sign.isspace() or before.sign == "\u200b":
        return before.sign not in "\u00a0\u202f" and not after.sign.isspace()
    if before.font in fonts.READERS_OWN or after.font in fonts.READERS_OWN:
        return not unicodedata.category(after.sign).startswith(("P", "Z"))
    return after.sign in _THAI_FIRST and _THAI[0] <= before.sign <= _THAI[1] and before.sign not in _THAI_FIRST


def _may_cut(before: str, after: str) -> bool:
    """Where a word that is too long for a line may be cut: not within what is drawn as one."""
    return not (
        unicodedata.category(after).startswith("M")
        or unicodedata.combining(before) == _VIRAMA
        or before in _THAI_FIRST
        or after in _THAI_LATER
        or before in fonts.JOINERS
        or after in fonts.JOINERS
    )


def _cut_for(word: list[Sign], room: float) -> int:
    """How many signs of a word fit, at least one."""
    places = [at for at in range(1, len(word)) if _may_cut(word[at - 1].sign, word[at].sign)] or [len(word)]
    low, high = 0, len(places) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if _width(word[: places[middle]]) <= room:
            low = middle
        else:
            high = middle - 1
    return places[low]


def _trimmed(line: list[Sign]) -> list[Sign]:
    end = len(line)
    while end and line[end - 1].sign.isspace():
        end -= 1
    return line[:end]


def _runs(line: list[Sign]) -> list[tuple[Sign, shaping.Run]]:
    """Runs of one look and direction in the order of reading, each with its first sign."""
    found = []
    for (font, level, _quiet), group in groupby(line, key=lambda sign: (sign.font, sign.level, sign.quiet)):
        signs = list(group)
        found.append((signs[0], shaping.run(font, "".join(sign.sign for sign in signs), leftward=level % 2 == 1)))
    return found


def _width(line: list[Sign]) -> float:
    return sum(run.width for _first, run in _runs(line))


def _seen(line: list[Sign]) -> list[tuple[bool, shaping.Run]]:
    """The runs of a line from left to right."""
    found = _runs(line)
    return order.seen([(first.quiet, run) for first, run in found], [first.level for first, _run in found])
