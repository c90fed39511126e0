"""The desk's queue by program: what is due, handling, links, answers with a macro, mentions, mail in, files held back."""

from __future__ import annotations

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.files.models import StoredFile
from goodstanding.base.files.states import Scan
from goodstanding.base.mailroom.models import InboundMail
from goodstanding.systems.cases import actions as case_actions
from goodstanding.systems.cases.actions import Reply
from goodstanding.systems.cases.models import Case, CaseMessage
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.service.models import QueueLead
from tests.factories import cases, escalations, mails
from tests.factories.tokens import Program, machine, program_of
from tests.world import World, happenings

MACRO = {"name": "Scan", "body": "Dear {{seller.name}}, please send it for {{case.id}}.", "outcome": "wait_for_seller"}


@pytest.fixture
def sam(world: World) -> Program:
    reading.move_to(world.now)
    return program_of(world.sam)


@pytest.fixture
def alice(world: World) -> Program:
    return program_of(world.alice)


def test_the_queue_comes_in_pages_with_tags_problem_and_owner(world: World, sam: Program) -> None:
    refs = [cases.open_case(world, subject=f"Case number {n}", at=world.later(hours=-n)).ref for n in (2, 1, 0)]
    sam.post(f"/cases/{refs[0]}/tags", {"name": "strike"})
    problem = sam.post("/desk/problems", {"title": "Bank late"}).json()["ref"]
    sam.post(f"/desk/problems/{problem}/cases", {"case": refs[0]})
    sam.put(f"/cases/{refs[0]}/assignee", {"associate": world.sam.user.pk})

    first = sam.get("/desk/queue?limit=2").json()
    second = sam.get(first["next"]).json()
    mine, tagged = (sam.get(f"/desk/queue?{query}").json()["data"] for query in ("owner=mine", "tag=strike"))

    assert [one["ref"] for one in first["data"] + second["data"]] == refs
    assert (second["next"], [one["ref"] for one in mine], [one["ref"] for one in tagged]) == (None, refs[:1], refs[:1])
    assert (first["data"][0]["tags"], first["data"][0]["problem"]) == (["strike"], problem)
    assert sam.get("/desk/queue?owner=everybody").status_code == 422


def test_the_load_of_each_queue_is_counted(world: World, sam: Program) -> None:
    cases.open_case(world, at=world.later(days=-30))
    waiting = cases.open_case(world)
    cases.answer(world, waiting, outcome=Outcome.WAIT_FOR_SELLER)

    loads = sam.get("/desk/queues").json()["data"]

    assert [(one["living"], one["due"], one["late"]) for one in loads] == [(2, 1, 1)]
    assert loads[0]["next_due_at"] is not None


def test_a_case_is_assigned_prioritised_handed_over_and_described(world: World, sam: Program) -> None:
    case = cases.open_case(world)
    path = f"/cases/{case.ref}"

    stale = sam.get(path)["ETag"]
    done = [
        sam.put(f"{path}/assignee", {"associate": world.sam.user.pk}),
        sam.put(f"{path}/priority", {"priority": "urgent"}, If_Match=stale),
        sam.put(f"{path}/description", {"subject": "Template: wrong price", "summary": "Shown in euros."}),
        sam.put(f"{path}/queue", {"queue": "payments"}),
    ]
    late = sam.put(f"{path}/priority", {"priority": "low"}, If_Match=stale)

    assert [one.status_code for one in done] == [200] * 4
    kept = Case.objects.get(pk=case.pk)
    assert (kept.priority, kept.subject, kept.queue, kept.assignee_id) == (
        "urgent", "Template: wrong price", "payments", None,
    )  # fmt: skip
    assert late.status_code == 412


def test_handling_is_refused_by_field_and_to_sellers(world: World, sam: Program, alice: Program) -> None:
    path, before = f"/cases/{cases.open_case(world).ref}", happenings()

    wrong = [
        sam.put(f"{path}/assignee", {"associate": world.alice.user.pk}), sam.put(f"{path}/queue", {"queue": "moon"}),
        sam.put(f"{path}/description", {"subject": " ", "summary": "x"}),
    ]  # fmt: skip
    hers = [
        alice.put(f"{path}/assignee", {"associate": None}), alice.put(f"{path}/priority", {"priority": "urgent"}),
        alice.put(f"{path}/queue", {"queue": "payments"}),
        alice.put(f"{path}/description", {"subject": "x", "summary": "x"}), alice.delete(f"{path}/links/order/A-1"),
    ]  # fmt: skip

    assert [(one.status_code, one.json()["errors"][0]["pointer"]) for one in wrong] == [
        (422, "#/assignee"), (422, "#/queue"), (422, "#/subject"),
    ]  # fmt: skip
    assert [one.status_code for one in hers] == [403] * 5
    assert happenings() == before


def test_a_case_is_linked_with_another_and_the_link_taken_back(world: World, sam: Program, alice: Program) -> None:
    one, other = cases.open_case(world), cases.open_case(world)
    path = f"/cases/{one.ref}/links"

    made = alice.post(path, {"kind": "case", "ref": other.ref})
    absent = alice.post(path, {"kind": "case", "ref": cases.open_case(world, by=world.mallory).ref})
    gone = sam.delete(f"{path}/case/{other.ref}")

    assert (made.status_code, [link["ref"] for link in made.json()["about"]]) == (201, [other.ref])
    assert absent.status_code == 404
    assert (gone.status_code, gone.json()["about"]) == (200, [])


def test_an_answer_with_a_macro_does_what_goes_with_it(world: World, sam: Program) -> None:
    case = cases.open_case(world)
    steps = [{"kind": "tag", "value": "scan"}]
    macro = sam.post("/desk/macros", MACRO | {"steps": steps, "what": "the scan"}).json()["ref"]
    path = f"/cases/{case.ref}/macro-answers"

    sent, again = (sam.post(path, {"macro": macro}, Idempotency_Key="m1") for _ in range(2))
    other = sam.post(path, {"macro": macro, "body": "In my own words.", "outcome": "keep_open"})

    assert (sent.status_code, again["Idempotency-Replayed"], sent.json()["hindered"]) == (201, "true", [])
    assert sent.json()["case"]["thread"][-1]["body"] == f"Dear Harbour Lane Ceramics, please send it for {case.ref}."
    assert (sent.json()["case"]["status"], sent.json()["case"]["waits_for_what"]) == ("pending_seller", "the scan")
    assert (other.json()["case"]["label"], other["ETag"]) == ("open", sam.get(f"/cases/{case.ref}")["ETag"])
    assert sam.get(f"/cases/{case.ref}/desk").json()["tags"] == ["scan"]
    assert sam.get("/desk/tags").json()["data"] == [{"name": "scan", "cases": 1}]
    assert [one["used"] for one in sam.get("/desk/macros").json()["data"]] == [2]


def test_without_the_macro_nothing_is_answered(world: World, sam: Program, alice: Program) -> None:
    path, before = f"/cases/{cases.open_case(world).ref}/macro-answers", happenings()

    assert sam.post(path, {"macro": "NOT-THERE"}).status_code == 404
    assert alice.post(path, {"macro": "NOT-THERE"}).status_code == 404
    assert (CaseMessage.objects.filter(author="marketplace").count(), happenings()) == (0, before)


def test_whoever_was_called_by_name_learns_where_and_takes_it_as_read(world: World, sam: Program) -> None:
    case, ada = cases.open_case(world), program_of(world.ada)
    note = Reply("@sam look at this")
    case_actions.add_internal_note(actor=world.ada.actor, ref=case.ref, note=note, at=world.now)

    told = sam.get("/desk/mentions")
    read = sam.post("/desk/mentions/reading", {"case": case.ref}).json()

    assert [(one["case"], one["by"]) for one in told.json()["data"]] == [(case.ref, "Ada")]
    assert "look at this" not in told.content.decode()
    assert (read, sam.get("/desk/mentions").json()["data"], ada.get("/desk/mentions").json()["data"]) == (
        {"read": 1},
        [],
        [],
    )


def test_a_refused_mail_is_listed_and_taken_into_a_case(world: World, sam: Program) -> None:
    case = cases.open_case(world)
    mails.drop(world, mails.letter(sender="nobody@elsewhere.example", subject=f"[{case.ref}] The letter"))
    ref = InboundMail.objects.get().ref

    listed = sam.get("/desk/mail-in?state=refused").json()["data"]
    masked = program_of(world.tess).get(f"/desk/mail-in/{ref}").json()
    refused = program_of(world.tess).post(f"/desk/mail-in/{ref}/case", {"case": case.ref})
    taken = sam.post(f"/desk/mail-in/{ref}/case", {"case": case.ref})
    twice = sam.post(f"/desk/mail-in/{ref}/case", {"case": case.ref})

    assert [(one["ref"], one["state"]) for one in listed] == [(ref, "refused")]
    assert (masked["shown"], "nobody@" in masked["from_address"], refused.status_code) == ("", False, 403)
    assert (taken.status_code, taken.json()["state"], taken.json()["case"]) == (200, "taken", case.ref)
    assert twice.status_code == 409
    assert sam.get("/desk/mail-in?state=refused").json()["data"] == []


def test_a_file_held_back_is_released_by_an_administrator_with_a_reason(world: World, sam: Program) -> None:
    ref, ada = cases.with_file(world)[1], program_of(world.ada)
    StoredFile.objects.filter(ref=ref).update(scan=Scan.QUARANTINED, scan_note="Eicar-Signature")
    path = f"/desk/held-files/{ref}/release"

    listed = sam.get("/desk/held-files?scan=quarantined").json()["data"]
    answers = [
        sam.post(path, {"reason": "It is fine."}),
        ada.post(path, {"reason": " "}),
        ada.post(path, {"reason": "A false alarm."}),
    ]

    assert [(one["ref"], one["found"]) for one in listed] == [(ref, "Eicar-Signature")]
    assert [one.status_code for one in answers] == [403, 422, 200]
    assert answers[-1].json()["scan"] == "released"


def test_sellers_learn_nothing_of_queue_mail_and_held_files(world: World, sam: Program, alice: Program) -> None:
    case, ref = cases.with_file(world)
    StoredFile.objects.filter(ref=ref).update(scan=Scan.QUARANTINED, scan_note="Eicar-Signature")
    mails.drop(world, mails.letter(sender="nobody@elsewhere.example", subject=f"[{case.ref}]"))
    mail, before = InboundMail.objects.get().ref, happenings()

    read = [
        "/desk/queue", "/desk/queues", "/desk/tags", "/desk/mail-in", f"/desk/mail-in/{mail}", "/desk/held-files", "/desk/views",
        "/service/promises", "/service/leads",
    ]  # fmt: skip
    written = [
        alice.post(f"/desk/mail-in/{mail}/case", {"case": case.ref}),
        alice.post(f"/desk/held-files/{ref}/release", {"reason": "x"}),
    ]  # fmt: skip

    assert {path: alice.get(path).status_code for path in read} == dict.fromkeys(read, 404)
    assert [one.status_code for one in written] == [404, 404]
    assert alice.get("/desk/mentions").json()["data"] == []
    assert happenings() == before


def test_decided_promises_come_one_by_one_with_their_cases(world: World, sam: Program) -> None:
    case = cases.open_case(world, at=world.later(days=-30))
    cases.answer(world, case, outcome=Outcome.RESOLVE)
    world.work_off()
    QueueLead.objects.create(queue=case.queue, user=world.sam.user)

    missed = sam.get("/service/promises?verdict=missed").json()["data"]
    leads = sam.get("/service/leads").json()["data"]

    assert {one["case"] for one in missed} == {case.ref}
    assert sam.get("/service/promises?verdict=sometimes").status_code == 422
    assert leads == [{"queue": case.queue, "leads": [{"associate": world.sam.user.pk, "name": "Sam"}]}]


def test_an_escalation_is_drafted_checked_and_its_steps_outside_named(
    world: World, sam: Program, alice: Program
) -> None:
    path = f"/cases/{escalations.answered_case(world).ref}/escalation"
    parts = {"ground": "payment", "summary": "The payout of 14 November has not arrived."}

    kept = alice.put(f"{path}/draft", parts).json()
    lacks = alice.post(f"{path}/checks", parts).json()
    gone = alice.delete(f"{path}/draft")
    outside = alice.get(f"{path}/outside")

    assert kept["parts"] == parts | {"per": "once"}
    assert (lacks["complete"], "tried" in [one["part"] for one in lacks["findings"]]) == (False, True)
    assert lacks["offer"]["offered"] is True
    assert (gone.status_code, alice.get(f"{path}/draft").json()["saved_at"]) == (204, None)
    assert outside.status_code == 200
    refused = [
        sam.put(f"{path}/draft", parts),
        sam.post(f"{path}/checks", parts),
        machine("owner", account=world.harbour).put(f"{path}/draft", parts),
    ]
    assert [one.status_code for one in refused] == [403, 403, 403]


def test_tags_are_renamed_joined_and_removed_by_who_may(world: World, sam: Program, alice: Program) -> None:
    case, ada, fred = cases.open_case(world), program_of(world.ada), program_of(world.fred)
    for name in ("strike", "carrier-strike"):
        sam.post(f"/cases/{case.ref}/tags", {"name": name})
    before = happenings()
    refused = [fred.put("/desk/tags/strike", {"name": "x"}), fred.delete("/desk/tags/strike")]
    unseen = [alice.put("/desk/tags/strike", {"name": "x"}), alice.delete("/desk/tags/strike")]
    untouched = happenings() == before

    joined = ada.put("/desk/tags/strike", {"name": "carrier-strike"})
    gone = ada.delete("/desk/tags/carrier-strike")

    assert [one.status_code for one in refused + unseen] == [403, 403, 404, 404]
    assert untouched
    assert joined.json()["data"] == [{"name": "carrier-strike", "cases": 1}]
    assert (gone.status_code, ada.get("/desk/tags").json()["data"]) == (204, [])
    assert ada.put("/desk/tags/strike", {"name": "x"}).status_code == 404


def test_each_number_of_the_outcomes_opens_to_its_cases(world: World, sam: Program, alice: Program) -> None:
    refs = [cases.open_case(world, subject=f"Case number {n}").ref for n in range(3)]
    for n, ref in enumerate(refs):
        done = {"body": "Done.", "outcome": "resolve"}
        reading.move_to(world.later(hours=n + 1))
        sam.post(f"/cases/{ref}/messages", done)
    alice.post(f"/cases/{refs[0]}/rating", {"verdict": "no", "comment": "It came back."})
    alice.post(f"/cases/{refs[1]}/reopening", {"reason": "It happened again."})
    sam.post(f"/cases/{refs[1]}/messages", {"body": "You are right.", "outcome": "resolve", "overturns": True})

    first = sam.get("/desk/outcomes/closings?limit=2").json()
    rest = sam.get(first["next"]).json()
    counted = sam.get("/desk/outcomes").json()["data"][0]
    found = {
        how: sam.get(f"/desk/outcomes/closings?how={how}").json()["data"] for how in ("no", "reopened", "overturned")
    }

    assert len(first["data"] + rest["data"]) == counted["closed"] == 4
    assert [(one["case"]["ref"], one["verdict"], one["comment"]) for one in found["no"]] == [
        (refs[0], "no", "It came back.")
    ]
    assert [one["case"]["ref"] for one in found["reopened"]] == [refs[1]]
    assert [(one["case"]["ref"], one["overturned"]) for one in found["overturned"]] == [(refs[1], True)]
    assert sam.get("/desk/outcomes/closings?queue=payments").json()["data"] == []
    assert alice.get("/desk/outcomes/closings").status_code == 404
    assert alice.post(f"/cases/{refs[2]}/messages", {"body": "x", "overturns": True}).status_code == 422


def test_colleagues_see_who_has_a_case_open_until_it_fades(world: World, sam: Program, alice: Program) -> None:
    case, tess, mallory = cases.open_case(world), program_of(world.tess), program_of(world.mallory)
    path, before = f"/cases/{case.ref}/presence", happenings()

    tess.post(path, {})
    tess.put(f"/cases/{case.ref}/drafts/answer", {"body": "The bank says"})
    seen = sam.post(path, {}).json()["colleagues"]
    reading.move_to(world.later(minutes=5))
    later = sam.post(path, {}).json()["colleagues"]

    assert [(one["name"], one["looking"], one["typing"], one["body"]) for one in seen] == [
        ("Tess", True, True, "The bank says")
    ]
    assert [(one["looking"], one["typing"]) for one in later] == [(False, False)]
    assert (alice.post(path, {}).status_code, mallory.post(path, {}).status_code) == (403, 404)
    assert happenings() == before
