"""Text whose lines were broken for the way only (RFC 3676): joined again."""

from __future__ import annotations


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
