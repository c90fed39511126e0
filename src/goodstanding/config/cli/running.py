"""`goodstanding serve`, `worker` and `up` (both together, as `./start` does)."""

from __future__ import annotations

import argparse
import os
from typing import Any

from django.conf import settings

from goodstanding.config import tables
from goodstanding.config.cli import supervisor
from goodstanding.kit.errors import Conflict


def add(subparsers: Any) -> None:  # Any: argparse keeps this class private
    """Add the commands."""
    serve = subparsers.add_parser("serve", help="serve the pages and the API")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
    serve.set_defaults(run=_serve)

    background = subparsers.add_parser("worker", help="do the background work")
    background.set_defaults(run=_work)

    up = subparsers.add_parser("up", help="prepare the database, then serve and work together")
    up.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
    up.add_argument("--empty", action="store_true", help="do not load the demo marketplace")
    up.set_defaults(run=_up)


def _serve(args: argparse.Namespace) -> int:
    from goodstanding.config import web  # here and below: each process loads what it needs

    _require_tables()
    supervisor.require_free(args.host, args.port)
    web.serve(host=args.host, port=args.port)
    return 0


def _work(args: argparse.Namespace) -> int:
    from goodstanding.config import worker  # as above

    _require_tables()
    worker.work()
    return 0


def _up(args: argparse.Namespace) -> int:
    address = f"http://127.0.0.1:{args.port}"
    if "GOODSTANDING_BASE_URL" not in os.environ:
        settings.BASE_URL = address
    return supervisor.up(port=args.port, address=address, with_demo=not args.empty)


def _require_tables() -> None:
    if tables.missing():
        raise Conflict("The database is not up to date. Run `goodstanding manage migrate` first.")
