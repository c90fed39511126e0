"""Labels, watching, agreements, guests and the case file by programs."""

import pytest

from goodstanding.base.clock import reading
from tests.factories.cases import open_case
from tests.factories.guests import secret_for
from tests.factories.tokens import Program, program_of
from tests.world import World

NORA = {"name": "Nora", "email": "nora@consultants.example", "may_write": True, "ends_on": "2026-11-29"}


@pytest.fixture
def alice(world: World) -> Program:
    reading.move_to(world.now)
    return program_of(world.alice)


@pytest.fixture
def sam(world: World) -> Program:
    return program_of(world.sam)


def test_labels_and_watching_are_the_teams_own(world: World, alice: Program, sam: Program) -> None:
    path = f"/cases/{open_case(world).ref}"

    alice.post(f"{path}/labels", {"name": "Big", "tone": "red"})
    alice.put(f"{path}/watch", {})
    own, other = alice.get(f"{path}/beside").json(), sam.get(f"{path}/beside").json()

    assert (own["labels"], own["watched"]) == ([{"name": "Big", "tone": "red"}], True)
    assert (other["labels"], other["watched"]) == ([], False)


def test_an_agreement_goes_from_one_side_to_the_other(world: World, alice: Program, sam: Program) -> None:
    path = f"/cases/{open_case(world).ref}/agreements"

    sam.post(path, {"text": "The fee of May is refunded."})
    settled = alice.post(f"{path}/1/decision", {"decision": "confirm"})
    twice = alice.post(f"{path}/1/decision", {"decision": "decline", "reason": "No."})

    assert settled.json()["agreements"][0]["state"] == "confirmed"
    assert twice.status_code == 409


def test_a_guest_is_invited_and_taken_out(world: World, alice: Program, sam: Program) -> None:
    path = f"/cases/{open_case(world).ref}/guests"

    made = alice.post(path, NORA)
    guest = made.json()["guests"][0]
    seen = sam.get(path.replace("guests", "beside")).json()["guests"]
    gone = alice.delete(f"{path}/{guest['ref']}")

    assert (made.status_code, guest["may_write"], len(seen)) == (201, True, 1)
    assert "secret" not in made.content.decode()
    assert gone.json()["guests"] == []


def test_a_guest_gets_another_end_and_scope_with_a_new_link(world: World, alice: Program, sam: Program) -> None:
    path = f"/cases/{open_case(world).ref}/guests"
    guest = alice.post(path, NORA).json()["guests"][0]["ref"]
    first = secret_for()

    changed = alice.put(f"{path}/{guest}", {"ends_on": "2026-12-05", "may_write": False, "sees_files": True})
    listed = sam.get(path).json()["data"]
    wrong = alice.put(f"{path}/{guest}", {"ends_on": "2025-01-01"})

    assert changed.json() == {"data": listed, "changed": ["scope", "end"], "mailed": True}
    assert [(one["ref"], one["may_write"], one["sees_files"]) for one in listed] == [(guest, False, True)]
    assert listed[0]["ends_at"].startswith("2026-12-06")  # midnight after the last day, where the store is
    assert secret_for() != first
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/ends_on")
    assert sam.put(f"{path}/{guest}", {"ends_on": "2026-12-06"}).status_code == 403
    assert alice.put(f"{path}/AAA-BBBB", {"ends_on": "2026-12-06"}).status_code == 404


def test_another_end_leaves_the_link_and_a_new_one_is_sent_when_asked_for(world: World, alice: Program) -> None:
    path = f"/cases/{open_case(world).ref}/guests"
    made = alice.post(path, NORA).json()["guests"][0]
    link = secret_for()

    terms = {"ends_on": "2026-12-05", "may_write": made["may_write"], "sees_files": made["sees_files"]}
    changed = alice.put(f"{path}/{made['ref']}", terms).json()
    kept = secret_for()
    sent = alice.post(f"{path}/{made['ref']}/links", {})

    assert (changed["changed"], changed["mailed"], kept) == (["end"], False, link)
    assert (sent.status_code, secret_for() != link) == (204, True)


def test_the_case_file_comes_as_pdf(world: World, alice: Program) -> None:
    case = open_case(world)

    answered = alice.get(f"/cases/{case.ref}/file")

    assert answered["Content-Type"] == "application/pdf"
    assert answered.content.startswith(b"%PDF-")


def test_another_seller_finds_nothing(world: World, alice: Program) -> None:
    case, mallory = open_case(world), program_of(world.mallory)

    for path in ("beside", "similar", "file", "guests"):
        assert mallory.get(f"/cases/{case.ref}/{path}").status_code == 404
    assert mallory.post(f"/cases/{case.ref}/guests", NORA).status_code == 404
