"""The lines of the associate's home page, drawn without a template (ADR 80)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.safestring import SafeString

from goodstanding.console.home.desk import DeskItem
from goodstanding.ui import parts
from goodstanding.ui.markup import join


def desk_lines(items: Sequence[DeskItem], now: datetime) -> SafeString:
    """One line per thing to take up; the first has the main button."""
    return join(
        parts.todo(
            parts.Todo(title=i.title, url=i.url, by=i.by, action=i.action, text=i.text, quiet=n > 0),
            now,
        )
        for n, i in enumerate(items)
    )
