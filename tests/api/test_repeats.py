"""Sending twice: one change, one answer; also at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from goodstanding.base.clock import reading
from goodstanding.base.tokens.models import KeptAnswer
from goodstanding.systems.cases.models import Case
from goodstanding.systems.orders.models import OrderEvent
from tests.api.test_order_events import event
from tests.factories.tokens import Program, machine, program_of
from tests.world import World


def test_the_same_request_gets_the_same_answer(world: World) -> None:
    shop = machine("administrator", "orders:write")
    first = shop.post("/order-events", {"events": [event(), event("B")]}, Idempotency_Key="k1")

    again = shop.post("/order-events", {"events": [event(), event("B")]}, Idempotency_Key="k1")

    assert first.json()["accepted"] == 2
    assert again.content == first.content
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first


def test_the_same_key_for_another_request_is_refused(world: World) -> None:
    shop = machine("administrator", "orders:write")
    shop.post("/order-events", {"events": [event()]}, Idempotency_Key="k1")

    other = shop.post("/order-events", {"events": [event("B")]}, Idempotency_Key="k1")

    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert OrderEvent.objects.count() == 1


def test_keys_belong_to_their_token(world: World) -> None:
    one, two = machine("administrator", "orders:write"), machine("administrator", "orders:write")
    one.post("/order-events", {"events": [event()]}, Idempotency_Key="k1")

    answer = two.post("/order-events", {"events": [event("B")]}, Idempotency_Key="k1")

    assert answer.status_code == 200


def test_a_refused_request_may_be_mended_and_sent_with_its_key(world: World) -> None:
    shop = machine("administrator", "orders:write")
    assert shop.post("/order-events", {"events": []}, Idempotency_Key="k1").status_code == 422

    answer = shop.post("/order-events", {"events": [event()]}, Idempotency_Key="k1")

    assert answer.json()["accepted"] == 1


def test_an_answer_is_forgotten_after_a_day(world: World) -> None:
    shop = machine("administrator", "orders:write")
    shop.post("/order-events", {"events": [event()]}, Idempotency_Key="k1")
    KeptAnswer.objects.update(expires_at=reading.now() - timedelta(seconds=1))

    answer = shop.post("/order-events", {"events": [event("B")]}, Idempotency_Key="k2")

    assert answer.status_code == 200
    assert [kept.key for kept in KeptAnswer.objects.all()] == ["k2"]


@pytest.mark.parametrize("key", ["", " ", "a b", "ü", "x" * 201])
def test_a_key_is_short_and_visible(world: World, key: str) -> None:
    answer = machine("administrator", "orders:write").post("/order-events", {"events": [event()]}, Idempotency_Key=key)

    assert answer.status_code == 400
    assert not OrderEvent.objects.exists()


def test_uploads_are_recognised_whatever_their_boundary(world: World) -> None:
    program = program_of(world.alice)
    case = _open(program)

    def send(content: bytes) -> int:
        fields = {"body": "See the file.", "files": SimpleUploadedFile("note.txt", content, "text/plain")}
        return program.upload(f"/cases/{case}/attachments", fields, Idempotency_Key="k1").status_code

    assert [send(b"one\n"), send(b"one\n"), send(b"two\n")] == [201, 201, 409]
    assert Case.objects.get().message_count == 2


@pytest.mark.django_db(transaction=True)
def test_twins_at_the_same_time_make_one_case() -> None:
    world = World()
    program = program_of(world.alice)
    body = _case()

    def send(_: int) -> tuple[int, str]:
        try:
            answer = program.post("/sellers/harbour/cases", body, Idempotency_Key="twin")
            return answer.status_code, answer.json().get("ref", "")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))

    assert {status for status, _ in answers} == {201}
    assert len({ref for _, ref in answers}) == 1
    assert Case.objects.count() == 1


def _case() -> dict[str, object]:
    return {"category": "orders_shipping.templates", "subject": "A question about fees", "body": "What does it cost?"}


def _open(program: Program) -> str:
    return str(program.post("/sellers/harbour/cases", _case()).json()["ref"])
