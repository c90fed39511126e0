"""The place where a text says what was looked for, in pieces that a page can mark safely."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from goodstanding.base.search.folding import fold, places
from goodstanding.base.search.nodes import Phrase

WIDTH = 150
LEAD = 40
MOST_HITS = 100


class Part(NamedTuple):
    """A piece of a text, and whether it is what was looked for."""

    text: str
    hit: bool


def marked(text: str, phrases: Sequence[Phrase]) -> list[Part]:
    """The whole text with what was looked for marked."""
    return list(_parts(text, 0, len(text), [(begin, end) for begin, end, _ in _hits(text, phrases)]))


def excerpt(text: str, phrases: Sequence[Phrase], *, width: int = WIDTH) -> list[Part]:
    """The stretch of a text with the most different phrases in it, or nothing when none is there."""
    hits = _hits(text, phrases)[:MOST_HITS]
    if not hits:
        return []
    begin = _start(text, _best(hits, width))
    end = _stop(text, begin + width)
    within = [(a, b) for a, b, _ in hits if a >= begin and b <= end]
    parts = list(_parts(text, begin, end, within))
    lead, tail = [Part("…", False)] * (begin > 0), [Part("…", False)] * (end < len(text))
    return [*lead, *parts, *tail]


def found_in(text: str, phrases: Iterable[Phrase]) -> set[Phrase]:
    """Which phrases a text holds. Cheap: most texts hold none."""
    if text.isascii():
        low = text.lower()
        return {one for one in phrases if one.words[0] in low and _pattern(one).search(low)}
    folded = f" {fold(text)} "
    return {one for one in phrases if f" {' '.join(one.words)}{'' if one.prefix else ' '}" in folded}


def _hits(text: str, phrases: Sequence[Phrase]) -> list[tuple[int, int, Phrase]]:
    """Where phrases stand, first to last, none overlapping."""
    if text.isascii():
        return _plain_hits(text, phrases)
    phrases = list(found_in(text, phrases))
    if not phrases:
        return []
    words = [(begin, end, word) for begin, end, spelled in places(text) for word in spelled.split()]
    starts: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        starts.setdefault(phrase.words[0], []).append(phrase)
    beginnings = [phrase for phrase in phrases if phrase.prefix and len(phrase.words) == 1]
    found: list[tuple[int, int, Phrase]] = []
    for n, (begin, _, word) in enumerate(words):
        for phrase in [*starts.get(word, ()), *beginnings]:
            if _stands(phrase, words, n):
                end = words[n + len(phrase.words) - 1][1]
                if not found or begin >= found[-1][1]:
                    found.append((begin, end, phrase))
                break
    return found


def _plain_hits(text: str, phrases: Sequence[Phrase]) -> list[tuple[int, int, Phrase]]:
    """The same in a text without accents and foreign scripts, at a fraction of the cost."""
    low = text.lower()
    there = [one for one in phrases if one.words[0] in low]
    hits = [(*match.span(), one) for one in there for match in _pattern(one).finditer(low)]
    if len(hits) < 2:
        return hits
    found: list[tuple[int, int, Phrase]] = []
    for hit in sorted(hits, key=itemgetter(0)):
        if not found or hit[0] >= found[-1][1]:
            found.append(hit)
    return found


@lru_cache(maxsize=512)
def _pattern(phrase: Phrase) -> re.Pattern[str]:
    rest = "[a-z0-9]*" if phrase.prefix else "(?![a-z0-9])"
    return re.compile("(?<![a-z0-9])" + "[^a-z0-9]+".join(map(re.escape, phrase.words)) + rest)


def _stands(phrase: Phrase, words: Sequence[tuple[int, int, str]], at: int) -> bool:
    here = [word for _, _, word in words[at : at + len(phrase.words)]]
    if len(here) < len(phrase.words):
        return False
    *whole, last = phrase.words
    return here[:-1] == whole and (here[-1].startswith(last) if phrase.prefix else here[-1] == last)


def _best(hits: Sequence[tuple[int, int, Phrase]], width: int) -> int:
    """Where the stretch with the most different phrases begins; of equal ones the first."""
    best, most = hits[0][0], 0
    for begin, _, _ in hits:
        held = {phrase for a, b, phrase in hits if begin <= a and b <= begin + width - LEAD}
        if len(held) > most:
            best, most = begin, len(held)
    return best


def _start(text: str, hit: int) -> int:
    """A little before the hit, at the beginning of a word."""
    if hit <= LEAD:
        return 0
    space = text.find(" ", hit - LEAD, hit)
    return hit if space < 0 else space + 1


def _stop(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", end - LEAD, end)
    return end if space < 0 else space


def _parts(text: str, begin: int, end: int, hits: Sequence[tuple[int, int]]) -> Iterator[Part]:
    for a, b in hits:
        if a > begin:
            yield Part(text[begin:a], False)
        yield Part(text[a:b], True)
        begin = b
    if begin < end:
        yield Part(text[begin:end], False)
