"""Who reacts to what: one line per reaction. Read from top to bottom it is the list of everything that happens by itself."""

from __future__ import annotations


def register() -> None:
    """Name every reaction. Called once when the product starts."""
