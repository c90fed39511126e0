"""The four refusals. Raise a named subclass with a message fit for the person who reads it; doors translate."""

from __future__ import annotations


class Refusal(Exception):
    """Something was asked that cannot be done. `code` is stable for machines, the message is for people."""

    code = "refused"
    status = 400

    def __init__(self, message: str, *, field: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        if code:
            self.code = code


class NotFound(Refusal):
    """Absent, or none of the asker's business: a stranger cannot tell which."""

    code = "not_found"
    status = 404


class NotAllowed(Refusal):
    """A colleague lacks a right; the message names it."""

    code = "not_allowed"
    status = 403


class Conflict(Refusal):
    """The thing has moved on since the asker looked, or the same was asked before with other content."""

    code = "conflict"
    status = 409


class Invalid(Refusal):
    """What was given cannot be used; `field` names the place, the message names the remedy."""

    code = "invalid"
    status = 422
