"""Refusals of imports. Each names the place and the remedy."""

from __future__ import annotations

from goodstanding.kit.errors import Conflict, Invalid


class Unreadable(Invalid):
    """The file cannot be read at all; nothing was taken from it."""

    code = "unreadable"

    def __init__(self, name: str, message: str, *, line: int = 0) -> None:
        super().__init__(f"{name}, line {line}: {message}" if line else f"{name}: {message}")


class NotChosen(Invalid):
    """It is not clear for which store or seller the file is; the message lists the choices."""

    code = "not_chosen"


class RunOvertaken(Conflict):
    """Another process is importing the very same file."""

    code = "run_overtaken"


class BadValue(ValueError):
    """A cell that cannot be used. Becomes a rejected row; never leaves the reader."""

    def __init__(self, field: str, code: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.code = code
        self.reason = reason
