"""A case opened, answered, closed and reopened by programs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.base.clock import reading
from goodstanding.systems.cases import actions
from tests.factories.tokens import Program, machine, program_of
from tests.world import World, happenings

NEW = {
    "category": "orders_shipping.templates",
    "subject": "Which template fits heavy parcels?",
    "body": "Ours weigh 31 kg and none of the templates takes them.",
}


@pytest.fixture
def alice(world: World) -> Program:
    reading.move_to(world.now)
    return program_of(world.alice)


@pytest.fixture
def sam(world: World) -> Program:
    return program_of(world.sam)


def test_a_case_goes_back_and_forth(alice: Program, sam: Program) -> None:
    opened = alice.post("/sellers/harbour/cases", NEW)
    path = f"/cases/{opened.json()['ref']}"
    sam.post(f"{path}/messages", {"body": "Send a photo.", "outcome": "wait_for_seller", "what": "A photo"})
    waiting = alice.get(path).json()
    alice.post(f"{path}/messages", {"body": "It is on its way."})
    sam.post(f"{path}/messages", {"body": "Use 'Bulky'.", "outcome": "resolve"})
    reopened = alice.post(f"{path}/reopening", {"reason": "It is not offered to me."})
    closed = alice.post(f"{path}/closure", {"reason": "solved", "words": "Found it."})

    assert (opened.status_code, opened["Location"]) == (201, f"/api/v1{path}")
    assert (waiting["label"], waiting["waits_for"], waiting["waits_for_what"]) == ("pending", "seller", "A photo")
    assert reopened.json()["label"] == "open"
    assert (closed.json()["label"], closed.json()["closed_how"]) == ("closed", "solved")
    assert [one["author"] for one in closed.json()["thread"]] == ["seller", "marketplace", "seller", "marketplace"]


def test_categories_come_with_their_questions(alice: Program) -> None:
    areas = alice.get("/sellers/harbour/case-categories").json()["data"]

    leaves = {leaf["code"]: leaf for area in areas for leaf in area["categories"]}
    assert leaves["orders_shipping.tracking"]["questions"][0]["kind"] == "order"


def test_missing_answers_are_named(alice: Program) -> None:
    refused = alice.post("/sellers/harbour/cases", {**NEW, "category": "orders_shipping.tracking"})

    assert refused.status_code == 422
    assert [one["pointer"] for one in refused.json()["errors"]] == ["#/answers/order"]


def test_files_travel_with_a_message(alice: Program, sam: Program) -> None:
    path = f"/cases/{alice.post('/sellers/harbour/cases', NEW).json()['ref']}"
    note = SimpleUploadedFile("note.txt", b"31 kg\n", "text/plain")

    sent = alice.upload(f"{path}/attachments", {"body": "The weights.", "files": note})

    file = sent.json()["thread"][-1]["files"][0]
    assert (sent.status_code, file["name"]) == (201, "note.txt")
    assert b"".join(sam.get(f"{path}/attachments/{file['ref']}").streaming_content) == b"31 kg\n"


def test_a_machine_may_write_for_its_account(world: World, alice: Program) -> None:
    opened = machine("support", account=world.harbour).post("/sellers/harbour/cases", NEW)

    assert opened.json()["thread"][0]["author_name"] == "Machine"
    assert machine("read_only", account=world.harbour).post("/sellers/harbour/cases", NEW).status_code == 403


def test_internal_notes_are_not_part_of_the_api(world: World, alice: Program, sam: Program) -> None:
    ref = alice.post("/sellers/harbour/cases", NEW).json()["ref"]
    actions.add_internal_note(actor=world.sam.actor, ref=ref, note=actions.Reply("He is right."), at=world.now)

    for program in (alice, sam):
        assert "He is right" not in program.get(f"/cases/{ref}").content.decode()


def test_an_answer_to_an_old_version_is_refused(alice: Program, sam: Program) -> None:
    path = f"/cases/{alice.post('/sellers/harbour/cases', NEW).json()['ref']}"
    read = sam.get(path)["ETag"]
    alice.post(f"{path}/messages", {"body": "One more thing."})
    before = happenings()

    refused = sam.post(f"{path}/messages", {"body": "Done.", "outcome": "resolve"}, If_Match=read)

    assert refused.status_code == 412
    assert happenings() == before


def test_a_seller_gives_no_outcome(alice: Program) -> None:
    path = f"/cases/{alice.post('/sellers/harbour/cases', NEW).json()['ref']}"

    assert alice.post(f"{path}/messages", {"body": "Close it.", "outcome": "resolve"}).status_code == 422


def test_the_log_is_filtered_and_paged(world: World, alice: Program) -> None:
    refs = [alice.post("/sellers/harbour/cases", NEW).json()["ref"] for _ in range(3)]
    alice.post(f"/cases/{refs[0]}/closure", {"reason": "mistake"})

    first = alice.get("/sellers/harbour/cases?limit=2").json()

    assert len(first["data"]) == 2
    assert len(alice.get(first["next"]).json()["data"]) == 1
    assert [one["ref"] for one in alice.get("/sellers/harbour/cases?label=closed").json()["data"]] == [refs[0]]
    assert program_of(world.mallory).get(f"/cases/{refs[0]}").status_code == 404
