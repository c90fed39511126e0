"""Structured log lines: readable in a terminal, JSON for collectors; each carries the id of its request."""

from __future__ import annotations

import logging
import sys

# structlog loads rich for tracebacks that are never drawn with it here. Told that there is none, it costs half as much, at
# every start; whoever needs rich loads it later.
_rich = sys.modules.get("rich")
sys.modules["rich"] = None  # type: ignore[assignment]  # how Python marks a module that cannot be imported
import structlog  # noqa: E402

del sys.modules["rich"]
if _rich is not None:
    sys.modules["rich"] = _rich


def formatter(style: str) -> logging.Formatter:
    """The formatter for `style`: "json", or anything else for readable lines."""
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    )
