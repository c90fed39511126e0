"""The list of sub-commands and the module of each, which offers `add(subparsers)` and sets `run=function(args) -> int`.

Only the module of the command asked for is loaded: starting quickly matters more than one line less here.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

Subparsers = Any  # argparse keeps the class of its sub-parser collection private

COMMANDS = {
    "up": "running",
    "serve": "running",
    "worker": "running",
    "import": "import_files",
    "demo": "demo",
    "rebuild": "rebuild",
    "search": "search",
    "doctor": "doctor",
    "backup": "snapshots",
    "restore": "snapshots",
    "mail": "mail",
    "people": "people",
    "token": "tokens",
    "manage": "django_manage",
}


def add_all(subparsers: Subparsers, *, asked: str = "") -> None:
    """Add the command asked for, or every one when it is unknown (for the list in the help)."""
    names = [COMMANDS[asked]] if asked in COMMANDS else dict.fromkeys(COMMANDS.values())
    for name in names:
        import_module(f"goodstanding.config.cli.{name}").add(subparsers)
