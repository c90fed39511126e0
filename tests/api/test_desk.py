"""The desk's tools by program: macros, rules, bulk changes, problems, and what associates keep about a case."""

from __future__ import annotations

import pytest

from goodstanding.base.files.models import StoredFile
from goodstanding.systems.cases import actions as case_actions
from goodstanding.systems.cases import actions as cases_actions
from goodstanding.systems.cases.models import Case, CaseMessage
from goodstanding.systems.cases.states import Outcome, Priority
from goodstanding.systems.desk.models import BulkChange, Macro
from tests.api.test_case_drafts import uploaded
from tests.factories import cases
from tests.factories.tokens import Program, machine, program_of
from tests.world import World, happenings

MACRO = {"name": "Ask for the scan", "body": "Dear {{seller.name}}, about {{case.id}}.", "area": "orders_shipping"}
TAG = [{"kind": "tag", "value": "strike"}]
RULE = {"name": "Strike", "event": "opened", "query": "parcel", "steps": TAG}
PROBLEM = {"title": "The bank pays late", "said": "We look into it."}


@pytest.fixture
def sam(world: World) -> Program:
    return program_of(world.sam)


@pytest.fixture
def ada(world: World) -> Program:
    return program_of(world.ada)


def test_a_macro_is_made_filled_in_changed_and_removed(world: World, sam: Program) -> None:
    case = cases.open_case(world)

    made = sam.post("/desk/macros", {**MACRO, "steps": TAG, "outcome": "keep_open"})
    ref = made.json()["ref"]
    fitting = sam.get(f"/cases/{case.ref}/macros").json()["data"]
    words = sam.get(f"/cases/{case.ref}/macros/{ref}").json()["body"]
    changed = sam.put(f"/desk/macros/{ref}", {**MACRO, "name": "Scan"}).json()
    gone = sam.delete(f"/desk/macros/{ref}")

    assert (made.status_code, made.json()["shared"], [one["ref"] for one in fitting]) == (201, False, [ref])
    assert words == f"Dear Harbour Lane Ceramics, about {case.ref}."
    assert (changed["name"], changed["steps"], changed["outcome"]) == ("Scan", [], None)
    assert (gone.status_code, sam.get("/desk/macros").json()["data"]) == (204, [])


def test_a_macro_is_refused_by_field_and_for_all_by_administrators_only(world: World, sam: Program) -> None:
    unknown = sam.post("/desk/macros", {**MACRO, "body": "Dear {{nobody}}"})
    shared = sam.post("/desk/macros", {**MACRO, "shared": True})
    program = machine("support").post("/desk/macros", MACRO)  # it is nobody, so it has none of its own

    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "#/body")
    assert (shared.status_code, program.status_code, Macro.objects.count()) == (403, 403, 0)


def test_the_same_key_makes_one_macro(sam: Program) -> None:
    first, again = (sam.post("/desk/macros", MACRO, Idempotency_Key="k1") for _ in range(2))

    assert (first.json(), again["Idempotency-Replayed"]) == (again.json(), "true")
    assert Macro.objects.count() == 1


def test_rules_are_written_ordered_rested_and_what_they_did_is_read(world: World, sam: Program, ada: Program) -> None:
    first = ada.post("/desk/rules", RULE).json()["ref"]
    second = ada.post("/desk/rules", {**RULE, "name": "Second", "query": ""}).json()["ref"]
    moved = ada.post(f"/desk/rules/{second}/place", {"up": True}).json()["data"]
    case = cases.open_case(world)
    world.work_off()
    runs = sam.get(f"/desk/rules/{second}/runs").json()["data"]
    off = ada.post(f"/desk/rules/{first}/switch", {"on": False}).json()["on"]
    named = ada.put(f"/desk/rules/{first}", {**RULE, "name": "Renamed"}).json()["name"]
    gone = ada.delete(f"/desk/rules/{first}").status_code

    assert [one["ref"] for one in moved] == [second, first]
    assert [(run["case"], run["steps"][0]["result"]) for run in runs] == [(case.ref, "done")]
    assert (off, named, gone) == (False, "Renamed", 204)
    assert [one["ref"] for one in sam.get("/desk/rules").json()["data"]] == [second]


def test_a_rule_that_cannot_be_relied_on_is_refused_and_only_administrators_write_them(
    world: World, sam: Program, ada: Program
) -> None:
    before = happenings()
    answers = [
        ada.post("/desk/rules", {**RULE, "query": "status:sideways"}),
        ada.post("/desk/rules", {**RULE, "steps": [{"kind": "spam"}]}),
        ada.post("/desk/rules", {**RULE, "event": "never"}),
    ]

    assert [one.status_code for one in answers] == [422, 422, 422]
    assert [one.json()["errors"][0]["pointer"] for one in answers] == ["#/query", "#/steps", "#/event"]
    assert sam.post("/desk/rules", RULE).status_code == 403
    assert happenings() == before


def test_a_query_is_tried_before_it_becomes_a_rule(world: World, sam: Program) -> None:
    case = cases.open_case(world)
    world.work_off()

    found = sam.get("/desk/matches?q=delivery").json()
    hinted = sam.get("/desk/matches?q=status:sideways").json()

    assert ([one["ref"] for one in found["data"]], found["hints"], found["more"]) == ([case.ref], [], False)
    assert hinted["hints"]


def test_many_cases_are_tried_changed_followed_and_taken_back(world: World, sam: Program) -> None:
    refs = [cases.open_case(world, subject=f"Case number {n}").ref for n in range(3)]
    wish = {"cases": refs, "steps": [{"kind": "priority", "value": "urgent"}]}
    before = happenings()
    tried = sam.post("/desk/bulk-changes/preview", wish).json()
    assert (tried["hindered"], len(tried["data"]), happenings()) == (0, 3, before)

    begun, again = (sam.post("/desk/bulk-changes", wish, Idempotency_Key="k1") for _ in range(2))
    ref = begun.json()["ref"]
    world.work_off()
    page = sam.get(f"/desk/bulk-changes/{ref}?limit=2").json()
    rest = sam.get(page["next"]).json()
    assert (begun.status_code, again.json()["ref"], BulkChange.objects.count()) == (202, ref, 1)
    assert (page["state"], page["tally"]) == ("done", {"changed": 3})
    assert [one["case"] for one in page["items"] + rest["items"]] == refs
    assert (rest["next"], [one["ref"] for one in sam.get("/desk/bulk-changes").json()["data"]]) == (None, [ref])

    world.at(world.later(minutes=10))
    assert sam.post(f"/desk/bulk-changes/{ref}/undo", {}).status_code == 202
    world.work_off()
    undone = sam.get(f"/desk/bulk-changes/{ref}").json()
    assert undone["state"] == "undone"
    assert (page["undone_at"], undone["done_at"]) == (None, page["done_at"])
    assert undone["undone_at"] > undone["done_at"]
    assert set(Case.objects.values_list("priority", flat=True)) == {"normal"}


def test_many_cases_are_answered_by_program_each_text_seen_before_and_taken_back(world: World, sam: Program) -> None:
    refs = [cases.open_case(world, subject=f"Matter {n}").ref for n in range(2)]
    letter = {"body": "{{seller.name}}: {{case.id}} is mended.", "outcome": "keep_open"}
    wish = {"cases": refs, "letter": letter}

    tried = sam.post("/desk/bulk-changes/preview", wish).json()
    begun = sam.post("/desk/bulk-changes", wish).json()
    world.work_off()

    assert [one["text"] for one in tried["data"]] == [f"Harbour Lane Ceramics: {ref} is mended." for ref in refs]
    assert begun["letter"]["minutes"] == 10
    assert sam.get(f"/cases/{refs[0]}/desk").json()["scheduled"][0]["state"] == "waiting"
    sam.post(f"/desk/bulk-changes/{begun['ref']}/undo", {})
    world.work_off()
    assert sam.get(f"/cases/{refs[0]}/desk").json()["scheduled"] == []
    odd = sam.post("/desk/bulk-changes", {"cases": refs, "letter": letter | {"minutes": 7}})
    assert odd.status_code == 422


def test_files_go_with_the_answers_to_many_cases_by_program(world: World, sam: Program) -> None:
    refs = [cases.open_case(world, subject=f"Matter {n}").ref for n in range(2)]
    file = uploaded(sam, "form.txt")
    wish = {"cases": refs, "letter": {"body": "See the form.", "outcome": "keep_open", "files": [file]}}

    tried = sam.post("/desk/bulk-changes/preview", wish).json()
    begun = sam.post("/desk/bulk-changes", wish).json()
    world.work_off()
    again = sam.post("/desk/bulk-changes", wish)

    assert [one["name"] for one in tried["files"]] == ["form.txt"]
    assert [one["ref"] for one in sam.get(f"/desk/bulk-changes/{begun['ref']}").json()["files"]] == [file]
    assert StoredFile.objects.filter(owner_kind="case_scheduled").count() == 2
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (422, "#/files")


def test_all_that_match_a_view_are_changed_by_program(
    world: World, sam: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = [cases.open_case(world, subject=f"Matter {n}").ref for n in range(3)]
    cases_actions.prioritise(actor=world.sam.actor, ref=refs[0], priority=Priority.URGENT, at=world.now)
    wish = {"view": {"shelf": "any", "q": "-priority:urgent"}, "steps": TAG}

    tried = sam.post("/desk/bulk-changes/preview", wish).json()
    begun = sam.post("/desk/bulk-changes", wish).json()["ref"]
    world.work_off()
    done = sam.get(f"/desk/bulk-changes/{begun}").json()
    none = sam.post("/desk/bulk-changes", {"view": {"queue": "nowhere"}, "steps": TAG})
    odd = sam.post("/desk/bulk-changes", {"view": {"q": "priority:urgnt"}, "steps": TAG})
    monkeypatch.setattr("goodstanding.systems.desk.rules.BULK_LIMIT", 1)
    many = sam.post("/desk/bulk-changes", wish)

    assert (tried["matching"], {one["case"] for one in tried["data"]}) == (2, set(refs[1:]))
    assert {one["case"] for one in done["items"]} == set(refs[1:])
    assert [one.json()["errors"][0]["pointer"] for one in (none, odd, many)] == ["#/view", "#/view", "#/cases"]
    assert BulkChange.objects.count() == 1


def test_it_is_stopped_and_goes_on_by_program(world: World, sam: Program) -> None:
    refs = [cases.open_case(world, subject=f"Matter {n}").ref for n in range(2)]
    begun = sam.post("/desk/bulk-changes", {"cases": refs, "steps": TAG}).json()["ref"]

    stopped = sam.post(f"/desk/bulk-changes/{begun}/stop", {})
    world.work_off()
    twice = sam.post(f"/desk/bulk-changes/{begun}/stop", {})
    onward = sam.post(f"/desk/bulk-changes/{begun}/resume", {})
    world.work_off()

    assert (stopped.json()["state"], stopped.json()["stopped_for"], twice.status_code) == ("stopped", "asked", 409)
    assert onward.status_code == 202
    assert sam.get(f"/desk/bulk-changes/{begun}").json()["tally"] == {"changed": 2}


def test_a_bulk_change_is_refused_whole(world: World, sam: Program) -> None:
    ref = cases.open_case(world).ref

    nothing = sam.post("/desk/bulk-changes", {"cases": [], "steps": TAG})
    note = sam.post("/desk/bulk-changes", {"cases": [ref], "steps": [{"kind": "note", "value": "x"}]})
    absent = sam.post("/desk/bulk-changes", {"cases": [ref, "NOT-THERE"], "steps": TAG})

    assert [one.status_code for one in (nothing, note, absent)] == [422, 422, 404]
    assert (nothing.json()["errors"][0]["pointer"], BulkChange.objects.count()) == ("#/cases", 0)


def test_one_answer_goes_to_every_case_of_a_problem(world: World, sam: Program) -> None:
    refs = [cases.open_case(world, subject=f"Case number {n}").ref for n in range(2)]
    path = f"/desk/problems/{sam.post('/desk/problems', PROBLEM).json()['ref']}"
    for ref in [*refs, refs[0]]:
        sam.post(f"{path}/cases", {"case": ref})
    assert sam.get(f"/cases/{refs[0]}/desk").json()["problem"]["title"] == PROBLEM["title"]

    sent = sam.post(f"{path}/answers", {"body": "Paid today.", "outcome": "resolve"})
    world.work_off()
    found = sam.get(path).json()
    closed = sam.post(f"{path}/closing", {}).json()

    assert (sent.status_code, [one["verdict"] for one in sent.json()["verdicts"]]) == (202, ["waiting"] * 2)
    assert [(one["case"], one["verdict"]) for one in found["verdicts"]] == [(ref, "sent") for ref in refs]
    assert CaseMessage.objects.filter(body="Paid today.").count() == 2
    assert closed["closed_at"] is not None
    assert [one["cases"] for one in sam.get("/desk/problems?closed=true").json()["data"]] == [2]


def test_a_problem_is_refused_by_field_and_a_case_taken_out(world: World, sam: Program) -> None:
    case = cases.open_case(world)
    path = f"/desk/problems/{sam.post('/desk/problems', PROBLEM).json()['ref']}"
    sam.post(f"{path}/cases", {"case": case.ref})

    empty = sam.delete(f"{path}/cases/{case.ref}").json()
    answers = [
        sam.post(f"{path}/answers", {"body": "x", "outcome": "resolve"}),
        sam.put(path, {"title": " "}),
        sam.post(f"{path}/cases", {"case": "NOT-THERE"}),
    ]

    assert empty["cases"] == []
    assert [one.status_code for one in answers] == [422, 422, 404]
    assert [one.json()["errors"][0]["pointer"] for one in answers[:2]] == ["#/cases", "#/title"]


def test_an_answer_for_later_is_listed_and_stopped(world: World, sam: Program) -> None:
    path = f"/cases/{cases.open_case(world).ref}"
    later = {"body": "Paid.", "outcome": "keep_open", "send_at": world.later(hours=5).isoformat()}
    made = sam.post(f"{path}/scheduled-answers", later).json()["id"]

    listed = sam.get(f"{path}/desk").json()["scheduled"]
    stopped = sam.delete(f"{path}/scheduled-answers/{made}")

    assert [(one["id"], one["state"], one["body"]) for one in listed] == [(made, "waiting", "Paid.")]
    assert (stopped.status_code, sam.get(f"{path}/desk").json()["scheduled"]) == (204, [])
    assert sam.delete(f"{path}/scheduled-answers/{made}").status_code == 409


def test_an_absent_colleagues_cases_go_to_another(world: World, sam: Program) -> None:
    case = cases.open_case(world)
    case_actions.assign(actor=world.ada.actor, ref=case.ref, user_id=world.ada.user.pk, at=world.now)

    handed = sam.post("/desk/hand-overs", {"absent": world.ada.user.pk, "colleague": world.sam.user.pk})
    loads = {one["name"]: one["living"] for one in sam.get("/desk/workload").json()["data"]}

    assert handed.json() == {"handed": 1}
    assert (loads["Sam"], loads["Ada"]) == (1, 0)


def test_a_seller_says_once_how_a_case_ended(world: World, sam: Program) -> None:
    case = cases.answer(world, cases.open_case(world), outcome=Outcome.RESOLVE)
    alice, path = program_of(world.alice), f"/cases/{case.ref}/rating"

    wrong = alice.post(path, {"verdict": "maybe"})
    said = alice.post(path, {"verdict": "yes", "comment": "Quick."})
    twice = alice.post(path, {"verdict": "no"})
    lines = sam.get("/desk/outcomes?days=7").json()["data"]

    assert (wrong.status_code, said.status_code, twice.status_code) == (422, 201, 409)
    assert [(one["closed"], one["rated"], one["yes"]) for one in lines] == [(1, 1, 1)]
    others = [sam.post(path, {"verdict": "yes"}), program_of(world.mallory).post(path, {"verdict": "no"})]
    assert [one.status_code for one in others] == [403, 404]


def test_sellers_learn_nothing_of_the_desk(world: World, sam: Program, ada: Program) -> None:
    case = cases.open_case(world)
    macro = sam.post("/desk/macros", MACRO).json()["ref"]
    rule = ada.post("/desk/rules", RULE).json()["ref"]
    problem = sam.post("/desk/problems", PROBLEM).json()["ref"]
    bulk = sam.post("/desk/bulk-changes", {"cases": [case.ref], "steps": TAG}).json()["ref"]
    programs = [program_of(world.alice), program_of(world.mallory)]
    before = happenings()

    for program in programs:
        read = [
            "/desk/macros", "/desk/rules", f"/desk/rules/{rule}/runs", "/desk/matches?q=x", "/desk/bulk-changes", "/desk/workload",
            f"/desk/bulk-changes/{bulk}", "/desk/problems", f"/desk/problems/{problem}", "/desk/outcomes",
            f"/cases/{case.ref}/macros", f"/cases/{case.ref}/macros/{macro}",
        ]  # fmt: skip
        assert {program.get(path).status_code for path in read} == {404}
        assert program.get(f"/cases/{case.ref}/desk").status_code in (403, 404)
        named = [program.delete(f"/desk/macros/{macro}"), program.delete(f"/desk/rules/{rule}"),
                 program.post(f"/desk/problems/{problem}/closing", {}), program.post(f"/desk/bulk-changes/{bulk}/undo", {}),
                 program.put(f"/desk/rules/{rule}", RULE), program.put(f"/desk/problems/{problem}", PROBLEM)]  # fmt: skip
        assert {one.status_code for one in named} == {404}
        new = [program.post("/desk/macros", MACRO), program.post("/desk/rules", RULE), program.post("/desk/problems", PROBLEM),
               program.post("/desk/bulk-changes", {"cases": [case.ref], "steps": TAG}),
               program.post("/desk/bulk-changes/preview", {"cases": [case.ref], "steps": TAG}),
               program.post("/desk/hand-overs", {"absent": 1})]  # fmt: skip
        assert {one.status_code for one in new} == {403}
    assert happenings() == before
