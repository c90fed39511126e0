"""Webhooks through the API: a program sets one up, reads what was sent, sends it once more; strangers see nothing."""

from __future__ import annotations

import json
from typing import Any

from goodstanding.base.clock import reading
from goodstanding.base.webhooks import actions, queries
from tests.factories.receivers import receiver
from tests.factories.tokens import machine, program_of
from tests.world import World, happenings

HOOK = {"name": "Shop", "url": "https://shop.example/in", "events": ["case.*"]}


def test_a_program_sets_up_a_webhook_and_follows_its_deliveries(world: World, settings: Any) -> None:
    settings.WEBHOOKS_INSIDE = True
    program = program_of(world.alice)
    with receiver() as shop:
        made = program.post("/webhooks", {**HOOK, "url": shop.url})
        assert made.status_code == 201
        ref = json.loads(made.content)["ref"]
        assert json.loads(made.content)["secret"].startswith("whsec_")

        assert program.post(f"/webhooks/{ref}/test", {}).status_code == 202
        at = reading.now()
        for delivery_id in queries.due(at, limit=5):
            actions.send(delivery_id, at=at)
        deliveries = json.loads(program.get(f"/webhooks/{ref}/deliveries").content)["data"]
        assert [(d["event"], d["state"], d["last_status"]) for d in deliveries] == [("ping", "delivered", 204)]

        event = deliveries[0]["event_ref"]
        detail = json.loads(program.get(f"/webhooks/{ref}/deliveries/{event}").content)
        assert json.loads(detail["body"])["type"] == "ping"
        assert [one["status"] for one in detail["log"]] == [204]
        assert program.post(f"/webhooks/{ref}/deliveries/{event}/replay", {}).status_code == 202


def test_it_is_listed_changed_switched_and_removed(world: World) -> None:
    program = machine("administrator")
    ref = json.loads(program.post("/webhooks", HOOK).content)["ref"]

    changed = program.put(f"/webhooks/{ref}", {**HOOK, "name": "Warehouse"})
    assert (changed.status_code, json.loads(changed.content)["name"]) == (200, "Warehouse")
    off = json.loads(program.post(f"/webhooks/{ref}/switch?on=false", {}).content)
    assert off["switched_off_why"] == "by_hand"
    assert [one["ref"] for one in json.loads(program.get("/webhooks").content)["data"]] == [ref]
    assert program.client.delete(f"/api/v1/webhooks/{ref}").status_code == 204
    assert program.get(f"/webhooks/{ref}").status_code == 404
    assert "secret" not in off


def test_what_cannot_be_used_is_refused_by_field(world: World) -> None:
    program = machine("administrator")

    inside = program.post("/webhooks", {**HOOK, "url": "https://127.0.0.1/"})
    unknown = program.post("/webhooks", {**HOOK, "events": ["case.shut"]})

    assert (inside.status_code, unknown.status_code) == (422, 422)
    assert "own network" in inside.content.decode()
    assert "case.opened" in unknown.content.decode()


def test_others_see_nothing_and_colleagues_change_nothing(world: World) -> None:
    ref = json.loads(program_of(world.alice).post("/webhooks", HOOK).content)["ref"]
    mallory, ours = program_of(world.mallory), machine("administrator")
    bob, sam = program_of(world.bob), program_of(world.sam)
    before = happenings()

    assert (mallory.get(f"/webhooks/{ref}").status_code, ours.get(f"/webhooks/{ref}").status_code) == (404, 404)
    assert bob.get(f"/webhooks/{ref}").status_code == 200
    assert bob.put(f"/webhooks/{ref}", HOOK).status_code == 403
    assert sam.post("/webhooks", HOOK).status_code == 403
    assert happenings() == before
