"""The virus scanner is asked in the worker; what it finds leaves by no door."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from goodstanding.base.files import actions, clamd, erasing, queries, tasks
from goodstanding.base.files.models import StoredFile
from goodstanding.base.files.states import Scan
from goodstanding.base.timeline.models import Entry
from goodstanding.kit.errors import Invalid, NotAllowed, NotFound
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases.actions import Reply
from goodstanding.systems.cases.models import Case
from tests.base.files.scanner import EICAR, scanner
from tests.factories.cases import open_case
from tests.world import World, happenings


@pytest.fixture
def clam(settings: Any) -> Iterator[list[bytes]]:
    """A running scanner, set as the marketplace's own; what it has been shown."""
    with scanner() as (address, seen):
        settings.CLAMD = address
        yield seen


def attach(world: World, content: bytes, name: str = "note.txt") -> tuple[Case, StoredFile]:
    """A case of alice's with a file."""
    case = open_case(world)
    upload = SimpleUploadedFile(name, content)
    message = cases.add_message(
        actor=world.alice.actor, ref=case.ref, reply=Reply("See the file.", uploads=[upload]), at=world.now
    )
    return case, message.attachments.get().file


def test_a_clean_file_waits_for_the_scanner_and_is_free_then(world: World, clam: list[bytes]) -> None:
    case, file = attach(world, b"All is well.")
    address = f"/s/{world.harbour.ref}/cases/{case.ref}/files/{file.ref}/"

    before = world.as_(world.alice).get(address)
    world.work_off()
    after = world.as_(world.alice).get(address)

    assert before.status_code == 409
    assert after.status_code == 200
    assert after["Content-Disposition"].startswith("attachment")
    assert clam == [b"All is well."]


def test_what_the_scanner_finds_leaves_by_no_door(world: World, clam: list[bytes]) -> None:
    case, file = attach(world, b"Look: " + EICAR)
    world.work_off()
    before = happenings()

    seller = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/files/{file.ref}/")
    staff = world.as_(world.sam).get(f"/console/cases/{case.ref}/files/{file.ref}/")
    administrator = world.as_(world.ada).get(f"/console/cases/{case.ref}/files/{file.ref}/")

    assert [r.status_code for r in (seller, staff, administrator)] == [403, 403, 403]
    assert "Eicar-Signature" in seller.content.decode()
    assert happenings() == before
    assert Entry.objects.filter(verb="file.quarantined", staff_only=True).count() == 1


def test_old_files_are_scanned_once_a_scanner_is_set(world: World, settings: Any) -> None:
    _, old = attach(world, EICAR)
    world.work_off()
    with scanner() as (address, _seen):
        settings.CLAMD = address

        assert tasks.scan_unchecked.call() == 1
        assert tasks.scan_unchecked.call() == 0

    old.refresh_from_db()
    assert (old.scan, old.scan_note) == (Scan.QUARANTINED, "Eicar-Signature")


def test_a_file_beyond_the_scanners_limit_is_called_unscannable_and_may_be_opened(world: World, settings: Any) -> None:
    with scanner(limit=1_000) as (address, _seen):
        settings.CLAMD = address
        case, file = attach(world, b"long " * 100_000)
        world.work_off()

    file.refresh_from_db()
    assert file.scan == Scan.UNSCANNABLE
    assert world.as_(world.sam).get(f"/console/cases/{case.ref}/files/{file.ref}/").status_code == 200


def test_while_the_scanner_is_away_files_wait_and_nothing_fails(world: World, settings: Any) -> None:
    settings.CLAMD = "tcp://127.0.0.1:1"
    _, file = attach(world, b"All is well.")

    world.work_off()
    assert tasks.scan_unchecked.call() == 0

    file.refresh_from_db()
    assert file.scan == Scan.UNCHECKED


def test_an_administrator_releases_or_opens_a_held_file_with_a_reason(world: World, clam: list[bytes]) -> None:
    case, file = attach(world, EICAR)
    world.work_off()

    opened = actions.open_held(actor=world.ada.actor, ref=file.ref, reason="Sent to the scanner's maker", at=world.now)
    assert opened.scan == Scan.QUARANTINED
    actions.release(actor=world.ada.actor, ref=file.ref, reason="It is the test file", at=world.now)

    assert world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/files/{file.ref}/").status_code == 200
    verbs = list(Entry.objects.filter(subject_kind="file").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["file.quarantined", "file.opened", "file.released"]


def test_nobody_else_overrides_the_scanner_and_nobody_without_a_reason(world: World, clam: list[bytes]) -> None:
    _, file = attach(world, EICAR)
    world.work_off()
    before = happenings()

    for person, refusal in ((world.sam, NotAllowed), (world.tess, NotAllowed), (world.alice, NotFound)):
        with pytest.raises(refusal):
            actions.release(actor=person.actor, ref=file.ref, reason="Looks fine to me", at=world.now)
        with pytest.raises(refusal):
            actions.open_held(actor=person.actor, ref=file.ref, reason="Looks fine to me", at=world.now)
    with pytest.raises(Invalid):
        actions.release(actor=world.ada.actor, ref=file.ref, reason=" ", at=world.now)

    assert happenings() == before


def test_only_associates_see_what_is_held(world: World, clam: list[bytes]) -> None:
    _, file = attach(world, EICAR)
    world.work_off()

    assert [one.ref for one in queries.held(world.sam.actor, scan=None, cursor=None).rows] == [file.ref]
    with pytest.raises(NotFound):
        queries.held(world.alice.actor, scan=None, cursor=None)


def test_the_scanner_tells_its_version(clam: list[bytes], settings: Any) -> None:
    assert clamd.ping(settings.CLAMD).startswith("ClamAV")


@pytest.mark.parametrize("text", ["clamav", "http://host", "tcp://", "unix:", "tcp://host:99999"])
def test_an_address_that_cannot_be_read_names_the_remedy(text: str) -> None:
    with pytest.raises(Invalid, match="tcp://host:3310"):
        clamd.address_from(text)


def _photo() -> bytes:
    out, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "Taken at 12 Harbour Lane"
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_pictures_are_left_as_they_are_unless_told_otherwise(world: World) -> None:
    _, file = attach(world, _photo(), "photo.jpg")

    with actions.default_storage.open(file.path) as kept:
        assert kept.read() == _photo()


@pytest.mark.parametrize(("form", "name"), [("JPEG", "p.jpg"), ("PNG", "p.png"), ("GIF", "p.gif"), ("WEBP", "p.webp")])
def test_pictures_written_anew_look_the_same_and_tell_nothing_else(
    world: World, settings: Any, form: str, name: str
) -> None:
    settings.FILE_CLEAN_IMAGES = True
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, form, comment=b"Harbour Lane")
    _, file = attach(world, _photo() if form == "JPEG" else out.getvalue(), name)

    with actions.default_storage.open(file.path) as kept:
        content = kept.read()
    assert b"Harbour Lane" not in content
    assert (file.size, Image.open(BytesIO(content)).size) == (len(content), (40, 30))


def test_a_picture_that_cannot_be_opened_is_refused_when_pictures_are_written_anew(world: World, settings: Any) -> None:
    settings.FILE_CLEAN_IMAGES = True

    with pytest.raises(Invalid, match="damaged"):
        attach(world, _photo()[:300], "photo.jpg")


def test_a_verdict_counts_for_every_copy_and_so_does_a_release(world: World, clam: list[bytes]) -> None:
    _case, file = attach(world, EICAR)
    copy = actions.copy(file, at=world.now)

    world.work_off()
    assert set(StoredFile.objects.values_list("scan", flat=True)) == {Scan.QUARANTINED}
    assert len(clam) == 1, "the same bytes are shown once"
    actions.release(actor=world.ada.actor, ref=copy.ref, reason="A test file of our own", at=world.now)

    assert set(StoredFile.objects.values_list("scan", flat=True)) == {Scan.RELEASED}
    assert Entry.objects.filter(verb="file.released").count() == 2


def test_releasing_a_file_whose_bytes_were_erased_releases_no_other_such_file(world: World, clam: list[bytes]) -> None:
    files = [attach(world, EICAR)[1] for _n in range(2)]
    world.work_off()
    erasing.erase(user_id=world.alice.user.pk, kinds=["case"], at=world.now)

    actions.release(actor=world.ada.actor, ref=files[0].ref, reason="A test file of our own", at=world.now)

    assert [StoredFile.objects.get(pk=one.pk).scan for one in files] == [Scan.RELEASED, Scan.QUARANTINED]
    assert Entry.objects.filter(verb="file.released").count() == 1


def test_bytes_stay_while_a_copy_names_them_and_go_with_the_last(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    upload = SimpleUploadedFile("note.txt", b"Once on the disk.")
    file = actions.accept(actor=world.sam.actor, upload=upload, purpose="case", at=world.now)
    copy = actions.attach(actions.copy(file, at=world.now), owner=("case", "X"))

    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_unowned(at=world.later(hours=25))
    assert list(StoredFile.objects.values_list("pk", flat=True)) == [copy.pk]
    assert default_storage.exists(copy.path)
    actions.detach(copy)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_unowned(at=world.later(hours=25))

    assert not default_storage.exists(copy.path)
