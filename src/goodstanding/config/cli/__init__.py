"""The `goodstanding` command. One file per group of sub-commands; each offers `add(subparsers)`."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable

from goodstanding.config.env import SettingError


def main(argv: list[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 done, 1 refused or failed (said in one line), 2 not understood.

    Options before the sub-command choose the data folder, the database and the form of the log.
    """
    known, _ = _options().parse_known_args(argv)
    _put_into_environment(known)
    return guarded(lambda: _run(argv))


def guarded(work: Callable[[], object]) -> int:
    """Do something; say in one line what an operator can mend, and return the exit code."""
    from django.db import Error as DatabaseError  # Django reads its settings only after the options are known

    from goodstanding.config import database
    from goodstanding.kit.errors import Refusal

    try:
        done = work()
        return done if isinstance(done, int) else 0
    except SettingError as error:
        return _say(str(error))
    except Refusal as refusal:
        return _say(refusal.message)
    except DatabaseError as error:
        return _say(database.in_plain_words(error))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read us has left
        return 1


def run(*argv: str) -> int:
    """Run one sub-command within an already set-up process, such as `run("demo", "load")`."""
    from goodstanding.config.cli import commands

    parser = argparse.ArgumentParser(prog="goodstanding", parents=[_options()], allow_abbrev=False)
    _, rest = _options().parse_known_args(argv)
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_all(subparsers, asked=rest[0] if rest else "")
    args = parser.parse_args(argv)
    return int(args.run(args) or 0)


def _run(argv: list[str] | None) -> int:
    import django  # after the options have reached the environment, which settings read once

    gc.disable()  # nothing that is loaded now will ever be garbage: starting takes a tenth less
    django.setup()
    gc.freeze()
    gc.enable()
    return run(*(sys.argv[1:] if argv is None else argv))


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    options.add_argument("--data", metavar="DIR", help="folder that holds all state (default ./var)")
    options.add_argument("--database", metavar="URL", help="postgresql://… instead of SQLite in the data folder")
    options.add_argument("--log-format", choices=["console", "json"], help="how log lines are written")
    return options


def _put_into_environment(options: argparse.Namespace) -> None:
    chosen = {"DATA": options.data, "DATABASE_URL": options.database, "LOG_FORMAT": options.log_format}
    for name, value in chosen.items():
        if value:
            os.environ[f"GOODSTANDING_{name}"] = value
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodstanding.config.settings")


def _say(message: str) -> int:
    print(f"goodstanding: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
