"""A seller's cases in the orders of the pages, page by page, for programs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from goodstanding.base.clock import reading
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Outcome
from tests.factories.cases import answer, open_case
from tests.factories.tokens import Program, program_of
from tests.world import World


@pytest.fixture
def alice(world: World) -> Program:
    """Four cases: hers to answer, two of ours, and a closed one; the last word was said in another order than they began."""
    reading.move_to(world.later(days=5))
    one, _two, _three, four = (
        open_case(world, subject=f"{name} matter", at=world.later(hours=hours))
        for name, hours in (("Delta", 0), ("Bravo", 1), ("Alpha", 2), ("Charlie", 3))
    )
    answer(world, one, outcome=Outcome.WAIT_FOR_SELLER, at=world.later(days=2))
    answer(world, four, outcome=Outcome.RESOLVE, at=world.later(days=1))
    return program_of(world.alice)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-updated", ["Delta", "Charlie", "Alpha", "Bravo"]),
        ("updated", ["Bravo", "Alpha", "Charlie", "Delta"]),
        ("opened", ["Delta", "Bravo", "Alpha", "Charlie"]),
        ("-opened", ["Charlie", "Alpha", "Bravo", "Delta"]),
        ("last", ["Bravo", "Alpha", "Charlie", "Delta"]),
        ("-last", ["Delta", "Charlie", "Alpha", "Bravo"]),
        ("subject", ["Alpha", "Bravo", "Charlie", "Delta"]),
        ("-subject", ["Delta", "Charlie", "Bravo", "Alpha"]),
        ("due", ["Bravo", "Alpha", "Delta", "Charlie"]),
        ("-due", ["Delta", "Alpha", "Bravo", "Charlie"]),
    ],
)
@pytest.mark.parametrize("words", ["", "&q=matter"])
def test_cases_come_in_the_order_asked_for_whatever_the_size_of_a_page(
    alice: Program, sort: str, expected: list[str], words: str
) -> None:
    assert _walked(alice, f"?sort={sort}{words}&limit=1") == expected
    assert _walked(alice, f"?sort={sort}{words}") == expected


def test_case_ids_are_an_order_too(alice: Program) -> None:
    refs = sorted(Case.objects.values_list("ref", flat=True))

    found = [one["ref"] for one in alice.get("/sellers/harbour/cases?sort=-ref").json()["data"]]

    assert found == refs[::-1]


def test_a_cursor_of_one_order_is_refused_by_another(alice: Program) -> None:
    onward = alice.get("/sellers/harbour/cases?sort=due&limit=2").json()["next"]

    refused = alice.get(f"/sellers/harbour/cases?sort=-due&limit=2&cursor={onward.partition('cursor=')[2]}")

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_cursor")


def test_an_order_that_is_not_there_is_refused_by_its_name(alice: Program) -> None:
    refused = alice.get("/sellers/harbour/cases?sort=colour")

    assert refused.status_code == 422
    assert "sort" in refused.content.decode()


def test_a_case_that_changes_while_one_reads_is_neither_shown_twice_nor_hides_another(
    world: World, alice: Program
) -> None:
    first = alice.get("/sellers/harbour/cases?sort=last&limit=2").json()
    answer(world, Case.objects.get(subject="Bravo matter"), at=world.later(days=4))

    rest = alice.get(f"/sellers/harbour/cases{first['next'].partition('/cases')[2]}").json()

    assert [one["subject"] for one in first["data"]] == ["Bravo matter", "Alpha matter"]
    assert [one["subject"] for one in rest["data"]][:1] == ["Charlie matter"]
    assert "Alpha matter" not in [one["subject"] for one in rest["data"]]


@pytest.mark.parametrize(("column", "index"), [("last_at", "case_by_last_word"), ("subject", "case_by_subject")])
def test_the_new_orders_are_read_from_an_index(world: World, column: str, index: str) -> None:
    for n in range(3):
        open_case(world, subject=f"Case {n}", at=world.now + timedelta(hours=n))
    rows = Case.objects.filter(seller=world.harbour).order_by(f"-{column}", "-id").values("pk")[:2]

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off"
            )

    assert index in rows.explain()


def _walked(program: Program, query: str) -> list[str]:
    """The first words of the subjects, page after page."""
    found, path = [], f"/sellers/harbour/cases{query}"
    while path:
        page = program.get(path).json()
        found += [one["subject"].split()[0] for one in page["data"]]
        path = "/sellers" + page["next"].partition("/v1/sellers")[2] if page["next"] else ""
    return found
