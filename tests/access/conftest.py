"""A marketplace with one of everything, made once for each module: a second of work that hundreds of tests share."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest

from tests.access.places import Places
from tests.world import World


@pytest.fixture(scope="module")
def _places(once: Callable[[Callable[[], Places]], Places]) -> Places:
    return once(lambda: Places(World()))


@pytest.fixture
def places(_places: Places, db: None) -> Places:
    found = deepcopy(_places)
    found.world.at(found.world.now)
    return found
