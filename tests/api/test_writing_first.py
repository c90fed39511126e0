"""A program of an associate's writes to a seller first."""

import json

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.webhooks import actions as webhooks
from goodstanding.base.webhooks.actions import Wanted
from goodstanding.base.webhooks.models import Delivery
from goodstanding.systems.cases.models import Case
from tests.factories.cases import open_case
from tests.factories.tokens import Program, program_of
from tests.world import World, happenings

PATH = "/desk/sellers/harbour/cases"
FIRST = {
    "category": "orders_shipping.templates",
    "subject": "The invoice of March",
    "body": "Please send us the invoice of March.",
    "outcome": "wait_for_seller",
    "what": "The invoice of March",
}


@pytest.fixture
def sam(world: World) -> Program:
    reading.move_to(world.now)
    return program_of(world.sam)


def test_it_opens_a_case_that_waits_for_the_seller(world: World, sam: Program) -> None:
    sent = sam.post(PATH, FIRST)

    found = sent.json()
    assert (sent.status_code, sent["Location"]) == (201, f"/api/v1/cases/{found['ref']}")
    assert (found["opened_by"], found["label"], found["waits_for"]) == ("marketplace", "pending", "seller")
    assert found["promises"] == []
    assert [one["author"] for one in found["thread"]] == ["marketplace"]
    assert Case.objects.get().assignee == world.sam.user
    assert program_of(world.alice).get(f"/cases/{found['ref']}").json()["opened_by"] == "marketplace"


def test_nobody_or_a_colleague_may_have_it(world: World, sam: Program) -> None:
    sam.post(PATH, {**FIRST, "assignee": None})
    sam.post(PATH, {**FIRST, "assignee": world.tess.user.pk})

    assert [case.assignee for case in Case.objects.order_by("pk")] == [None, world.tess.user]


def test_sellers_and_other_queues_are_refused(world: World, sam: Program) -> None:
    programs = [program_of(person) for person in (world.alice, world.mallory, world.fred)]
    before = happenings()

    answers = [program.post(PATH, FIRST).status_code for program in programs]

    assert answers == [403, 404, 403]
    assert (Case.objects.count(), happenings()) == (0, before)


def test_what_is_missing_is_named(sam: Program) -> None:
    refused = sam.post(PATH, {**FIRST, "what": ""})

    assert refused.status_code == 422
    assert [one["pointer"] for one in refused.json()["errors"]] == ["#/what"]


def test_webhooks_are_told_who_opened_it(world: World, sam: Program) -> None:
    wanted = Wanted(name="Back office", url="https://hooks.example/in", events=("case.opened",))
    webhooks.set_up(actor=world.alice.actor, account_id=world.harbour.account_id, wanted=wanted, at=world.now)

    sam.post(PATH, FIRST)
    open_case(world)
    world.work_off()

    told = [json.loads(one.body)["data"] for one in Delivery.objects.order_by("pk")]
    assert [data["by"] for data in told] == ["marketplace", "seller"]
