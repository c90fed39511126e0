"""What happens beside the cases' own verbs reaches the addresses of integrators."""

from __future__ import annotations

import json
from typing import Any

import pytest

from goodstanding.base.webhooks import actions
from goodstanding.base.webhooks.actions import Wanted
from goodstanding.base.webhooks.models import Delivery
from goodstanding.systems.service.tasks import watch_promises
from tests.factories import cases
from tests.factories.escalations import REASONS, WRITTEN, decided, escalated, specialist
from tests.world import World


@pytest.fixture(autouse=True)
def _endpoints(world: World, settings: Any) -> None:
    settings.WEBHOOKS_INSIDE = True
    for person, account in ((world.alice, world.harbour.account_id), (world.ada, None)):
        wanted = Wanted(name="Back office", url="https://127.0.0.1:9/", events=["escalation.moved", "service.broken"])
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
