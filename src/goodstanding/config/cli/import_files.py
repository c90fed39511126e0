"""`goodstanding import FORMAT FILES…`: orders and payouts from files, with a summary of what was taken and what was not."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from goodstanding.base.clock import reading
from goodstanding.config import tables
from goodstanding.connectors.formats import FORMATS, TELL_PAYOUTS, Opening, open_source
from goodstanding.connectors.imports.actions import Watch, Wish, run_import
from goodstanding.connectors.imports.rejects import reasons_in
from goodstanding.connectors.imports.shapes import Source
from goodstanding.connectors.models import ImportRun
from goodstanding.kit.actors import Actor, ActorKind
from goodstanding.kit.errors import Conflict, Invalid

ALL_FINE, NOT_READ, SOME_REJECTED, INTERRUPTED = 0, 2, 3, 130
SHOWN_REFUSALS = 5
IMPORTER = Actor(kind=ActorKind.SYSTEM, user_id=None, name="File import")


def add(subparsers: Any) -> None:  # Any: argparse keeps this class private
    """Add the command."""
    formats = "\n".join(f"  {name:16} {title}" for name, (title, _) in FORMATS.items())
    parser = subparsers.add_parser(
        "import",
        help="read orders and payouts from files",
        description=f"Read orders and payouts from files. Formats:\n{formats}",
        epilog="Exit code: 0 all rows taken, 3 some were rejected, 2 nothing could be read, 130 stopped with Ctrl-C.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("format", choices=FORMATS, metavar="FORMAT", help=f"one of: {', '.join(FORMATS)}")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="the files; for olist the folder")
    parser.add_argument("--store", default="", metavar="CODE", help="the store they belong to, where there are several")
    parser.add_argument("--seller", default="", metavar="ID", help="the seller that Amazon's reports belong to")
    parser.add_argument("--create-sellers", action="store_true", help="open sellers that are not known yet")
    parser.add_argument(
        "--rejects", default="", metavar="FILE", help="where rejected rows go (default: the data folder)"
    )
    parser.add_argument("--encoding", default="", help="such as shift_jis, when it cannot be found out")
    parser.add_argument(
        "--marketplace", default="", metavar="US", help="where a feedback report is from, for its dates"
    )
    parser.add_argument("--dry-run", action="store_true", help="do everything, then undo it")
    parser.set_defaults(run=_import)


def _import(args: argparse.Namespace) -> int:
    _prepare_tables()
    began = time.monotonic()
    wish = Wish(
        store=args.store,
        seller=args.seller,
        create_sellers=args.create_sellers,
        dry_run=args.dry_run,
        rejects_path=args.rejects,
        rejects_folder=Path(settings.ENV.data) / "imports",
    )
    seen: list[int] = []  # rows read, at the beginning and after each batch
    try:
        source = open_source(args.format, Opening(args.files, encoding=args.encoding, marketplace=args.marketplace))
        with _progress(source) as show:
            run = run_import(
                actor=IMPORTER,
                source=source,
                wish=wish,
                clock=reading.now,
                watch=_both(lambda run: seen.append(run.read), show),
            )
    except (Invalid, Conflict) as refusal:
        print(f"goodstanding import: {refusal.message}", file=sys.stderr)
        return NOT_READ
    except KeyboardInterrupt:
        done = f" after {seen[-1]:,} rows; the same command goes on from there" if seen and not args.dry_run else ""
        print(f"Stopped{done}.", file=sys.stderr)
        return INTERRUPTED
    print(summary(run, seconds=time.monotonic() - began, dry_run=args.dry_run))
    if seen[0]:
        print(f"gone on after\t{seen[0]}")
    if run.sellers_opened and not source.creates_sellers and not args.create_sellers:
        print("note\tthe store had no sellers yet; from now on new ones need --create-sellers")
    return SOME_REJECTED if run.rejected else ALL_FINE


def _prepare_tables() -> None:
    """An empty database gets its tables; one from another version is left to its administrator."""
    if not tables.applied():
        tables.bring_up_to_date()
    elif tables.missing():
        raise Conflict("The database is not up to date. Run `goodstanding manage migrate` first.")


def summary(run: ImportRun, *, seconds: float, dry_run: bool = False) -> str:
    """What became of the rows, in lines that a script can read too: a word, a tab, a number."""
    into = f"store {run.store.code}" + (f", seller {run.seller.external_id}" if run.seller else "")
    lines = [
        f"{'Tried (nothing was kept)' if dry_run else 'Imported'}: {run.format} into {into}",
        f"rows read\t{run.read}",
        f"{'payout lines' if run.format in TELL_PAYOUTS else 'events'} accepted\t{run.accepted}",
        f"already known\t{run.repeated}",
        f"rejected\t{run.rejected}",
    ]
    lines += [f"  {code}\t{count}" for code, count in sorted(run.rejected_by.items(), key=lambda item: -item[1])]
    if run.waiting:
        lines.append(f"pending, no order yet\t{run.waiting}")
    lines.append(f"sellers created\t{run.sellers_opened}")
    lines.append(f"seconds\t{seconds:.1f}")
    if run.rejected:
        lines.append(f"rejected rows are in\t{run.rejects_path}")
        if run.format in TELL_PAYOUTS:  # few, and each is about money
            lines += [f"refused\t{reason}" for reason in reasons_in(Path(run.rejects_path), limit=SHOWN_REFUSALS)]
    return "\n".join(lines)


@contextmanager
def _progress(source: Source) -> Iterator[Watch]:
    """A bar on standard error while that is a terminal; else nothing."""
    if not sys.stderr.isatty():
        yield lambda run: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[said]}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"Importing {source.format}", total=max(source.rows, 1), said="")

        def show(run: ImportRun) -> None:
            said = f"{run.read:,} rows, {run.rejected:,} rejected"
            bar.update(task, completed=min(run.read, source.rows), said=said)

        yield show


def _both(first: Watch, second: Watch) -> Watch:
    def watch(run: ImportRun) -> None:
        first(run)
        second(run)

    return watch
