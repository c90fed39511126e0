"""Around writing to support, by program: look-alikes, the log as a file, the record, drafts, notes, saved views."""

from __future__ import annotations

import csv

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.saved_views.models import SavedView
from goodstanding.systems.cases.models import InternalNote, ReplyDraft, SellerNote
from goodstanding.systems.cases.states import Outcome
from tests.factories import cases
from tests.factories.tokens import Program, machine, program_of
from tests.world import World, happenings

VIEW = {"name": "Payouts that wait", "query": "q=payout&status=pending"}
CATEGORY = "orders_shipping.templates"


@pytest.fixture
def alice(world: World) -> Program:
    reading.move_to(world.now)
    return program_of(world.alice)


@pytest.fixture
def sam(world: World) -> Program:
    return program_of(world.sam)


def test_what_looks_like_a_case_is_told_before_it_is_opened(world: World, alice: Program) -> None:
    living = cases.open_case(world, subject="Delivery template shows the wrong price")
    settled = cases.open_case(world, subject="Delivery template of last year, wrong price")
    cases.answer(world, settled, outcome=Outcome.RESOLVE)
    path = f"/sellers/harbour/case-look-alikes?category={CATEGORY}"

    found = alice.get(f"{path}&subject=Delivery%20template%20wrong%20price&about=order:CASE-1").json()
    short = alice.get(f"{path}&subject=Help").json()

    assert [one["ref"] for one in found["living"]] == [living.ref]
    assert [one["ref"] for one in found["settled"]] == [settled.ref]
    assert (found["hint"], short["hint"] is not None) == (None, True)
    assert found["first_reply_seconds"] > 0
    assert alice.get("/sellers/harbour/case-look-alikes?category=nothing.such").status_code in (404, 422)


def test_all_that_is_wrong_with_a_new_case_is_told_at_once(world: World, alice: Program, sam: Program) -> None:
    before = happenings()
    wrong = {"category": "orders_shipping.tracking", "subject": " ", "body": "", "answers": {"order": "NONE-SUCH"}}

    refused = alice.post("/sellers/harbour/cases", wrong)
    first = sam.post("/desk/sellers/harbour/cases", wrong | {"outcome": "keep_open"})

    for answer in (refused, first):
        assert (answer.status_code, answer.json()["code"]) == (422, "answers_invalid")
        assert [one["pointer"] for one in answer.json()["errors"]] == ["#/answers/order", "#/subject", "#/body"]
        assert "A subject is needed. Write something first." in answer.json()["detail"]
    alone = alice.post(
        "/sellers/harbour/cases", wrong | {"category": "other.other", "answers": {}, "body": "Help."}
    ).json()
    assert (alone["code"], [one["pointer"] for one in alone["errors"]]) == ("invalid", ["#/subject"])
    assert happenings() == before


def test_the_log_comes_as_csv_and_narrowed(world: World, alice: Program) -> None:
    closed = cases.answer(world, cases.open_case(world, subject="=cmd()"), outcome=Outcome.RESOLVE)
    cases.open_case(world, subject="Another matter")

    answered = alice.get("/sellers/harbour/cases.csv?label=closed")
    rows = list(csv.DictReader(b"".join(answered.streaming_content).decode().splitlines()))

    assert answered["Content-Type"].startswith("text/csv")
    assert [(row["case_id"], row["subject"]) for row in rows] == [(closed.ref, "'=cmd()")]
    assert program_of(world.mallory).get("/sellers/harbour/cases.csv").status_code == 404


def test_the_record_of_a_case_leaves_out_what_is_among_associates(world: World, alice: Program, sam: Program) -> None:
    case = cases.open_case(world)
    sam.put(f"/cases/{case.ref}/priority", {"priority": "urgent"})
    sam.put(f"/cases/{case.ref}/assignee", {"associate": world.sam.user.pk})

    hers, ours = (one.get(f"/cases/{case.ref}/history").json()["data"] for one in (alice, sam))

    assert "case.opened" in [line["verb"] for line in hers]
    assert "case.assigned" not in [line["verb"] for line in hers]
    assert "case.assigned" in [line["verb"] for line in ours]


def test_a_draft_is_saved_read_and_discarded_and_is_its_writers_alone(
    world: World, alice: Program, sam: Program
) -> None:
    path = f"/cases/{cases.open_case(world).ref}/drafts"

    saved = alice.put(f"{path}/reply", {"body": "The bank says"}).json()["data"]
    other, team = sam.get(path).json(), program_of(world.sue).get(path).json()
    gone = alice.delete(f"{path}/reply")

    assert [(one["kind"], one["body"]) for one in saved] == [("reply", "The bank says")]
    assert (other, team["data"]) == ({"data": [], "colleagues": []}, [])
    assert (gone.status_code, alice.get(path).json()["data"], alice.delete(f"{path}/reply").status_code) == (
        204,
        [],
        204,
    )


def test_colleagues_at_the_desk_see_an_answer_in_the_making_and_of_a_note_only_that_there_is_one(
    world: World, alice: Program, sam: Program
) -> None:
    case = cases.open_case(world)
    path, ada = f"/cases/{case.ref}/drafts", program_of(world.ada)
    sam.put(f"{path}/answer", {"body": "We look into it", "outcome": "wait_for_seller", "what": "The letter"})
    world.as_(world.sam).post(f"/console/cases/{case.ref}/draft/", {"body": "secret thought"})

    own, seen = sam.get(path).json()["data"], ada.get(path).json()["colleagues"]

    assert [(one["kind"], one["outcome"], one["what"]) for one in own] == [("answer", "wait_for_seller", "The letter")]
    assert {one["kind"]: one["body"] for one in seen} == {"answer": "We look into it", "note": ""}
    assert alice.get(path).json()["colleagues"] == []


def test_drafts_are_for_people_of_the_right_side(world: World, alice: Program, sam: Program) -> None:
    path, mallory, bob = f"/cases/{cases.open_case(world).ref}/drafts", program_of(world.mallory), program_of(world.bob)
    ours, hers = machine("administrator"), machine("owner", account=world.harbour)
    answer, reply, before = f"{path}/answer", f"{path}/reply", happenings()

    refused = [(alice, answer), (sam, reply), (ours, answer), (hers, reply), (bob, reply)]

    assert [who.put(where, {"body": "x"}).status_code for who, where in refused] == [403] * 5
    assert mallory.put(reply, {"body": "x"}).status_code == 404
    assert alice.put(f"{path}/note", {"body": "x"}).status_code == 422
    assert (ReplyDraft.objects.count(), happenings()) == (0, before)


def test_a_note_goes_to_ones_own_side_and_its_words_do_not_come_back(
    world: World, alice: Program, sam: Program
) -> None:
    path = f"/cases/{cases.open_case(world).ref}/notes"

    ours, hers = sam.post(path, {"body": "Seen before."}), alice.post(path, {"body": "Ask Fay."})
    by_machine = machine("support").post(path, {"body": "The carrier confirms."})

    assert {one.status_code for one in (ours, hers, by_machine)} == {201}
    assert "Seen before." not in ours.content.decode()
    assert sorted(InternalNote.objects.values_list("body", flat=True)) == ["Seen before.", "The carrier confirms."]
    assert SellerNote.objects.get().body == "Ask Fay."
    assert program_of(world.bob).post(path, {"body": "x"}).status_code == 403
    assert sam.post(path, {"body": " "}).status_code == 422


def test_a_view_of_the_log_is_kept_shared_changed_and_removed(world: World, alice: Program) -> None:
    path, sue = "/sellers/harbour/case-views", program_of(world.sue)

    made = alice.post(path, VIEW | {"shared": True, "starts": True})
    ref = made.json()["data"][0]["ref"]
    seen = sue.get(path).json()["data"]
    changed = alice.put(f"{path}/{ref}", {"name": "Waiting", "query": "status=pending"}).json()["data"]

    assert (made.status_code, made.json()["data"][0]["starts"]) == (201, True)
    assert [(one["name"], one["shared"], one["starts"]) for one in seen] == [(VIEW["name"], True, False)]
    assert [(one["name"], one["query"], one["shared"], one["starts"]) for one in changed] == [
        ("Waiting", "status=pending", False, False)
    ]
    assert (sue.get(path).json()["data"], sue.delete(f"{path}/{ref}").status_code) == ([], 404)
    assert (alice.delete(f"{path}/{ref}").status_code, SavedView.objects.count()) == (204, 0)


def test_views_are_refused_by_field_by_right_and_across_lists(world: World, alice: Program, sam: Program) -> None:
    ours = sam.post("/desk/views", VIEW).json()["data"][0]["ref"]
    hers = alice.post("/sellers/harbour/case-views", VIEW).json()["data"][0]["ref"]
    sue, mallory, robot = program_of(world.sue), program_of(world.mallory), machine("administrator")
    before = happenings()

    answers = {
        "nothing to keep": alice.post("/sellers/harbour/case-views", {"name": "All", "query": ""}),
        "the name again": alice.post("/sellers/harbour/case-views", VIEW),
        "shared by no owner": sue.post("/sellers/harbour/case-views", VIEW | {"shared": True}),
        "shared by no administrator": sam.put(f"/desk/views/{ours}", VIEW | {"shared": True}),
        "by a machine": robot.post("/desk/views", VIEW),
        "of the other list": sam.put(f"/desk/views/{hers}", VIEW),
        "of the other side": sam.get("/sellers/harbour/case-views"),
        "by a stranger": mallory.post("/sellers/harbour/case-views", VIEW),
        "the queue by a seller": alice.get("/desk/views"),
    }

    assert {what: answer.status_code for what, answer in answers.items()} == {
        "nothing to keep": 422, "the name again": 409, "shared by no owner": 403, "shared by no administrator": 403,
        "by a machine": 403, "of the other list": 404, "of the other side": 404, "by a stranger": 404,
        "the queue by a seller": 404,
    }  # fmt: skip
    assert happenings() == before
    assert sam.delete(f"/desk/views/{ours}").status_code == 204
