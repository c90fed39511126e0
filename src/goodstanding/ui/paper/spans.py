"""Words that are set alike, from which paragraphs are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

QUIET = "#525d59"


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one look; `quiet` ones stand back. A line ends at each newline."""

    text: str
    bold: bool = False
    italic: bool = False
    quiet: bool = False


def stripped(spans: Sequence[Span]) -> list[Span]:
    """The same without room at the beginning, at the end, and around the ends of lines."""
    found: list[Span] = []
    for span in spans:
        text = span.text
        if not found or found[-1].text.endswith("\n"):
            text = text.lstrip()
        if text or (span.text == "\n" and found):
            found.append(replace(span, text=text or "\n"))
    while found:
        text = found[-1].text.rstrip()
        if text:
            return [*found[:-1], replace(found[-1], text=text)]
        found.pop()
    return found
