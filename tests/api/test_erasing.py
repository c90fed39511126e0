"""A former member erased by program: looked up, erased once, told what was kept."""

from __future__ import annotations

import pytest

from goodstanding.base.clock import reading
from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import Reply
from goodstanding.systems.cases.models import CaseMessage
from tests.factories.cases import open_case
from tests.factories.tokens import Program, machine, program_of
from tests.world import World, happenings

SUE = "/desk/traces?email=sue@example.com"


@pytest.fixture
def ada(world: World) -> Program:
    reading.move_to(world.now)
    return program_of(world.ada)


@pytest.fixture
def former(world: World) -> int:
    """Sue wrote in a case with a file, and has left since."""
    case = open_case(world, by=world.sue)
    actions.add_message(actor=world.sue.actor, ref=case.ref, reply=Reply("It is me, Sue."), at=world.now)
    world.sue.user.memberships.all().delete()  # type: ignore[attr-defined]  # the reverse of sellers.Membership
    return world.sue.user.pk


def test_she_is_found_by_address_erased_and_what_was_kept_is_told(world: World, ada: Program, former: int) -> None:
    traces = ada.get(SUE).json()
    wish = {"person": former, "reason": "She asked for it", "with_files": True}
    erased, again = (ada.post("/desk/erasures", wish, Idempotency_Key="sue") for _ in range(2))
    report = ada.get(f"/desk/erasures/{former}")

    assert (traces["person"], traces["name"]) == (former, "Sue")
    assert sum(traces["traces"].values()) > 0
    assert (erased.status_code, again["Idempotency-Replayed"]) == (201, "true")
    assert erased.json()["kept"]["messages"] == 2
    assert report.json() == erased.json()
    assert not CaseMessage.objects.filter(author_name="Sue").exists()
    assert ada.get(SUE).status_code == 404


def test_files_may_go_afterwards_but_not_before(world: World, ada: Program, former: int) -> None:
    early = ada.post(f"/desk/erasures/{former}/files", {})
    ada.post("/desk/erasures", {"person": former, "reason": "She asked for it"})
    after = ada.post(f"/desk/erasures/{former}/files", {})

    assert (early.status_code, after.status_code) == (409, 200)


def test_nobody_is_erased_who_is_still_of_a_team_or_without_a_reason(world: World, ada: Program, former: int) -> None:
    before = happenings()

    refused = [
        ada.post("/desk/erasures", {"person": world.alice.user.pk, "reason": "No"}),
        ada.post("/desk/erasures", {"person": former, "reason": " "}),
        ada.post("/desk/erasures", {"person": 2**31 - 1, "reason": "No"}),
        ada.get("/desk/erasures/" + str(former)),
    ]

    assert [one.status_code for one in refused] == [409, 422, 404, 404]
    assert happenings() == before


def test_erasing_needs_the_right_and_a_scope_of_its_own(world: World, ada: Program, former: int) -> None:
    narrow = machine("administrator", "cases:read", "cases:write", "service:write")
    sam, alice, wish = program_of(world.sam), program_of(world.alice), {"person": former, "reason": "No"}
    before = happenings()

    answers = [sam.post("/desk/erasures", wish), narrow.post("/desk/erasures", wish)]

    assert [one.status_code for one in answers] == [403, 403]
    assert answers[1].json()["code"] == "insufficient_scope"
    assert alice.get(SUE).status_code == 404
    assert happenings() == before
