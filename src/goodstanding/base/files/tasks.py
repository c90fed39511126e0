"""Tidying and virus scans in the background."""

from __future__ import annotations

import logging

from django.conf import settings
from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.base.files import actions, queries
from goodstanding.base.files.clamd import ScannerAway

log = logging.getLogger("goodstanding.files")


@task()
def remove_unowned() -> int:
    """Remove uploads that nobody attached within a day. Returns how many."""
    return actions.remove_unowned(at=reading.now())


@task()
def scan_file(file_id: int) -> str:
    """Scan one upload. When the scanner is away the file waits for `scan_unchecked`."""
    try:
        return actions.scan(file_id, at=reading.now()).value
    except ScannerAway as away:
        log.warning("The virus scanner is away: %s", away)
        return "waiting"


@task()
def scan_unchecked() -> int:
    """Scan what was missed, and what came before the scanner was switched on. Returns how many were looked at."""
    if not settings.CLAMD:
        return 0
    done = 0
    for file_id in queries.unchecked():
        try:
            actions.scan(file_id, at=reading.now())
        except ScannerAway as away:
            log.warning("The virus scanner is away: %s", away)
            break
        done += 1
    return done
