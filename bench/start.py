"""How long `./start` takes on a machine that has the packages in pip's cache: from the command to the first page.

    python bench/start.py                 a fresh clone in a temporary folder, the demo marketplace
    python bench/start.py --empty         without the demo
    python bench/start.py --again         and a second start of the same clone

Clones the last commit of this repository, so what is not committed does not take part.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Clone, start, ask for the first page, stop."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8163)
    parser.add_argument("--empty", action="store_true")
    parser.add_argument("--again", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="goodstanding-start-") as folder:
        clone = Path(folder) / "goodstanding"
        subprocess.run(["git", "clone", "--quiet", "--depth", "1", f"file://{ROOT}", str(clone)], check=True)
        for number in range(2 if args.again else 1):
            ready, page = _start(clone, args)
            print(f"start {number + 1}: READY after {ready:.1f} s, first page after {page:.1f} s", flush=True)
    return 0


def _start(clone: Path, args: argparse.Namespace) -> tuple[float, float]:
    command = [str(clone / "start"), "--port", str(args.port), *(["--empty"] if args.empty else [])]
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=clone, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("READY "):
                ready = time.monotonic() - began
                with urllib.request.urlopen(line.split()[1], timeout=30) as answer:
                    assert answer.status == 200
                return ready, time.monotonic() - began
        raise SystemExit("It ended before it was ready.")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


if __name__ == "__main__":
    sys.exit(main())
