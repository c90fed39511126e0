"""Whatever goes wrong below /api/ is told as problem details, also what no operation of ours ever saw."""

import pytest
from django.test import Client

from goodstanding.api.v1 import sellers
from tests.factories.tokens import machine, program_of
from tests.world import World, happenings


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/", 404),
        ("get", "/api/v1/", 404),
        ("get", "/api/v2/sellers", 404),
        ("post", "/api/v1/nothing", 404),
        ("delete", "/api/v1/sellers", 405),
        ("post", "/api/v1/docs", 405),
        ("get", "/api/v1/sellers/a%00b", 400),
        ("get", "/api/v1/sellers?store=%00", 400),
        ("get", "/api/v1/sellers", 401),
    ],
)
def test_every_error_is_a_problem(world: World, method: str, path: str, status: int) -> None:
    answer = getattr(Client(), method)(path)

    found = answer.json()
    assert (answer.status_code, found["status"]) == (status, status)
    assert answer["Content-Type"] == "application/problem+json"
    assert set(found) == {"type", "title", "status", "detail", "instance", "code", "errors"}
    assert found["instance"] == f"urn:request:{answer['X-Request-ID']}"
    assert "Content-Security-Policy" in answer or status == 400


def test_a_failure_of_ours_is_a_problem_without_details(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    program = program_of(world.alice)
    program.client.raise_request_exception = False
    monkeypatch.setattr(sellers, "seller_out", lambda seller: 1 / 0)

    answer = program.get("/sellers/harbour")

    assert answer.status_code == 500
    assert answer.json()["code"] == "server_error"
    assert "division" not in answer.content.decode()


def test_a_wrong_method_lists_the_right_ones(world: World) -> None:
    assert Client().put("/api/v1/sellers")["Allow"] == "GET"


def test_errors_name_their_place(world: World) -> None:
    program = program_of(world.alice)

    query = program.get("/sellers?limit=0&standing=lovely").json()
    body = program.post("/sellers/harbour/cases", {"subject": 5, "extra": 1}).json()

    assert {(one["in"], one["name"]) for one in query["errors"]} == {("query", "limit"), ("query", "standing")}
    assert {one["pointer"] for one in body["errors"]} == {"#/category", "#/subject", "#/body", "#/extra"}


def test_a_type_leads_to_its_explanation(world: World) -> None:
    kind = Client().get("/api/v1/sellers").json()["type"]
    page, _, anchor = kind.partition("#")

    assert f'id="{anchor}"' in Client().get(page).content.decode()


def test_head_is_answered_like_get(world: World) -> None:
    program = program_of(world.alice)

    assert program.client.head("/api/v1/sellers").status_code == 200


@pytest.mark.parametrize(
    ("address", "unknown"),
    [
        ("/sellers/harbour/health?asof=2026-11-01", "asof"), ("/sellers?Limit=5", "Limit"), ("/token?store=us", "store"),
        ("/sellers/harbour/orders?page=2&search=A", "page"),
    ],
)  # fmt: skip
def test_a_parameter_that_is_not_known_is_named_and_refused(world: World, address: str, unknown: str) -> None:
    answer = machine("administrator", "orders:read", "health:read", "sellers:read").get(address)

    assert answer.status_code == 422
    assert [(place["in"], place["name"], place["code"]) for place in answer.json()["errors"]] == [
        ("query", unknown, "unknown_parameter")
    ]


def test_nothing_happens_where_a_parameter_is_not_known(world: World) -> None:
    shop = machine("administrator", "orders:write")
    before = happenings()
    event = {"seller": "harbour", "order": "A-1", "kind": "placed", "id": "x", "at": "2026-11-20T10:00:00+00:00"}

    answer = shop.post("/order-events?dry_run=1", {"events": [{**event, "data": {"currency": "USD"}}]})

    assert answer.status_code == 422
    assert happenings() == before
    assert not world.harbour.orders.exists()
