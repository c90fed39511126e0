"""Asking for things, one by one, in prepared words: a macro, an answer to many cases, and the answer to a problem's cases."""

from __future__ import annotations

from typing import Any

import pytest

from goodstanding.base.clock import reading
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases import needed, queries
from goodstanding.systems.cases.models import Case, CaseMessage, CaseNeed, ProblemAnswer, ReplyDraft, ScheduledAnswer
from goodstanding.systems.desk import actions as desk
from goodstanding.systems.desk.actions import MacroDraft
from goodstanding.systems.desk.models import BulkChange, Macro
from tests.console.cases.test_erasing_the_record import erase
from tests.factories.cases import open_case
from tests.factories.tokens import program_of
from tests.world import World, happenings

THINGS = ["Proof of delivery", "Photo of the label"]
LINES = "\n".join(THINGS)
LISTED = "\n\n- Proof of delivery\n- Photo of the label"
MACROS, BULK = "/console/desk/macros/", "/console/desk/bulk/new/"
MACRO = {"name": "Papers", "body": "Dear {{seller.name}}, we need these.", "outcome": "wait_for_seller", "needs": LINES}
ANSWER: dict[str, Any] = {"body": "Dear {{seller.name}}, please send:", "outcome": "wait_for_seller", "needs": LINES}


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


@pytest.fixture
def macro(world: World) -> Macro:
    draft = MacroDraft(name="Papers", body=MACRO["body"], outcome="wait_for_seller", needs=THINGS, shared=True)
    return desk.make_macro(actor=world.ada.actor, draft=draft, at=world.now)


@pytest.fixture
def two(world: World) -> list[str]:
    """Two cases of two sellers."""
    rival = open_case(world, by=world.mallory, subject="Theirs")
    return [open_case(world, subject="Ours").ref, rival.ref]


def states(ref: str) -> dict[str, str]:
    return dict(queries.shown_in(CaseNeed, Case.objects.get(ref=ref)).order_by("pk").values_list("text", "state"))


def begin(world: World, refs: list[str], **asked: Any) -> BulkChange:
    page = world.as_(world.sam).post(BULK, {**asked, "case": refs, "do": "begin", "key": "once"})
    assert page.status_code == 302, page.content.decode()
    world.work_off()
    return BulkChange.objects.get()


def pass_minutes(world: World, minutes: int) -> None:
    world.at(world.later(minutes=minutes))
    cases.send_due(at=world.now)
    world.work_off()


def test_a_macro_keeps_what_it_asks_for_shows_it_as_read_and_says_it_in_the_list(world: World) -> None:
    open_case(world)
    ada = world.as_(world.ada)

    looked = ada.post(MACROS, MACRO | {"do": "look"}).content.decode()
    ada.post(MACROS, MACRO | {"needs": f"{LINES}\r\n\r\n {THINGS[0]} "})

    assert "<li>Photo of the label</li>" in looked
    made = Macro.objects.get()
    assert made.needs == THINGS
    assert f"{LINES}</textarea>" in ada.get(f"{MACROS}{made.ref}/").content.decode()
    assert "Asks for: Proof of delivery; Photo of the label" in ada.get(MACROS).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"outcome": "keep_open"}, "let the case wait for the seller"),
        ({"outcome": ""}, "let the case wait for the seller"),
        ({"needs": "\n".join(map(str, range(11)))}, "At most 10 things at once."),
        ({"needs": "x" * 201}, "at most 200 characters"),
        ({"needs": "Invoice for {{case.id}}"}, "not in the things asked for"),
    ],
)
def test_a_macro_that_asks_for_what_no_answer_could_ask_is_refused_with_all_that_was_typed(
    world: World, wrong: dict[str, str], said: str
) -> None:
    before = happenings()

    page = world.as_(world.ada).post(MACROS, MACRO | wrong)

    assert page.status_code == 422
    assert said in page.content.decode()
    assert (MACRO | wrong)["needs"].splitlines()[0] in page.content.decode()
    assert happenings() == before and not Macro.objects.exists()


def test_put_into_an_answer_its_things_come_below_those_typed_and_are_asked_with_sending(
    world: World, macro: Macro
) -> None:
    case = open_case(world)
    sam = world.as_(world.sam)
    typed = {"body": "First", "needs": f"Signature\n{THINGS[0]}", "outcome": "keep_open"}
    sam.post(f"/console/cases/{case.ref}/draft/", typed)

    preview = sam.get(f"/console/desk/macros/{macro.ref}/for/{case.ref}/").content.decode()
    sam.post(f"/console/desk/macros/{macro.ref}/for/{case.ref}/")
    kept = ReplyDraft.objects.get().data
    page = sam.get(f"/console/cases/{case.ref}/").content.decode()
    sam.post(f"/console/cases/{case.ref}/answers/", {"body": "Dear", "seen": "1", **kept})

    assert "<li>Photo of the label</li>" in preview and "Then it waits for the seller" in preview
    assert (kept["needs"], kept["outcome"]) == (f"Signature\n{LINES}", "wait_for_seller")
    assert f"Signature\n{LINES}</textarea>" in page
    assert states(case.ref) == {"Signature": "missing", **dict.fromkeys(THINGS, "missing")}


def test_what_is_put_in_by_script_carries_the_things_too(world: World, macro: Macro) -> None:
    case = open_case(world)

    part = world.as_(world.sam).get(f"/console/desk/macros/{macro.ref}/for/{case.ref}/", HTTP_HX_REQUEST="true")

    assert 'data-insert-needs="Proof of delivery&#10;Photo of the label&#10;"' in part.content.decode()


def test_a_first_word_takes_the_things_of_its_macro(world: World, macro: Macro) -> None:
    sam = world.as_(world.sam)
    sam.post(f"/console/desk/macros/{macro.ref}/first/{world.harbour.ref}/")

    page = sam.get(f"/console/cases/new/?seller={world.harbour.ref}").content.decode()

    assert f"{LINES}</textarea>" in page


def test_the_preview_of_an_answer_to_many_shows_the_list_and_nothing_happens(world: World, two: list[str]) -> None:
    before = happenings()

    page = world.as_(world.sam).post(BULK, {**ANSWER, "case": two, "do": "look"}).content.decode()

    assert page.count("<li>Photo of the label</li>") == 2
    assert "then it waits for the seller: Proof of delivery; Photo of the label" in page
    assert happenings() == before and not CaseNeed.objects.exists()


def test_each_seller_is_asked_once_her_answer_goes_and_ticks_for_herself(world: World, two: list[str]) -> None:
    change = begin(world, two, **ANSWER)
    assert not CaseNeed.objects.exists()
    pass_minutes(world, 11)

    assert [states(ref) for ref in two] == [dict.fromkeys(THINGS, "missing")] * 2
    assert CaseMessage.objects.get(case__ref=two[0], number=2).body == (
        f"Dear Harbour Lane Ceramics, please send:{LISTED}"
    )
    assert Case.objects.get(ref=two[1]).pending_what == "; ".join(THINGS)
    proof = CaseNeed.objects.get(case__ref=two[0], text=THINGS[0]).pk
    path = f"/s/{world.harbour.ref}/cases/{two[0]}/messages/"
    world.as_(world.alice).post(path, {"body": "The proof", "given": [str(proof)]})
    assert states(two[0])[THINGS[0]] == "given"
    assert states(two[1]) == dict.fromkeys(THINGS, "missing")
    assert (
        "<li>Photo of the label</li>" in world.as_(world.sam).get(f"/console/desk/bulk/{change.ref}/").content.decode()
    )


def test_taken_back_before_it_goes_nobody_is_asked_for_anything(world: World, two: list[str]) -> None:
    change = begin(world, two, **ANSWER)

    world.as_(world.sam).post(f"/console/desk/bulk/{change.ref}/undo/")
    world.work_off()
    pass_minutes(world, 30)

    assert not CaseNeed.objects.exists()
    assert set(ScheduledAnswer.objects.values_list("state", flat=True)) == {"stopped"}
    assert CaseMessage.objects.count() == 2


def test_an_answer_to_many_that_is_left_to_a_macro_asks_for_what_the_macro_asks(
    world: World, two: list[str], macro: Macro
) -> None:
    begin(world, two, macro=macro.ref)
    pass_minutes(world, 11)

    assert [states(ref) for ref in two] == [dict.fromkeys(THINGS, "missing")] * 2


def test_the_macros_things_come_into_the_form_with_its_words(world: World, two: list[str], macro: Macro) -> None:
    page = world.as_(world.sam).post(BULK, {"case": two, "macro": macro.ref, "do": "words"}).content.decode()

    assert f"{LINES}</textarea>" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"outcome": "resolve"}, "let the case wait for the seller"),
        ({"needs": "For {{seller.name}}"}, "not in the things asked for"),
    ],
)
def test_an_answer_to_many_that_cannot_ask_is_refused_at_its_field(
    world: World, two: list[str], wrong: dict[str, str], said: str
) -> None:
    before = happenings()

    page = world.as_(world.sam).post(BULK, {**ANSWER, **wrong, "case": two, "do": "look"})

    assert (page.status_code, said in page.content.decode()) == (422, True)
    assert happenings() == before


def test_the_answer_to_the_cases_of_a_problem_asks_each_of_them(world: World, two: list[str]) -> None:
    problem = cases.open_problem(actor=world.sam.actor, title="Scans lost", cause="", said="", at=world.now)
    for ref in two:
        cases.add_to_problem(actor=world.sam.actor, ref=problem.ref, case_ref=ref, at=world.now)
    url = f"/console/cases/problems/{problem.ref}/answers/"
    sam = world.as_(world.sam)

    refused = sam.post(url, {**ANSWER, "outcome": "resolve"})
    preview = sam.post(url, ANSWER).content.decode()
    assert not ProblemAnswer.objects.exists()
    sam.post(url, {**ANSWER, "cases": two, "confirmed": "1"})
    world.work_off()

    assert (refused.status_code, "let the case wait for the seller" in refused.content.decode()) == (422, True)
    assert f"{LINES}</textarea>" in refused.content.decode() and f"{LINES}</textarea>" in preview
    assert [states(ref) for ref in two] == [dict.fromkeys(THINGS, "missing")] * 2
    assert CaseMessage.objects.get(case__ref=two[1], number=2).body.endswith(LISTED)


def test_programs_ask_with_macros_with_answers_to_many_and_to_a_problems_cases(world: World, two: list[str]) -> None:
    sam = program_of(world.sam)
    made = sam.post("/desk/macros", MACRO | {"needs": THINGS}).json()
    sam.post(f"/cases/{two[0]}/macro-answers", {"macro": made["ref"]})
    over = sam.post(f"/cases/{two[1]}/macro-answers", {"macro": made["ref"], "outcome": "keep_open"})
    tried = sam.post("/desk/bulk-changes/preview", {"cases": two, "letter": {**ANSWER, "needs": THINGS}}).json()
    begun = sam.post("/desk/bulk-changes", {"cases": two, "letter": {**ANSWER, "needs": ["Signature"]}}).json()
    problem = sam.post("/desk/problems", {"title": "Scans lost"}).json()["ref"]
    sam.post(f"/desk/problems/{problem}/cases", {"case": two[1]})
    asked = sam.post(f"/desk/problems/{problem}/answers", {**ANSWER, "needs": ["Invoice of May"]})

    assert made["needs"] == THINGS
    assert (states(two[0]), over.status_code, states(two[1])) == (dict.fromkeys(THINGS, "missing"), 201, {})
    assert tried["data"][0]["text"].endswith(LISTED)
    assert begun["letter"]["needs"] == ["Signature"]
    assert asked.json()["answers"][0]["needs"] == ["Invoice of May"]
    world.work_off()
    assert states(two[1]) == {"Invoice of May": "missing"}


@pytest.mark.parametrize(
    ("path", "body", "at"),
    [
        ("/desk/macros", MACRO | {"needs": ["x"], "outcome": "resolve"}, "#/needs"),
        ("/desk/macros", MACRO | {"needs": ["x" * 201]}, "#/needs/0"),
        ("/desk/macros", MACRO | {"needs": ["x"] * 11}, "#/needs"),
    ],
)
def test_a_program_learns_which_part_cannot_be_asked(world: World, path: str, body: dict[str, Any], at: str) -> None:
    answer = program_of(world.sam).post(path, body)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, at)
    assert not Macro.objects.exists()


def test_lines_typed_and_lines_added_stand_once_each_in_their_order() -> None:
    assert needed.joined(" b \r\n\r\na", ["a", "c"]) == "b\na\nc"
    assert needed.joined("", ["a"]) == "a"
    assert needed.below("Dear", []) == "Dear"


def test_who_wrote_a_letter_that_asked_leaves_none_of_its_words_when_erased(world: World, two: list[str]) -> None:
    begin(world, two, **{**ANSWER, "needs": "Passport of Sue"})
    pass_minutes(world, 11)

    erase(world, world.sam)

    assert "Passport" not in str(BulkChange.objects.get().letter)
