import pytest

from goodstanding.base.clock import reading
from tests.world import World


@pytest.fixture(autouse=True)
def _at_the_worlds_now(world: World) -> None:
    """Doors read the same instant as the test acts at."""
    reading.move_to(world.now)
