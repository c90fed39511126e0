"""What a file really is, read from its content. The name an uploader gave and the type a browser claimed count for nothing."""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO

from django.utils.translation import gettext as _

from goodstanding.base.files import rules
from goodstanding.kit.errors import Invalid

MAX_MEMBERS = 2_000
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 100
_SMALL = 1024 * 1024  # below this an extreme ratio harms nobody
_HEAD = 8_192
_TEXT_ENDINGS = {"txt", "csv", "eml"}

_BY_SIGNATURE = {"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "application/vnd.oasis.opendocument.text",
    b"application/vnd.oasis.opendocument.spreadsheet": "application/vnd.oasis.opendocument.spreadsheet",
}
_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"MSCF",
)
_MARKUP = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|script|svg|\?xml|iframe|math)\b", re.I | re.S)
_SCRIPT = (b"#!", b"%!PS", b"<?php")
_HEADER = re.compile(rb"^[!-9;-~]+:[ \t]?.*\r?$")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def kind_of(content: BinaryIO, *, name: str) -> str:
    """The kind of content, one of rules.ALLOWED. Raises Invalid for everything else; leaves the file at its start.

    `name` (cleaned) only decides between kinds of plain text, which have no signature.
    """
    content.seek(0)
    head = content.read(_HEAD)
    try:
        import filetype  # a module for each of a hundred formats: not for every start

        guess = filetype.guess(head)
        if guess is not None and guess.mime in _BY_SIGNATURE:
            _guard_picture(content, str(guess.mime))
            return str(guess.mime)
        if head.startswith(b"PK"):
            return _container_kind(content)
        if rules.ending_of(name) in _TEXT_ENDINGS:
            return _text_kind(content, head, name)
    finally:
        content.seek(0)
    raise _refused()


def _guard_picture(content: BinaryIO, kind: str) -> None:
    if kind.startswith("image/"):
        from goodstanding.base.files import pictures  # loads what opens pictures: not for every start

        pictures.check(content, kind=kind)


def _text_kind(content: BinaryIO, head: bytes, name: str) -> str:
    if not _is_text(content):
        raise _refused()
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _MARKUP.match(start) or start.startswith(_SCRIPT):
        raise Invalid(_("Web pages, drawings in SVG and scripts are not accepted."), field="file", code="file_type")
    ending = rules.ending_of(name)
    if ending == "csv":
        return "text/csv"
    if ending == "eml":
        return _mail_kind(start)
    return "text/plain"


def _mail_kind(start: bytes) -> str:
    headers = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0].splitlines()
    proper = [line for line in headers if _HEADER.match(line) or line[:1] in b" \t"]
    if len(proper) < len(headers) or not any(line.lower().startswith(b"from:") for line in headers):
        raise Invalid(_("This is not a saved e-mail: it has no From line."), field="file", code="file_type")
    return "message/rfc822"


def _is_text(content: BinaryIO) -> bool:
    """Whether the whole file reads as text: UTF-8, UTF-16 with its mark, or a single-byte encoding without control signs."""
    content.seek(0)
    mark = content.read(2)
    wide = mark in (b"\xff\xfe", b"\xfe\xff")
    content.seek(0)
    while chunk := content.read(1024 * 1024):
        if wide:
            chunk = chunk.replace(b"\x00", b"")
        if _CONTROL.search(chunk):
            return False
    return True


def _container_kind(content: BinaryIO) -> str:
    """The kind of an office document, after proving that unpacking it would harm nobody."""
    try:
        with zipfile.ZipFile(content) as container:
            members = container.infolist()
            _guard_sizes(members)
            _guard_members(container, members)
            names = {member.filename for member in members}
            if "mimetype" in names:
                return _OPEN_DOCUMENT.get(container.read("mimetype")[:100].strip(), "") or _no_archive()
            if "[Content_Types].xml" in names:
                return next((kind for part, kind in _OFFICE.items() if part in names), "") or _no_archive()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise Invalid(_("This document is damaged and cannot be opened."), field="file", code="file_damaged") from error
    return _no_archive()


def _guard_sizes(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or (unpacked > _SMALL and unpacked > packed * MAX_RATIO):
        raise Invalid(
            _("This document would unpack to far more than it shows. Save it again, or send it as PDF."),
            field="file",
            code="file_bomb",
        )


def _guard_members(container: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        if member.flag_bits & 0x1:
            raise Invalid(
                _("This document is locked with a password. Remove it first."), field="file", code="file_locked"
            )
        if member.filename.lower().endswith("vbaproject.bin"):
            raise Invalid(
                _("Documents with macros are not accepted. Save it without them."), field="file", code="file_macros"
            )
        if member.is_dir():
            continue
        with container.open(member) as part:
            if part.read(8).startswith(_ARCHIVES):
                raise Invalid(
                    _("This document holds another archive or document. Send that one as a file of its own."),
                    field="file",
                    code="file_nested",
                )


def _no_archive() -> str:
    raise Invalid(
        _("Archives are not accepted: send the files themselves. %(accepted)s") % {"accepted": rules.accepted()},
        field="file",
        code="file_type",
    )


def _refused() -> Invalid:
    return Invalid(
        _("The content of this file is not of an accepted kind. %(accepted)s") % {"accepted": rules.accepted()},
        field="file",
        code="file_type",
    )
