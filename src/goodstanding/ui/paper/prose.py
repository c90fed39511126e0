"""A message's Markdown as paragraphs on paper: from the same clean HTML that the page shows."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph

from goodstanding.ui.paper import fonts
from goodstanding.ui.paper.spans import QUIET, Span, stripped
from goodstanding.ui.prose import markdown

INDENT = 12
_INLINE = frozenset({"strong", "em"})


def paragraphs(text: str, style: ParagraphStyle) -> list[Flowable]:
    """The paragraphs, lists and quotes of a text."""
    reader = _Reader(style)
    reader.feed(str(markdown(text)))
    reader.close()
    reader.end()
    return reader.found


def paragraph(
    spans: str | Sequence[Span], style: ParagraphStyle, *, bullet: str = "", kept_left: bool = True
) -> Flowable:
    """A paragraph of one look or several. Unless it is `kept_left`, it stands on the side where its letters begin."""
    spans = [Span(spans)] if isinstance(spans, str) else spans
    if any(fonts.is_shaped(span.text) for span in spans):
        from goodstanding.ui.paper.lines import Lines  # loads what shapes letters: not for every paper

        return Lines(spans, style, bullet=bullet, kept_left=kept_left)
    return Paragraph("".join(map(_marked_up, spans)), style, bulletText=bullet or None)


def _marked_up(span: Span) -> str:
    """A span as mark-up of the paper, each sign in a font that has it."""
    text = "".join(
        escape(piece) if font == fonts.BODY else f'<font name="{font}">{escape(piece)}</font>'
        for font, piece in fonts.runs(span.text)
    ).replace("\n", "<br/>")
    text = f"<i>{text}</i>" if span.italic else text
    text = f"<b>{text}</b>" if span.bold else text
    return f"<font color='{QUIET}'>{text}</font>" if span.quiet else text


class _Reader(HTMLParser):
    """Knows the few tags that `ui.prose` lets through."""

    def __init__(self, style: ParagraphStyle) -> None:
        super().__init__(convert_charrefs=True)
        self.style = style
        self.found: list[Flowable] = []
        self.spans: list[Span] = []
        self.looks: set[str] = set()
        self.lists: list[int | None] = []
        self.quotes = 0
        self.bullet = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _INLINE:
            self.looks.add(tag)
        elif tag == "br":
            self.spans.append(Span("\n"))
        elif tag in {"ul", "ol"}:
            self.end()
            start = dict(attrs).get("start") or "1"
            self.lists.append(int(start) if tag == "ol" and start.isdecimal() else 1 if tag == "ol" else None)
        elif tag == "li":
            self.end()
            number = self.lists[-1] if self.lists else None
            self.bullet = "•" if number is None else f"{number}."
            if self.lists and number is not None:
                self.lists[-1] = number + 1
        elif tag == "blockquote":
            self.end()
            self.quotes += 1
        elif tag in {"p", "pre"}:
            self.end()

    def handle_endtag(self, tag: str) -> None:
        if tag in _INLINE:
            self.looks.discard(tag)
        elif tag in {"p", "li", "pre"}:
            self.end()
        elif tag in {"ul", "ol"}:
            self.end()
            self.lists.pop()
        elif tag == "blockquote":
            self.end()
            self.quotes -= 1

    def handle_data(self, data: str) -> None:
        if data.strip() or self.spans:
            # The HTML's own ends of lines are none on paper: those of the writer are `br`, and `pre` never comes here.
            self.spans.append(Span(data.replace("\n", " "), bold="strong" in self.looks, italic="em" in self.looks))

    def end(self) -> None:
        """Close the paragraph that is being read."""
        spans, bullet = stripped(self.spans), self.bullet
        self.spans = []
        if not spans:
            return
        self.bullet = ""
        depth = max(0, len(self.lists) - 1)
        indent = INDENT * (depth + len(self.lists[:1]) + self.quotes)
        style = ParagraphStyle(
            "prose", parent=self.style, leftIndent=indent, bulletIndent=max(0, indent - INDENT),
            textColor="#444444" if self.quotes else self.style.textColor,
        )  # fmt: skip
        self.found.append(paragraph(spans, style, bullet=bullet, kept_left=False))
