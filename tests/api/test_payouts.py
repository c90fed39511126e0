"""Payouts over the API: told by the payment engine, read by whoever may see a seller's money."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from goodstanding.systems.ledger.models import Entry
from goodstanding.systems.payouts.models import Payout
from goodstanding.systems.payouts.states import LineKind
from tests.factories.payouts import lines, paid
from tests.factories.tokens import Program, machine, program_of
from tests.world import World, happenings

LINE = {"kind": "sale", "amount_minor": 60_00, "posted_at": "2026-11-10T09:00:00+00:00", "order": "A-1", "sku": "HL-1"}
FEE = {"kind": "fee", "amount_minor": -9_00, "posted_at": "2026-11-10T09:00:00+00:00", "description": "Commission"}


def told(**changed: object) -> dict[str, Any]:  # Any: JSON
    found = {
        "seller": "harbour", "settlement_id": "S-1", "currency": "USD", "total_minor": 51_00, "status": "paid",
        "starts_at": "2026-11-01T00:00:00+00:00", "ends_at": "2026-11-15T00:00:00+00:00",
        "pay_at": "2026-11-17T00:00:00+00:00", "lines": [LINE, FEE],
    }  # fmt: skip
    return {**found, **changed}


@pytest.fixture
def engine(world: World) -> Program:
    return machine("administrator", "payouts:write")


def test_a_payout_is_told_and_read_again(world: World, engine: Program) -> None:
    made = engine.post("/payouts", told())
    ref = made.json()["ref"]
    fay = program_of(world.fay, "payouts:read", account=world.harbour)
    listed = fay.get("/sellers/harbour/payouts").json()
    one = fay.get(f"/payouts/{ref}").json()

    assert (made.status_code, made.json()["outcome"], made.json()["status"]) == (201, "new", "paid")
    assert [row["ref"] for row in listed["data"]] == [ref]
    assert one["sums"] == [
        {"kind": "sale", "total_minor": 60_00, "lines": 1}, {"kind": "fee", "total_minor": -9_00, "lines": 1},
    ]  # fmt: skip
    assert [(line["ref"], line["order"], line["amount_minor"]) for line in one["lines"]] == [
        (f"{ref}-1", "A-1", 60_00), (f"{ref}-2", "", -9_00),
    ]  # fmt: skip


def test_a_payout_that_does_not_add_up_is_refused_with_the_difference(world: World, engine: Program) -> None:
    before = happenings()

    answer = engine.post("/payouts", told(total_minor=60_00))

    assert (answer.status_code, answer.json()["code"]) == (422, "does_not_add_up")
    assert "9.00 USD are missing" in answer.json()["detail"]
    assert (Payout.objects.count(), Entry.objects.count(), happenings()) == (0, 0, before)


def test_a_repeat_changes_nothing_and_another_content_is_a_conflict(world: World, engine: Program) -> None:
    first = engine.post("/payouts", told(), Idempotency_Key="p-1")
    replayed = engine.post("/payouts", told(), Idempotency_Key="p-1")
    again = engine.post("/payouts", told())
    other = engine.post("/payouts", told(lines=[{**LINE, "amount_minor": 51_00}]))

    assert (replayed.status_code, replayed.json(), replayed["Idempotency-Replayed"]) == (201, first.json(), "true")
    assert (again.status_code, again.json()["outcome"]) == (200, "repeated")
    assert (other.status_code, other.json()["code"]) == (409, "other_content")
    assert Payout.objects.count() == 1


def test_how_it_stands_may_be_told_later_without_the_lines(world: World, engine: Program) -> None:
    engine.post("/payouts", told(status="in_transit"))

    failed = engine.post("/payouts", told(status="failed", reason="The account is closed", lines=None))
    back = engine.post("/payouts", told(status="no_payout", lines=None))
    scheduled = engine.post("/payouts", told(status="scheduled", lines=None))

    assert (failed.status_code, failed.json()["outcome"], failed.json()["reason"]) == (
        200,
        "changed",
        "The account is closed",
    )
    assert (back.json()["status"], back.json()["reason"]) == ("no_payout", "")
    assert (scheduled.status_code, scheduled.json()["code"]) == (409, "move_not_allowed")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"seller": "nobody"}, "unknown_seller"),
        ({"status": "on_hold"}, "missing"),
        ({"ends_at": "2026-10-01T00:00:00+00:00"}, "bad_period"),
        ({"lines": None}, "unknown_settlement"),
    ],
)
def test_what_is_wrong_is_named(world: World, engine: Program, changed: dict[str, object], code: str) -> None:
    answer = engine.post("/payouts", told(**changed))

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert Payout.objects.count() == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"currency": "dollars"},
        {"status": "gone"},
        {"starts_at": "2026-11-01T00:00:00"},
        {"colour": "blue"},
        {"total_minor": 1.5},
        {"total_minor": True, "lines": [{**LINE, "amount_minor": 1}]},
        {"total_minor": 1, "lines": [{**LINE, "amount_minor": True}]},
    ],
)
def test_what_is_misspelt_is_refused(world: World, engine: Program, changed: dict[str, object]) -> None:
    assert engine.post("/payouts", told(**changed)).status_code == 422
    assert Payout.objects.count() == 0


def test_a_sellers_token_cannot_tell_of_payouts(world: World) -> None:
    answer = machine("owner", "payouts:read", account=world.harbour).post("/payouts", told())

    assert (answer.status_code, Payout.objects.count()) == (403, 0)


def test_an_associate_outside_finance_cannot_tell_of_payouts(world: World) -> None:
    answer = program_of(world.sam, "payouts:write").post("/payouts", told())

    assert (answer.status_code, Payout.objects.count()) == (403, 0)


def test_lines_come_in_pages_that_together_hold_each_once(world: World) -> None:
    payout = paid(world.harbour, world.now, lines=lines(world.now, *[(LineKind.SALE, 1_00)] * 25), total_minor=25_00)
    program = program_of(world.alice, "payouts:read", account=world.harbour)

    numbers: list[int] = []
    url: str | None = f"/payouts/{payout.ref}?limit=10"
    while url:
        page = program.get(url).json()
        numbers += [line["number"] for line in page["lines"]]
        url = page["next"]

    assert numbers == list(range(1, 26))


def test_payouts_come_newest_first_in_pages(world: World) -> None:
    for n in range(5):
        paid(world.harbour, world.now - timedelta(days=14 * n), settlement=f"S-{n}")
    program = program_of(world.alice, "payouts:read", account=world.harbour)

    first = program.get("/sellers/harbour/payouts?limit=3").json()
    second = program.get(first["next"]).json()

    assert [row["settlement_id"] for row in first["data"] + second["data"]] == [f"S-{n}" for n in range(5)]
    assert second["next"] is None


def test_strangers_find_nothing_and_support_lacks_the_role(world: World) -> None:
    payout = paid(world.harbour, world.now)
    mallory = program_of(world.mallory, "payouts:read", account=world.rival)
    sue = program_of(world.sue, "payouts:read", account=world.harbour)

    assert [mallory.get(path).status_code for path in (f"/payouts/{payout.ref}", "/sellers/harbour/payouts")] == [
        404,
        404,
    ]
    assert [sue.get(path).status_code for path in (f"/payouts/{payout.ref}", "/sellers/harbour/payouts")] == [403, 403]


def test_a_case_can_be_opened_about_a_line(world: World) -> None:
    payout = paid(world.harbour, world.now)
    program = program_of(world.alice, "cases:write", "cases:read", account=world.harbour)
    about = [{"kind": "payout_line", "ref": f"{payout.ref}-2"}]

    made = program.post(
        "/sellers/harbour/cases",
        {"category": "payments.fee_dispute", "subject": "Fee too high", "body": "It should be 6.00.", "about": about},
    )

    assert made.status_code == 201, made.content
    assert {(link["kind"], link["ref"]) for link in made.json()["about"]} >= {
        ("payout_line", f"{payout.ref}-2"), ("payout", payout.ref),
    }  # fmt: skip
