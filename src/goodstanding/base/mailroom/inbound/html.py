"""Mail that comes as HTML alone, as text with a little Markdown."""

from __future__ import annotations

import re

import nh3
from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

LIMIT = 1_000_000
# Where mail programs put the answered mail, and signatures. What follows an ANSWERED_FROM belongs to it too.
_ANSWERED = (
    "div.gmail_quote_container, div.gmail_quote, blockquote.gmail_quote, div.yahoo_quoted, div.protonmail_quote, "
    "div[name=quote]"
)
_ANSWERED_FROM = (
    "#appendonsend, #divRplyFwdMsg, #mail-editor-reference-message-container, hr#stopSpelling, div.moz-cite-prefix"
)
_SIGNATURES = (
    "div.gmail_signature, div.moz-signature, pre.moz-signature, #Signature, #ms-outlook-mobile-signature, "
    "div.protonmail_signature_block, #ymail_android_signature, #AppleMailSignature"
)
_FORWARDS = re.compile(
    r"Forwarded message|Weitergeleitete Nachricht|Message transféré|Begin forwarded message|転送", re.IGNORECASE
)
# Anything else after these three signs stops Python's parser: a sentence may hold them.
_NO_SECTION = re.compile(r"<!\[(?!(?:if|else|endif|cdata|temp|ignore|include|rcdata)(?![-_.a-z0-9]))", re.IGNORECASE)
_CIDS = re.compile(r"""cid:([^"'\s>)]+)""", re.IGNORECASE)
_TAGS = {
    "p", "br", "div", "ul", "ol", "li", "a", "strong", "b", "em", "i", "code", "pre", "blockquote", "table", "tbody", "tr",
    "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "span", "hr",
}  # fmt: skip
_GAPS = re.compile(r"\n{3,}")
_TRAILING = re.compile(r"[ \t\u00a0\u200b]+$", re.MULTILINE)


class _Converter(MarkdownConverter):
    """Markdown of the kind that cases show: no tables, no headings, no pictures."""

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f" {text.strip()} "

    convert_th = convert_td

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"{text.strip()}\n\n"

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    convert_tbody = convert_table

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802 - the library's name
        return f"\n\n{text.strip()}\n\n"


def text_of(html: str) -> str:
    """All of it as text."""
    return _markdown(html[:LIMIT])


def own_text_of(html: str) -> str:
    """The same without what mail programs mark as the answered mail or as a signature. All of it when nothing else is left."""
    return _markdown(own_html(html)) or text_of(html)


def own_html(html: str) -> str:
    """The HTML without those parts."""
    soup = BeautifulSoup(_NO_SECTION.sub("&lt;![", html[:LIMIT]), "html.parser")
    if not _FORWARDS.search(soup.get_text(" ")[:20_000]):
        for found in soup.select(_ANSWERED):
            found.decompose()
        for found in soup.select(_ANSWERED_FROM):
            _drop_with_what_follows(found)
    for found in soup.select(_SIGNATURES):
        found.decompose()
    return str(soup)


def pictures_in(html: str) -> set[str]:
    """The Content-IDs of the pictures that stand in a mail's text."""
    return {found.strip("<>") for found in _CIDS.findall(html[:LIMIT])}


def _drop_with_what_follows(found: Tag) -> None:
    if found.decomposed:
        return
    for sibling in list(found.next_siblings):
        sibling.extract()
    found.decompose()


def _markdown(html: str) -> str:
    clean = nh3.clean(
        html, tags=_TAGS, clean_content_tags={"script", "style", "title"}, attributes={"a": {"href"}}, link_rel=None,
        url_schemes={"http", "https", "mailto"},
    )  # fmt: skip
    text = _Converter(bullets="-", escape_misc=False, escape_underscores=False, autolinks=True).convert(clean)
    return _GAPS.sub("\n\n", _TRAILING.sub("", text)).strip()
