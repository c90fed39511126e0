"""Text whose lines were broken for the way only: joined again, as the mail says (RFC 3676) or as it looks."""

from __future__ import annotations

import re
from itertools import pairwise

# Mail programs break lines at 72 to 78 signs; lines a little longer are still theirs, and shorter texts were typed so.
WIDEST, NARROWEST = 80, 60
_BEGINS = re.compile(r"\s|>|[-*+•–]\s|\d{1,3}[.)]\s|[|]|[#_=-]{3}")  # an item, a quote, a table: a line of its own


def unwrapped(text: str, *, delete_space: bool = False) -> str:
    """Join lines that end in a space with the next one of the same quote depth; take the stuffed space off the others."""
    done: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        flows = words.endswith(" ") and words != "-- "
        kept = words[:-1] if flows and delete_space else words
        if open_depth == depth and done and words != "-- ":
            done[-1] += kept
        else:
            done.append(f"{'>' * depth} {kept}" if depth else kept)
        open_depth = depth if flows else -1
    return "\n".join(done)


def rejoined(text: str) -> str:
    """Join the lines of paragraphs that a mail program broke at a fixed width: where the next word would not have fitted.

    Lists, quotes, tables, addresses and verses keep their lines; so does a paragraph that has longer lines.
    """
    return "\n\n".join(_rejoined(paragraph.split("\n")) for paragraph in text.split("\n\n"))


def _rejoined(lines: list[str]) -> str:
    width = max(len(line.rstrip()) for line in lines)
    if not NARROWEST <= width <= WIDEST:
        return "\n".join(lines)
    done = lines[:1]
    for before, line in pairwise(lines):
        full = len(before.rstrip()) + 1 + len(line.split(" ", 1)[0]) > width
        if full and line and not _BEGINS.match(line) and not before.startswith((">", " ", "\t")):
            done[-1] = f"{done[-1].rstrip()} {line}"
        else:
            done.append(line)
    return "\n".join(done)
