"""Before a case is sent: unsent cases with their files, a text as it will look, and putting it into a case that is there."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.base.clock import reading
from goodstanding.base.files.models import StoredFile
from goodstanding.systems.cases.models import Case, InternalNote, NewCaseDraft
from goodstanding.systems.orders.models import Order
from tests.factories import cases, orders
from tests.factories.tokens import Program, machine, program_of
from tests.world import World, happenings

DRAFTS = "/sellers/harbour/case-drafts"
UNSENT = {"subject": "Which template fits?", "body": "Ours weigh 31 kg.", "answers": {"order": "T-00001"}}
CASE = {"category": "orders_shipping.templates", "subject": "Which template fits?", "body": "Ours weigh 31 kg."}


@pytest.fixture
def alice(world: World) -> Program:
    reading.move_to(world.now)
    return program_of(world.alice)


def uploaded(program: Program, name: str = "scan.txt") -> str:
    made = program.upload("/sellers/harbour/uploads", {"file": SimpleUploadedFile(name, b"Scan.", "text/plain")})
    assert made.status_code == 201
    return str(made.json()["ref"])


def test_an_unsent_case_is_kept_with_its_files_and_sent_once(world: World, alice: Program) -> None:
    file = uploaded(alice)
    path = f"{DRAFTS}/orders_shipping.templates"

    kept = alice.put(path, UNSENT | {"files": [file]}).json()
    again = alice.put(path, UNSENT | {"files": [file], "body": "Ours weigh 32 kg."}).json()
    listed = alice.get(DRAFTS).json()["data"]
    sent = [alice.post("/sellers/harbour/cases", CASE | {"draft": kept["key"], "files": [file]}) for _ in range(2)]

    assert (again["key"], again["body"]) == (kept["key"], "Ours weigh 32 kg.")
    assert [(one["answers"], [f["name"] for f in one["files"]]) for one in listed] == [
        ({"order": "T-00001"}, ["scan.txt"])
    ]
    assert {one.json()["ref"] for one in sent} == {Case.objects.get().ref}
    assert [one["name"] for one in sent[0].json()["thread"][0]["files"]] == ["scan.txt"]
    assert alice.get(DRAFTS).json()["data"] == []


def test_the_portal_shows_what_a_program_kept_and_the_other_way_round(world: World, alice: Program) -> None:
    orders.sell(world.harbour, world.now, good=1)
    order = Order.objects.get().external_id
    base = f"/s/{world.harbour.ref}/cases/new"
    alice.put(f"{DRAFTS}/orders_shipping.templates", UNSENT)
    form = {"subject": "From the page", "body": "Half.", "q_order": order, "key": "page-key"}
    world.as_(world.alice).post(f"{base}/orders_shipping.tracking/draft/?about=order:{order}", form)

    page = world.as_(world.alice).get(f"{base}/orders_shipping.templates/").content.decode()
    listed = {one["category"]: one for one in alice.get(DRAFTS).json()["data"]}

    assert "Ours weigh 31 kg." in page
    other = listed["orders_shipping.tracking"]
    assert (other["about"], other["answers"], other["key"]) == (f"order:{order}", {"order": order}, "page-key")


def test_drafts_and_uploads_are_their_writers_alone(world: World, alice: Program) -> None:
    file, path = uploaded(alice), f"{DRAFTS}/orders_shipping.templates"
    alice.put(path, UNSENT | {"files": [file]})
    sue, mallory, bob = (program_of(person) for person in (world.sue, world.mallory, world.bob))
    before = happenings()

    assert sue.get(DRAFTS).json()["data"] == []
    assert [one.status_code for one in (mallory.get(DRAFTS), mallory.put(path, UNSENT), mallory.delete(path))] == [
        404
    ] * 3
    assert sue.post("/sellers/harbour/cases", CASE | {"files": [file]}).status_code == 404
    assert sue.delete(path).status_code == 204
    assert [bob.put(path, UNSENT).status_code, NewCaseDraft.objects.count()] == [403, 1]
    assert happenings() == before


def test_a_machine_keeps_no_draft_and_takes_in_no_file(world: World, alice: Program) -> None:
    robot = machine("owner", account=world.harbour)

    draft = robot.put(f"{DRAFTS}/orders_shipping.templates", UNSENT)
    upload = robot.upload("/sellers/harbour/uploads", {"file": SimpleUploadedFile("scan.txt", b"Scan.", "text/plain")})

    assert (draft.status_code, upload.status_code) == (403, 403)
    assert (robot.get(DRAFTS).json()["data"], StoredFile.objects.count()) == ([], 0)


def test_a_draft_names_only_what_is_there_and_hers(world: World, alice: Program) -> None:
    refused = [
        alice.put(f"{DRAFTS}/orders_shipping.templates?about=order:NOT-MINE", UNSENT),
        alice.put(f"{DRAFTS}/moon.landing", UNSENT),
    ]

    assert [one.status_code for one in refused] == [404, 404]
    assert not NewCaseDraft.objects.exists()


def test_a_discarded_draft_lets_go_of_its_files(world: World, alice: Program) -> None:
    file, path = uploaded(alice), f"{DRAFTS}/orders_shipping.templates"
    alice.put(path, UNSENT | {"files": [file]})

    gone, again = alice.delete(path), alice.delete(path)

    assert (gone.status_code, again.status_code) == (204, 204)
    assert StoredFile.objects.get(ref=file).owner_kind != "case_draft"
    assert alice.get(DRAFTS).json()["data"] == []


def test_what_was_written_for_a_new_case_goes_into_one_that_is_there(world: World, alice: Program) -> None:
    case, file = cases.open_case(world), uploaded(alice)

    added = alice.post(f"/cases/{case.ref}/additions", CASE | {"files": [file]})

    said = added.json()["thread"][-1]
    assert (added.status_code, Case.objects.count()) == (201, 1)
    assert "Which template fits?" in said["body"]
    assert [one["name"] for one in said["files"]] == ["scan.txt"]
    assert program_of(world.mallory).post(f"/cases/{case.ref}/additions", CASE).status_code == 404


def test_associates_take_files_in_for_notes_and_answers_that_go_later(world: World, alice: Program) -> None:
    case, sam = cases.open_case(world), program_of(world.sam)
    later = {"body": "Paid today.", "outcome": "resolve", "send_at": "2026-11-24T08:00:00Z"}

    noted = sam.post(f"/cases/{case.ref}/notes", {"body": "See the scan.", "files": [uploaded(sam)]})
    scheduled = sam.post(f"/cases/{case.ref}/scheduled-answers", later | {"files": [uploaded(sam)]})
    theirs = sam.post(f"/cases/{case.ref}/notes", {"body": "See the scan.", "files": [uploaded(alice)]})

    assert (noted.status_code, scheduled.status_code, theirs.status_code) == (201, 201, 404)
    assert InternalNote.objects.count() == 1


def test_a_text_is_shown_as_it_will_stand_and_nothing_harmful_comes_through(world: World, alice: Program) -> None:
    shown = alice.post("/text-previews", {"body": "- the *first* point\n- <script>alert(1)</script> [x](javascript:x)"})

    html = shown.json()["html"]
    assert "<li>the <em>first</em> point</li>" in html
    assert "<script" not in html
    assert "javascript:" not in html.replace("[x](javascript:x)", "")
