"""However many cases, messages, notes and files there are: the number of queries stays the same, and small."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.base.clock import reading
from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import Reply
from tests.factories.cases import open_case
from tests.world import World


@pytest.fixture
def crowded(world: World) -> str:
    """A case with much said in it among thirty others; its Case ID."""
    reading.move_to(world.now)
    for n in range(30):
        open_case(world, subject=f"Matter number {n}")
    case = open_case(world, subject="The crowded one")
    for n in range(8):
        file = SimpleUploadedFile(f"{n}.txt", b"Words in a file.")
        actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply(f"{n}", uploads=[file]), at=world.now)
        actions.add_internal_note(actor=world.sam.actor, ref=case.ref, note=Reply(f"{n}"), at=world.now)
        actions.add_seller_note(actor=world.sue.actor, ref=case.ref, note=Reply(f"{n}"), at=world.now)
    return case.ref


@pytest.mark.parametrize("path", ["", "?status=open&q=matter", "{ref}/", "{ref}/print/", "new/", "new/other.other/"])
def test_the_sellers_pages(world: World, crowded: str, path: str, django_assert_max_num_queries: Any) -> None:
    client = world.as_(world.alice)
    address = f"/s/{world.harbour.ref}/cases/{path.format(ref=crowded)}"
    client.get(address)

    with django_assert_max_num_queries(15):
        page = client.get(address)

    assert len(page.content) < 80 * 1024


@pytest.mark.parametrize("path", ["", "?shelf=any&q=Harbour", "{ref}/?owner=all"])
def test_the_associates_pages(world: World, crowded: str, path: str, django_assert_max_num_queries: Any) -> None:
    client = world.as_(world.sam)
    address = f"/console/cases/{path.format(ref=crowded)}"
    client.get(address)

    with django_assert_max_num_queries(15):
        page = client.get(address)

    assert len(page.content) < 80 * 1024
