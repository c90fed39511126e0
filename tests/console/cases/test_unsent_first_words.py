"""What an associate writes to a seller first is kept while she types, is hers alone, and is gone once sent."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.base.clock import reading
from goodstanding.base.files.models import StoredFile
from goodstanding.systems.cases import queries
from goodstanding.systems.cases.models import Case, CaseAttachment, NewCaseDraft
from tests.factories.cases import open_case
from tests.factories.orders import sell
from tests.world import World, happenings

URL = "/console/cases/new/"
PAGE = f"{URL}?seller=HAR-BOUR"
DRAFT = f"{URL}HAR-BOUR/draft/"
TYPED = {
    "seller": "HAR-BOUR", "category": "orders_shipping.tracking", "subject": "The label of March", "body": "Please send us",
    "outcome": "wait_for_third_party", "what": "The scan", "who": "The carrier", "q_order": "ORD-77", "assignee": "",
    "about_kind": ["payout", "order"], "about_ref": ["P-12", "O-34"], "key": "begun-1",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    """The pages live in the world's present."""
    reading.move_to(world.now)


def uploaded(world: World) -> str:
    photo = SimpleUploadedFile("invoice.txt", b"Number 14.", "text/plain")
    return str(world.as_(world.sam).post(f"{URL}HAR-BOUR/files/", {"file": photo}).json()["ref"])


def test_all_that_was_typed_and_chosen_is_there_again(world: World) -> None:
    file = uploaded(world)

    kept = world.as_(world.sam).post(DRAFT, {**TYPED, "files_refs": [file]})
    page = world.as_(world.sam).get(PAGE).content.decode()

    assert (kept.status_code, list(kept.json())) == (200, ["saved_at"])
    assert "You began this message and did not send it" in page
    assert all(word in page for word in ("The label of March", "Please send us</textarea>", "The scan", "The carrier"))
    assert 'value="orders_shipping.tracking" selected' in page
    assert re.search(r'value="wait_for_third_party"[^>]* checked', page)
    assert 'name="q_order" value="ORD-77"' in page
    assert re.findall(r'name="about_ref"[^>]* value="([^"]+)"', page) == ["P-12", "O-34"]
    assert f'name="files_refs" value="{file}" checked' in page
    assert 'name="key" value="begun-1"' in page
    assert (Case.objects.count(), StoredFile.objects.get().owner_kind) == (0, "case_draft")


def test_the_last_one_saved_counts_and_a_second_window_takes_its_files_along(world: World) -> None:
    file, sam = uploaded(world), world.as_(world.sam)
    sam.post(DRAFT, {**TYPED, "files_refs": [file]})

    sam.post(DRAFT, {**TYPED, "body": "Please send us the invoice", "key": "begun-2", "files_refs": [file]})

    assert NewCaseDraft.objects.get().fields["body"] == "Please send us the invoice"
    assert file in sam.get(PAGE).content.decode()


def test_it_is_the_writers_alone(world: World) -> None:
    world.as_(world.sam).post(DRAFT, TYPED)

    tess = world.as_(world.tess)
    seen = tess.get(PAGE).content.decode() + tess.get(URL).content.decode()
    team = world.as_(world.alice).get("/s/HAR-BOUR/cases/").content.decode()

    assert "label of March" not in seen and "Not sent yet" not in seen
    assert "The label of March" not in team
    assert world.as_(world.alice).post(DRAFT, TYPED).status_code == 404
    assert NewCaseDraft.objects.count() == 1


def test_the_choice_of_a_seller_lists_what_was_not_sent(world: World) -> None:
    world.as_(world.sam).post(DRAFT, TYPED)

    page = world.as_(world.sam).get(URL).content.decode()

    assert "Not sent yet" in page and "The label of March" in page and "?seller=HAR-BOUR" in page


def test_thrown_away_it_is_gone_with_its_files(world: World) -> None:
    file, sam = uploaded(world), world.as_(world.sam)
    sam.post(DRAFT, {**TYPED, "files_refs": [file]})

    page = sam.post(f"{DRAFT}removal/", follow=True).content.decode()

    assert "The draft is gone." in page and "label of March" not in page
    assert NewCaseDraft.objects.count() == 0
    assert StoredFile.objects.get(ref=file).owner_kind == ""


def test_once_sent_it_is_gone_and_saving_it_once_more_brings_nothing_back(world: World) -> None:
    sell(world.harbour, world.now, good=1)
    order = world.harbour.orders.get().external_id
    file, sam = uploaded(world), world.as_(world.sam)
    typed = {
        **TYPED,
        "q_order": order,
        "about_ref": [order, ""],
        "about_kind": ["order", "order"],
        "files_refs": [file],
    }
    sam.post(DRAFT, typed)

    sent = sam.post(URL, typed)
    late = sam.post(DRAFT, typed)

    case = Case.objects.get()
    assert sent["Location"] == f"/console/cases/{case.ref}/"
    assert CaseAttachment.objects.get().file.ref == file
    assert (late.status_code, late.json()["detail"]) == (409, f"This was sent: it is case {case.ref}.")
    assert NewCaseDraft.objects.count() == 0
    assert "You began this" not in sam.get(PAGE).content.decode()


def test_what_somebody_comes_from_is_linked_to_what_was_begun(world: World) -> None:
    case = open_case(world)
    sam = world.as_(world.sam)
    sam.post(DRAFT, TYPED)

    page = sam.get(f"{PAGE}&about=case:{case.ref}").content.decode()

    assert f"{case.ref} is linked now as well" in page
    assert re.findall(r'name="about_ref"[^>]* value="([^"]+)"', page) == ["P-12", "O-34", case.ref]


def test_without_script_it_is_kept_by_hand_with_its_files(world: World) -> None:
    photo = SimpleUploadedFile("invoice.txt", b"Number 14.", "text/plain")
    sam = world.as_(world.sam)

    page = sam.post(URL, {**TYPED, "keep": "1", "files": photo}, follow=True).content.decode()

    assert "Kept, not sent" in page and "The label of March" in page
    assert "invoice.txt" in sam.get(PAGE).content.decode()


def test_a_refused_message_is_kept_too(world: World) -> None:
    photo = SimpleUploadedFile("invoice.txt", b"Number 14.", "text/plain")
    sam, before = world.as_(world.sam), happenings()

    refused = sam.post(URL, {**TYPED, "subject": "", "files": photo})

    assert (refused.status_code, Case.objects.count(), happenings()) == (422, 0, before)
    page = sam.get(PAGE).content.decode()
    assert "Please send us</textarea>" in page and "invoice.txt" in page


def test_it_goes_when_the_associate_is_erased(world: World) -> None:
    file = uploaded(world)
    world.as_(world.sam).post(DRAFT, {**TYPED, "files_refs": [file]})
    ada = world.as_(world.ada)
    world.sam.user.staff_roles = []
    world.sam.user.save()

    told = ada.get("/console/cases/erasure/", {"person": world.sam.user.pk}).content.decode()
    ada.post("/console/cases/erasure/", {"person": world.sam.user.pk, "reason": "Asked for it", "confirmed": "1"})

    assert queries.traces_of(world.ada.actor, world.sam.user).get("draft", 0) == 0
    assert "draft" in told
    assert (NewCaseDraft.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_with_a_draft_the_page_asks_fifteen_times_at_most(world: World, django_assert_max_num_queries: Any) -> None:
    file, sam = uploaded(world), world.as_(world.sam)
    sam.post(DRAFT, {**TYPED, "files_refs": [file]})
    sam.get(PAGE)

    with django_assert_max_num_queries(15):
        page = sam.get(PAGE)

    assert "You began this" in page.content.decode()
