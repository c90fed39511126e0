"""`goodstanding backup FILE` and `goodstanding restore FILE`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.utils import timezone

from goodstanding.config import snapshots


def add(subparsers: Any) -> None:  # Any: argparse keeps this class private
    """Add the commands."""
    backup = subparsers.add_parser(
        "backup",
        help="save everything to one file",
        description="Save database, uploaded files and secret key to one tar file (.tar, .tar.gz), while all keeps running. "
        "Whoever can read the file can read everything: keep it safe.",
    )
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.set_defaults(run=_backup)

    restore = subparsers.add_parser(
        "restore",
        help="put a saved marketplace in place",
        description="Check a backup, then put it in place of the database, the files and the secret key.",
    )
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--force", action="store_true", help="replace a marketplace that is not empty")
    restore.set_defaults(run=_restore)


def _backup(args: argparse.Namespace) -> int:
    made = snapshots.backup(args.file, at=timezone.now())
    print(f"Saved {made.size / 1_048_576:.1f} MB to {args.file}: the database ({made.vendor}) and {made.files} files.")
    return 0


def _restore(args: argparse.Namespace) -> int:
    made = snapshots.restore(args.file, force=args.force)
    print(f"Restored the marketplace as it was on {made.made_at[:19]}: the database and {made.files} files.")
    print("If this version is newer than the backup, run `goodstanding manage migrate` (./start does it by itself).")
    return 0
