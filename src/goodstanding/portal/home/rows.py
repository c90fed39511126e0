"""What the seller's home page holds many of, drawn without a template (ADR 80)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from goodstanding.portal.health import presenting, words
from goodstanding.portal.home.todos import Todo
from goodstanding.systems.health.rules import Reading
from goodstanding.ui import parts
from goodstanding.ui.markup import draw_all, join
from goodstanding.ui.templatetags.ui import tag

_FIGURE = '<div><dt><a href="{}">{}</a></dt><dd class="{}"><b>{}</b> <span class="muted small">{}</span></dd></div>'
_TONES = {"over": "bad", "good": "good"}


def todo_lines(todos: Sequence[Todo], now: datetime) -> SafeString:
    """One line per thing to do; the first has the main button."""
    return join(
        parts.todo(
            parts.Todo(
                title=todo.title, url=todo.url, by=todo.by, action=todo.action, text=todo.text,
                tags=tag(todo.state, todo.word) if todo.word else "", quiet=n > 0,
            ),
            now,
        )
        for n, todo in enumerate(todos)
    )  # fmt: skip


def figures(below: str, readings: Sequence[Reading]) -> SafeString:
    """One line per reading, with its target. `below` is the address of the health page."""
    return _figures(below, tuple(readings), get_language())


@lru_cache(maxsize=64)
def _figures(below: str, readings: Sequence[Reading], language: str | None) -> SafeString:
    return draw_all(
        _FIGURE,
        [
            (
                presenting.metric_url(below, reading), words.label(reading),
                _TONES.get(words.state(reading)[0], ""), words.rate(reading),
                words.limit(reading.target) if reading.target else "",
            )
            for reading in readings
        ],
    )  # fmt: skip
