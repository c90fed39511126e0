"""The language of the search box, read without touching the database.

Words must all be there; `"exact words"` stand together; `-this` must not be there; `this OR that`; `begin*`; `operator:value`
(`operator:"two words"`, `operator:this,that` for either); brackets group. What cannot be read never refuses the whole: it is
looked for as words or left out, and a hint says which place, and what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from goodstanding.base.search.folding import words_of
from goodstanding.base.search.nodes import Node, Not, Phrase, all_of, any_of
from goodstanding.base.search.operators import Operator, Operators

LONGEST = 300
MOST_PARTS = 40
DEEPEST = 8
SHORTEST_BEGINNING = 3

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
    | (?P<open>\() | (?P<close>\))
    | (?P<minus>-(?=[^\s\-)]))
    | (?P<operator>[^\W\d_]{2,20}):(?P<value>"[^"]*"?|[^\s()"]+)
    | "(?P<exact>[^"]*)"?
    | (?P<word>[^\s()"]+)
    """,
    re.VERBOSE,
)
_ADDRESS = ("//", "\\")


class Trouble(StrEnum):
    """Why a part of a query is not read as it may have been meant."""

    UNKNOWN_OPERATOR = "unknown_operator"
    UNKNOWN_VALUE = "unknown_value"
    UNKNOWN_NAME = "unknown_name"
    NOT_A_DAY = "not_a_day"
    SHORT_BEGINNING = "short_beginning"
    TOO_LONG = "too_long"
    NO_WORDS = "no_words"


@dataclass(frozen=True, slots=True)
class Hint:
    """What was not read as written: the place, why, and what may be written there instead, `near` it and at all.

    An unknown name is read as written, and finds nothing: `called` is what it would be the name of.
    """

    trouble: Trouble
    place: str
    instead: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    called: str = ""

    @property
    def is_misread(self) -> bool:
        """Whether the query means something else than what was written."""
        return self.trouble is not Trouble.UNKNOWN_NAME


@dataclass(frozen=True, slots=True)
class Said:
    """An operator and its value, as read at the top of a query: not excluded, not one of several."""

    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query: what to look for (None: nothing in particular), what was said by operators, the rest as text, and hints."""

    text: str
    node: Node | None
    said: tuple[Said, ...] = ()
    rest: str = ""
    hints: tuple[Hint, ...] = ()


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    value: str = ""


@dataclass(slots=True)
class _Reading:
    """A query while it is read: tokens and the place in them."""

    tokens: list[_Token]
    operators: Operators
    today: date
    place: int = 0
    parts: int = 0
    hints: list[Hint] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def parse(text: str, operators: Operators, *, today: date) -> Parsed:
    """Read a query. Never refuses: what is beyond LONGEST signs or MOST_PARTS parts is left out, with a hint."""
    clean = " ".join(text.replace("\x00", " ").split())
    reading = _Reading(_tokens(clean[:LONGEST]), operators, today)
    if len(clean) > LONGEST:
        reading.hints.append(Hint(Trouble.TOO_LONG, clean[LONGEST - 20 : LONGEST]))
    parts: list[Node] = []
    while reading.place < len(reading.tokens):
        begun = reading.place
        if found := _either(reading, depth=0):
            parts.append(found)
        if reading.place == begun:
            reading.place += 1  # a bracket that closes nothing
    node = all_of(parts)
    if clean and node is None and not reading.hints:
        reading.hints.append(Hint(Trouble.NO_WORDS, clean[:40]))
    return Parsed(clean, node, tuple(reading.said), " ".join(reading.rest), tuple(dict.fromkeys(reading.hints)))


def written(operator: str, value: str) -> str:
    """An operator and its value as one would type them."""
    return f'{operator}:"{value}"' if re.search(r"[\s()\",]", value) else f"{operator}:{value}"


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "word"
        if kind == "value":
            found.append(_Token("operator", match["operator"], match["value"]))
        elif kind != "space":
            found.append(_Token(kind, match[kind]))
    return found


def _either(reading: _Reading, *, depth: int) -> Node | None:
    """One part, or several with OR between them: OR binds its neighbours closer than standing side by side."""
    begun, mark = reading.place, (len(reading.said), len(reading.rest))
    found = [_one(reading, depth=depth)]
    while _is_or(reading):
        reading.place += 1
        found.append(_one(reading, depth=depth))
    if depth == 0 and (reading.place - begun > 1 or not _plain(reading.tokens[begun])):
        _unsay(reading, begun, mark)
    return any_of(one for one in found if one is not None)


def _one(reading: _Reading, *, depth: int) -> Node | None:
    if reading.place >= len(reading.tokens):
        return None
    token = reading.tokens[reading.place]
    if token.kind == "close":
        return None
    reading.place += 1
    reading.parts += 1
    if reading.parts > MOST_PARTS or depth > DEEPEST:
        reading.hints.append(Hint(Trouble.TOO_LONG, token.text[:40]))
        return None
    if token.kind == "minus":
        part = _one(reading, depth=depth)
        return Not(part) if part is not None else None
    if token.kind == "open":
        return _group(reading, depth=depth + 1)
    if token.kind == "operator":
        return _operator(reading, token)
    return _words(reading, token)


def _group(reading: _Reading, *, depth: int) -> Node | None:
    parts = []
    while reading.place < len(reading.tokens) and reading.tokens[reading.place].kind != "close":
        if found := _either(reading, depth=depth):
            parts.append(found)
    reading.place += 1
    return all_of(parts)


def _words(reading: _Reading, token: _Token) -> Node | None:
    if token.kind == "word" and token.text.endswith(":") and token.text[:-1].casefold() in reading.operators:
        reading.hints.append(Hint(Trouble.UNKNOWN_VALUE, token.text))
        return None
    reading.rest.append(_typed(token))
    words = words_of(token.text)
    if not words or (token.kind == "word" and token.text == "OR"):  # an OR with nothing beside it, while typing
        return None
    prefix = token.kind == "word" and token.text.endswith("*")
    if prefix and len(words[-1]) < SHORTEST_BEGINNING:
        reading.hints.append(Hint(Trouble.SHORT_BEGINNING, token.text))
        prefix = False
    return Phrase(words, prefix)


def _operator(reading: _Reading, token: _Token) -> Node | None:
    name = token.text.casefold()
    known = reading.operators.get(name)
    value = token.value.strip('"').strip()
    if known is None:
        if not token.value.startswith(_ADDRESS):
            reading.hints.append(Hint(Trouble.UNKNOWN_OPERATOR, f"{token.text}:", tuple(sorted(reading.operators))))
        return _words(reading, _Token("exact", f"{token.text}:{value}"))
    values = [value] if token.value.startswith('"') else [one for one in value.split(",") if one]
    found = [_value(reading, known, one) for one in values or [""]]
    if len(values) == 1 and found[0] is not None:
        reading.said.append(Said(name, value))
    elif any(found):
        reading.rest.append(_typed(token))
    return any_of(one for one in found if one is not None)


def _value(reading: _Reading, operator: Operator, value: str) -> Node | None:
    node = operator.read(value, reading.today)
    if node is None:
        days = operator.takes == "days"
        instead = () if days else tuple(operator.choices)
        trouble = Trouble.NOT_A_DAY if days else Trouble.UNKNOWN_VALUE
        near = () if days or not value else operator.near(value)
        reading.hints.append(Hint(trouble, written(operator.name, value), instead, near))
    elif operator.unknown(value):
        near = operator.near(value)
        reading.hints.append(Hint(Trouble.UNKNOWN_NAME, value, near=near, called=str(operator.called)))
    return node


def _is_or(reading: _Reading) -> bool:
    place, tokens = reading.place, reading.tokens
    return place + 1 < len(tokens) and tokens[place].kind == "word" and tokens[place].text == "OR"


def _plain(token: _Token) -> bool:
    return token.kind in {"operator", "word", "exact"}


def _unsay(reading: _Reading, begun: int, mark: tuple[int, int]) -> None:
    """What stands in a group, behind a minus or beside an OR is not said by itself: it is part of the rest, as typed."""
    del reading.said[mark[0] :]
    del reading.rest[mark[1] :]
    reading.rest.append(_as_typed(reading.tokens[begun : reading.place]))


def _as_typed(tokens: Sequence[_Token]) -> str:
    text = ""
    for token in tokens:
        glued = not text or text.endswith(("-", "(")) or token.kind == "close"
        text += ("" if glued else " ") + _typed(token)
    return text


def _typed(token: _Token) -> str:
    if token.kind == "operator":
        return f"{token.text}:{token.value}"
    return {"exact": f'"{token.text}"', "minus": "-", "open": "(", "close": ")"}.get(token.kind, token.text)
