"""Cases searched by programs: a seller's own, and everybody's for associates."""

import pytest

from goodstanding.base.clock import reading
from tests.factories.cases import open_case
from tests.factories.tokens import Program, program_of
from tests.world import World


@pytest.fixture
def alice(world: World) -> Program:
    reading.move_to(world.now)
    return program_of(world.alice)


@pytest.fixture
def sam(world: World) -> Program:
    return program_of(world.sam)


def test_a_seller_searches_its_own_cases_page_by_page(world: World, alice: Program) -> None:
    refs = [open_case(world, body=f"The kiln number {n} broke.").ref for n in range(3)]
    open_case(world, by=world.mallory, body="The kiln broke too.")

    first = alice.get("/sellers/harbour/cases?q=kiln&limit=2").json()
    second = alice.get(first["next"].removeprefix("/api/v1")).json()

    assert {one["ref"] for one in [*first["data"], *second["data"]]} == set(refs)
    assert (len(first["data"]), len(second["data"]), second["next"]) == (2, 1, None)


def test_what_makes_no_sense_comes_back_as_hints(world: World, alice: Program) -> None:
    case = open_case(world, body="The kiln broke.")

    found = alice.get("/sellers/harbour/cases?q=kiln+before:soon").json()

    assert [one["ref"] for one in found["data"]] == [case.ref]
    assert "before:soon" in found["hints"][0]


def test_associates_search_all_sellers_and_nobody_else_does(world: World, alice: Program, sam: Program) -> None:
    hers = open_case(world, body="The kiln broke.")
    rivals = open_case(world, by=world.mallory, body="The kiln broke too.")

    assert {one["ref"] for one in sam.get("/cases?q=kiln").json()["data"]} == {hers.ref, rivals.ref}
    assert [one["seller"] for one in sam.get("/cases?q=kiln+seller:rival").json()["data"]] == ["rival"]
    assert alice.get("/cases?q=kiln").status_code == 404
