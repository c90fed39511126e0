"""Setting a document as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, HRFlowable, KeepTogether, Paragraph, SimpleDocTemplate, Table

from goodstanding.ui.paper import fonts
from goodstanding.ui.paper.document import Document, Entry, Part
from goodstanding.ui.paper.prose import line, paragraphs

INK, QUIET, RULE = HexColor("#1d2321"), HexColor("#525d59"), HexColor("#c9c3b6")
MARGIN = 18 * mm


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
        Paragraph(line(document.above), styles["small"]),
        Paragraph(line(document.title), styles["title"]),
        _facts(document.facts, styles),
    ]
    if document.unset and fonts.lacks(document.signs()):
        story.append(Paragraph(line(document.unset), styles["small"]))
    for part in document.parts:
        story += _part(part, styles)
    page.build(story, canvasmaker=_numbered(document))
    return out.getvalue()


def _part(part: Part, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    found: list[Flowable] = [Paragraph(line(part.title), styles["head"])]
    if part.note:
        found.append(Paragraph(line(part.note), styles["small"]))
    for entry in part.entries:
        found += _entry(entry, styles)
    return found + [Paragraph(line(text), styles["small"]) for text in part.lines]


def _entry(entry: Entry, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    head = Paragraph(f"<b>{line(entry.who)}</b>  <font color='#525d59'>{line(entry.when)}</font>", styles["body"])
    body = paragraphs(entry.text, styles["body"])
    below = [Paragraph(line(text), styles["below"]) for text in entry.below]
    rule = HRFlowable(width="100%", thickness=0.4, color=RULE, spaceBefore=6, spaceAfter=6)
    return [rule, KeepTogether([head, *body[:1]]), *body[1:], *below]


def _facts(facts: Sequence[tuple[str, str]], styles: dict[str, ParagraphStyle]) -> Flowable:
    rows = [[Paragraph(line(name), styles["small"]), Paragraph(line(text), styles["body"])] for name, text in facts]
    table = Table(rows or [["", ""]], colWidths=[45 * mm, None], hAlign="LEFT")
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0),
                    ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)])  # fmt: skip
    return table


def _numbered(document: Document) -> type[Canvas]:
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
                self.setFont(fonts.BODY, 7.5)
                self.setFillColor(QUIET)
                place = _("page %(n)s of %(all)s") % {"n": number, "all": len(self.kept)}
                self.drawString(MARGIN, 12 * mm, f"{document.foot}, {place}")
                self.drawRightString(A4[0] - MARGIN, 12 * mm, document.printed)
                super().showPage()
            super().save()

    return Numbered


def _styles() -> dict[str, ParagraphStyle]:
    body = ParagraphStyle("body", fontName=fonts.BODY, fontSize=9.5, leading=13.5, textColor=INK, spaceAfter=3)
    small = ParagraphStyle("small", parent=body, fontSize=8, leading=11, textColor=QUIET)
    return {
        "body": body,
        "small": small,
        "below": ParagraphStyle("below", parent=small, leftIndent=8, wordWrap="CJK"),
        "title": ParagraphStyle("title", parent=body, fontName=fonts.BOLD, fontSize=16, leading=20, spaceAfter=8),
        "head": ParagraphStyle(
            "head", parent=body, fontName=fonts.BOLD, fontSize=11, leading=15, spaceBefore=12, keepWithNext=1
        ),
    }
