"""What may be uploaded: names and kinds. Deciding by content is in inspection.py."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from goodstanding.kit.errors import Invalid

NAME_LIMIT = 120
# Kind of content -> the endings under which it may come.
ALLOWED: dict[str, tuple[str, ...]] = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "text/plain": ("txt",),
    "text/csv": ("csv",),
    "message/rfc822": ("eml",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "application/vnd.oasis.opendocument.text": ("odt",),
    "application/vnd.oasis.opendocument.spreadsheet": ("ods",),
}
ENDINGS = tuple(ending for endings in ALLOWED.values() for ending in endings)
# Endings that a desktop would run or a browser would render: refused anywhere in a name, so that "scan.exe.pdf" and
# "photo.html.txt" do not get through to somebody whose system hides the last ending.
RUN_BY_DESKTOPS = {"exe", "com", "scr", "bat", "cmd", "msi", "dll", "vbs", "vbe", "ps1", "hta", "cpl", "lnk", "jar"}
RUN_BY_SERVERS = {"js", "jse", "wsf", "wsh", "app", "dmg", "sh", "bash", "php", "phtml", "asp", "aspx", "jsp"}
DRAWN_BY_BROWSERS = {"html", "htm", "xhtml", "shtml", "svg", "svgz", "xml", "mht", "mhtml"}
DANGEROUS = RUN_BY_DESKTOPS | RUN_BY_SERVERS | DRAWN_BY_BROWSERS
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u0085\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')


def clean_name(given: str) -> str:
    """A name fit to be shown and saved anywhere: no folders, control signs or reversed text, at most NAME_LIMIT signs."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    name = " ".join(_UNFIT.sub(" ", last).split()).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if len(name) > NAME_LIMIT and dot:
        name = f"{stem[: NAME_LIMIT - len(ending) - 1].rstrip(' .')}.{ending}"
    return name[:NAME_LIMIT] or "file"


def ending_of(name: str) -> str:
    """The last ending of a name, in lower case; empty when it has none."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""


def check_name(name: str) -> None:
    """Raise Invalid for a name whose endings promise something that is not accepted."""
    parts = [part.strip().lower() for part in name.split(".")[1:]]
    bad = next((part for part in parts if part in DANGEROUS), "")
    if bad:
        raise Invalid(
            _("Files with .%(bad)s in their name are not accepted.") % {"bad": bad}, field="file", code="file_name"
        )
    if ending_of(name) not in ENDINGS:
        raise Invalid(
            _("This kind of file is not accepted. %(accepted)s") % {"accepted": accepted()},
            field="file",
            code="file_type",
        )


def check_size(size: int, *, limit_bytes: int) -> None:
    """Raise Invalid for an empty file or one above the limit."""
    if size <= 0:
        raise Invalid(_("This file is empty."), field="file", code="file_empty")
    if size > limit_bytes:
        raise Invalid(
            _("This file has %(size)s MB. The limit is %(most)s MB per file.")
            % {"size": format(size / 1048576, ".1f"), "most": limit_bytes // 1048576},
            field="file",
            code="file_too_large",
        )


def check_kind(name: str, kind: str) -> None:
    """Raise Invalid when the content is not what the name says."""
    if ending_of(name) not in ALLOWED[kind]:
        wanted = " or ".join(f".{ending}" for ending in ALLOWED[kind])
        raise Invalid(
            _("The name ends in .%(name)s, but the content is %(wanted)s. Give it its proper name.")
            % {"name": ending_of(name), "wanted": wanted},
            field="file",
            code="file_mismatch",
        )


def accepted() -> str:
    """What is accepted, as a sentence."""
    return _("Accepted are %(endings)s.") % {"endings": ", ".join(sorted(set(ENDINGS)))}
