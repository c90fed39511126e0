"""Fixtures for every test. The database is the one in GOODSTANDING_DATABASE_URL (SQLite when unset); both run in ./test."""

from __future__ import annotations

import pytest

from goodstanding.base.clock import reading
from tests.world import World


@pytest.fixture(autouse=True)
def _real_clock() -> None:
    """No test inherits a moved clock."""
    reading.forget()


@pytest.fixture
def world(db: None) -> World:
    """The cast, with nothing else in the marketplace. For real transactions use `transactional_db` beside it."""
    return World()
