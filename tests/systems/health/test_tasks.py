from datetime import timedelta

from goodstanding.systems.health import tasks
from goodstanding.systems.health.models import Breach
from tests.factories.orders import sell
from tests.world import World


def test_everybody_is_judged_as_the_days_pass_without_any_event(world: World) -> None:
    sell(world.harbour, world.now, good=90, late=6)
    world.work_off()
    assert Breach.objects.filter(closed_at__isnull=True).count() == 1

    world.at(world.now + timedelta(days=40))
    tasks.judge_everybody.enqueue()
    world.work_off()

    assert not Breach.objects.filter(closed_at__isnull=True).exists()
