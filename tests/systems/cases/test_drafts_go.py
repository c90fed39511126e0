"""What was begun and not sent goes by age, with its files; the page says when, and saving once more keeps it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.base.files import actions as files
from goodstanding.base.files.models import StoredFile
from goodstanding.base.files.tasks import remove_unowned
from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import UnsentCase
from goodstanding.systems.cases.models import NewCaseDraft, ReplyDraft
from goodstanding.systems.cases.tasks import forget_drafts
from goodstanding.systems.escalation import actions as escalation
from goodstanding.systems.escalation.models import Draft
from goodstanding.systems.escalation.tasks import forget_drafts as forget_escalations
from tests.factories.cases import open_case
from tests.factories.tokens import program_of
from tests.world import World, happenings

KEPT = 90
CATEGORY = "orders_shipping.templates"


def upload(world: World, who: str = "sue") -> str:
    file = SimpleUploadedFile("label.txt", b"The label", "text/plain")
    return files.accept(actor=getattr(world, who).actor, upload=file, purpose="case", at=world.now).ref


def begun(world: World, key: str = "begun-by-sue") -> NewCaseDraft:
    unsent = UnsentCase(CATEGORY, "", key, {"subject": "Templates of May", "body": "They"}, [upload(world)])
    return actions.save_new_case_draft(
        actor=world.sue.actor, seller_ref=world.harbour.ref, unsent=unsent, at=world.now
    )  # fmt: skip


def first_word(world: World) -> NewCaseDraft:
    unsent = UnsentCase(
        "", "", "begun-by-sam", {"subject": "Your bank account", "body": "Please"}, [upload(world, "sam")]
    )
    return actions.save_first_draft(actor=world.sam.actor, seller_ref=world.harbour.ref, unsent=unsent, at=world.now)


def pass_days(world: World, days: float) -> None:
    """Let days go by, and the worker do what it does every hour."""
    world.at(world.later(days=days))
    for task in (forget_drafts, forget_escalations, remove_unowned):
        task.enqueue()
    world.work_off()


def test_an_unsent_case_and_a_first_word_go_with_their_files(world: World) -> None:
    begun(world)
    first_word(world)

    pass_days(world, KEPT - 0.1)
    before = NewCaseDraft.objects.count(), StoredFile.objects.count()
    pass_days(world, 0.2)

    assert before == (2, 2)
    assert not NewCaseDraft.objects.exists()
    assert not StoredFile.objects.exists()


def test_answers_replies_notes_and_escalations_go(world: World) -> None:
    case = open_case(world)
    for who, kind in (("sam", "answer"), ("sam", "note"), ("sue", "reply")):
        actor = getattr(world, who).actor
        actions.save_reply_draft(actor=actor, ref=case.ref, kind=kind, body="I was about to", data={}, at=world.now)
    escalation.save_draft(actor=world.sue.actor, ref=case.ref, fields={"summary": "It"}, at=world.now)

    pass_days(world, KEPT + 0.1)

    assert not ReplyDraft.objects.exists()
    assert not Draft.objects.exists()


def test_saving_once_more_keeps_it_as_long_again(world: World) -> None:
    begun(world)
    world.at(world.later(days=KEPT - 1))
    draft = begun(world)

    pass_days(world, KEPT - 1)

    assert NewCaseDraft.objects.get() == draft


def test_what_was_sent_stays_with_its_file(world: World) -> None:
    draft = begun(world)
    held = StoredFile.objects.get()
    page = world.as_(world.sue).post(
        f"/s/{world.harbour.ref}/cases/new/{CATEGORY}/",
        {
            "subject": "Templates of May",
            "body": "They are gone.",
            "key": draft.request_key,
            "files_refs": held.ref,
            "anyway": "1",
        },
    )

    pass_days(world, KEPT + 1)

    assert page.status_code == 302
    assert StoredFile.objects.get().owner_kind == "case"


def test_letting_go_leaves_no_line_in_the_record(world: World) -> None:
    begun(world)
    world.at(world.later(days=KEPT + 1))
    before = happenings()

    assert actions.forget_drafts(at=world.now) == 1
    assert happenings() == before


@pytest.mark.parametrize("path", ["cases/", "cases/new/", f"cases/new/{CATEGORY}/"])
def test_the_seller_reads_until_when_it_is_kept(world: World, path: str) -> None:
    begun(world)

    page = world.as_(world.sue).get(f"/s/{world.harbour.ref}/{path}").content.decode()

    assert "kept until 20 Feb 2027, 12:00" in page


@pytest.mark.parametrize("path", ["/console/cases/new/", "/console/cases/new/?seller={seller}"])
def test_the_associate_reads_until_when_it_is_kept(world: World, path: str) -> None:
    first_word(world)

    page = world.as_(world.sam).get(path.format(seller=world.harbour.ref)).content.decode()

    assert "kept until 20 Feb 2027, 12:00" in page


def test_both_sides_read_in_a_case_until_when_their_text_is_kept(world: World) -> None:
    case = open_case(world)
    for who, kind in (("sam", "answer"), ("sue", "reply")):
        actor = getattr(world, who).actor
        actions.save_reply_draft(actor=actor, ref=case.ref, kind=kind, body="I was about to", data={}, at=world.now)

    seller = world.as_(world.sue).get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()
    associate = world.as_(world.sam).get(f"/console/cases/{case.ref}/").content.decode()
    nobody = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()

    assert "kept until 20 Feb 2027" in seller and "kept until 20 Feb 2027" in associate
    assert "kept until" not in nobody


def test_a_program_reads_when_it_goes(world: World) -> None:
    begun(world)
    first_word(world)

    unsent = program_of(world.sue).get("/sellers/harbour/case-drafts").json()["data"][0]
    first = program_of(world.sam).get("/desk/case-drafts").json()["data"][0]

    assert unsent["goes_at"].startswith("2027-02-20T12:00") and first["goes_at"].startswith("2027-02-20T12:00")
