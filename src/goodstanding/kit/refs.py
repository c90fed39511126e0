"""Short references that people can read out, quote in a subject line and type: `4K7-2QX`."""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O or U to misread
_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_SHAPE = re.compile(r"^[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{3,5}$")


def new_ref(length: int = 6) -> str:
    """A random reference of `length` signs in two groups. Uniqueness is the database's to refuse."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return f"{signs[:3]}-{signs[3:]}"


def normal_ref(text: str) -> str:
    """What somebody typed, as it would be stored: upper case, misread letters mended, hyphen in place."""
    signs = re.sub(r"[^0-9A-Z]", "", text.upper()).translate(_CONFUSED)
    return f"{signs[:3]}-{signs[3:]}" if len(signs) >= 6 else signs


def is_ref(text: str) -> bool:
    """Whether a text has the shape of a reference."""
    return bool(_SHAPE.match(text))
