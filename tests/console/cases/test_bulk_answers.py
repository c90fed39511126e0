"""One answer to many cases, and one cause behind them, from the pages of bulk changes: seen before, taken back until it goes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.base.clock import reading
from goodstanding.base.files.models import StoredFile
from goodstanding.base.files.states import Scan
from goodstanding.base.files.tasks import remove_unowned
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.cases.actions import Reply
from goodstanding.systems.cases.models import Case, CaseMessage, Problem, ReplyDraft, ScheduledAnswer
from goodstanding.systems.desk import actions as desk
from goodstanding.systems.desk.actions import MacroDraft
from goodstanding.systems.desk.models import BulkChange
from tests.factories.cases import open_case
from tests.factories.escalations import escalated
from tests.world import Person, World, happenings

NEW = "/console/desk/bulk/new/"
ANSWER: dict[str, Any] = {"body": "Dear {{seller.name}}, case {{case.id}} is mended.", "outcome": "keep_open"}


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


@pytest.fixture
def two(world: World) -> list[str]:
    """Two cases of two sellers."""
    rival = open_case(world, by=world.mallory, subject="Theirs")
    return [open_case(world, subject="Ours").ref, rival.ref]


def post(world: World, refs: list[str], by: Person | None = None, **asked: Any) -> Any:
    return world.as_(by or world.sam).post(NEW, {**asked, "case": refs})


def begin(world: World, refs: list[str], by: Person | None = None, **asked: Any) -> BulkChange:
    answer = post(world, refs, by, do="begin", key="once", **asked)
    assert answer.status_code == 302, answer.content.decode()
    world.work_off()
    return BulkChange.objects.get()


def pass_minutes(world: World, minutes: int) -> None:
    world.at(world.later(minutes=minutes))
    cases.send_due(at=world.now)
    world.work_off()


def take_back(world: World, change: BulkChange) -> str:
    page = world.as_(world.sam).post(f"/console/desk/bulk/{change.ref}/undo/")
    assert page.status_code == 302
    world.work_off()
    return world.as_(world.sam).get(f"/console/desk/bulk/{change.ref}/").content.decode()


def test_the_preview_shows_what_each_seller_will_read_and_nothing_happens(world: World, two: list[str]) -> None:
    before = happenings()

    page = post(world, two, do="look", **ANSWER).content.decode()

    assert f"Dear Harbour Lane Ceramics, case {two[0]} is mended." in page
    assert f"Dear Rival Goods, case {two[1]} is mended." in page
    assert "This would change 2 cases" in page
    assert happenings() == before


def test_the_preview_says_where_the_answer_would_come_too_late(world: World) -> None:
    due_soon, late = open_case(world, at=world.later(hours=-7.9)), open_case(world, at=world.later(hours=-30))

    page = post(world, [due_soon.ref, late.ref], do="look", **ANSWER).content.decode()

    assert page.count("our word is due before this one goes out") == 1


def test_each_seller_gets_her_own_answer_once_the_minutes_are_over(world: World, two: list[str]) -> None:
    begin(world, two, **ANSWER)
    pass_minutes(world, 9)
    assert CaseMessage.objects.filter(author="marketplace").count() == 0

    pass_minutes(world, 2)

    said = dict(CaseMessage.objects.filter(author="marketplace").values_list("case__ref", "body"))
    assert said == {
        two[0]: f"Dear Harbour Lane Ceramics, case {two[0]} is mended.",
        two[1]: f"Dear Rival Goods, case {two[1]} is mended.",
    }


def test_until_it_goes_it_is_taken_back_and_nobody_reads_anything(world: World, two: list[str]) -> None:
    draft = {"body": "My own words", "outcome": "keep_open"}
    world.as_(world.sam).post(f"/console/cases/{two[0]}/draft/", draft)
    change = begin(world, two, **ANSWER, tag="wave")

    assert "Answer each seller; then we go on" in world.as_(world.sam).get("/console/desk/bulk/").content.decode()
    page = take_back(world, change)
    pass_minutes(world, 60)

    assert "2 taken back" in page
    assert CaseMessage.objects.filter(author="marketplace").count() == 0
    assert [case_queries.tags_of(world.sam.actor, case) for case in Case.objects.all()] == [[], []]
    assert ReplyDraft.objects.get().body == "My own words"


def test_what_has_gone_out_stays_said_while_the_rest_is_taken_back(world: World, two: list[str]) -> None:
    change = begin(world, two, **ANSWER, tag="wave")
    pass_minutes(world, 11)

    page = take_back(world, change)

    assert "The answer had gone out: it stays." in page
    assert case_queries.tags_of(world.sam.actor, Case.objects.get(ref=two[0])) == []
    assert CaseMessage.objects.filter(author="marketplace").count() == 2


def test_an_answer_that_a_colleague_wrote_anew_since_is_hers(world: World, two: list[str]) -> None:
    change = begin(world, two, **ANSWER)
    hers = {"body": "Better words", "outcome": "keep_open", "later": "1", "send_at": world.later(hours=2).isoformat()}
    world.at(world.later(minutes=2))
    world.as_(world.tess).post(f"/console/cases/{two[0]}/answers/", hers)

    take_back(world, change)

    assert ScheduledAnswer.objects.get(case__ref=two[0]).state == "waiting"
    assert ScheduledAnswer.objects.get(case__ref=two[1]).state == "stopped"


def test_an_answer_that_somebody_stopped_already_is_not_said_to_have_gone_out(world: World, two: list[str]) -> None:
    change = begin(world, two, **ANSWER)
    waiting = str(ScheduledAnswer.objects.get(case__ref=two[0]).pk)
    world.as_(world.tess).post(f"/console/cases/{two[0]}/later/", {"scheduled": waiting})

    page = take_back(world, change)

    assert "had gone out" not in page
    assert list(change.items.order_by("pk").values_list("state", flat=True)) == ["stays", "taken_back"]


def test_a_case_in_which_an_answer_waits_or_whose_level_decides_refuses_and_the_others_go(
    world: World, two: list[str]
) -> None:
    mine = {"body": "Soon", "outcome": "keep_open", "later": "1", "send_at": world.later(hours=2).isoformat()}
    world.as_(world.tess).post(f"/console/cases/{two[0]}/answers/", mine)
    level = escalated(world).case.ref

    page = post(world, [*two, level], do="look", **ANSWER | {"outcome": "resolve"}).content.decode()
    change = begin(world, [*two, level], **ANSWER | {"outcome": "resolve"})

    assert "Another answer waits to be sent in this case" in page
    assert list(change.items.order_by("pk").values_list("state", flat=True)) == ["refused", "changed", "refused"]
    assert ScheduledAnswer.objects.get(case__ref=two[0]).body == "Soon"


def test_a_case_in_which_the_seller_writes_meanwhile_is_held_back_not_answered_over(
    world: World, two: list[str]
) -> None:
    change = begin(world, two, **ANSWER)
    cases.add_message(actor=world.alice.actor, ref=two[0], reply=Reply("One thing more"), at=world.later(minutes=3))

    pass_minutes(world, 11)

    page = world.as_(world.sam).get(f"/console/desk/bulk/{change.ref}/").content.decode()
    assert "its answer was held back, not sent:" in page
    assert list(CaseMessage.objects.filter(author="marketplace").values_list("case__ref", flat=True)) == [two[1]]


def test_a_macro_gives_words_outcome_and_what_goes_with_it(world: World, two: list[str]) -> None:
    draft = MacroDraft(
        name="Scan", body="Dear {{seller.name}}", outcome="wait_for_seller", what="the scan", steps=[("tag", "scan")]
    )
    macro = desk.make_macro(actor=world.sam.actor, draft=draft, at=world.now)

    shown = post(world, two, do="words", macro=macro.ref).content.decode()
    begin(world, two, macro=macro.ref)
    pass_minutes(world, 11)

    assert "Dear {{seller.name}}</textarea>" in shown
    case = Case.objects.get(ref=two[0])
    assert (case.status, case.pending_what) == ("pending_seller", "the scan")
    assert case_queries.tags_of(world.sam.actor, case) == ["scan"]


def test_many_cases_wait_for_the_third_party_that_their_macro_names(world: World, two: list[str]) -> None:
    draft = MacroDraft(
        name="Carrier", body="We asked.", outcome="wait_for_third_party", what="the proof", who="the carrier"
    )
    macro = desk.make_macro(actor=world.sam.actor, draft=draft, at=world.now)

    begin(world, two, macro=macro.ref)
    pass_minutes(world, 11)

    assert list(Case.objects.values_list("status", "pending_who")) == [("pending_third_party", "the carrier")] * 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"outcome": ""}, "Say what happens next"),
        ({"body": "Dear {{nobody}}"}, "Nothing stands for"),
        ({"outcome": "wait_for_seller"}, "Say for what the cases wait then."),
    ],
)
def test_an_answer_that_cannot_be_sent_is_refused_beside_what_was_typed(
    world: World, two: list[str], change: dict[str, Any], said: str
) -> None:
    before = happenings()

    page = post(world, two, do="look", **ANSWER | change)

    assert page.status_code == 422
    assert said in page.content.decode()
    assert f'value="{two[0]}" id="case-{two[0]}" checked' in page.content.decode()
    assert happenings() == before


def test_changing_something_keeps_what_was_chosen_and_typed(world: World, two: list[str]) -> None:
    page = post(world, two, do="again", **ANSWER).content.decode()

    assert "is mended.</textarea>" in page
    assert f'value="{two[1]}" id="case-{two[1]}" checked' in page


def test_what_was_chosen_stays_chosen_when_it_leaves_the_list(world: World, two: list[str]) -> None:
    asked = {"body": "Done.", "outcome": "wait_for_seller", "what": "the scan", "seen": "1"}
    world.as_(world.tess).post(f"/console/cases/{two[0]}/answers/", asked)

    page = post(world, two, do="again", **ANSWER).content.decode()

    assert "Chosen before, and no longer in this list" in page
    assert f'value="{two[0]}" id="case-{two[0]}" checked' in page


def test_many_cases_go_behind_one_cause_and_come_out_again(world: World, two: list[str]) -> None:
    problem = cases.open_problem(actor=world.ada.actor, title="Carrier strike", cause="", said="", at=world.now)

    page = post(world, two, world.ada, do="look", problem=problem.ref).content.decode()
    change = begin(world, two, world.ada, problem=problem.ref)
    assert f"Put behind the problem: {problem.ref} Carrier strike" in page
    assert sorted(case_queries.refs_of_problem(world.ada.actor, problem)) == sorted(two)
    desk.take_back(actor=world.ada.actor, ref=change.ref, at=world.now)
    world.work_off()

    assert Problem.objects.get().cases.count() == 0


def test_a_new_cause_is_opened_once_with_the_change_that_names_it(world: World, two: list[str]) -> None:
    before = happenings()
    page = post(world, two, do="look", new_problem="Carrier strike").content.decode()
    assert "Put behind the problem: a new one, Carrier strike" in page
    assert happenings() == before

    begin(world, two, new_problem="Carrier strike")

    problem = Problem.objects.get()
    assert problem.title == "Carrier strike"
    assert sorted(case_queries.refs_of_problem(world.sam.actor, problem)) == sorted(two)


def test_a_case_that_has_another_cause_refuses(world: World, two: list[str]) -> None:
    problem = cases.open_problem(actor=world.ada.actor, title="Strike", cause="", said="", first=two[0], at=world.now)

    page = post(world, two, do="look", new_problem="Flood").content.decode()

    assert f"This case belongs to problem {problem.ref}." in page
    assert "This would change one case" in page


def test_who_may_not_open_problems_is_not_offered_them(world: World, two: list[str]) -> None:
    cases.open_problem(actor=world.ada.actor, title="Carrier strike", cause="", said="", at=world.now)

    offered = {
        person.actor.name: "Carrier strike" in world.as_(person).get(NEW).content.decode()
        for person in (world.ada, world.fred)
    }

    assert offered["Ada"]
    assert not offered["Fred"]


def test_a_reader_without_a_role_at_the_desk_begins_nothing(world: World, two: list[str]) -> None:
    before = happenings()

    assert post(world, two, world.alice, do="begin", key="k", **ANSWER).status_code == 404

    assert happenings() == before


def scan(name: str = "form.txt", content: bytes = b"Fill in and send back.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/plain")


def taken_in(page: str) -> list[str]:
    return re.findall(r'name="files_refs" value="([^"]+)"', page)


def test_a_file_is_attached_once_shown_before_and_comes_with_every_answer(world: World, two: list[str]) -> None:
    before = happenings()
    page = post(world, two, do="look", files=scan(), **ANSWER).content.decode()
    assert "form.txt" in page
    assert happenings() == before

    change = begin(world, two, files_refs=taken_in(page), **ANSWER)
    pass_minutes(world, 11)

    sent = {one.case.ref: one.attachments.get().file for one in CaseMessage.objects.filter(author="marketplace")}
    assert [(sent[ref].name, sent[ref].size) for ref in two] == [("form.txt", 22)] * 2
    assert "form.txt" in world.as_(world.sam).get(f"/console/desk/bulk/{change.ref}/").content.decode()
    assert StoredFile.objects.values("path").distinct().count() == 1, "the bytes lie on the disk once"


def test_each_seller_opens_her_own_copy_and_no_other(world: World, two: list[str]) -> None:
    page = post(world, two, do="look", files=scan(), **ANSWER).content.decode()
    change = begin(world, two, files_refs=taken_in(page), **ANSWER)
    pass_minutes(world, 11)
    mine, theirs = (CaseMessage.objects.get(case__ref=ref, number=2).attachments.get().file.ref for ref in two)
    base = f"/s/{world.harbour.ref}/cases"

    alice = world.as_(world.alice)
    own = alice.get(f"{base}/{two[0]}/files/{mine}/")

    assert b"".join(own.streaming_content) == b"Fill in and send back."  # type: ignore[attr-defined]  # a streamed answer
    for path in (f"{base}/{two[0]}/files/{theirs}/", f"{base}/{two[1]}/files/{theirs}/"):
        assert alice.get(path).status_code == 404
    source = StoredFile.objects.get(owner_kind="bulk_letter").ref
    assert alice.get(f"{base}/{two[0]}/files/{source}/").status_code == 404
    assert alice.get(f"/console/desk/bulk/{change.ref}/files/{source}/").status_code == 404
    assert world.as_(world.tess).get(f"/console/desk/bulk/{change.ref}/files/{source}/").status_code == 200


def test_a_file_sent_while_the_answer_is_written_is_checked_at_once_and_is_only_its_writers(
    world: World, two: list[str]
) -> None:
    sam = world.as_(world.sam)
    refused = sam.post("/console/desk/bulk/new/files/", {"file": scan("run.exe", b"MZ")})
    none = sam.post("/console/desk/bulk/new/files/")
    sent = sam.post("/console/desk/bulk/new/files/", {"file": scan()}).json()

    assert (refused.status_code, none.status_code) == (422, 422)
    assert "detail" in refused.json()
    page = post(world, two, do="look", files_refs=[sent["ref"]], **ANSWER).content.decode()
    assert taken_in(page) == [sent["ref"]]
    theirs = post(world, two, world.tess, do="look", files_refs=[sent["ref"]], **ANSWER)
    assert (theirs.status_code, taken_in(theirs.content.decode())) == (422, [])


def test_files_of_answers_taken_back_go_and_those_of_answers_sent_stay(world: World, two: list[str]) -> None:
    page = post(world, two, do="look", files=scan(), **ANSWER).content.decode()
    change = begin(world, two, files_refs=taken_in(page), **ANSWER)
    waiting = ScheduledAnswer.objects.get(case__ref=two[0])
    ScheduledAnswer.objects.filter(pk=waiting.pk).update(send_at=world.now)
    pass_minutes(world, 1)

    take_back(world, change)
    world.at(world.later(hours=25))
    remove_unowned.call()

    sent = CaseMessage.objects.get(case__ref=two[0], number=2).attachments.get().file
    assert sorted(StoredFile.objects.values_list("owner_kind", flat=True)) == ["bulk_letter", "case"]
    assert default_storage.exists(sent.path)


def test_files_that_are_not_accepted_are_named_and_the_others_kept_beside_everything_typed(
    world: World, two: list[str]
) -> None:
    page = post(world, two, do="look", files=[scan("run.exe", b"MZ"), scan(), scan("empty.txt", b"")], **ANSWER)

    text = page.content.decode()
    assert page.status_code == 422
    assert "run.exe: Files with .exe in their name are not accepted." in text
    assert "empty.txt: " in text
    assert "is mended.</textarea>" in text
    assert [file.name for file in StoredFile.objects.filter(ref__in=taken_in(text))] == ["form.txt"]
    assert StoredFile.objects.count() == 1


def test_files_survive_changing_something_and_too_many_are_refused(world: World, two: list[str]) -> None:
    page = post(world, two, do="again", files=[scan(f"form{n}.txt") for n in range(9)], **ANSWER).content.decode()
    kept = taken_in(page)

    crowded = post(world, two, do="look", files=[scan(), scan()], files_refs=kept, **ANSWER)

    assert len(kept) == 9
    assert crowded.status_code == 422
    assert "At most 10 files go with an answer." in crowded.content.decode()
    assert len(taken_in(crowded.content.decode())) == 10, "the one that still fits is kept"
    assert taken_in(crowded.content.decode())[:9] == kept


def test_files_without_an_answer_and_somebody_elses_files_begin_nothing(world: World, two: list[str]) -> None:
    page = post(world, two, do="look", files=scan(), **ANSWER).content.decode()
    refs = taken_in(page)
    before = happenings()

    alone = post(world, two, do="look", tag="wave", files_refs=refs)
    others = post(world, two, by=world.tess, do="begin", key="k", files_refs=refs, **ANSWER)

    assert "Write the answer that these files go with." in alone.content.decode()
    assert (alone.status_code, others.status_code) == (422, 422)
    assert "kept no more" in others.content.decode()
    assert (happenings(), BulkChange.objects.count()) == (before, 0)


def test_what_the_scanner_holds_back_is_sent_to_nobody(world: World, two: list[str]) -> None:
    page = post(world, two, do="look", files=scan(), **ANSWER).content.decode()
    StoredFile.objects.update(scan=Scan.QUARANTINED)

    change = begin(world, two, files_refs=taken_in(page), **ANSWER)
    pass_minutes(world, 11)

    assert set(change.items.values_list("state", flat=True)) == {"refused"}
    assert "form.txt cannot be sent" in change.items.first().said  # type: ignore[union-attr]  # there are two
    assert not CaseMessage.objects.filter(author="marketplace").exists()
