"""Write docs/operating/settings.md from the declarations in config/env.py. Run by hand when a variable changes; tested."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "operating" / "settings.md"
sys.path.insert(0, str(ROOT / "src"))

from goodstanding.config.env import PREFIX, VARIABLES  # noqa: E402

HEAD = """# Settings

All of them are environment variables, read once at the start; every one has a default. What a marketplace decides about itself
(name, logo, colours, language, sign-up, second factors) is set in the console under Settings, and the rules in the rulebook.

| variable | default | meaning |
| --- | --- | --- |
"""
FOOT = """
`--data`, `--database` and `--log-format` on the command line win over the environment. Written by `scripts/settings_table.py`.
"""


def table() -> str:
    """The whole document."""
    rows = [f"| `{PREFIX}{v.name}` | {f'`{v.default}`' if v.default else 'empty'} | {v.meaning} |\n" for v in VARIABLES]
    return HEAD + "".join(rows) + FOOT


if __name__ == "__main__":
    TARGET.write_text(table(), encoding="utf-8")
