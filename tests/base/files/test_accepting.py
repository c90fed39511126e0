"""What may be uploaded is decided by content; what is harmful is refused, and nothing of it stays."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.base.files import actions, inspection, queries, rules
from goodstanding.base.files.doors import as_attachment
from goodstanding.base.files.models import StoredFile
from goodstanding.kit.errors import Conflict, Invalid, NotFound
from tests.base.files import make
from tests.world import NOW, World


def _name_only(value: object) -> str:
    """Names of tests hold no bytes: those of archives carry the time at which they were made."""
    return "bytes" if isinstance(value, bytes) else str(value)


def accept(world: World, name: str, content: bytes, claimed: str = "application/octet-stream") -> StoredFile:
    """Alice uploads something."""
    upload = SimpleUploadedFile(name, content, content_type=claimed)
    return actions.accept(actor=world.alice.actor, upload=upload, purpose="plan", at=NOW)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("invoice.pdf", make.PDF, "application/pdf"),
        ("dot.PNG", make.png(), "image/png"),
        ("photo.jpeg", make.jpg(), "image/jpeg"),
        ("dot.gif", make.GIF, "image/gif"),
        ("dot.webp", make.WEBP, "image/webp"),
        ("notes.txt", "Grüße\n".encode(), "text/plain"),
        ("old notes.txt", "Grüße\n".encode("cp1252"), "text/plain"),
        ("wide.txt", "Grüße\n".encode("utf-16"), "text/plain"),
        ("BMW parts.txt", b"BMW 3 series, mirror glass\n", "text/plain"),
        ("orders.csv", make.CSV, "text/csv"),
        ("mail.eml", make.EML, "message/rfc822"),
        ("letter.docx", make.docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("sheet.xlsx", make.xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("letter.odt", make.odt(), "application/vnd.oasis.opendocument.text"),
        ("sheet.ods", make.ods(), "application/vnd.oasis.opendocument.spreadsheet"),
        ("v1.2 final.pdf", make.PDF, "application/pdf"),
    ],
    ids=_name_only,
)
def test_these_kinds_are_accepted(world: World, name: str, content: bytes, kind: str) -> None:
    file = accept(world, name, content, claimed="text/html")

    assert (file.content_type, file.size) == (kind, len(content))
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    with default_storage.open(file.path) as stored:
        assert stored.read() == content


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.pdf", b"", "file_empty"),
        ("page.html", b"<p>hi", "file_name"),
        ("drawing.svg", b"<svg/>", "file_name"),
        ("run.exe", b"MZ\x90\x00", "file_name"),
        ("scan.exe.pdf", make.PDF, "file_name"),
        ("photo.html.txt", b"hello", "file_name"),
        ("page.txt", b"\xef\xbb\xbf <!DOCTYPE html><script>x</script>", "file_type"),
        ("drawing.txt", b"<!-- x --><svg onload=x>", "file_type"),
        ("script.txt", b"#!/bin/sh\nrm -rf /\n", "file_type"),
        ("binary.txt", b"abc\x00def", "file_type"),
        ("run.pdf", b"MZ\x90\x00" + b"\x00" * 60, "file_type"),
        ("page.pdf", b"<html>", "file_type"),
        ("cut.png", b"\x89PN", "file_type"),
        ("head only.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\r", "file_damaged"),
        ("cut short.png", make.png()[:40], "file_damaged"),
        ("head only.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "file_damaged"),
        ("head only.gif", b"GIF89a\x01\x00", "file_damaged"),
        ("head only.webp", make.WEBP[:16], "file_damaged"),
        ("image.pdf", make.png(), "file_mismatch"),
        ("notes.csv", make.PDF, "file_mismatch"),
        ("sheet.docx", make.xlsx(), "file_mismatch"),
        ("files.docx", make.zipped({"a.txt": b"x"}), "file_type"),
        ("files.zip", make.zipped({"a.txt": b"x"}), "file_type"),
        ("epub.odt", make.zipped({"mimetype": b"application/epub+zip"}), "file_type"),
        ("macro.xlsx", make.xlsx(**{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "file_macros"),
        ("nested.docx", make.docx(**{"word/embeddings/x.bin": make.zipped({"y": b"z"})}), "file_nested"),
        ("bomb.docx", make.docx(**{"word/media/x": b"0" * 20_000_000}), "file_bomb"),
        ("broken.docx", make.docx()[:60], "file_damaged"),
        ("no mail.eml", b"Dear Sir\n\nhello", "file_type"),
        ("no ending", b"hello", "file_type"),
    ],
    ids=_name_only,
)
def test_these_are_refused_and_nothing_stays(world: World, name: str, content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        accept(world, name, content)

    assert refusal.value.code == code
    assert not StoredFile.objects.exists()


def test_a_document_that_lies_about_its_size_is_refused(world: World) -> None:
    content = bytearray(make.docx(**{"word/media/x": b"0" * 5_000_000}))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        member = archive.getinfo("word/media/x")
    place = content.rindex(b"word/media/x") - 46
    content[place + 24 : place + 28] = (100).to_bytes(4, "little")
    assert member.file_size == 5_000_000

    with pytest.raises(Invalid) as refusal:
        accept(world, "liar.docx", bytes(content))

    assert refusal.value.code == "file_damaged"


def test_a_document_with_very_many_parts_is_refused(world: World) -> None:
    parts = {f"word/{n}.xml": b"" for n in range(inspection.MAX_MEMBERS + 1)}

    with pytest.raises(Invalid) as refusal:
        accept(world, "many.docx", make.docx(**parts))

    assert refusal.value.code == "file_bomb"


def test_a_file_above_the_limit_says_how_large_it_may_be(world: World, settings: Any) -> None:
    settings.FILE_MAX_BYTES = 1024 * 1024

    with pytest.raises(Invalid, match=r"1\.5 MB\. The limit is 1 MB"):
        accept(world, "long.txt", b"a" * 1_572_864)


def test_a_large_upload_that_lies_on_disk_is_read_like_any_other(world: World) -> None:
    with TemporaryUploadedFile("big.txt", "text/plain", 3, "utf-8") as upload:
        upload.write(b"abc" * 1_000_000)
        upload.size = 3_000_000
        upload.seek(0)

        file = actions.accept(actor=world.alice.actor, upload=upload, purpose="case", at=NOW)

    with default_storage.open(file.path) as stored:
        assert hashlib.sha256(stored.read()).hexdigest() == file.sha256


def test_a_file_is_attached_once(world: World) -> None:
    file = accept(world, "invoice.pdf", make.PDF)

    actions.attach(file, owner=("plan", "4K7-2QX"))
    actions.attach(file, owner=("plan", "4K7-2QX"))

    assert [f.ref for f in queries.files_of("plan", "4K7-2QX")] == [file.ref]
    with pytest.raises(Conflict):
        actions.attach(file, owner=("plan", "OTHER"))


def test_a_file_is_only_found_at_its_owner(world: World) -> None:
    file = actions.attach(accept(world, "invoice.pdf", make.PDF), owner=("plan", "4K7-2QX"))

    assert queries.file_for(file.ref, owner=("plan", "4K7-2QX")) == file
    with pytest.raises(NotFound):
        queries.file_for(file.ref, owner=("plan", "OTHER"))


def test_an_upload_without_an_owner_is_only_the_uploaders(world: World) -> None:
    file = accept(world, "invoice.pdf", make.PDF)

    assert queries.own_upload(world.alice.actor, file.ref) == file
    with pytest.raises(NotFound):
        queries.own_upload(world.mallory.actor, file.ref)


def test_what_nobody_attached_is_removed_after_a_day(world: World) -> None:
    kept = actions.attach(accept(world, "kept.pdf", make.PDF), owner=("plan", "4K7-2QX"))
    lost = accept(world, "lost.pdf", make.PDF)

    assert actions.remove_unowned(at=NOW + timedelta(hours=23)) == 0
    assert actions.remove_unowned(at=NOW + timedelta(hours=25)) == 1

    assert default_storage.exists(kept.path)
    assert not default_storage.exists(lost.path)


def test_a_download_is_never_rendered_or_kept(world: World) -> None:
    file = accept(world, 'in"voice ä.pdf', make.PDF)

    response = as_attachment(file)

    assert b"".join(response.streaming_content) == make.PDF  # type: ignore[arg-type]
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Length"] == str(len(make.PDF))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    response.close()


@given(st.text(max_size=400))
def test_a_clean_name_is_fit_for_any_folder(given: str) -> None:
    name = rules.clean_name(given)

    assert 1 <= len(name) <= rules.NAME_LIMIT
    assert not set(name) & set('/\\<>:"|?*\0\n\r\u202e')
    assert name.strip(" .") == name


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\alice\\plan.pdf", "plan.pdf"),
        ("in\u202efdp.txt", "in fdp.txt"),
        ("  .hidden ", "hidden"),
        ("", "file"),
        ("x" * 200 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_cleaned(given: str, name: str) -> None:
    assert rules.clean_name(given) == name
