"""A program of an associate's writes to a seller first."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.base.clock import reading
from goodstanding.base.webhooks import actions as webhooks
from goodstanding.base.webhooks.actions import Wanted
from goodstanding.base.webhooks.models import Delivery
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.cases.models import Case, NewCaseDraft
from goodstanding.systems.desk import actions as desk
from goodstanding.systems.desk.actions import MacroDraft
from goodstanding.systems.desk.models import Macro
from tests.factories.cases import open_case
from tests.factories.tokens import Program, machine, program_of
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


DRAFT = "/desk/sellers/harbour/case-draft"


@pytest.fixture
def macro(world: World) -> Macro:
    steps = [("tag", "scan"), ("queue", "none-such")]
    words = MacroDraft(name="Scan", body="{{case.id}}: Dear {{seller.name}}", outcome="resolve", steps=steps)
    return desk.make_macro(actor=world.sam.actor, draft=words, at=world.now)


def test_a_macro_gives_what_is_left_out_and_tells_what_it_could_not_do(
    world: World, sam: Program, macro: Macro
) -> None:
    said = {name: FIRST[name] for name in ("category", "subject")}

    sent = sam.post(PATH, said | {"macro": macro.ref}).json()

    assert (sent["hindered"], sent["label"]) == (["There is no such queue."], "closed")
    assert [one["body"] for one in sent["thread"]] == [f"{sent['ref']}: Dear Harbour Lane Ceramics"]
    assert cases.tags_of(world.sam.actor, Case.objects.get()) == ["scan"]


def test_what_is_said_goes_before_the_macro_and_somebody_elses_is_not_there(
    world: World, sam: Program, macro: Macro
) -> None:
    own = sam.post(PATH, FIRST | {"macro": macro.ref}).json()
    tess = program_of(world.tess)
    before = happenings()

    refused = tess.post(PATH, FIRST | {"macro": macro.ref})

    assert (own["label"], own["thread"][0]["body"]) == ("pending", FIRST["body"])
    assert (refused.status_code, Case.objects.count(), happenings()) == (404, 1, before)


def test_without_a_macro_words_and_outcome_are_needed(sam: Program) -> None:
    answers = [sam.post(PATH, {**FIRST, name: empty}) for name, empty in (("body", ""), ("outcome", None))]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert [answer.json()["errors"][0]["pointer"] for answer in answers] == ["#/body", "#/outcome"]


def test_what_is_begun_is_kept_shown_on_the_page_too_and_sent_once_with_its_files(world: World, sam: Program) -> None:
    scan = {"file": SimpleUploadedFile("scan.txt", b"Scan.", "text/plain")}
    file = sam.upload("/sellers/harbour/uploads", scan).json()["ref"]
    begun = FIRST | {"files": [file], "answers": {"order": "118"}, "about": [{"kind": "order", "ref": "A-1"}]}

    kept = sam.put(DRAFT, begun).json()
    page = world.as_(world.sam).get("/console/cases/new/?seller=HAR-BOUR").content.decode()
    listed = sam.get("/desk/case-drafts").json()["data"]
    sent = sam.post(PATH, FIRST | {"draft": kept["key"], "files": [file]}).json()

    assert listed == [kept]
    assert (kept["about"], kept["answers"], kept["outcome"]) == (begun["about"], {"order": "118"}, "wait_for_seller")
    assert "You began this message" in page and "scan.txt" in page
    assert [one["name"] for one in sent["thread"][0]["files"]] == ["scan.txt"]
    assert sam.get("/desk/case-drafts").json()["data"] == []


def test_a_fault_within_a_list_is_named_by_its_place(sam: Program) -> None:
    long = {"needs": ["The invoice of May", "x" * 300]}
    refused = sam.put("/desk/sellers/harbour/case-draft", long).json()

    assert refused["detail"] == "needs.1: String should have at most 200 characters."
    assert [one["pointer"] for one in refused["errors"]] == ["#/needs/1"]


def test_drafts_are_ones_own_go_when_thrown_away_and_are_no_machines(world: World, sam: Program) -> None:
    sam.put(DRAFT, FIRST)
    others = [program_of(person).get("/desk/case-drafts").json()["data"] for person in (world.tess, world.alice)]

    gone = [sam.delete(DRAFT).status_code for _ in range(2)]

    assert (others, gone, NewCaseDraft.objects.count()) == ([[], []], [204, 204], 0)
    assert program_of(world.alice).put(DRAFT, FIRST).status_code == 403
    assert machine("support").put(DRAFT, FIRST).status_code == 403
