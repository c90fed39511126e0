"""A message's Markdown as paragraphs on paper: from the same clean HTML that the page shows."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph

from goodstanding.ui.paper import fonts
from goodstanding.ui.prose import markdown

INDENT = 12
_INLINE = {"strong": "b", "em": "i"}


def paragraphs(text: str, style: ParagraphStyle) -> list[Flowable]:
    """The paragraphs, lists and quotes of a text."""
    reader = _Reader(style)
    reader.feed(str(markdown(text)))
    reader.close()
    reader.end()
    return reader.found


def line(text: str) -> str:
    """A text of one line as mark-up of the paper, each sign in a font that has it."""
    return "".join(
        escape(piece) if font == fonts.BODY else f'<font name="{font}">{escape(piece)}</font>'
        for font, piece in fonts.runs(text)
    )


class _Reader(HTMLParser):
    """Knows the few tags that `ui.prose` lets through."""

    def __init__(self, style: ParagraphStyle) -> None:
        super().__init__(convert_charrefs=True)
        self.style = style
        self.found: list[Flowable] = []
        self.text = ""
        self.lists: list[int | None] = []
        self.quotes = 0
        self.bullet = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _INLINE:
            self.text += f"<{_INLINE[tag]}>"
        elif tag == "br":
            self.text += "<br/>"
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
            self.text += f"</{_INLINE[tag]}>"
        elif tag in {"p", "li", "pre"}:
            self.end()
        elif tag in {"ul", "ol"}:
            self.end()
            self.lists.pop()
        elif tag == "blockquote":
            self.end()
            self.quotes -= 1

    def handle_data(self, data: str) -> None:
        if data.strip() or self.text:
            self.text += line(data)

    def end(self) -> None:
        """Close the paragraph that is being read."""
        text, bullet = self.text.strip(), self.bullet
        self.text = ""
        if not text:
            return
        self.bullet = ""
        depth = max(0, len(self.lists) - 1)
        indent = INDENT * (depth + len(self.lists[:1]) + self.quotes)
        style = ParagraphStyle(
            "prose", parent=self.style, leftIndent=indent, bulletIndent=max(0, indent - INDENT),
            textColor="#444444" if self.quotes else self.style.textColor,
        )  # fmt: skip
        self.found.append(Paragraph(text, style, bulletText=bullet or None))
