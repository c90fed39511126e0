"""A payout that came back is on the seller's home, with why and one next step; nobody without payouts is told of them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodstanding.systems.payouts.models import Payout
from goodstanding.systems.payouts.states import PayoutStatus
from tests.factories.cases import open_case
from tests.factories.payouts import draft, paid, record
from tests.world import Person, World

WHY = "The account number does not exist"


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    world.at(world.now)


def failed(world: World, settlement: str = "S-1") -> Payout:
    return paid(world.harbour, world.now, settlement=settlement, status=PayoutStatus.FAILED, reason=WHY)


def home(world: World, person: Person) -> str:
    return world.as_(person).get(f"/s/{world.harbour.ref}/").content.decode()


def test_a_failed_payout_needs_her_with_the_reason_and_one_step(world: World) -> None:
    payout = failed(world)

    page = home(world, world.alice)

    assert "One thing needs you" in page
    assert "42.75" in page
    assert "could not be paid" in page
    assert (
        f"says: {WHY}. The money is still yours. Check your deposit method. Tell us when it can be sent again." in page
    )
    assert f"/s/{world.harbour.ref}/cases/new/?about=payout:{payout.ref}" in page
    assert "Write to us about it" in page


def test_once_asked_about_the_step_is_her_case(world: World) -> None:
    payout = failed(world)
    case = open_case(world, about=[("payout", payout.ref)])

    page = home(world, world.alice)

    assert f"Case {case.ref} is about it." in page
    assert f"/s/{world.harbour.ref}/cases/{case.ref}/" in page
    assert "Write to us about it" not in page


def test_sent_again_it_needs_nobody(world: World) -> None:
    failed(world)
    record(world.harbour, draft(world.harbour, world.now, status=PayoutStatus.IN_TRANSIT), at=world.later(hours=1))

    page = home(world, world.alice)

    assert "Nothing needs you right now" in page
    assert WHY not in page


def test_who_may_not_see_payouts_is_not_told_and_who_only_reads_is_led_to_it(world: World) -> None:
    payout = failed(world)

    for_support, for_reader = home(world, world.sue), home(world, world.bob)

    assert WHY not in for_support
    assert "Nothing needs you right now" in for_support
    assert WHY in for_reader
    assert f"/s/{world.harbour.ref}/payouts/{payout.ref}/" in for_reader
    assert "about=payout" not in for_reader


def test_another_sellers_failed_payout_is_nobodys_here(world: World) -> None:
    paid(world.rival, world.now, status=PayoutStatus.FAILED, reason=WHY)

    assert WHY not in home(world, world.alice)


def test_many_failed_payouts_cost_no_more_than_one(world: World) -> None:
    client = world.as_(world.alice)
    failed(world)
    client.get(f"/s/{world.harbour.ref}/")
    with CaptureQueriesContext(connection) as one:
        client.get(f"/s/{world.harbour.ref}/")
    for n in range(2, 8):
        failed(world, settlement=f"S-{n}")

    with CaptureQueriesContext(connection) as many:
        page = client.get(f"/s/{world.harbour.ref}/").content.decode()

    assert len(many) == len(one) <= 15
    assert page.count("Write to us about it") == 3
