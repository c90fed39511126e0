"""Refusals about people."""

from __future__ import annotations

from goodstanding.kit.errors import NotFound


class DeadLink(NotFound):
    """A link sent by mail that is unknown, used, taken back or too old: which of these, nobody is told."""

    code = "dead_link"
