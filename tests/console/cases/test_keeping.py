"""Snoozes, answers for later, tags, fields, drafts in common and who looks at a case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.tokens.scopes import Scope
from goodstanding.kit.errors import Invalid
from goodstanding.systems.cases import actions, marking, queries
from goodstanding.systems.cases.actions import Reply
from goodstanding.systems.cases.models import (
    Case,
    CaseAttachment,
    CaseField,
    CaseMessage,
    CasePresence,
    CaseTag,
    CaseTagging,
    Closing,
    ReplyDraft,
    ScheduledAnswer,
)
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.desk import actions as desk
from goodstanding.systems.desk.actions import MacroDraft
from goodstanding.systems.desk.models import Macro
from tests.factories.cases import answer, open_case
from tests.factories.tokens import machine
from tests.world import World, happenings

SAID = {"body": "Please send the scan.", "outcome": "wait_for_seller", "what": "The carrier's scan", "seen": "1"}


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


def url(case: Case, path: str = "") -> str:
    return f"/console/cases/{case.ref}/{path}"


def queue_of(world: World, query: str = "") -> str:
    return world.as_(world.sam).get(f"/console/cases/{query}").content.decode()


def snooze(world: World, case: Case, **delta: float) -> Any:
    return world.as_(world.sam).post(url(case, "snooze/"), {"until": world.later(**delta).isoformat()}, follow=True)


def test_a_snoozed_case_leaves_the_queue_and_comes_back_by_itself(world: World) -> None:
    case = open_case(world)

    snooze(world, case, hours=3)
    assert f'class="mono">{case.ref}<' not in queue_of(world)
    assert f'class="mono">{case.ref}<' in queue_of(world, "?shelf=snoozed")

    actions.wake_snoozed(at=world.later(hours=2))
    assert f'class="mono">{case.ref}<' not in queue_of(world)
    actions.wake_snoozed(at=world.later(hours=3))
    assert f'class="mono">{case.ref}<' in queue_of(world)


def test_a_snoozed_case_comes_back_when_the_seller_writes_or_when_asked_for(world: World) -> None:
    case = open_case(world)
    snooze(world, case, hours=3)
    actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("More"), at=world.later(hours=1))
    assert Case.objects.get().snoozed_until is None

    snooze(world, case, hours=3)
    world.as_(world.sam).post(url(case, "snooze/"), {"wake": "1"})
    assert Case.objects.get().snoozed_until is None


@pytest.mark.parametrize("delta", [{"hours": -1}, {"days": 91}, {"days": 3}])
def test_no_case_sleeps_through_the_time_its_answer_is_due(world: World, delta: dict[str, float]) -> None:
    case = open_case(world)
    before = happenings()

    snooze(world, case, **delta)

    assert Case.objects.get().snoozed_until is None
    assert happenings() == before


def later(world: World, case: Case, **more: Any) -> Any:
    data = {**SAID, "later": "1", "send_at": world.later(hours=2).isoformat(), **more}
    return world.as_(world.sam).post(url(case, "answers/"), data)


def test_an_answer_goes_out_later_with_its_files(world: World) -> None:
    case = open_case(world)
    assert later(world, case, files=[SimpleUploadedFile("a.txt", b"Words.")]).status_code == 302
    assert CaseMessage.objects.count() == 1
    assert "goes out" in world.as_(world.tess).get(url(case)).content.decode()

    actions.send_due(at=world.later(hours=1))
    assert CaseMessage.objects.count() == 1
    actions.send_due(at=world.later(hours=2))
    actions.send_due(at=world.later(hours=2))

    message = CaseMessage.objects.get(number=2)
    assert (message.author_name, message.body) == ("Sam", "Please send the scan.")
    assert CaseAttachment.objects.get().message == message
    assert ScheduledAnswer.objects.get().state == "sent"


def test_it_is_held_and_its_writer_told_when_something_newer_was_said(world: World) -> None:
    case = open_case(world)
    later(world, case)
    actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("Never mind"), at=world.later(hours=1))

    actions.send_due(at=world.later(hours=2))
    world.work_off()

    assert CaseMessage.objects.count() == 2
    assert ScheduledAnswer.objects.get().state == "held"
    assert Mail.objects.get(key__startswith="case-answer-held").to_address == "sam@market.example"
    page = world.as_(world.tess).get(url(case)).content.decode()
    assert "held back, not sent" in page
    assert "Something was written in the case after this answer was." in page
    assert "after you opened it" not in page


def test_it_can_be_changed_and_stopped_until_it_goes_and_the_text_comes_back(world: World) -> None:
    case = open_case(world)
    later(world, case)
    later(world, case, body="Better words")
    assert ScheduledAnswer.objects.get().body == "Better words"

    page = world.as_(world.sam).post(
        url(case, "later/"), {"scheduled": str(ScheduledAnswer.objects.get().pk)}, follow=True
    )

    assert "Better words" in page.content.decode().partition('id="answer"')[2]
    assert actions.send_due(at=world.later(hours=5)) == 0
    assert CaseMessage.objects.count() == 1


def with_macro(world: World, **more: Any) -> Macro:
    asked = {
        "name": "Ask for the scan",
        "body": "Please send it.",
        "steps": [("tag", "scan"), ("priority", "high")],
        **more,
    }
    return desk.make_macro(actor=world.sam.actor, draft=MacroDraft(**asked), at=world.now)


def tags_of(world: World, case: Case) -> list[str]:
    return list(queries.tags_of(world.sam.actor, case))


def test_what_goes_with_a_macro_is_done_when_the_answer_goes_out_and_not_before(world: World) -> None:
    case, macro = open_case(world), with_macro(world)

    later(world, case, macro=macro.ref)
    page = world.as_(world.tess).get(url(case)).content.decode()
    assert "And with sending it:" in page
    assert "Put on the tag: scan" in page
    assert (Case.objects.get().priority, tags_of(world, case)) == ("normal", [])
    actions.send_due(at=world.later(hours=2))
    world.work_off()

    assert (Case.objects.get().priority, tags_of(world, case)) == ("high", ["scan"])
    macro.refresh_from_db()
    assert macro.used == 1


def test_a_macro_changed_meanwhile_does_what_was_shown_and_a_step_that_fails_is_told(world: World) -> None:
    case, macro = open_case(world), with_macro(world, steps=[("tag", "scan"), ("queue", "nowhere")])
    later(world, case, macro=macro.ref)
    desk.remove_macro(actor=world.sam.actor, ref=macro.ref, at=world.now)

    actions.send_due(at=world.later(hours=2))
    world.work_off()

    assert tags_of(world, case) == ["scan"]
    history = world.as_(world.tess).get(url(case, "beside/")).content.decode()
    assert "not all of it was done: There is no such queue." in history


def test_an_answer_that_is_stopped_takes_nothing_along_and_gives_its_macro_and_files_back(world: World) -> None:
    case, macro = open_case(world), with_macro(world)
    later(world, case, macro=macro.ref, files=[SimpleUploadedFile("a.txt", b"Words.")])

    page = world.as_(world.sam).post(
        url(case, "later/"), {"scheduled": str(ScheduledAnswer.objects.get().pk)}, follow=True
    )
    actions.send_due(at=world.later(hours=5))
    world.work_off()

    form = page.content.decode().partition('id="answer"')[2]
    assert f'name="macro" value="{macro.ref}"' in form
    assert "a.txt" in form
    assert tags_of(world, case) == []


def test_an_answer_for_later_overturns_what_was_decided_as_one_sent_now_would(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.RESOLVE)
    actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("Not so"), at=world.now)

    later(world, case, seen="3", overturns="1")
    actions.send_due(at=world.later(hours=2))

    assert Closing.objects.get().overturned_at is not None


@pytest.mark.parametrize("change", [{"send_at": "2020-01-01T08:00"}, {"body": ""}, {"seen": "7"}, {"what": ""}])
def test_an_answer_that_could_not_be_sent_now_is_not_scheduled(world: World, change: dict[str, str]) -> None:
    case = open_case(world)
    before = happenings()

    assert later(world, case, **change).status_code in (409, 422)

    assert not ScheduledAnswer.objects.exists()
    assert happenings() == before


def test_somebody_who_left_answers_nothing_any_more(world: World) -> None:
    case = open_case(world)
    later(world, case)
    world.sam.user.is_active = False
    world.sam.user.save()

    actions.send_due(at=world.later(hours=2))

    assert ScheduledAnswer.objects.get().state == "held"
    assert CaseMessage.objects.count() == 1


def test_tags_narrow_the_queue_and_no_seller_sees_them(world: World) -> None:
    case, other = open_case(world), open_case(world)
    client = world.as_(world.sam)

    client.post(url(case, "tags/"), {"tag": "#Carrier Dispute"})
    client.post(url(case, "tags/"), {"tag": "carrier-dispute"})

    assert CaseTagging.objects.count() == 1
    found = queue_of(world, "?tag=carrier-dispute")
    assert case.ref in found
    assert other.ref not in found
    assert "carrier-dispute" in client.get(url(case, "beside/")).content.decode()
    assert (
        "carrier-dispute"
        not in world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()
    )
    assert "carrier-dispute" in client.get("/console/cases/tags/names/").content.decode()

    client.post(url(case, "tags/"), {"remove": "carrier-dispute"})
    assert not CaseTagging.objects.exists()


def test_two_tags_become_one_and_only_who_may_changes_the_list(world: World) -> None:
    case, other = open_case(world), open_case(world)
    for one, name in ((case, "late"), (case, "delay"), (other, "late")):
        actions.tag(actor=world.sam.actor, ref=one.ref, name=name, at=world.now)

    assert world.as_(world.fred).post("/console/cases/tags/", {"name": "late", "to": "delay"}).status_code == 403
    world.as_(world.sam).post("/console/cases/tags/", {"name": "late", "to": "delay"})

    assert [tag.name for tag in CaseTag.objects.all()] == ["delay"]
    assert CaseTagging.objects.count() == 2
    world.as_(world.sam).post("/console/cases/tags/", {"name": "delay", "remove": "1"})
    assert not CaseTag.objects.exists()


@pytest.mark.parametrize(("given", "kept"), [("#Hot", "hot"), (" A  b_c ", "a-b-c"), ("Größe!", "größe")])
def test_what_a_tag_is_called(given: str, kept: str) -> None:
    assert marking.tag_name(given) == kept


@pytest.mark.parametrize("given", ["", "#", "!!", "x" * 33])
def test_what_no_tag_is_called(given: str) -> None:
    with pytest.raises(Invalid):
        marking.tag_name(given)


def test_a_needed_field_is_filled_in_before_the_case_is_resolved(world: World) -> None:
    case = open_case(world, category="technical.api")
    client = world.as_(world.sam)
    resolve = {"body": "Mended.", "outcome": "resolve", "seen": "1"}

    refused = client.post(url(case, "answers/"), resolve)
    assert refused.status_code == 409
    assert "Fill in before resolving: Root cause" in refused.content.decode()
    assert 'href="#fields"' in refused.content.decode()
    assert "Mended." in refused.content.decode()

    client.post(url(case, "fields/"), {"field_root_cause": "our_fault"})
    assert client.post(url(case, "answers/"), resolve).status_code == 302
    assert case.ref in queue_of(world, "?shelf=any&field=root_cause:our_fault")
    assert case.ref not in queue_of(world, "?shelf=any&field=root_cause:unknown")


@pytest.mark.parametrize("data", [{"field_root_cause": "moon"}, {"field_nonsense": "x"}])
def test_a_field_that_does_not_fit_is_refused(world: World, data: dict[str, str]) -> None:
    case = open_case(world, category="technical.api")
    before = happenings()

    world.as_(world.sam).post(url(case, "fields/"), data)

    assert not CaseField.objects.exists()
    assert happenings() == before


def test_colleagues_see_who_has_a_case_open_until_the_mark_fades(world: World) -> None:
    case = open_case(world)
    tess = world.as_(world.tess)
    assert "Tess" not in world.as_(world.sam).get(url(case)).content.decode()

    tess.post(url(case, "company/"), {"seen": "1"})
    assert "Tess has this case open" in world.as_(world.sam).get(url(case)).content.decode()
    assert "Tess has this case open" not in tess.post(url(case, "company/"), {"seen": "1"}).content.decode()

    reading.move_to(world.later(minutes=1))
    assert "Tess" not in world.as_(world.sam).get(url(case)).content.decode()


def test_looking_writes_at_most_once_in_a_while(world: World, django_assert_max_num_queries: Any) -> None:
    case = open_case(world)
    actions.look_at(actor=world.tess.actor, ref=case.ref, at=world.now)

    actions.look_at(actor=world.tess.actor, ref=case.ref, at=world.now + timedelta(seconds=5))
    assert CasePresence.objects.get().seen_at == world.now
    actions.look_at(actor=world.tess.actor, ref=case.ref, at=world.now + timedelta(seconds=15))
    assert CasePresence.objects.get().seen_at == world.now + timedelta(seconds=15)

    client = world.as_(world.tess)
    with django_assert_max_num_queries(12):
        client.post(url(case, "company/"), {"seen": "1"})
    assert actions.forget_looks(at=world.later(hours=2)) == 1


def test_a_colleagues_answer_in_the_making_is_taken_up_after_ones_own_words(world: World) -> None:
    case, tess = open_case(world), world.as_(world.tess)
    hers = {"body": "The carrier says Tuesday.", "outcome": "wait_for_third_party", "who": "The carrier"}
    tess.post(url(case, "draft/"), hers)
    world.as_(world.sam).post(url(case, "draft/"), {"body": "Thank you.", "outcome": "keep_open"})
    offered = world.as_(world.sam).get(url(case)).content.decode()
    draft = str(ReplyDraft.objects.get(user=world.tess.user).pk)

    page = world.as_(world.sam).post(url(case, "draft/"), {"take": draft}, follow=True).content.decode()

    assert f'name="take" value="{draft}"' in offered
    assert "Thank you.\n\nThe carrier says Tuesday.</textarea>" in page
    assert ReplyDraft.objects.get(user=world.tess.user).body == "The carrier says Tuesday."


def test_taking_up_a_colleagues_words_leaves_ones_own_files_where_they_are(world: World) -> None:
    case = open_case(world)
    mine = actions.upload(
        actor=world.sam.actor, seller_ref=case.seller.ref, file=SimpleUploadedFile("mine.txt", b"Mine."), at=world.now
    )
    begun = {"body": "", "outcome": "keep_open", "files_refs": mine.ref}
    world.as_(world.sam).post(url(case, "draft/"), begun)
    hers = {"body": "The carrier says Tuesday.", "outcome": "wait_for_third_party", "who": "The carrier"}
    world.as_(world.tess).post(url(case, "draft/"), hers)
    draft = str(ReplyDraft.objects.get(user=world.tess.user).pk)

    page = world.as_(world.sam).post(url(case, "draft/"), {"take": draft}, follow=True).content.decode()

    assert "mine.txt" in page
    assert ReplyDraft.objects.get(user=world.sam.user).data["outcome"] == "wait_for_third_party"


def test_notes_in_the_making_and_what_was_sent_are_not_taken_up(world: World) -> None:
    case = open_case(world)
    world.as_(world.tess).post(url(case, "draft/"), {"body": "Among ourselves"})
    draft = str(ReplyDraft.objects.get().pk)

    page = world.as_(world.sam).post(url(case, "draft/"), {"take": draft}, follow=True).content.decode()

    assert "There is no such answer in the making any more." in page
    assert not ReplyDraft.objects.filter(user=world.sam.user).exists()


def test_a_page_that_is_behind_is_told_so(world: World) -> None:
    case = open_case(world)
    actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("New"), at=world.now)

    assert "Reload to read it" in world.as_(world.sam).post(url(case, "company/"), {"seen": "1"}).content.decode()


def test_a_refused_answer_is_there_again_after_what_was_missing_is_done_elsewhere(world: World) -> None:
    case, sam = open_case(world, category="technical.api"), world.as_(world.sam)
    asked = {"body": "The label is paid.", "outcome": "resolve", "seen": "1"}

    refused = sam.post(url(case, "answers/"), {**asked, "files": [SimpleUploadedFile("a.txt", b"Words.")]})
    page = sam.post(url(case, "tags/"), {"tag": "label"}, follow=True).content.decode().partition('id="answer"')[2]

    assert refused.status_code == 409
    assert "The label is paid.</textarea>" in page
    assert "a.txt" in page
    assert ReplyDraft.objects.get().data["outcome"] == "resolve"


def test_a_refused_answer_keeps_its_files(world: World) -> None:
    case = open_case(world)
    client = world.as_(world.sam)
    upload = SimpleUploadedFile("scan.txt", b"Words.")

    page = client.post(url(case, "answers/"), {**SAID, "what": "", "files": [upload]}).content.decode()
    ref = page.partition('name="files_refs" value="')[2].partition('"')[0]
    assert ref
    client.post(url(case, "answers/"), {**SAID, "files_refs": [ref]})

    assert CaseAttachment.objects.get().file.name == "scan.txt"


def test_programs_snooze_schedule_tag_and_fill_in(world: World) -> None:
    case = open_case(world, category="technical.api")
    program = machine("support", Scope.CASES_READ, Scope.CASES_WRITE).client

    def send(path: str, data: dict[str, object]) -> Any:
        return program.post(f"/api/v1/cases/{case.ref}/{path}", data, content_type="application/json")

    assert send("tags", {"name": "Hot"}).json() == {"data": ["hot"]}
    assert send("fields", {"values": {"root_cause": "our_fault"}}).json() == {"data": {"root_cause": "our_fault"}}
    assert send("fields", {"values": {"nonsense": "x"}}).status_code == 422
    assert send("snooze", {"until": world.later(hours=2).isoformat()}).status_code == 200
    assert Case.objects.get().snoozed_until == world.later(hours=2)
    assert send("snooze", {"until": None}).status_code == 200
    answer = {"body": "Later.", "outcome": "keep_open", "send_at": world.later(hours=1).isoformat()}
    assert send("scheduled-answers", answer).status_code in (201, 403)
    assert send("scheduled-answers", {**answer, "send_at": "2020-01-01T00:00:00Z"}).status_code in (403, 422)


def test_a_colleague_who_writes_a_waiting_answer_anew_sends_its_files_along(world: World) -> None:
    case = open_case(world)
    later(world, case, files=[SimpleUploadedFile("a.txt", b"Words.")])

    anew = SAID | {"body": "Please send the scan soon.", "later": "1", "send_at": world.later(hours=1).isoformat()}
    world.as_(world.tess).post(url(case, "answers/"), anew)
    actions.send_due(at=world.later(hours=5))

    sent = ScheduledAnswer.objects.get()
    assert (sent.user, sent.state, sent.why) == (world.tess.user, "sent", "")
    assert CaseAttachment.objects.get().file.name == "a.txt"
