"""What runs by the clock: a task and how often, in seconds. The worker only queues these; a missed turn is not made up for."""

from __future__ import annotations

MINUTE = 60
HOUR = 60 * MINUTE

SCHEDULE: tuple[tuple[str, int], ...] = (
    ("goodstanding.base.outbox.tasks.sweep", MINUTE),
    ("goodstanding.base.mailroom.tasks.send_due", 30),
    ("goodstanding.base.files.tasks.remove_unowned", HOUR),
    ("goodstanding.base.work.tasks.prune", HOUR),
)
