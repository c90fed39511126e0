"""The `goodstanding` command. One file per group of sub-commands; each offers `add(subparsers)`."""

from __future__ import annotations

import argparse
import os
import sys


def main(argv: list[str] | None = None) -> int:
    """Run the command line. Options before the sub-command choose the data folder and the database."""
    before = argparse.ArgumentParser(add_help=False)
    before.add_argument("--data", default=os.environ.get("GOODSTANDING_DATA", "./var"))
    before.add_argument("--database", default=os.environ.get("GOODSTANDING_DATABASE_URL", ""))
    known, _ = before.parse_known_args(argv)
    os.environ["GOODSTANDING_DATA"] = known.data
    if known.database:
        os.environ["GOODSTANDING_DATABASE_URL"] = known.database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodstanding.config.settings")

    import django

    django.setup()
    from goodstanding.config.cli import commands

    parser = argparse.ArgumentParser(prog="goodstanding", parents=[before])
    commands.add_all(parser.add_subparsers(dest="command", required=True, metavar="COMMAND"))
    args = parser.parse_args(argv)
    return int(args.run(args) or 0)


if __name__ == "__main__":
    sys.exit(main())
