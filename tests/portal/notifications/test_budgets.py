"""However many rows there are, a page asks the database a bounded number of times."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodstanding.systems.performance import actions
from goodstanding.systems.performance.states import Decision
from goodstanding.systems.performance.states import NotificationKind as Kind
from tests.factories import notifications as make
from tests.world import World

MOST = 15


@pytest.fixture
def crowded(world: World) -> str:
    """Thirty notifications; one with sixty orders, two versions, evidence and a statement. Returns its reference."""
    for n in range(29):
        make.by_hand(world.harbour, world.tess, world.now, kind=Kind.POLICY_WARNING, subject=f"Message {n}")
    notification = make.issued(world.harbour, world.now, orders=60)
    plan = make.drafted(notification, world.alice, world.now)
    for _n in range(4):
        make.attached(plan, world.alice, world.now)
    version = make.submitted(notification, world.alice, world.later(hours=80))
    make.decided(version, world.tess, Decision.REJECT, world.later(hours=81), failed=("GENERIC_TEXT",))
    return str(notification.ref)


@pytest.mark.parametrize("name", ["", "{ref}/", "{ref}/plan/", "{ref}/plan/submission/", "{ref}/plan/versions/"])
def test_a_seller_page_stays_within_its_budget(world: World, crowded: str, name: str) -> None:
    assert _queries(world, world.alice, f"/s/{world.harbour.ref}/notifications/{name.format(ref=crowded)}") <= MOST


@pytest.mark.parametrize("name", ["", "notifications/", "notifications/{ref}/"])
def test_a_console_page_stays_within_its_budget(world: World, crowded: str, name: str) -> None:
    plan = actions.start_plan(actor=world.alice.actor, ref=crowded, at=world.now)
    actions.submit_plan(actor=world.alice.actor, plan_ref=plan.ref, saves=plan.draft.saves, at=world.later(hours=82))
    actions.start_review(actor=world.tess.actor, plan_ref=plan.ref, at=world.later(hours=83))

    assert _queries(world, world.tess, f"/console/performance/{name.format(ref=crowded)}") <= MOST


def _queries(world: World, person, address: str) -> int:  # type: ignore[no-untyped-def]  # somebody of the cast
    client = world.as_(person)
    client.get(address)  # what is kept in memory is there from the second request on
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
