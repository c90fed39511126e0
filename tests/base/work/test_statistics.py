"""SQLite knows how large its tables are: it is told to count those that have grown. PostgreSQL counts by itself."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection

from goodstanding.base.timeline.models import Entry
from goodstanding.base.work import statistics, tasks
from goodstanding.config.schedule import SCHEDULE
from tests.world import World


def keep(number: int, at: datetime) -> None:
    Entry.objects.bulk_create(
        Entry(at=at, actor_kind="system", actor_name="", verb="test.kept", subject_kind="kettle", subject_id=str(n))
        for n in range(number)
    )


def test_a_table_is_counted_when_it_has_grown_and_only_then(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "LEAST", 500)
    table = Entry._meta.db_table

    before = statistics.count_grown()
    keep(600, world.now)
    first, again = statistics.count_grown(), statistics.count_grown()
    keep(600, world.now)
    little_more = statistics.count_grown()
    keep(3000, world.now)
    much_more = statistics.count_grown()

    counted = [table in found for found in (before, first, again, little_more, much_more)]
    assert counted == ([False, True, False, False, True] if connection.vendor == "sqlite" else [False] * 5)


def test_the_worker_counts_by_the_clock() -> None:
    assert tasks.count_tables.module_path in dict(SCHEDULE)
