"""Erasing a person reaches the reasons in the record, plans with their evidence, and letters to many cases; who did what stays."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import TestCase

from goodstanding.base.timeline.actions import record
from goodstanding.base.timeline.models import Entry
from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import CloseReason
from goodstanding.systems.cases.models import Case
from goodstanding.systems.desk import actions as desk
from goodstanding.systems.desk.actions import Wish
from goodstanding.systems.desk.models import BulkChange
from goodstanding.systems.desk.rules import Letter
from goodstanding.systems.performance import actions as performance
from goodstanding.systems.performance.models import Evidence, PlanDraft, PlanReview, PlanVersion
from goodstanding.systems.performance.states import Decision
from goodstanding.systems.sellers import actions as sellers
from goodstanding.systems.sellers.models import Seller, StandingChange, TeamInvitation
from goodstanding.systems.sellers.states import Standing
from tests.factories import notifications as notices
from tests.factories.cases import open_case
from tests.world import Person, World

PAGE = "/console/cases/erasure/"
FORMER = "A former member of the team"
HERS = f"[words of {FORMER.lower()}]"
ERASED = f"[{FORMER.lower()}]"


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    world.at(world.now)


def erase(world: World, person: Person) -> str:
    """As ada, over the page, once the person works nowhere any more; what it answers in the end."""
    person.user.memberships.all().delete()  # type: ignore[attr-defined]  # the reverse of sellers.Membership
    person.user.staff_roles = []
    person.user.save()
    with TestCase.captureOnCommitCallbacks(execute=True):
        wish = {"person": str(person.user.pk), "reason": f"{person.user.name} asked for it"}
        done = world.as_(world.ada).post(PAGE, wish, follow=True)
    assert done.status_code == 200
    return done.content.decode()


def closed_and_reopened(world: World, by: Person, words: str) -> Case:
    case = open_case(world, by=by)
    actions.close_by_seller(
        actor=by.actor, ref=case.ref, reason=CloseReason.SOLVED, words=f"Solved, {words}", at=world.later(hours=1)
    )
    actions.reopen(actor=by.actor, ref=case.ref, reason=words, at=world.later(hours=2))
    return case


def test_reasons_she_gave_leave_the_record_and_who_did_what_when_stays(world: World) -> None:
    case = closed_and_reopened(world, world.sue, "my sister in Leeds has it")
    before = list(
        Entry.objects.filter(subject_id=case.ref).order_by("pk").values_list("verb", "at", "actor_user", "data")
    )
    assert Entry.objects.filter(reason__contains="my sister").count() == 2

    told = erase(world, world.sue)

    assert not Entry.objects.filter(reason__contains="my sister").exists()
    after = Entry.objects.filter(subject_id=case.ref).order_by("pk")
    assert list(after.values_list("verb", "at", "actor_user", "data")) == before
    assert {one.reason for one in after.filter(verb__in=["case.closed", "case.reopened"])} == {HERS}
    assert {one.actor_name for one in after} == {FORMER}
    assert "Reasons this person gave in the record, which go</dt><dd>2<" in told
    history = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/history/")
    assert "my sister" not in history.content.decode()
    assert HERS in history.content.decode()


def test_others_reasons_lose_her_name_and_nothing_else(world: World) -> None:
    case = closed_and_reopened(world, world.alice, "SUE wrote it, sue@example.com, not Susan or issue 7")
    closed_and_reopened(world, world.sue, "a reason")
    another = closed_and_reopened(world, world.mallory, "Sue of our own team")
    told = closed_and_reopened(world, world.mallory, "as sue@example.com said")

    erase(world, world.sue)

    reopened = Entry.objects.get(subject_id=case.ref, verb="case.reopened")
    assert reopened.reason == f"{ERASED} wrote it, {ERASED}, not Susan or issue 7"
    assert Entry.objects.get(subject_id=another.ref, verb="case.reopened").reason == "Sue of our own team"
    assert Entry.objects.get(subject_id=told.ref, verb="case.reopened").reason == f"as {ERASED} said"


def test_an_associates_reason_stays_as_the_marketplaces_own_without_names(world: World) -> None:
    version = notices.submitted(notices.issued(world.harbour, world.now), world.alice, world.now)
    notices.decided(version, world.tess, Decision.ACCEPT, world.now)
    said = Entry.objects.get(actor_user=world.tess.user, reason="The cause is clear now.")

    erase(world, world.tess)

    said.refresh_from_db()
    assert (said.reason, said.actor_name, said.actor_user) == ("The cause is clear now.", FORMER, world.tess.user)
    assert (PlanReview.objects.get().reason, PlanReview.objects.get().reviewer_name) == (
        "The cause is clear now.",
        FORMER,
    )


def test_data_in_the_record_loses_her_and_keeps_its_codes(world: World) -> None:
    record(
        actor=world.alice.actor, verb="team.invited", subject=("account", "1"), at=world.now, seller_id=world.harbour.pk,
        data={"sue": "sue", "email": "sue@example.com", "said": ["Sue came", {"to": "open"}], "n": 3},
    )  # fmt: skip
    open_case(world, by=world.sue)

    erase(world, world.sue)

    kept = Entry.objects.get(verb="team.invited").data
    assert kept == {"sue": "sue", "email": ERASED, "said": [f"{ERASED} came", {"to": "open"}], "n": 3}


def test_a_plan_and_its_evidence_stay_readable_without_her(world: World) -> None:
    plan = notices.drafted(notices.issued(world.harbour, world.now), world.alice, world.now, signer="Alice")
    about = performance.EvidenceFacts("Contract signed by Alice", date(2026, 11, 14))
    performance.attach_evidence(
        actor=world.alice.actor,
        plan_ref=plan.ref,
        upload=notices.receipt("contract-Alice.txt"),
        about=about,
        at=world.now,
    )
    plan.draft.refresh_from_db()
    version = performance.submit_plan(actor=world.alice.actor, plan_ref=plan.ref, saves=plan.draft.saves, at=world.now)
    notices.decided(version, world.tess, Decision.MORE_INFORMATION, world.now)
    review = f"/console/performance/notifications/{plan.notification.ref}/"
    assert "Alice" in world.as_(world.tom).get(review).content.decode()

    told = erase(world, world.alice)

    evidence, version = Evidence.objects.get(), PlanVersion.objects.get()
    assert (evidence.proves, evidence.added_by_name) == (f"Contract signed by {ERASED}", FORMER)
    assert evidence.file.name == f"contract-{FORMER.lower()}.txt"
    assert (version.submitted_by_name, version.signer, version.root_cause) == (FORMER, ERASED, notices.ROOT_CAUSE)
    assert (PlanDraft.objects.get().saved_by_name, PlanDraft.objects.get().signer) == (FORMER, ERASED)
    page = world.as_(world.tom).get(review)
    assert page.status_code == 200
    assert "Alice" not in page.content.decode()
    assert "our only carrier, Northpost" in page.content.decode()
    assert "Plans of action this person submitted, signed by a former member: 1" in told
    assert "until claims lapse" in told


def test_another_sellers_plan_with_the_same_name_is_left_alone(world: World, rival_plan: PlanVersion) -> None:
    open_case(world, by=world.alice)

    erase(world, world.alice)

    rival_plan.refresh_from_db()
    assert rival_plan.signer == "Alice of Rival"


@pytest.fixture
def rival_plan(world: World) -> PlanVersion:
    return notices.submitted(
        notices.issued(Seller.objects.get(pk=world.rival.pk), world.now),
        world.mallory,
        world.now,
        signer="Alice of Rival",
    )


def test_the_text_of_a_letter_to_many_goes_once_it_is_sent_and_each_case_keeps_what_it_was_told(world: World) -> None:
    refs = [open_case(world, subject=f"Matter {n}").ref for n in range(2)]
    letter = Letter(body="Sam here: it is mended.", outcome="keep_open")
    wish = Wish(refs=refs, steps=[("tag", "wave")], request_key="once", letter=letter)
    change = desk.begin(actor=world.sam.actor, wish=wish, at=world.now)
    world.work_off()
    world.at(world.later(minutes=20))
    actions.send_due(at=world.now)
    page = f"/console/desk/bulk/{change.ref}/"
    assert "Sam here" in world.as_(world.ada).get(page).content.decode()

    told = erase(world, world.sam)

    kept = BulkChange.objects.get()
    assert (kept.letter["body"], kept.letter["outcome"], kept.by_name) == (HERS, "keep_open", FORMER)
    assert "Letters this person wrote to many cases, whose text goes</dt><dd>1<" in told
    shown = world.as_(world.ada).get(page)
    assert shown.status_code == 200
    assert "Sam here" not in shown.content.decode()
    assert [item.state for item in kept.items.all()] == ["changed", "changed"]


def test_a_colleagues_letter_in_her_cases_loses_her_name_and_keeps_its_words(world: World) -> None:
    refs = [open_case(world, by=world.sue).ref, open_case(world).ref]
    letter = Letter(body="Dear Sue and all, it is mended.", outcome="keep_open")
    desk.begin(actor=world.sam.actor, wish=Wish(refs=refs, steps=[], request_key="once", letter=letter), at=world.now)
    world.work_off()

    erase(world, world.sue)

    kept = BulkChange.objects.get()
    assert (kept.letter["body"], kept.by_name) == (f"Dear {ERASED} and all, it is mended.", "Sam")


def test_what_it_would_change_is_counted_before_and_nothing_is_changed_by_counting(world: World) -> None:
    closed_and_reopened(world, world.sue, "my own words")
    before = json.dumps(list(Entry.objects.order_by("pk").values_list("reason", "data")))

    preview = world.as_(world.ada).get(f"{PAGE}?email=sue@example.com").content.decode()

    assert "Reasons this person gave in the record, which go" in preview
    assert json.dumps(list(Entry.objects.order_by("pk").values_list("reason", "data"))) == before


def test_reasons_of_a_standing_and_past_invitations_lose_her(world: World) -> None:
    open_case(world, by=world.sue)
    sellers.change_standing(
        actor=world.ada.actor,
        seller_id=world.harbour.pk,
        to=Standing.AT_RISK,
        reason="Sue did not answer",
        at=world.now,
    )
    TeamInvitation.objects.create(
        account=world.harbour.account, role="support", email="sue@example.com", token_hash="t", invited_at=world.now,
        sent_at=world.now, expires_at=world.now, accepted_at=world.now,
    )  # fmt: skip

    told = erase(world, world.sue)

    change = StandingChange.objects.get()
    assert (change.reason, change.actor_name) == (f"{ERASED} did not answer", "Ada")
    assert TeamInvitation.objects.get().email == f"former-{world.sue.user.pk}@invalid.invalid"
    assert "Invitations into teams: address</dt><dd>1<" in told
