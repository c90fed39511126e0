"""A macro in a message that opens a case: its words before, its steps with the sending; by script and by forms alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.models import Mail
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.cases.models import Case, CaseMessage, NewCaseDraft
from goodstanding.systems.cases.states import Status
from goodstanding.systems.desk import actions as desk
from goodstanding.systems.desk.actions import MacroDraft
from goodstanding.systems.desk.models import Macro
from tests.world import World, happenings

URL = "/console/cases/new/"
PAGE = f"{URL}?seller=HAR-BOUR"
LIST = "/console/desk/macros/first/HAR-BOUR/"
BODY = "Dear {{seller.name}}, {{me.name}} asks in case {{case.id}} ({{ case.subject }}, {{case.category}}) of {{case.opened}}."
SENT = {
    "seller": "HAR-BOUR", "category": "orders_shipping.templates", "subject": "The  scan of 9 May", "outcome": "keep_open",
    "body": "I looked.", "key": "first-1",
}  # fmt: skip
WITH = {"goes_with": "1"}  # what the macro does besides is wanted


@pytest.fixture
def macro(world: World) -> Macro:
    """Words that also sort the case; fields of the seller and of the case."""
    reading.move_to(world.now)
    steps = [("tag", "scan"), ("priority", "high"), ("queue", "payments")]
    draft = MacroDraft(name="Scan", body=BODY, outcome="wait_for_seller", what="the scan", steps=steps)
    return desk.make_macro(actor=world.sam.actor, draft=draft, at=world.now)


def words(macro: Macro) -> str:
    return f"/console/desk/macros/{macro.ref}/first/HAR-BOUR/"


def test_by_forms_alone_the_words_come_after_what_was_typed_with_outcome_and_what(world: World, macro: Macro) -> None:
    sam = world.as_(world.sam)

    listed = sam.post(LIST, SENT, follow=True).content.decode()
    preview = sam.get(words(macro)).content.decode()
    page = sam.post(words(macro), follow=True).content.decode().partition('id="answer"')[2]

    assert words(macro) in listed
    assert "Dear Harbour Lane Ceramics, Sam asks in case {{case.id}}" in preview
    assert "filled in when it is sent" in preview and "Put on the tag: scan" in preview
    assert "I looked.\n\nDear Harbour Lane Ceramics, Sam asks" in page
    assert f'name="macro" value="{macro.ref}"' in page
    assert 'value="wait_for_seller" id="id_outcome_0" checked' in page.replace(" required", "")
    assert 'name="what" value="the scan"' in page
    assert "Put on the tag: scan; Set the priority: High" in page and 'name="goes_with" value="1" checked' in page
    assert (Case.objects.count(), macro.used) == (0, 0)


def test_sent_its_words_name_the_case_and_its_steps_are_done(world: World, macro: Macro) -> None:
    said = {**SENT, **WITH, "body": BODY, "macro": macro.ref, "outcome": "wait_for_seller", "what": "the scan"}

    world.as_(world.sam).post(URL, said)
    world.work_off()

    case = Case.objects.get()
    label = cases.catalogue_for(world.store, world.now).label(case.category, "en")
    told = f"asks in case {case.ref} (The scan of 9 May, {label}) of 22 November 2026."
    assert CaseMessage.objects.get().body.endswith(told)
    assert told[:20] in Mail.objects.get(to_address="alice@example.com").text.replace("\n", " ")
    assert "{{case" not in case.summary + case.last_beginning
    assert (case.status, case.priority, case.queue) == (Status.PENDING_SELLER, "high", "payments")
    assert cases.tags_of(world.sam.actor, case) == ["scan"]
    macro.refresh_from_db()
    assert macro.used == 1


def test_what_hinders_a_step_is_told_and_the_message_is_sent_all_the_same(world: World, macro: Macro) -> None:
    macro.steps = [{"kind": "queue", "value": "none-such"}, {"kind": "tag", "value": "scan"}]
    macro.save()

    page = world.as_(world.sam).post(URL, {**SENT, **WITH, "macro": macro.ref}, follow=True).content.decode()

    case = Case.objects.get()
    assert f"Sent: case {case.ref}" in page and "There is no such queue" in page
    assert cases.tags_of(world.sam.actor, case) == ["scan"]


def test_the_words_alone_can_be_sent(world: World, macro: Macro) -> None:
    sam = world.as_(world.sam)

    sam.post(f"{URL}HAR-BOUR/draft/", {**SENT, "macro": macro.ref})
    page = sam.get(PAGE).content.decode()
    sam.post(URL, {**SENT, "macro": macro.ref})

    assert 'name="goes_with" value="1">' in page
    assert cases.tags_of(world.sam.actor, Case.objects.get()) == []


def test_sent_twice_its_steps_are_done_once(world: World, macro: Macro) -> None:
    sam = world.as_(world.sam)
    sam.post(URL, {**SENT, **WITH, "macro": macro.ref})
    before = happenings()

    sam.post(URL, {**SENT, **WITH, "macro": macro.ref})

    macro.refresh_from_db()
    assert (Case.objects.count(), macro.used, happenings()) == (1, 1, before)


def test_a_macro_that_is_gone_stops_nothing_but_itself(world: World, macro: Macro) -> None:
    sam = world.as_(world.sam)
    desk.remove_macro(actor=world.sam.actor, ref=macro.ref, at=world.now)
    before = happenings()

    refused = sam.post(URL, {**SENT, **WITH, "macro": macro.ref})

    page = refused.content.decode()
    assert (refused.status_code, Case.objects.count(), happenings()) == (409, 0, before)
    assert "The macro that this was begun with is gone" in page and "I looked.</textarea>" in page
    assert 'name="macro" value=""' in page


def test_those_of_the_category_are_offered_and_of_ones_own_only(world: World, macro: Macro) -> None:
    of_another = MacroDraft(name="Payout", body="Dear seller", area="payments")
    desk.make_macro(actor=world.sam.actor, draft=of_another, at=world.now)
    sam = world.as_(world.sam)

    undecided = sam.get(LIST, {"category": ""}, headers={"HX-Request": "true"}).content.decode()
    shipping = sam.get(LIST, {"category": "orders_shipping.templates"}).content.decode()

    assert "Payout" in undecided and "Scan" in undecided and "<html" not in undecided
    assert "Payout" not in shipping and "Scan" in shipping
    assert "Scan" not in world.as_(world.tess).get(LIST).content.decode()
    assert world.as_(world.tess).post(words(macro)).status_code == 404
    assert NewCaseDraft.objects.count() == 0


def test_files_that_were_chosen_before_stay_with_it(world: World, macro: Macro) -> None:
    sam = world.as_(world.sam)
    sam.post(LIST, {**SENT, "files": SimpleUploadedFile("scan.txt", b"Scan.", "text/plain")})

    page = sam.post(words(macro), follow=True).content.decode()

    assert "scan.txt" in page


def test_with_a_macro_the_page_asks_fifteen_times_at_most(
    world: World, macro: Macro, django_assert_max_num_queries: Any
) -> None:
    sam = world.as_(world.sam)
    sam.post(words(macro))
    for path in (PAGE, LIST, words(macro)):
        sam.get(path)
        with django_assert_max_num_queries(15):
            assert sam.get(path).status_code == 200, path
