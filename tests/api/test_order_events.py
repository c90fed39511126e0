import json
from datetime import UTC, datetime, timedelta

import pytest

from goodstanding.systems.orders.events import Kind
from goodstanding.systems.orders.models import Order, OrderEvent
from goodstanding.systems.orders.rules import source_of
from tests.factories.orders import draft, record
from tests.factories.tokens import Program, machine, program_of
from tests.world import World, happenings


def event(order: str = "A-1", kind: str = "placed", **changed: object) -> dict[str, object]:
    found = {
        "seller": "harbour",
        "order": order,
        "kind": kind,
        "id": f"{order}:{kind}",
        "at": "2026-11-10T09:00:00+00:00",
    }
    return {**found, "data": {"currency": "USD"} if kind == "placed" else {}, **changed}


@pytest.fixture
def shop(world: World) -> Program:
    return machine("administrator", "orders:write")


def test_a_batch_of_events_is_recorded(world: World, shop: Program) -> None:
    answer = shop.post(
        "/order-events", {"store": "us", "events": [event(), event(kind="shipped", data={"carrier": "UPS"})]}
    )

    assert answer.status_code == 200
    assert answer.json() == {"accepted": 2, "repeated": 0, "rejected": []}
    assert Order.objects.get(external_id="A-1").carrier == "UPS"


def test_the_same_batch_again_changes_nothing(world: World, shop: Program) -> None:
    shop.post("/order-events", {"events": [event()]})

    answer = shop.post("/order-events", {"events": [event()]})

    assert answer.status_code == 200
    assert answer.json() == {"accepted": 0, "repeated": 1, "rejected": []}


def test_good_events_are_kept_where_others_are_bad(world: World, shop: Program) -> None:
    bad = [
        event("B-1", seller="nobody"),
        event("B-2", kind="teleported"),
        event("B-3", at="yesterday"),
        event("B-4", at="2026-11-10T09:00:00"),
        event("B-5", data={"currency": "USD", "total_minor": -5}),
        event("B-6") | {"order": 7},
        event("B-7", colour="blue"),
        "not an object",
        {},
    ]

    answer = shop.post("/order-events", {"events": [event(), *bad]})

    assert answer.status_code == 207
    found = answer.json()
    assert found["accepted"] == 1
    assert [(one["index"], one["field"], one["code"]) for one in found["rejected"]] == [
        (1, "seller", "unknown_seller"),
        (2, "kind", "unknown_kind"),
        (3, "at", "bad_value"),
        (4, "at", "no_time_zone"),
        (5, "total_minor", "bad_value"),
        (6, "order", "bad_value"),
        (7, "colour", "unknown_field"),
        (8, "", "not_an_object"),
        (9, "at", "missing"),
    ]
    assert all(one["reason"].endswith(".") for one in found["rejected"])


def test_events_may_come_one_a_line(world: World, shop: Program) -> None:
    lines = "\n".join([json.dumps(event("L-1")), "{broken", json.dumps(event("L-2")), ""])

    answer = shop.send("/order-events?store=us", lines, "application/x-ndjson")

    assert answer.status_code == 207
    assert answer.json()["accepted"] == 2
    assert answer.json()["rejected"][0] | {"reason": ""} == {"index": 1, "field": "", "code": "not_json", "reason": ""}


def test_the_same_id_with_other_content_is_rejected(world: World, shop: Program) -> None:
    shop.post("/order-events", {"events": [event()]})

    answer = shop.post("/order-events", {"events": [event(at="2026-11-11T09:00:00+00:00")]})

    assert answer.status_code == 207
    assert answer.json()["accepted"] == 0
    assert OrderEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"events": []}, 422, "missing"),
        ({"events": [event(f"M-{n}") for n in range(1001)]}, 422, "too_many"),
        ({"store": "nowhere", "events": [event()]}, 422, "unknown_store"),
        ({"store": 5, "events": [event()]}, 422, "bad_value"),
        ({"event": [event()]}, 422, "missing"),
        ({"events": [event()], "shop": "x"}, 422, "unknown_field"),
        ([event()], 422, "missing"),
    ],
)
def test_a_batch_that_is_none_is_refused(world: World, shop: Program, body: object, status: int, code: str) -> None:
    before = happenings()

    answer = shop.post("/order-events", body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert happenings() == before


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b'{"events": [', 400),
        (b"\xff\xfe{}", 400),
        (b'{"events": [NaN]}', 400),
        (b'{"events": [], "events": []}', 400),
        (b'{"events": [{"order": "\\u0000"}]}', 400),
        (b'{"events": [{"order": "\\ud800"}]}', 400),
        (b"[" * 100_000, 400),
        (b'{"events": ' + b"[" * 60 + b"]" * 60 + b"}", 400),
    ],
)
def test_bytes_that_are_not_json_are_refused(world: World, shop: Program, raw: bytes, status: int) -> None:
    answer = shop.send("/order-events", raw, "application/json")

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


def test_another_media_type_is_refused(world: World, shop: Program) -> None:
    assert shop.send("/order-events", "a,b", "text/csv").status_code == 415


def test_a_body_beyond_the_limit_is_refused(world: World, shop: Program) -> None:
    answer = shop.send("/order-events", b'{"events": ["' + b"x" * 13_000_000 + b'"]}', "application/json")

    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


def test_a_sellers_token_cannot_write_order_events(world: World) -> None:
    before = happenings()

    answer = program_of(world.alice).post("/order-events", {"events": [event()]})

    assert answer.status_code == 403
    assert answer.json()["code"] == "insufficient_scope"
    assert happenings()[1] == before[1]
    assert not OrderEvent.objects.exists()


def test_an_event_that_came_in_a_file_is_known_when_the_api_sends_it(world: World, shop: Program) -> None:
    placed = {"currency": "USD", "ship_by_at": "2026-11-12T23:59:59+00:00"}
    at = datetime(2026, 11, 10, 9, tzinfo=UTC)
    refund = {"amount_minor": 500, "reason": "damaged"}
    drafts = [
        draft(world.harbour, "A-1", Kind.PLACED, at, placed),
        draft(world.harbour, "A-1", Kind.REFUNDED, at + timedelta(days=2), refund),
    ]
    record(world.harbour, drafts, world.now, source=source_of("events", "us"))

    in_other_words = {"currency": "USD", "ship_by_at": "2026-11-13T00:59:59+01:00", "ship_from": None}
    again = [event(data=in_other_words), event(kind="refunded", at="2026-11-12T10:00:00+01:00", data=refund)]
    answer = shop.post("/order-events", {"events": again})

    assert answer.json() == {"accepted": 0, "repeated": 2, "rejected": []}
    assert Order.objects.get(external_id="A-1").refunded_minor == 500


def test_an_id_of_a_file_used_for_something_else_is_refused(world: World, shop: Program) -> None:
    record(
        world.harbour,
        [draft(world.harbour, "A-1", Kind.PLACED, world.now, {"currency": "USD"})],
        world.now,
        "events:us",
    )

    answer = shop.post("/order-events", {"events": [event(data={"currency": "USD", "total_minor": 9})]})

    assert [r["code"] for r in answer.json()["rejected"]] == ["other_content"]
