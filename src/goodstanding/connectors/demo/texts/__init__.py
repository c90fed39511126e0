"""What people of the demo marketplace write: cases, plans of action, notices and decisions, as data."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).resolve().parent


@lru_cache(maxsize=8)
def read(name: str) -> Any:  # Any: YAML of our own, whose shape the file's first lines describe
    """The content of one of the files here, such as `read("cases")`."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((_HERE / f"{name}.yaml").read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader
