"""Who is meant by `@name` in a note. Pure."""

from __future__ import annotations

import re

_CALL = re.compile(r"(?<![\w@.])@([^\W_][\w.-]{1,60})")
_GAPS = re.compile(r"[^\w]+")


def handles_in(text: str) -> set[str]:
    """The names called in a text, in small letters, without a full stop at the end of a sentence."""
    return {found.rstrip(".-").lower() for found in _CALL.findall(text)}


def handle_of(email: str) -> str:
    """The handle that is offered for an associate: the part of the address before the @."""
    return email.partition("@")[0].lower()


def handles_of(name: str, email: str) -> set[str]:
    """By what an associate can be called: the part of the address before the @, and the name with dots or without gaps."""
    parts = [part for part in _GAPS.split(name.lower()) if part]
    return {handle_of(email), ".".join(parts), "".join(parts)} - {""}
