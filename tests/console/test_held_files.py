"""Held files: who sees them, who lets them go, and that the reason is kept."""

from __future__ import annotations

import pytest

from goodstanding.base.files.models import StoredFile
from goodstanding.base.files.states import Scan
from goodstanding.base.timeline.models import Entry
from tests.factories.cases import with_file
from tests.world import World, happenings


@pytest.fixture
def held(world: World) -> StoredFile:
    """A file of alice's case in which the scanner found something."""
    _, ref = with_file(world)
    StoredFile.objects.filter(ref=ref).update(scan=Scan.QUARANTINED, scan_note="Eicar-Signature")
    return StoredFile.objects.get(ref=ref)


def test_an_administrator_downloads_and_releases_with_a_reason(world: World, held: StoredFile) -> None:
    desk = world.as_(world.ada)

    listed = desk.get("/console/held/").content.decode()
    refused = desk.post(f"/console/held/{held.ref}/content/", {"reason": ""})
    content = desk.post(f"/console/held/{held.ref}/content/", {"reason": "For the scanner's maker"})
    released = desk.post(f"/console/held/{held.ref}/release/", {"reason": "A false alarm"}, follow=True)

    assert "One file is held back" in listed and "Eicar-Signature" in listed
    assert refused.status_code == 422
    assert content["Content-Disposition"].startswith("attachment")
    assert b"".join(content.streaming_content) == b"Photo follows."  # type: ignore[attr-defined]  # a streamed answer
    assert "can be downloaded again" in released.content.decode()
    reasons = list(Entry.objects.filter(subject_kind="file").order_by("pk").values_list("reason", flat=True))
    assert reasons == ["For the scanner's maker", "A false alarm"]


def test_other_associates_see_it_and_cannot_override(world: World, held: StoredFile) -> None:
    desk, before = world.as_(world.sam), happenings()

    assert desk.get(f"/console/held/{held.ref}/").status_code == 200
    assert desk.post(f"/console/held/{held.ref}/content/", {"reason": "I want it"}).status_code == 403
    assert desk.post(f"/console/held/{held.ref}/release/", {"reason": "I want it"}).status_code == 403

    assert happenings() == before


def test_a_file_that_is_not_held_is_not_here(world: World) -> None:
    _, ref = with_file(world)

    assert world.as_(world.ada).get(f"/console/held/{ref}/").status_code == 404
