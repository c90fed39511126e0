"""Taking a mail apart (MIME): which part is the text, which are files, what is left out and why."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from io import BytesIO

from goodstanding.base.files import rules as files
from goodstanding.base.mailroom.inbound import decoding, flowed

MOST_PARTS = 300
MOST_DEPTH = 30
TINY_PICTURE = 2_048  # below this a picture in the text is an ornament or a counter of readers
_RAW_NAME = re.compile(r"name\s*=\s*\"?([^\";]{1,300})", re.IGNORECASE)
_HTML_ONLY = ("requires an html", "html-fähig", "view this message in html", "does not support html")

_SEALED = "The mail is encrypted (S/MIME) and cannot be read here."
_SIGNED = (
    "The mail is signed so that only S/MIME programs can read it. Send it again unsigned, or signed as clear text."
)

# What is no file for a case, and what is said about it instead.
_LEFT_OUT = {
    "application/ms-tnef": "winmail.dat could not be opened: it is Outlook's own format. Send the files as ordinary attachments.",
    "text/calendar": "An invitation to a meeting was left out.",
    "application/ics": "An invitation to a meeting was left out.",
    "application/pkcs7-mime": _SEALED,
    "application/x-pkcs7-mime": _SEALED,
    "application/pgp-encrypted": "The mail is encrypted (PGP) and cannot be read here.",
    "message/external-body": "A file that lies elsewhere was left out.",
    "message/partial": "The mail is one piece of several and cannot be read by itself.",
}
_SILENT = {
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-keys",
    "text/vcard", "text/x-vcard", "message/delivery-status", "message/disposition-notification", "text/rfc822-headers",
    "message/feedback-report", "text/x-amp-html",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file that came with a mail, as its sender named it."""

    name: str
    content_type: str
    content: bytes


@dataclass(slots=True)
class Body:
    """What a mail holds: all its text, the text without what HTML marks as quoted, its files, and what was left out."""

    whole: str = ""
    own: str = ""
    files: list[FilePart] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Found:
    plain: list[str] = field(default_factory=list)
    rich: list[str] = field(default_factory=list)
    pictures: dict[str, FilePart] = field(default_factory=dict)
    body: Body = field(default_factory=Body)


def walk(message: Message, depth: int = 0) -> Iterator[Message]:
    """Every part, the outermost first, not into attached mails. Stops at MOST_DEPTH."""
    yield message
    if depth < MOST_DEPTH and message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from walk(part, depth + 1)


def body_of(message: Message) -> Body:
    """Read text and files. Text/plain is preferred; HTML alone becomes text with a little Markdown."""
    found = _Found()
    for number, part in enumerate(walk(message)):
        if number >= MOST_PARTS:
            found.body.remarks.append("The mail has too many parts; the last ones were left out.")
            break
        _take(part, found)
    plain = "\n\n".join(text.strip("\n") for text in found.plain if text.strip())
    rich = "\n".join(found.rich)
    body = found.body
    if plain and not (rich and _says_nothing(plain)):
        body.whole = body.own = plain
    elif rich:
        from goodstanding.base.mailroom.inbound import html  # loads a parser of HTML: not at every start

        body.whole, body.own = html.text_of(rich), html.own_text_of(rich)
    _sort_pictures(found, rich)
    return body


def content_of(part: Message) -> bytes:
    """The bytes of a part, its transfer encoding undone; as they are where that cannot be done."""
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, AssertionError, LookupError):
        payload = None
    if isinstance(payload, bytes):
        return payload
    held = part.get_payload()
    return held.encode("utf-8", "surrogateescape") if isinstance(held, str) else b""


def _take(part: Message, found: _Found) -> None:
    kind = part.get_content_type()
    if kind in _LEFT_OUT:
        signed = _LEFT_OUT[kind] is _SEALED and str(_param(part, "smime-type")).lower() == "signed-data"
        found.body.remarks.append(_SIGNED if signed else _LEFT_OUT[kind])
    elif kind in _SILENT or part.get_content_maintype() == "multipart":
        if not part.is_multipart() and part.get_content_maintype() == "multipart":
            found.plain.append(_text(part))  # a multipart without its boundary: what is there is shown
    elif kind in {"message/rfc822", "message/global"}:
        found.body.files.append(_attached_mail(part))
    elif kind == "text/plain" and not _is_file(part):
        found.plain.append(_text(part))
    elif kind == "text/html" and not _is_file(part):
        found.rich.append(_text(part))
    else:
        _take_file(part, found)


def _take_file(part: Message, found: _Found) -> None:
    name = _name_of(part)
    if name.lower() == "winmail.dat":
        found.body.remarks.append(_LEFT_OUT["application/ms-tnef"])
        return
    file = FilePart(name, part.get_content_type(), content_of(part))
    ident = str(part.get("Content-ID", "")).strip(" <>")
    if ident and part.get_content_maintype() == "image" and _disposition(part) != "attachment":
        found.pictures[ident] = file
    elif file.content or _disposition(part):
        found.body.files.append(file)


def _sort_pictures(found: _Found, rich: str) -> None:
    """Pictures in the text: those that the writer's own text shows are files; those of quotes and signatures are not."""
    if not found.pictures:
        return
    from goodstanding.base.mailroom.inbound import html  # as above

    all_shown, own = html.pictures_in(rich), html.pictures_in(html.own_html(rich))
    for ident, picture in found.pictures.items():
        quoted = ident in all_shown and ident not in own
        if not quoted and len(picture.content) >= TINY_PICTURE:
            found.body.files.append(picture)


def _says_nothing(plain: str) -> bool:
    return len(plain) < 300 and any(words in plain.lower() for words in _HTML_ONLY)


def _text(part: Message) -> str:
    text = decoding.text_from(content_of(part), str(_param(part, "charset")))
    if str(_param(part, "format")).lower() == "flowed":
        return flowed.unwrapped(text, delete_space=str(_param(part, "delsp")).lower() == "yes")
    return text


def _is_file(part: Message) -> bool:
    return _disposition(part) == "attachment" or bool(_raw_name(part))


def _disposition(part: Message) -> str:
    try:
        return (part.get_content_disposition() or "").strip()
    except (ValueError, AttributeError, TypeError):
        return ""


def _param(part: Message, name: str) -> object:
    try:
        found = part.get_param(name, "")
    except (ValueError, TypeError, LookupError):
        return ""
    return found[2] if isinstance(found, tuple) else found


def _raw_name(part: Message) -> str:
    try:
        name = part.get_filename("") or ""
    except (ValueError, TypeError, LookupError, AttributeError):
        name = ""
    if "\ufffd" not in name:
        return name
    raw = " ".join(
        str(value) for key, value in part.raw_items() if key.lower() in {"content-disposition", "content-type"}
    )
    found = _RAW_NAME.search(raw)  # bytes beyond ASCII, which the library gives up on
    return found[1] if found else name


def _name_of(part: Message) -> str:
    """The name of a file (RFC 2231, or RFC 2047 where it does not belong), fit to be shown; one of ours where there is none."""
    given = decoding.header_from(_raw_name(part))
    name = files.clean_name(given) if given else ""
    if name:
        return name
    ending = mimetypes.guess_extension(part.get_content_type()) or ".bin"
    return f"{'picture' if part.get_content_maintype() == 'image' else 'attachment'}{ending}"


def _attached_mail(part: Message) -> FilePart:
    inner = part.get_payload(0) if part.is_multipart() else None
    if not isinstance(inner, Message):
        return FilePart("mail.eml", "message/rfc822", content_of(part))
    subject = decoding.header_from(str(inner.get("Subject", "")))
    out = BytesIO()
    try:
        out.write(inner.as_bytes())
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
    ):  # a mail that was read need not be one that can be written
        out.write(str(inner.get_payload()).encode("utf-8", "replace"))
    return FilePart(files.clean_name(f"{subject[:80] or 'mail'}.eml"), "message/rfc822", out.getvalue())
