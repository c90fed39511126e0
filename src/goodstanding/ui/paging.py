"""A place in a list: the sort values of a row, so that a page stays where it is while rows come and go."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Cursor:
    """The values that order a row, the unique one last. `backwards` asks for the rows before it.

    A reader can make one up: queries treat the values as input, never as permission.
    """

    values: tuple[str, ...]
    backwards: bool = False

    def encode(self) -> str:
        """Text for a URL."""
        return urlsafe_b64encode(json.dumps(self.values, separators=(",", ":")).encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, *, backwards: bool) -> "Cursor | None":
        """The cursor in a URL, or None (the first page) when the text is not one."""
        if len(text) > LONGEST:
            return None
        try:
            values = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, binascii.Error, RecursionError):
            return None
        if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
            return None
        return cls(tuple(values), backwards)
