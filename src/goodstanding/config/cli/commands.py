"""The list of sub-commands. Each module offers `add(subparsers)` and sets `run=function(args) -> int`."""

from __future__ import annotations

from typing import Any

from goodstanding.config.cli import django_manage, import_files, running, tokens

Subparsers = Any  # argparse keeps the class of its sub-parser collection private

GROUPS = (
    running,
    import_files,
    tokens,
    django_manage,
)


def add_all(subparsers: Subparsers) -> None:
    """Every group of commands adds its own."""
    for group in GROUPS:
        group.add(subparsers)
