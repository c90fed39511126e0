"""What an operator's probes are told, and what they are not."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone

from goodstanding.base.work import actions as work


def test_alive_asks_nothing_of_the_database(client: Client, django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        assert client.get("/livez").json() == {"status": "ok"}


def test_not_ready_without_a_worker(client: Client, db: None) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {
        "status": "failing",
        "checks": {"database": "ok", "migrations": "ok", "worker": "failing"},
    }


def test_ready_with_a_worker(client: Client, db: None) -> None:
    work.beat("test", doing="", since=None, at=timezone.now())

    assert client.get("/readyz").status_code == 200


def test_a_refusal_is_json_for_a_script_and_a_sentence_for_htmx(client: Client, db: None) -> None:
    page = client.get("/join/unknown/")
    script = client.get("/join/unknown/", headers={"accept": "application/json"})
    swap = client.get("/join/unknown/", headers={"hx-request": "true"})

    assert [page.status_code, script.status_code, swap.status_code] == [404, 404, 404]
    assert script.json()["code"] == "dead_link"
    assert swap.content.decode() == script.json()["message"]
