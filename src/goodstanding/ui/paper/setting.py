"""Setting a document as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, HRFlowable, KeepTogether, SimpleDocTemplate, Table

from goodstanding.ui.paper import fonts
from goodstanding.ui.paper.document import Document, Entry, Part
from goodstanding.ui.paper.prose import paragraph, paragraphs
from goodstanding.ui.paper.spans import QUIET, Span

INK, BACK, RULE = HexColor("#1d2321"), HexColor(QUIET), HexColor("#c9c3b6")
MARGIN = 18 * mm
# A name in any script is a world of its own: what stands around it runs from left to right all the same.
_LTR, _OWN, _END = "\N{LEFT-TO-RIGHT MARK}", "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def pdf_of(document: Document) -> bytes:
    """The document as a PDF, A4. Whoever makes the document bounds how long it is."""
    fonts.known_signs()
    styles = _styles()
    out = BytesIO()
    page = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN + 6 * mm,
        title=f"{document.above} {document.title}", author="Goodstanding",
    )  # fmt: skip
    story: list[Flowable] = [
        paragraph(document.above, styles["small"]),
        paragraph(document.title, styles["title"]),
        _facts(document.facts, styles),
    ]
    if document.unset and fonts.lacks(document.signs()):
        story.append(paragraph(document.unset, styles["small"]))
    for part in document.parts:
        story += _part(part, styles)
    page.build(story, canvasmaker=_numbered(document, styles))
    return out.getvalue()


def _part(part: Part, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    found: list[Flowable] = [paragraph(part.title, styles["head"])]
    if part.note:
        found.append(paragraph(part.note, styles["small"]))
    for entry in part.entries:
        found += _entry(entry, styles)
    return found + [paragraph(text, styles["small"]) for text in part.lines]


def _entry(entry: Entry, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    who = f"{_LTR}{_OWN}{entry.who}{_END}{_LTR}"
    head = paragraph([Span(who, bold=True), Span("  "), Span(entry.when, quiet=True)], styles["body"])
    body = paragraphs(entry.text, styles["body"])
    below = [paragraph(_LTR + text, styles["below"]) for text in entry.below]
    rule = HRFlowable(width="100%", thickness=0.4, color=RULE, spaceBefore=6, spaceAfter=6)
    return [rule, KeepTogether([head, *body[:1]]), *body[1:], *below]


def _facts(facts: Sequence[tuple[str, str]], styles: dict[str, ParagraphStyle]) -> Flowable:
    rows = [[paragraph(name, styles["small"]), paragraph(text, styles["body"])] for name, text in facts]
    table = Table(rows or [["", ""]], colWidths=[45 * mm, None], hAlign="LEFT")
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0),
                    ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)])  # fmt: skip
    return table


def _numbered(document: Document, styles: dict[str, ParagraphStyle]) -> type[Canvas]:
    """A canvas that knows how many pages there are before it writes the foot of each."""

    class Numbered(Canvas):  # type: ignore[misc]  # reportlab comes without types
        def __init__(self, *given: Any, **more: Any) -> None:  # Any: reportlab's own arguments
            super().__init__(*given, **more)
            self.kept: list[dict[str, Any]] = []  # Any: a page's own state

        def showPage(self) -> None:  # noqa: N802 - reportlab's name
            self.kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self.kept, 1):
                self.__dict__.update(page)
                place = _("page %(n)s of %(all)s") % {"n": number, "all": len(self.kept)}
                self.foot(f"{document.foot}, {place}", styles["foot"])
                self.foot(document.printed, styles["printed"])
                super().showPage()
            super().save()

        def foot(self, text: str, style: ParagraphStyle) -> None:
            """A text at the foot of the page, its last line 12 mm above the edge."""
            words = paragraph(text, style)
            words.wrapOn(self, A4[0] - 2 * MARGIN, MARGIN)
            words.drawOn(self, MARGIN, 12 * mm)

    return Numbered


def _styles() -> dict[str, ParagraphStyle]:
    body = ParagraphStyle("body", fontName=fonts.BODY, fontSize=9.5, leading=13.5, textColor=INK, spaceAfter=3)
    small = ParagraphStyle("small", parent=body, fontSize=8, leading=11, textColor=BACK)
    foot = ParagraphStyle("foot", parent=small, fontSize=7.5, leading=7.5, spaceAfter=0)
    return {
        "body": body,
        "foot": foot,
        "printed": ParagraphStyle("printed", parent=foot, alignment=TA_RIGHT),
        "small": small,
        "below": ParagraphStyle("below", parent=small, leftIndent=8, wordWrap="CJK"),
        "title": ParagraphStyle("title", parent=body, fontName=fonts.BOLD, fontSize=16, leading=20, spaceAfter=8),
        "head": ParagraphStyle(
            "head", parent=body, fontName=fonts.BOLD, fontSize=11, leading=15, spaceBefore=12, keepWithNext=1
        ),
    }
