"""A case's escalation through the portal: offered, refused with a date, written, previewed, followed, answered."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.cases.tasks import wake_cases
from goodstanding.systems.escalation import queries
from goodstanding.systems.escalation.models import Escalation
from goodstanding.systems.escalation.states import State
from goodstanding.systems.sellers.states import Standing
from goodstanding.ui import moments
from tests.factories import cases
from tests.factories.escalations import answered_case, contested, decided, escalated, specialist
from tests.world import World, happenings

pytestmark = pytest.mark.django_db
TYPED = {
    "ground": "payment",
    "summary": "The payout of 14 November has not arrived. The report shows it as sent.",
    "amount": "1840.50",
    "per": "once",
    "tried": "The bank searched for it twice and found nothing.",
    "unresolved": "Both answers repeat that it was sent, and name no trace.",
    "wish": "payment",
    "key": "k1",
}


def at(world: World, case: Case, more: str = "") -> str:
    return f"/s/{world.harbour.ref}/cases/{case.ref}/escalation/{more}"


@pytest.fixture
def alice(world: World) -> Client:
    return world.as_(world.alice)


def test_the_case_page_offers_it_with_the_reason(world: World, alice: Client) -> None:
    case = answered_case(world)

    page = alice.get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()

    assert "A payment is delayed or held" in page
    assert at(world, case) in page


def test_several_reasons_are_a_sentence_each(world: World, alice: Client) -> None:
    case = answered_case(world)
    world.at(world.later(days=9))

    page = alice.get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()

    assert (
        "You can escalate this case. A payment is delayed or held. Our promise to answer was not kept. "
        "The reasonable time has passed." in page
    )


def test_the_case_page_refuses_it_with_the_date_and_a_way_on(world: World, alice: Client) -> None:
    case = cases.open_case(world, category="payments.reserve")

    page = alice.get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()

    assert "The first answer is not due yet" in page
    assert case.due_at is not None
    assert f"Possible from {moments.absolute(case.due_at, world.now)}" in page
    assert "Write in the case" in page


def test_a_case_closed_for_good_is_not_said_to_be_reopened(world: World, alice: Client) -> None:
    case = cases.answer(world, answered_case(world), by=world.fred, outcome=Outcome.RESOLVE, at=world.now)
    resolved = alice.get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()
    world.at(world.later(days=20))
    wake_cases.call()

    text = alice.get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()

    assert "Reopen it, or open a follow-up case, and escalate there." in resolved
    assert "The case is closed for good. Open a follow-up case; it can be escalated like any other." in text
    assert "Reopen it" not in text


def test_nothing_is_sent_before_it_was_looked_over(world: World, alice: Client) -> None:
    case = answered_case(world)
    before = happenings()

    preview = alice.post(at(world, case), {**TYPED, "preview": "1"})

    assert preview.status_code == 200
    assert "This is what Specialist team: Payments will read" in preview.content.decode()
    assert happenings() == before
    sent = alice.post(at(world, case), {**TYPED, "send": "1"})
    assert sent.status_code == 302
    assert Escalation.objects.get(case=case).stake_minor == 184050


def test_missing_parts_are_named_and_what_was_typed_stays(world: World, alice: Client) -> None:
    case = answered_case(world)
    before = happenings()

    response = alice.post(at(world, case), {**TYPED, "unresolved": "", "preview": "1"})

    assert response.status_code == 422
    page = response.content.decode()
    assert "Say why the earlier answers did not settle it." in page
    assert TYPED["tried"] in page
    assert happenings() == before


def test_the_checks_say_what_is_missing_while_writing(world: World, alice: Client) -> None:
    case = answered_case(world)

    page = alice.post(at(world, case, "checks/"), {**TYPED, "summary": "One. Two. Three. Four."}).content.decode()

    assert "4 sentences; 3 are enough" in page
    assert "No document is attached" in page


def test_what_cannot_be_read_is_said_while_writing_and_with_the_rest(world: World, alice: Client) -> None:
    case = answered_case(world)
    typed = {**TYPED, "tried": "", "amount": "a lot", "prior_cases": "ZZZ-ZZZ"}

    checked = alice.post(at(world, case, "checks/"), typed).content.decode()
    refused = alice.post(at(world, case), {**typed, "preview": "1"}).content.decode()

    for page in (checked, refused):
        assert "Say what was tried so far." in page
        assert "An amount in USD, such as 47.90." in page
        assert "ZZZ-ZZZ is no Case ID of yours." in page


def test_a_draft_comes_back(world: World, alice: Client) -> None:
    case = answered_case(world)

    assert alice.post(at(world, case, "draft/"), TYPED).json()["saved_at"]

    assert TYPED["unresolved"] in alice.get(at(world, case)).content.decode()


def test_a_file_of_the_form_is_named_in_the_preview_and_sent(world: World, alice: Client) -> None:
    case = answered_case(world)
    trace = SimpleUploadedFile("trace.txt", b"No credit found.", "text/plain")

    preview = alice.post(at(world, case), {**TYPED, "files": trace, "preview": "1"}).content.decode()
    assert "trace.txt" in preview
    ref = re.search(r'name="files_refs" value="([^"]+)"', preview)
    assert ref is not None
    alice.post(at(world, case), {**TYPED, "files_refs": ref[1], "send": "1"})

    assert case.attachments.get().file.name == "trace.txt"


def test_evidence_stays_after_a_refusal_on_the_way_back_and_in_the_draft(world: World, alice: Client) -> None:
    case = answered_case(world)
    trace = SimpleUploadedFile("trace.txt", b"No credit found.", "text/plain")

    refused = alice.post(at(world, case), {**TYPED, "unresolved": "", "files": trace, "preview": "1"}).content.decode()
    ref = re.search(r'name="files_refs" value="([^"]+)" checked', refused)

    assert ref is not None
    assert "No document is attached" not in refused
    back = alice.post(at(world, case), {**TYPED, "files_refs": ref[1], "back": "1"}).content.decode()
    alice.post(at(world, case, "draft/"), {**TYPED, "files_refs": ref[1]})
    again = alice.get(at(world, case)).content.decode()
    for page in (back, again):
        assert f'value="{ref[1]}" checked' in page


def test_the_follow_up_says_from_when_and_appears_at_its_time(world: World, alice: Client) -> None:
    escalation = escalated(world)
    Escalation.objects.filter(pk=escalation.pk).update(level=4)
    assert "You can ask in the same thread from" in alice.get(at(world, escalation.case)).content.decode()
    refused = alice.post(at(world, escalation.case, "follow-up/"), {"body": "Any news?"})
    assert refused.status_code == 409

    world.at(world.later(hours=48, minutes=1))
    page = alice.get(at(world, escalation.case)).content.decode()
    assert "Ask in the case" in page
    assert alice.post(at(world, escalation.case, "follow-up/"), {"body": "Any news?"}).status_code == 302


def test_the_seller_reads_roles_and_no_names(world: World, alice: Client) -> None:
    escalation = decided(world, escalated(world), specialist(world, "zacharias"))

    page = alice.get(at(world, escalation.case)).content.decode()
    thread = alice.get(f"/s/{world.harbour.ref}/cases/{escalation.case.ref}/").content.decode()

    assert "Specialist team: Payments" in page
    assert "Zacharias" not in page + thread


def test_settled_closes_and_says_what_would_have_avoided_it(world: World, alice: Client) -> None:
    escalation = decided(world, escalated(world), specialist(world))

    assert alice.post(at(world, escalation.case, "word/"), {"settled": "1"}).status_code == 302

    page = alice.get(at(world, escalation.case)).content.decode()
    assert "What would have avoided it" in page
    assert queries.escalation_for(world.system, escalation.ref).state == State.SETTLED


def test_at_the_end_the_steps_outside_are_named_with_source_and_address(world: World, alice: Client) -> None:
    world.store.country = "DE"
    world.store.save()
    escalation = escalated(world)
    for person in (specialist(world), world.tess, world.ada):
        escalation = contested(world, decided(world, escalation, person))

    page = alice.get(at(world, escalation.case)).content.decode()
    assert "Out-of-court dispute body" in page
    assert "Regulation (EU) 2022/2065, Article 21" in page
    bundle = alice.get(at(world, escalation.case, "bundle/")).content.decode()
    file = alice.get(at(world, escalation.case, "bundle.pdf"))
    assert at(world, escalation.case, "bundle.pdf") in bundle
    assert (file.content[:5], file["Content-Disposition"]) == (
        b"%PDF-", f'attachment; filename="case-{escalation.case.ref}-escalation.pdf"',
    )  # fmt: skip
    assert "What was decided" in bundle
    assert "The payout of 14 November has not arrived" in bundle


def test_readers_see_it_and_change_nothing(world: World) -> None:
    escalation = decided(world, escalated(world), specialist(world))
    bob = world.as_(world.bob)
    before = happenings()

    assert bob.get(at(world, escalation.case)).status_code == 200
    assert bob.post(at(world, escalation.case, "word/"), {"settled": "1"}).status_code == 403
    assert happenings() == before


def test_another_seller_finds_nothing(world: World) -> None:
    escalation = escalated(world)
    mallory = world.as_(world.mallory)

    for more in ("", "bundle/"):
        assert mallory.get(at(world, escalation.case, more)).status_code == 404
        other = f"/s/{world.rival.ref}/cases/{escalation.case.ref}/escalation/{more}"
        assert mallory.get(other).status_code == 404


def test_a_mailbox_is_named_only_where_mail_is_taken_in(world: World, alice: Client, settings: Any) -> None:
    case = answered_case(world)
    silent = alice.get(at(world, case)).content.decode()

    settings.MAIL_IN_ADDRESS = "cases@market.example"
    page = alice.get(at(world, case)).content.decode()

    assert "By mail" not in silent
    assert "payments-escalation@market.example" in page


def test_a_first_line_that_never_answered_is_not_said_to_have_answered(world: World, alice: Client) -> None:
    asked, unanswered = escalated(world), cases.open_case(world, category="payments.reserve")
    world.harbour.standing = Standing.AT_RISK
    world.harbour.save()
    escalated(world, unanswered)

    assert "answered first" in alice.get(at(world, asked.case)).content.decode()
    page = alice.get(at(world, unanswered)).content.decode()
    assert "had not answered yet" in page
    assert page.count("Standing of the account") == 1


def test_whoever_would_lose_time_by_escalating_is_told_before(world: World, alice: Client) -> None:
    world.harbour.standing = Standing.AT_RISK
    world.harbour.save()
    case = cases.open_case(world, category="payments.reserve")
    answered = answered_case(world)
    world.at(world.later(minutes=5))

    page = alice.get(at(world, case)).content.decode()
    preview = alice.post(at(world, case), {**TYPED, "ground": "standing", "preview": "1"}).content.decode()

    for one in (page, preview):
        assert "is due sooner than that of the next level" in one
    assert "is due sooner" not in alice.get(at(world, answered)).content.decode()


def test_the_log_says_which_cases_are_escalated_and_where_they_are(world: World, alice: Client) -> None:
    escalated(world)
    plain = cases.open_case(world)

    page = alice.get(f"/s/{world.harbour.ref}/cases/").content.decode()

    assert plain.ref in page
    assert page.count("escalated, level 2") == 1
