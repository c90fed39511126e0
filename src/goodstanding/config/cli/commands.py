"""The list of sub-commands. Each module offers `add(subparsers)` and sets `run=function(args) -> int`."""

from __future__ import annotations

import argparse
from typing import Any

from goodstanding.config.cli import django_manage

Subparsers = Any  # argparse keeps the class of its sub-parser collection private


def add_all(subparsers: Subparsers) -> None:
    """Every group of commands adds its own."""
    for group in (django_manage,):
        group.add(subparsers)


__all__ = ["Subparsers", "add_all", "argparse"]
