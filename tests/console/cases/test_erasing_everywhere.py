"""Erasing a person reaches mail that went out, files, drafts, escalations, deliveries and the search; the page says what stayed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase

from goodstanding.base.files.models import StoredFile
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.timeline.models import Entry
from goodstanding.base.webhooks.models import Delivery, Endpoint
from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import Reply, Terms
from goodstanding.systems.cases.models import Case, CaseAgreement, CaseGuest, NewCaseDraft, Rearrangement
from goodstanding.systems.escalation import actions as escalation
from goodstanding.systems.escalation.models import Draft, Escalation, Step
from tests.factories.cases import answer, open_case
from tests.factories.escalations import WRITTEN
from tests.world import Person, World, happenings

PAGE = "/console/cases/erasure/"
FORMER = "A former member of the team"


@pytest.fixture
def case(world: World) -> Case:
    """Sue's case: she wrote, attached, agreed, invited, escalated, and was written to."""
    world.at(world.now)
    sue = world.sue.actor
    found = open_case(
        world, by=world.sue, category="payments.reserve", subject="Payout", body="I am Sue O'Hara, sue@example.com."
    )
    scan = SimpleUploadedFile("passport-Sue.txt", b"Number 4410", "text/plain")
    actions.add_message(actor=sue, ref=found.ref, reply=Reply("My papers.", uploads=[scan]), at=world.now)
    actions.propose_agreement(actor=sue, ref=found.ref, text="Sue sends the scan", at=world.now)
    terms = Terms(
        email="rosa@ledger.example", name="Rosa", ends_on=world.later(days=9).date(), may_write=False, sees_files=False
    )
    actions.invite_guest(actor=sue, ref=found.ref, terms=terms, at=world.now)
    world.work_off()
    answer(world, found, by=world.fred, body="Dear Sue, the bank has it.", at=world.now)
    world.work_off()
    escalation.escalate(actor=sue, ref=found.ref, written=WRITTEN, at=world.now)
    world.work_off()
    return found


def leave(person: Person) -> None:
    person.user.memberships.all().delete()  # type: ignore[attr-defined]  # the reverse of sellers.Membership


def erase(world: World, **form: str) -> str:
    """As ada, over the page; what it answers in the end."""
    leave(world.sue)
    with TestCase.captureOnCommitCallbacks(execute=True):
        wish = {"person": str(world.sue.user.pk), "reason": "She asked for it", **form}
        done = world.as_(world.ada).post(PAGE, wish, follow=True)
    assert done.status_code == 200
    return done.content.decode()


def test_mail_that_went_to_her_loses_address_and_words_and_others_lose_her_name(world: World, case: Case) -> None:
    hers = set(Mail.objects.filter(to_user_id=world.sue.user.pk).values_list("pk", flat=True))
    others = Mail.objects.exclude(pk__in=hers).filter(text__contains="Sue")
    assert hers
    assert others.exists()
    waiting = Mail.objects.filter(pk__in=hers).first()
    assert waiting is not None
    Mail.objects.filter(pk=waiting.pk).update(state="queued", next_try_at=world.now, sent_at=None)

    erase(world)

    for mail in Mail.objects.all():
        said = f"{mail.to_address} {mail.to_name} {mail.subject} {mail.text} {mail.html} {mail.reply_to}".lower()
        assert "sue@example.com" not in said
        assert "sue" not in said.replace("issue", "")
    mine = Mail.objects.filter(pk__in=hers)
    assert {(one.text, one.html, one.subject, one.to_name) for one in mine} == {("", "", "", FORMER)}
    assert all(one.about_ref == case.ref for one in mine)
    assert not Mail.objects.filter(pk__in=hers, state="queued").exists()


def test_her_files_stay_until_it_is_asked_and_then_a_named_placeholder_with_the_sum_stays(
    world: World, case: Case
) -> None:
    file = StoredFile.objects.get(uploaded_by=world.sue.user)
    path, sum_ = file.path, file.sha256

    told = erase(world)
    file.refresh_from_db()
    assert file.name == "passport-a former member of the team.txt"
    assert default_storage.exists(path)
    assert "Erase the file too" in told

    told = world_post_only_files(world)

    file.refresh_from_db()
    assert (file.name, file.sha256, file.path) == ("Erased file.txt", sum_, "")
    assert not default_storage.exists(path)
    assert "Erase the file too" not in told
    page = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()
    assert "Erased file.txt" in page
    gone = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/files/{file.ref}/")
    assert gone.status_code == 404
    assert sum_ in gone.content.decode()
    assert world.as_(world.sam).get(f"/console/cases/{case.ref}/files/{file.ref}/").status_code == 404


def world_post_only_files(world: World) -> str:
    with TestCase.captureOnCommitCallbacks(execute=True):
        wish = {"person": str(world.sue.user.pk), "only_files": "1"}
        return world.as_(world.ada).post(PAGE, wish, follow=True).content.decode()


def test_asked_for_at_once_the_files_go_with_her_and_evidence_of_plans_stays(world: World, case: Case) -> None:
    evidence = StoredFile.objects.create(
        ref="EV-1", name="scan.txt", content_type="text/plain", size=1, sha256="0" * 64, path="plan/ev", purpose="plan",
        owner_kind="plan", owner_ref="P", uploaded_by=world.sue.user, uploaded_at=world.now,
    )  # fmt: skip

    told = erase(world, files="1")

    evidence.refresh_from_db()
    assert evidence.erased_at is None
    assert "Files of plans of action, and others outside cases: 1" in told
    assert "has to be given reasons for" in told
    assert StoredFile.objects.get(owner_kind="case").name == "Erased file.txt"


def test_what_she_was_writing_goes_with_the_files_it_held(world: World, case: Case) -> None:
    client = world.as_(world.sue)
    world.at(world.now)
    sent = client.post(f"/s/{world.harbour.ref}/cases/new/files/", {"file": SimpleUploadedFile("draft.txt", b"words")})
    NewCaseDraft.objects.create(
        seller=world.harbour, user=world.sue.user, category="other.other", request_key="k", fields={"body": "Sue"},
        saved_at=world.now,
    )  # fmt: skip
    Draft.objects.create(case=case, user=world.sue.user, fields={"summary": "Sue"}, saved_at=world.now)
    assert sent.status_code in (200, 201), sent.content.decode()
    assert StoredFile.objects.filter(uploaded_by=world.sue.user, owner_kind="").exists()

    erase(world)

    assert not NewCaseDraft.objects.exists()
    assert not Draft.objects.exists()
    assert not StoredFile.objects.filter(uploaded_by=world.sue.user, owner_kind="").exists()


def test_beside_the_thread_nothing_names_her(world: World, case: Case) -> None:
    other, third = (open_case(world, by=world.sue, category="payments.reserve", body="Again, Sue") for _ in "ab")
    actions.merge(actor=world.sam.actor, ref=other.ref, into=third.ref, reason="Sue wrote twice", at=world.now)
    invited = CaseGuest.objects.get()
    CaseGuest.objects.create(
        case=case, ref="G-2", email="sue@example.com", name="Sue", token_hash="t", sent_at=world.now,
        invited_by_name="Alice", invited_at=world.now, ends_at=world.later(days=9),
    )  # fmt: skip

    erase(world)

    agreement = CaseAgreement.objects.get()
    assert (agreement.text, agreement.proposed_by_name) == ("[a former member of the team] sends the scan", FORMER)
    invited.refresh_from_db()
    assert (invited.invited_by_name, invited.name) == (FORMER, "Rosa")
    herself = CaseGuest.objects.get(ref="G-2")
    assert (herself.name, "sue" in herself.email, herself.is_open(world.now)) == (FORMER, False, False)
    step = Rearrangement.objects.get()
    assert "Sue" not in json.dumps([step.before, step.after, step.reason])
    assert not Escalation.objects.filter(opened_by_name="Sue").exists()
    assert not Step.objects.filter(actor_name="Sue").exists()


def test_the_search_finds_her_no_more_and_still_finds_the_case(world: World, case: Case) -> None:
    client = world.as_(world.alice)
    log = f"/s/{world.harbour.ref}/cases/"
    assert case.ref in client.get(f"{log}?q=passport").content.decode()

    erase(world, files="1")

    assert case.ref not in client.get(f"{log}?q=passport").content.decode()
    assert case.ref in client.get(f"{log}?q=papers").content.decode()


def test_deliveries_that_name_her_are_changed_and_others_stay_to_the_letter(world: World, case: Case) -> None:
    hook = Endpoint.objects.create(
        ref="H-1", name="Shop", url="https://shop.example/", events=["case.*"], sealed_secret="s", created_at=world.now,
        created_by_name="Ada",
    )  # fmt: skip
    plain, naming = (
        Delivery.objects.create(
            endpoint=hook, event_ref=name, event="case.opened", body=body, at=world.now, state="delivered"
        )
        for name, body in (("a", '{"case":"4K7-2QX"}'), ("b", '{"by":"Sue","mail":"sue@example.com"}'))
    )

    erase(world)

    plain.refresh_from_db()
    naming.refresh_from_db()
    assert plain.body == '{"case":"4K7-2QX"}'
    assert "sue" not in naming.body.lower()
    assert json.loads(naming.body)["by"] == f"[{FORMER.lower()}]"


def test_the_page_says_what_was_erased_and_what_was_kept_and_why(world: World, case: Case) -> None:
    leave(world.sue)
    preview = world.as_(world.ada).get(f"{PAGE}?email=sue@example.com").content.decode()
    assert "Mails that went to this person" in preview
    assert "Erase the file this person sent in cases too" in preview

    told = erase(world)

    for words in (
        "The person is erased", "Mails that went to this person", "What was kept, and why", "GDPR Art. 5(2)",
        "Others answered them", "Backups", "They are not looked for",
    ):  # fmt: skip
        assert words in told
    assert "sue@example.com" not in told
    entry = Entry.objects.get(verb="person.mail_erased")
    assert entry.data["kept"]["messages"] == 3
    assert world.as_(world.ada).get(f"{PAGE}?erased={world.sue.user.pk}").status_code == 200
    assert world.as_(world.ada).get(f"{PAGE}?erased={world.alice.user.pk}").status_code == 404


@pytest.mark.parametrize("form", [{}, {"only_files": "1"}])
def test_who_is_erased_is_not_erased_again_and_who_is_not_keeps_her_files(
    world: World, case: Case, form: dict[str, Any]
) -> None:
    if not form:
        erase(world)
    before = happenings()

    again = world.as_(world.ada).post(PAGE, {"person": str(world.sue.user.pk), "reason": "Again", **form})

    assert again.status_code == 409
    assert happenings() == before
    assert StoredFile.objects.filter(owner_kind="case", erased_at__isnull=True).count() == 1
