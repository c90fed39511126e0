"""The associates' desk: queue, answers, notes, hands, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.base.clock import reading
from goodstanding.base.timeline.models import Entry
from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import Reply
from goodstanding.systems.cases.models import Case, CaseMessage, InternalAttachment, InternalNote, ReplyDraft
from goodstanding.systems.cases.states import Outcome, Priority, Status
from tests.factories import orders
from tests.factories.cases import answer, open_case
from tests.world import World, happenings

SAID = {"body": "Please send the scan.", "outcome": "wait_for_seller", "what": "The carrier's scan"}


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    """The pages live in the world's present."""
    reading.move_to(world.now)


def url(case: Case, path: str = "") -> str:
    return f"/console/cases/{case.ref}/{path}"


def test_an_answer_hands_the_case_over_says_for_what_and_takes_it(world: World) -> None:
    case = open_case(world)

    world.as_(world.sam).post(url(case, "answers/"), {**SAID, "seen": "1", "key": "a"})

    case.refresh_from_db()
    assert (case.status, case.pending_what, case.assignee) == (
        Status.PENDING_SELLER, "The carrier's scan", world.sam.user,
    )  # fmt: skip
    assert case.seller_due_at is not None
    assert case.seller_due_at - case.waiting_since == timedelta(days=10)
    assert case.due_at is None


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"outcome": "keep_open"}, Status.OPEN),
        ({"outcome": "wait_for_third_party", "who": "The carrier", "what": "The scan"}, Status.PENDING_THIRD_PARTY),
        ({"outcome": "resolve"}, Status.RESOLVED),
    ],
)
def test_an_answer_leaves_behind_what_was_chosen(world: World, more: dict[str, str], status: Status) -> None:
    case = open_case(world)

    world.as_(world.sam).post(url(case, "answers/"), {"body": "So be it.", **more})

    case.refresh_from_db()
    assert case.status == status


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"body": " "}, "Write something first"),
        ({"what": ""}, "What the seller should send is needed"),
        ({"outcome": "wait_for_third_party"}, "The name of whoever is asked is needed"),
        ({"outcome": "vanish"}, "Say what happens next"),
    ],
)
def test_half_an_answer_is_refused_and_kept_on_the_page(world: World, change: dict[str, str], said: str) -> None:
    case = open_case(world)
    before = happenings()

    page = world.as_(world.sam).post(url(case, "answers/"), {**SAID, **change})

    assert page.status_code == 422
    assert said in page.content.decode()
    assert happenings() == before


def test_two_associates_at_once_do_not_both_answer_blindly(world: World) -> None:
    case = open_case(world)
    world.as_(world.sam).post(url(case, "answers/"), {**SAID, "seen": "1"})
    before = happenings()

    page = world.as_(world.tess).post(url(case, "answers/"), {**SAID, "body": "My own long answer", "seen": "1"})

    assert page.status_code == 409
    assert "Somebody wrote in this case" in page.content.decode()
    assert "My own long answer" in page.content.decode()
    assert happenings() == before

    again = world.as_(world.tess).post(url(case, "answers/"), {**SAID, "body": "My own long answer", "seen": "2"})
    assert again.status_code == 302


def test_sending_an_answer_twice_sends_one(world: World) -> None:
    case = open_case(world)
    client = world.as_(world.sam)

    client.post(url(case, "answers/"), {**SAID, "seen": "1", "key": "once"})
    client.post(url(case, "answers/"), {**SAID, "seen": "1", "key": "once"})

    assert CaseMessage.objects.filter(case=case).count() == 2


def test_a_closed_case_is_not_answered_but_reopened(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.RESOLVE, at=world.now)
    client = world.as_(world.sam)
    before = happenings()

    assert client.post(url(case, "answers/"), SAID).status_code == 409
    assert happenings() == before

    client.post(url(case, "reopening/"), {"reason": "The carrier answered after all"})
    case.refresh_from_db()
    assert case.status == Status.REOPENED


@pytest.mark.parametrize(
    "path",
    ["answers/", "notes/", "assignment/", "handling/", "description/", "links/", "reopening/", "draft/", "upload/"],
)
def test_sellers_find_no_console_and_strangers_sign_in(world: World, path: str) -> None:
    case = open_case(world)
    before = happenings()

    assert world.as_(world.alice).post(url(case, path), SAID).status_code == 404
    assert world.as_(None).post(url(case, path), SAID).status_code == 302
    assert world.as_(world.alice).get(url(case)).status_code == 404
    assert happenings() == before


@pytest.mark.parametrize("path", ["answers/", "assignment/", "handling/", "description/", "reopening/"])
def test_an_associate_outside_the_queue_is_told_which_role_is_missing(world: World, path: str) -> None:
    case = open_case(world, category="technical.api")
    before = happenings()

    page = world.as_(world.fred).post(url(case, path), {**SAID, "take": "1", "queue": "support", "reason": "x",
                                                       "subject": "s", "summary": "s"})  # fmt: skip

    assert page.status_code == 403
    assert happenings() == before
    assert world.as_(world.fred).get(url(case)).status_code == 200


def test_taking_a_case_somebody_has_is_a_conflict_but_handing_over_is_not(world: World) -> None:
    case = open_case(world)
    world.as_(world.sam).post(url(case, "assignment/"), {"take": "1"})

    refused = world.as_(world.tess).post(url(case, "assignment/"), {"take": "1"})
    assert refused.status_code == 409

    world.as_(world.tess).post(url(case, "assignment/"), {"assignee": str(world.tess.user.pk)})
    case.refresh_from_db()
    assert case.assignee == world.tess.user

    world.as_(world.tess).post(url(case, "assignment/"), {"assignee": ""})
    case.refresh_from_db()
    assert case.assignee is None


@pytest.mark.parametrize("who", ["fred", "alice"])
def test_a_case_is_not_handed_to_somebody_who_does_not_work_there(world: World, who: str) -> None:
    case = open_case(world)
    before = happenings()

    page = world.as_(world.sam).post(url(case, "assignment/"), {"assignee": str(getattr(world, who).user.pk)})

    assert page.status_code == 422
    assert happenings() == before


def test_a_new_priority_moves_the_due_time_but_forgives_nothing(world: World) -> None:
    case = open_case(world, at=world.now - timedelta(hours=3))

    world.as_(world.sam).post(url(case, "handling/"), {"priority": "high", "queue": case.queue})

    case.refresh_from_db()
    assert case.due_at == world.now + timedelta(hours=1)


def test_another_queue_means_nobody_has_it_and_the_clock_runs_on(world: World) -> None:
    case = open_case(world)
    world.as_(world.sam).post(url(case, "assignment/"), {"take": "1"})
    due = Case.objects.get().due_at

    world.as_(world.sam).post(url(case, "handling/"), {"priority": case.priority, "queue": "payments"})

    case.refresh_from_db()
    assert (case.queue, case.assignee, case.due_at) == ("payments", None, due)


def test_a_better_subject_is_seen_by_both_sides(world: World) -> None:
    case = open_case(world)

    world.as_(world.sam).post(
        url(case, "description/"), {"subject": "Claim on 118-204", "summary": "Delivered; claim granted."}
    )

    text = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/").content.decode()
    assert "Claim on 118-204" in text
    assert "Delivered; claim granted." in text


def test_an_order_of_the_seller_can_be_linked_and_no_other(world: World) -> None:
    case = open_case(world)
    for seller, name in ((world.harbour, "H-1"), (world.rival, "R-1")):
        orders.record(seller, orders.order_events(seller, world.now - timedelta(days=9), order=name), world.now)
    client = world.as_(world.sam)

    client.post(url(case, "links/"), {"kind": "order", "to": "H-1"})
    client.post(url(case, "links/"), {"kind": "order", "to": "H-1"})
    before = happenings()
    refused = client.post(url(case, "links/"), {"kind": "order", "to": "R-1"})

    assert refused.status_code == 422
    assert happenings() == before
    assert [link.ref for link in case.links.all()] == ["H-1"]


def test_an_internal_note_changes_nothing_that_a_seller_sees(world: World) -> None:
    case = open_case(world)
    before = Case.objects.values().get()

    world.as_(world.sam).post(
        url(case, "notes/"), {"body": "Smells of fraud", "files": [SimpleUploadedFile("memo.txt", b"Between us.")]}
    )

    assert "Smells of fraud" in world.as_(world.sam).get(url(case)).content.decode()
    assert Case.objects.values().get() == before
    after = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content
    assert b"fraud" not in after


def test_the_desk_says_how_large_a_file_may_be_as_it_is_set(world: World, settings: Any) -> None:
    settings.FILE_MAX_BYTES = 3 * 1_048_576
    case = open_case(world)

    page = world.as_(world.sam).get(url(case)).content.decode()

    assert page.count("up to 3 MB each") == 2, "beside the answer and beside the note"
    assert "up to 10 MB" not in page


def test_internal_files_go_to_associates_only(world: World) -> None:
    case = open_case(world)
    world.as_(world.sam).post(
        url(case, "notes/"), {"body": "See file", "files": [SimpleUploadedFile("memo.txt", b"Between us.")]}
    )
    ref = InternalAttachment.objects.get().file.ref

    got = world.as_(world.tess).get(url(case, f"files/{ref}/"))
    assert got.status_code == 200
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/files/{ref}/").status_code == 404


def test_drafts_are_kept_per_person_and_colleagues_see_them(world: World) -> None:
    case = open_case(world)

    world.as_(world.sam).post(url(case, "draft/"), {"body": "Half an answ", "outcome": "resolve", "what": ""})
    world.as_(world.sam).post(url(case, "draft/"), {"body": "Half a note"})

    mine = world.as_(world.sam).get(url(case)).content.decode()
    theirs = world.as_(world.tess).get(url(case)).content.decode()
    assert "Half an answ" in mine
    assert "Half a note" in mine
    assert "Sam is writing an answer, started" in theirs
    assert "Half an answ" not in theirs.partition('id="answer"')[2]
    assert (
        "Half an answ" not in world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()
    )
    world.as_(world.sam).post(url(case, "answers/"), SAID)
    assert [draft.kind for draft in ReplyDraft.objects.all()] == ["note"]


def test_the_queue_is_in_order_of_what_is_due(world: World) -> None:
    later = open_case(world, subject="Normal and new")
    late = open_case(world, subject="Normal and late", at=world.now - timedelta(days=3))
    soon = open_case(world, subject="Urgent and new", category="account_health.suspension")
    answer(world, open_case(world, subject="With the seller"), outcome=Outcome.WAIT_FOR_SELLER, at=world.now)

    text = world.as_(world.sam).get("/console/cases/").content.decode()

    assert text.index(late.ref) < text.index(soon.ref) < text.index(later.ref)
    assert "With the seller" not in text


def test_the_queue_is_narrowed_by_the_address(world: World) -> None:
    mine = open_case(world, subject="Mine indeed")
    other = open_case(world, subject="Of the rival", by=world.mallory, category="technical.api")
    asked = answer(world, open_case(world, subject="With the seller"), outcome=Outcome.WAIT_FOR_SELLER, at=world.now)
    actions.take(actor=world.sam.actor, ref=mine.ref, at=world.now)
    client = world.as_(world.sam)

    def refs(query: str) -> set[str]:
        text = client.get(f"/console/cases/{query}", follow=True).content.decode()
        return {case.ref for case in (mine, other, asked) if f'class="mono">{case.ref}<' in text}

    assert refs("") == {mine.ref, other.ref}
    assert refs("?owner=mine") == {mine.ref}
    assert refs("?owner=unassigned") == {other.ref}
    assert refs("?queue=technical") == {other.ref}
    assert refs("?shelf=pending") == {asked.ref}
    assert refs("?shelf=any") == {mine.ref, other.ref, asked.ref}
    assert refs("?q=Rival") == {other.ref}
    assert refs(f"?q={asked.ref}") == {asked.ref}
    assert refs("?store=us&priority=normal") == {mine.ref, other.ref}
    assert refs("?owner=x&shelf=y&queue=z&after=%00") == {mine.ref, other.ref}


def test_list_and_case_stand_side_by_side_with_the_sellers_facts(world: World) -> None:
    case, other = open_case(world), open_case(world, subject="Another matter")

    text = world.as_(world.sam).get(url(case) + "?owner=all").content.decode()

    assert other.ref in text
    assert "Harbour Lane Ceramics" in text
    assert "In good standing" in text


def test_every_step_leaves_its_line(world: World) -> None:
    case = open_case(world)
    client = world.as_(world.sam)
    client.post(url(case, "assignment/"), {"take": "1"})
    client.post(url(case, "notes/"), {"body": "Inside"})
    client.post(url(case, "answers/"), SAID)

    lines = {entry.verb: entry for entry in Entry.objects.filter(subject_kind="case", subject_id=case.ref)}

    assert set(lines) == {"case.opened", "case.assigned", "case.internal_note_added", "case.answered"}
    assert lines["case.internal_note_added"].staff_only
    assert lines["case.assigned"].staff_only
    assert not lines["case.answered"].staff_only
    assert InternalNote.objects.get().author_name == "Sam"
    assert lines["case.answered"].data["outcome"] == "wait_for_seller"


def test_an_associate_viewing_as_seller_sees_neither_sides_notes(world: World) -> None:
    case = open_case(world)
    actions.add_internal_note(actor=world.sam.actor, ref=case.ref, note=Reply("INSIDE"), at=world.now)
    actions.add_seller_note(actor=world.alice.actor, ref=case.ref, note=Reply("TEAMONLY"), at=world.now)
    client = world.as_(world.sam)
    client.post(f"/console/sellers/{world.harbour.ref}/viewing/", {"reason": "Looking into a case"})

    page = client.get(f"/s/{world.harbour.ref}/cases/{case.ref}/")

    assert page.status_code == 200
    assert "INSIDE" not in page.content.decode()
    assert "TEAMONLY" not in page.content.decode()
    assert client.post(f"/s/{world.harbour.ref}/cases/{case.ref}/messages/", {"body": "x"}).status_code == 403


def test_a_macro_stays_with_the_answer_when_sending_was_refused_or_the_page_was_left(world: World) -> None:
    macro = {"macro": "0RZ-G55GW", "body": "I ask the carrier.", "outcome": "wait_for_third_party"}
    case, client = open_case(world), world.as_(world.sam)

    refused = client.post(url(case, "answers/"), macro).content.decode()
    client.post(url(case, "draft/"), macro)
    again = client.get(url(case)).content.decode()

    kept = '<input type="hidden" name="macro" value="0RZ-G55GW">'
    assert kept in refused
    assert kept in again


def test_an_answer_may_lead_on_to_the_next_case_of_the_queue(world: World) -> None:
    first, second = open_case(world, at=world.later(hours=-2)), open_case(world, subject="The one after it")
    client = world.as_(world.sam)
    page = client.get(url(first)).content.decode()

    sent = client.post(f"{url(first, 'answers/')}?owner=all", {**SAID, "seen": "1", "next": second.ref})

    assert f'name="next" value="{second.ref}"' in page
    assert sent["Location"] == f"{url(second)}?owner=all"


def test_a_refused_answer_leads_nowhere(world: World) -> None:
    first, second = open_case(world), open_case(world, subject="The one after it")
    before = happenings()

    refused = world.as_(world.sam).post(url(first, "answers/"), {**SAID, "body": "", "next": second.ref})

    assert refused.status_code == 422
    assert happenings() == before


def test_the_head_of_a_case_says_who_has_it_and_how_urgent_it_is(world: World) -> None:
    case = open_case(world)
    before = world.as_(world.sam).get(url(case)).content.decode()
    actions.take(actor=world.sam.actor, ref=case.ref, at=world.now)
    actions.prioritise(actor=world.sam.actor, ref=case.ref, priority=Priority.URGENT, at=world.now)

    after = world.as_(world.sam).get(url(case)).content.decode()
    head = after[after.index("<h1") - 900 : after.index("<h1")]

    assert "nobody has it" in before
    assert world.sam.user.name in head
    assert "Urgent" in head
