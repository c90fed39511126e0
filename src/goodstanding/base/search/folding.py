"""What two texts have in common when they read the same. Both databases index what is made here, so both find the same.

Words are runs of letters and digits, without case and accents; signs of scripts that are written without spaces are words
each by itself. A term is a fact about a document as one word that no text can contain.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

LONGEST_TERM = 80
BREAK = "ꙮ"  # stands between two texts of a document, so that no phrase reaches from one into the other

_ASCII = bytes(ord(chr(n).lower()) if chr(n).isalnum() else 32 for n in range(128)) + bytes([32]) * 128
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ħ": "h"})
_PLAIN = re.compile(r"[^a-z0-9]")


def fold(text: str) -> str:
    """The words of a text, folded, with one space between them."""
    if text.isascii():
        return " ".join(text.encode("ascii").translate(_ASCII).decode("ascii").split())
    loose = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in loose if not unicodedata.combining(sign)).casefold().translate(_LETTERS)
    return " ".join(_WORD.findall(bare))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, folded."""
    return tuple(fold(text).split())


def places(text: str) -> Sequence[tuple[int, int, str]]:
    """Where each word of a text begins and ends, and how it reads folded."""
    return [(match.start(), match.end(), _folded(match.group())) for match in _WORD.finditer(text)]


@lru_cache(maxsize=16_384)
def term(field: str, value: str | int) -> str:
    """The word that says that a document's `field` has this value. `field` is letters only; values compare without case."""
    plain = _PLAIN.sub(lambda sign: f"_{ord(sign.group()):x}_", str(value).strip().casefold())
    return f"_{field}_{plain[:LONGEST_TERM]}"


@lru_cache(maxsize=8_192)
def _folded(word: str) -> str:
    return fold(word)
