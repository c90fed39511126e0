"""What stands on the cases of a page among associates: tags and the problem behind them, in one query for all of them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.queries import DeskMarks
from tests.factories.cases import open_case
from tests.world import World


def test_tags_and_the_open_problem_of_a_page_come_in_one_query(world: World) -> None:
    sam, at = world.sam.actor, world.now
    tagged, both, plain = (open_case(world, subject=f"Case number {n}") for n in range(3))
    problem = actions.open_problem(actor=sam, title="Bank late", cause="", said="", at=at)
    for case, name in [(tagged, "zinc"), (tagged, "amber"), (both, "strike")]:
        actions.tag(actor=sam, ref=case.ref, name=name, at=at)
    actions.add_to_problem(actor=sam, ref=problem.ref, case_ref=both.ref, at=at)

    with CaptureQueriesContext(connection) as asked:
        found = queries.desk_marks(sam, [tagged, both, plain])

    assert len(asked) == 1
    assert found == {tagged.pk: DeskMarks(["amber", "zinc"]), both.pk: DeskMarks(["strike"], problem.ref)}


def test_a_problem_that_is_mended_marks_no_case(world: World) -> None:
    sam, case = world.sam.actor, open_case(world)
    problem = actions.open_problem(actor=sam, title="Bank late", cause="", said="", at=world.now)
    actions.add_to_problem(actor=sam, ref=problem.ref, case_ref=case.ref, at=world.now)
    actions.close_problem(actor=sam, ref=problem.ref, at=world.now)

    assert queries.desk_marks(sam, [case]) == {}


@pytest.mark.parametrize("who", ["alice", "mallory"])
def test_sellers_learn_of_no_mark(world: World, who: str) -> None:
    case = open_case(world)
    actions.tag(actor=world.sam.actor, ref=case.ref, name="difficult", at=world.now)

    assert queries.desk_marks(getattr(world, who).actor, [case]) == {}


def test_the_queue_says_the_tags_and_the_problem_of_each_case_and_the_log_does_not(world: World) -> None:
    sam, case = world.sam.actor, open_case(world)
    problem = actions.open_problem(actor=sam, title="Bank late", cause="", said="", at=world.now)
    actions.add_to_problem(actor=sam, ref=problem.ref, case_ref=case.ref, at=world.now)
    for name in ("amber", "copper", "slate", "violet", "zinc"):
        actions.tag(actor=sam, ref=case.ref, name=name, at=world.now)

    queue = world.as_(world.sam).get("/console/cases/").content.decode()
    log = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/").content.decode()

    assert f"Problem {problem.ref} · " in queue
    assert "#amber" in queue and "#violet" in queue and "#zinc" not in queue and "and 1 more" in queue
    assert "amber" not in log and problem.ref not in log
