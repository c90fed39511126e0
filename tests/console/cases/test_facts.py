"""Beside a case: the facts of its seller and of what it is about, so that an answer needs no second page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from goodstanding.base.clock import reading
from goodstanding.systems.cases import actions
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Outcome
from tests.factories.cases import answer, open_case
from tests.factories.escalations import escalated
from tests.factories.orders import order_events, record, sell
from tests.world import World


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    """The pages live in the world's present."""
    reading.move_to(world.now)


def facts(world: World, case: Case) -> str:
    return world.as_(world.sam).get(f"/console/cases/{case.ref}/facts/").content.decode()


def test_the_order_in_question_stands_beside_the_case_with_what_was_late_and_where_it_counts(world: World) -> None:
    late = order_events(world.harbour, world.later(days=-9), order="118-204", shipped_after=timedelta(days=3))
    record(world.harbour, late, world.now)
    case = open_case(world, about=[("order", "118-204")])

    page = facts(world, case)

    assert "118-204" in page
    assert "Northpost · NP118-204" in page
    assert "missed" in page
    assert "Late shipment rate" in page


def test_an_order_that_went_well_counts_against_nobody(world: World) -> None:
    record(world.harbour, order_events(world.harbour, world.later(days=-9), order="118-205"), world.now)
    case = open_case(world, about=[("order", "118-205")])

    page = facts(world, case)

    assert "nothing today" in page
    assert "missed" not in page


def test_the_sellers_numbers_of_today_stand_there_the_missed_ones_first(world: World) -> None:
    sell(world.harbour, world.now, good=20, late=10, days_ago=9)
    case = open_case(world)

    page = facts(world, case)

    assert "Account health today" in page
    assert page.index("Missed") < page.index(">Good<")
    assert "10 of 30" in page


def test_an_escalated_case_says_so_in_its_head_and_leads_to_the_escalation(world: World) -> None:
    escalation = escalated(world)

    head = world.as_(world.fred).get(f"/console/cases/{escalation.case.ref}/").content.decode()
    page = facts(world, escalation.case)

    assert "Escalated: level 2" in head
    assert f"/console/escalation/{escalation.ref}/" in page


def test_a_case_knows_which_cases_refer_to_it(world: World) -> None:
    case, later = open_case(world), open_case(world, subject="The same again")
    actions.link(actor=world.sam.actor, ref=later.ref, kind="case", to=case.ref, at=world.now)

    page = facts(world, case)

    assert "Cases that refer to this one" in page
    assert later.ref in page


@pytest.mark.parametrize("part", ["facts", "beside"])
def test_what_stands_beside_a_case_is_asked_for_in_fifteen_queries(
    world: World, part: str, django_assert_max_num_queries: Any
) -> None:
    sell(world.harbour, world.now, good=5, late=1)
    record(world.harbour, order_events(world.harbour, world.later(days=-9), order="118-204"), world.now)
    case = open_case(world, about=[("order", "118-204")])
    client, address = world.as_(world.sam), f"/console/cases/{case.ref}/{part}/"
    client.get(address)

    with django_assert_max_num_queries(15):
        client.get(address)


def test_what_the_seller_said_at_the_end_stands_beside_the_case(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.RESOLVE)
    rated = {"verdict": "partly", "comment": "It took three rounds."}
    world.as_(world.alice).post(f"/s/{world.harbour.ref}/cases/{case.ref}/rating/", rated)

    page = facts(world, case)

    assert "It took three rounds." in page
    assert world.alice.user.name in page
