"""Bytes to text, as mail programs in the wild write them: false, unknown and missing charsets, raw 8-bit headers."""

from __future__ import annotations

import binascii
import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header

HEADER_LIMIT = 20_000
# Names that Python does not know, and those whose wider sibling is meant (as browsers do: WHATWG Encoding, 4.2).
_SIBLINGS = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "iso8859-1": "cp1252", "ansi_x3.4-1968": "cp1252", "x-ansi": "cp1252", "8bit": "cp1252", "iso-8859-8-i": "iso-8859-8",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "iso-2022-jp": "iso2022_jp_ext",
    "cp-850": "cp850", "windows-874": "cp874", "tis-620": "cp874", "utf8": "utf-8", "utf-8-bom": "utf-8-sig",
    "unicode-1-1-utf-8": "utf-8", "utf8mb4": "utf-8",
}  # fmt: skip
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BREAKS = re.compile(r"\r\n?|\u2028|\u2029|\u0085")


def text_from(content: bytes, charset: str = "") -> str:
    """The text of some bytes, whatever they claim to be. Never raises; what fits nowhere becomes a replacement sign.

    Bytes that are flawless UTF-8 with signs beyond ASCII are UTF-8, even when they claim to be something of one byte a sign:
    by accident that is next to impossible.
    """
    name = charset.strip().strip("\"'").lower()
    codec = _codec(_SIBLINGS.get(name, name))
    if codec in {"", "cp1252", "iso8859-15"} or codec.startswith("utf-8"):
        order = ["utf-8-sig", codec or "cp1252", "cp1252"]
    else:
        order = [codec, "utf-8-sig", "cp1252"]
    for one in order:
        try:
            return _fit(content.decode(one))
        except (
            UnicodeError,
            ValueError,
            LookupError,
        ):  # the last: a codec of Python's that makes no text, such as "uu"
            continue
    return _fit(content.decode("cp1252", "replace"))


def header_from(raw: str) -> str:
    """A header's value as text in one line: encoded words (RFC 2047) and raw 8-bit bytes read. Never raises."""
    value = raw[:HEADER_LIMIT]
    if not value.isascii():
        value = text_from(value.encode("utf-8", "surrogateescape"))
    flat = " ".join(value.split())
    if "=?" not in flat:
        return _fit(flat)
    try:
        return " ".join(_fit("".join(_word(part, charset) for part, charset in decode_header(flat))).split())
    except (HeaderParseError, binascii.Error, ValueError, LookupError):
        return _fit(flat)


def _word(part: str | bytes, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    return text_from(part, charset or "")


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name if name else ""
    except (LookupError, ValueError, UnicodeError):
        return ""


def _fit(text: str) -> str:
    return _UNFIT.sub("", _BREAKS.sub("\n", text))
