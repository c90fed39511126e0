"""The order in which signs stand: which run from right to left (Unicode's bidirectional algorithm, UAX 9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from bidi import algorithm

_T = TypeVar("_T")
_LRE, _RLE, _PDF = "\u202a", "\u202b", "\u202c"
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
_LRI, _RLI, _FSI, _PDI = "\u2066", "\u2067", "\u2068", "\u2069"


def runs_leftward(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left, which decides for its paragraph."""
    return bool(algorithm.get_base_level(text))


def levels(text: str, *, leftward: bool) -> list[int]:
    """How deep each sign is set within the other direction: odd from right to left, even from left to right."""
    storage: dict[str, Any] = algorithm.get_empty_storage()  # Any: the library's own untyped working table
    storage["base_level"], storage["base_dir"] = int(leftward), "R" if leftward else "L"
    algorithm.get_embedding_levels(_embedded(text), storage)
    for place, sign in enumerate(storage["chars"]):
        sign["place"] = place
    algorithm.explicit_embed_and_overrides(storage, False)
    algorithm.resolve_weak_types(storage, False)
    for run in storage["runs"]:
        _pair_brackets(storage["chars"][run["start"] : run["start"] + run["length"]], before=run["sor"])
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    known = {sign["place"]: sign["level"] for sign in storage["chars"]}
    found: list[int] = []
    for place in range(len(text)):  # signs without a width were left out: each stands as the one before it
        found.append(known.get(place, found[-1] if found else int(leftward)))
    return found


def seen(parts: Sequence[_T], depths: Sequence[int]) -> list[_T]:
    """Parts of one line from left to right, given in the order of reading with the level of each (rule L2)."""
    found = list(zip(depths, parts, strict=True))
    for depth in range(max(depths, default=0), 0, -1):
        start = 0
        while start < len(found):
            end = start
            while end < len(found) and found[end][0] >= depth:
                end += 1
            found[start:end] = reversed(found[start:end])
            start = max(end, start + 1)
    return [part for _depth, part in found]


def _pair_brackets(signs: Sequence[dict[str, Any]], *, before: str) -> None:
    """Give both brackets of a pair one direction, which the library leaves out (rule N0)."""
    kinds = [_STRONG.get(sign["type"], "") for sign in signs]
    for start, end in _pairs(signs):
        main = "R" if signs[start]["level"] % 2 else "L"
        within = {kind for kind in kinds[start + 1 : end] if kind}
        if not within:
            continue
        context = next((kind for kind in reversed(kinds[:start]) if kind), before)
        kind = main if main in within or context == main else context
        for place in (start, end):
            kinds[place] = signs[place]["type"] = kind


def _pairs(signs: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    """Places of an opening bracket and of its closing one, in the order of the opening ones."""
    found, opened = [], list[tuple[str, int]]()
    for place, sign in enumerate(signs):
        if sign["type"] != "ON":
            continue
        if sign["ch"] in _BRACKETS:
            opened.append((_BRACKETS[sign["ch"]], place))
            continue
        for deep in range(len(opened) - 1, -1, -1):
            if opened[deep][0] == sign["ch"]:
                found.append((opened[deep][1], place))
                del opened[deep:]
                break
    return sorted(found)


def _embedded(text: str) -> str:
    """The same with isolates, which the library does not know, as embeddings."""
    if not any(sign in text for sign in (_LRI, _RLI, _FSI)):
        return text.replace(_PDI, "\u200b")
    found = ""
    for place, sign in enumerate(text):
        if sign == _FSI:
            sign = _RLI if runs_leftward(text[place + 1 :]) else _LRI
        found += {_LRI: _LRE, _RLI: _RLE, _PDI: _PDF}.get(sign, sign)
    return found
