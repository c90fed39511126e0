"""What happens beside the cases' own verbs reaches the addresses of integrators."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from goodstanding.base.webhooks import actions
from goodstanding.base.webhooks.actions import Wanted
from goodstanding.base.webhooks.models import Delivery, Endpoint
from goodstanding.systems.cases.actions import handling
from goodstanding.systems.cases.states import Priority
from goodstanding.systems.service.tasks import watch_promises
from tests.factories import cases
from tests.factories.escalations import REASONS, WRITTEN, decided, escalated, specialist
from tests.world import World


@pytest.fixture(autouse=True)
def _endpoints(world: World, settings: Any) -> None:
    settings.WEBHOOKS_INSIDE = True
    for person, account in ((world.alice, world.harbour.account_id), (world.ada, None)):
        wanted = Wanted(
            name="Back office", url="https://127.0.0.1:9/", events=["escalation.moved", "case.handled", "service.*"]
        )
        actions.set_up(actor=person.actor, account_id=account, wanted=wanted, at=world.now)


def told(event: str, *, ours: bool) -> list[dict[str, Any]]:
    rows = Delivery.objects.filter(event=event, endpoint__account_id__isnull=ours).order_by("pk")
    return [json.loads(row.body) for row in rows]


def test_each_step_of_an_escalation_is_told_to_both_sides_without_words(world: World) -> None:
    escalation = decided(world, escalated(world), specialist(world))
    world.work_off()

    for ours in (True, False):
        found = told("escalation.moved", ours=ours)
        assert [one["data"]["step"] for one in found] == ["opened", "accepted", "answered"]
        assert {one["data"]["case"] for one in found} == {escalation.case.ref}
        assert found[-1]["data"]["level"] == 2
        assert REASONS not in json.dumps(found)
        assert WRITTEN.summary not in json.dumps(found)


def test_a_broken_promise_is_told_to_the_marketplace_only(world: World) -> None:
    case = cases.open_case(world)
    world.at(world.later(hours=9))
    watch_promises.call()
    world.work_off()

    data = told("service.broken", ours=True)[0]["data"]
    assert (data["case"], data["promise"], data["seller"]) == (case.ref, "first_reply", "harbour")
    assert told("service.broken", ours=False) == []


def test_a_promise_near_its_end_is_told_to_the_marketplace_while_it_can_be_kept(world: World) -> None:
    case = cases.open_case(world)
    world.at(world.later(hours=7))
    watch_promises.call()
    world.work_off()

    data = told("service.near", ours=True)[0]["data"]
    assert (data["case"], data["promise"], data["queue"]) == (case.ref, "first_reply", case.queue)
    assert told("service.near", ours=False) == []
    assert told("service.broken", ours=True) == []


def test_who_has_a_case_its_priority_and_its_queue_are_told_to_the_marketplace_only(world: World) -> None:
    case = cases.open_case(world)
    acting = {"actor": world.sam.actor, "ref": case.ref, "at": world.now}
    handling.assign(user_id=world.sam.actor.user_id, **acting)
    world.work_off()
    handling.prioritise(priority=Priority.HIGH, **acting)
    world.work_off()
    handling.hand_to_queue(queue="payments", **acting)
    world.work_off()

    found = [one["data"] for one in told("case.handled", ours=True)]
    assert [(one["change"], one["assignee"], one["priority"], one["queue"]) for one in found] == [
        ("assigned", world.sam.actor.user_id, "normal", case.queue),
        ("prioritised", world.sam.actor.user_id, "high", case.queue),
        ("handed_to_queue", None, "high", "payments"),
    ]
    assert told("case.handled", ours=False) == []


def test_what_changes_nothing_is_not_told(world: World) -> None:
    case = cases.open_case(world)
    handling.assign(actor=world.sam.actor, ref=case.ref, user_id=None, at=world.now)
    handling.prioritise(actor=world.sam.actor, ref=case.ref, priority=Priority(case.priority), at=world.now)
    world.work_off()

    assert told("case.handled", ours=True) == []


def test_sellers_are_offered_only_what_they_are_told_of(world: World) -> None:
    Endpoint.objects.all().delete()
    hers = world.as_(world.alice).get(f"/s/{world.harbour.ref}/team/webhooks/").content.decode()
    ours = world.as_(world.ada).get("/console/webhooks/").content.decode()

    assert 'value="case.answered"' in hers
    for name in ("case.handled", "service.near", "service.broken"):
        assert f'value="{name}"' not in hers
        assert f'value="{name}"' in ours


@pytest.mark.parametrize("pattern", ["*", "case.*"])
def test_saving_keeps_an_endpoint_that_asks_for_everything_or_a_family(world: World, pattern: str) -> None:
    wanted = Wanted(name="All", url="https://127.0.0.1:9/", events=[pattern])
    endpoint, _ = actions.set_up(actor=world.ada.actor, account_id=None, wanted=wanted, at=world.now)
    page = f"/console/webhooks/{endpoint.ref}/"
    boxes = re.findall(r'<input type="checkbox" name="events"[^>]*>', world.as_(world.ada).get(page).content.decode())
    ticked = [re.findall(r'value="([^"]+)"', box)[0] for box in boxes if " checked" in box]

    sent = world.as_(world.ada).post(page, {"name": "All of it", "url": wanted.url, "events": ticked})

    endpoint.refresh_from_db()
    assert sent.status_code == 302
    assert (endpoint.name, endpoint.events) == ("All of it", [pattern])
