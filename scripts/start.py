"""What `./start` does: install into .venv when something changed, then hand over to `goodstanding up`.

Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from venvs import ROOT, Trouble, environment


def main() -> int:
    """Parse, install, hand over. Only returns when it cannot go on."""
    parser = argparse.ArgumentParser(
        prog="./start", description="Start Goodstanding: web pages, API and background worker."
    )
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="port on 127.0.0.1 (default 8000)")
    parser.add_argument("--data", metavar="DIR", help="folder that holds all state (default ./var)")
    parser.add_argument("--database", metavar="URL", help="postgresql://… instead of SQLite in the data folder")
    parser.add_argument("--empty", action="store_true", help="an empty marketplace instead of the demo")
    parser.add_argument("--log-format", choices=["console", "json"], help="how log lines are written")
    args = parser.parse_args()

    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        python = environment(ROOT / ".venv", lock=ROOT / "requirements.lock")
    except Trouble as trouble:
        print(f"start: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    signal.signal(signal.SIGTERM, before)

    data = args.data or os.environ.get("GOODSTANDING_DATA") or str(ROOT / "var")
    command = [str(python), "-m", "goodstanding.config.cli", "--data", data]
    command += ["--database", args.database] if args.database else []
    command += ["--log-format", args.log_format] if args.log_format else []
    command += ["up", "--port", str(args.port), *(["--empty"] if args.empty else [])]
    os.execv(python, command)
    return 1


if __name__ == "__main__":
    sys.exit(main())
