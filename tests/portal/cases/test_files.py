"""Files that came with a form are never lost: not by a refusal, not by a question in between, not without script."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from goodstanding.base.clock import reading
from goodstanding.systems.cases.models import Case, CaseAttachment, CaseMessage
from tests.factories import cases
from tests.world import World, happenings

PAYOUT = "new/payments.delayed/"


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


def at(world: World, path: str = "") -> str:
    return f"/s/{world.harbour.ref}/cases/{path}"


def note(name: str = "statement.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"The bank has nothing.", "text/plain")


def form(world: World, **more: object) -> dict[str, object]:
    day = f"{world.now:%Y-%m-%d}"
    return {
        "subject": "Payout of Friday is missing",
        "body": "Nothing came.",
        "key": "k1",
        "q_expected_on": day,
        **more,
    }


def kept(page: HttpResponse) -> list[str]:
    return re.findall(r'name="files_refs" value="([^"]+)" checked', page.content.decode())


def test_files_of_a_refused_case_come_back_and_go_with_it(world: World) -> None:
    client = world.as_(world.alice)

    refused = client.post(at(world, PAYOUT), form(world, q_amount="much", files=[note()]))
    client.post(at(world, PAYOUT), form(world, q_amount="1,840.50", files_refs=kept(refused)))

    assert refused.status_code == 422
    assert "statement.txt" in refused.content.decode()
    assert [one.file.name for one in CaseAttachment.objects.all()] == ["statement.txt"]
    assert {one["code"]: one["value"] for one in Case.objects.get().answers}["amount"] == "184050"


def test_files_go_along_when_an_open_case_is_offered_first(world: World) -> None:
    client = world.as_(world.alice)
    client.post(at(world, PAYOUT), form(world))

    stopped = client.post(at(world, PAYOUT), form(world, key="k2", files=[note()]))
    first = Case.objects.get()
    client.post(at(world, PAYOUT), form(world, key="k2", instead=first.ref, files_refs=kept(stopped)))

    assert [one.message.number for one in CaseAttachment.objects.filter(case=first)] == [2]


def test_files_of_a_refused_answer_come_back(world: World) -> None:
    case, client = cases.open_case(world), world.as_(world.alice)

    refused = client.post(at(world, f"{case.ref}/messages/"), {"body": " ", "files": [note()]})
    client.post(at(world, f"{case.ref}/messages/"), {"body": "Here.", "files_refs": kept(refused)})

    assert refused.status_code == 422
    assert [one.file.name for one in CaseAttachment.objects.all()] == ["statement.txt"]


def test_a_private_note_takes_no_files_and_loses_none(world: World) -> None:
    case, client = cases.open_case(world), world.as_(world.alice)
    before = happenings()

    refused = client.post(at(world, f"{case.ref}/messages/"), {"body": "Ask Bo.", "files": [note()], "private": "1"})

    page = refused.content.decode()
    assert "A private note holds no files" in page
    assert "Ask Bo." in page
    assert len(kept(refused)) == 1
    assert happenings() == before
    assert "Ask Bo." not in client.get(at(world, f"{case.ref}/")).content.decode()


def test_files_too_many_are_refused_and_all_come_back_in_their_order(world: World) -> None:
    case, client = cases.open_case(world), world.as_(world.alice)
    names = [f"{number:02}.txt" for number in range(12)]
    refs = [client.post(at(world, "new/files/"), {"file": note(name)}).json()["ref"] for name in names]

    refused = client.post(at(world, f"{case.ref}/messages/"), {"body": "All of them.", "files_refs": refs[::-1]})

    assert "At most 10 files at once" in refused.content.decode()
    assert kept(refused) == refs[::-1]
    assert CaseMessage.objects.count() == 1


def test_the_page_says_how_many_files_may_go_at_once(world: World) -> None:
    page = world.as_(world.alice).get(at(world, PAYOUT)).content.decode()

    assert "10 at once" in page
    assert 'data-most="10"' in page
