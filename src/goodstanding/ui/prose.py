"""People's own words made readable: a small, safe part of Markdown, and words found by a search."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

import nh3
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_TAGS = {"p", "br", "ul", "ol", "li", "a", "strong", "em", "code", "pre", "blockquote"}
_SCHEMES = {"http", "https", "mailto"}
_RULES = ["paragraph", "list", "emphasis", "link", "newline", "backticks", "escape", "entity", "autolink", "blockquote"]
# An address written as it is, without what ends the sentence around it.
_ADDRESS = re.compile(r"(?<![\w/])https?://[^\s<>\"'`]{1,2000}[^\s<>\"'`.,;:!?)\]}*_]")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # for the first message that is shown, not for every start

    parser = MarkdownIt("zero", {"breaks": True, "html": False}).enable(
        [rule for rule in _RULES if rule != "paragraph"], ignoreInvalid=True
    )
    parser.core.ruler.push("bare_addresses", _link_addresses)
    parser.core.ruler.push("direction", _direct)
    return parser


def _direct(state: StateCore) -> None:
    """Each paragraph, list and quote runs as its own script does, its bullets with it, in mail too, which keeps no style sheet.
    Blocks within a list or quote follow it: one that had a direction of its own would not count when that of the list is found."""
    for block in state.tokens:
        if block.level == 0 and block.nesting == 1:
            block.attrSet("dir", "auto")


def _link_addresses(state: StateCore) -> None:
    """Make links of addresses that stand in the text as they are."""
    for block in state.tokens:
        if block.children and "://" in block.content:
            block.children = list(_with_links(block.children))


def _with_links(tokens: Sequence[Token]) -> Iterator[Token]:
    within = 0
    for token in tokens:
        within += token.nesting if token.type in {"link_open", "link_close"} else 0
        yield from [token] if within or token.type != "text" else _linked(token)


def _linked(token: Token) -> list[Token]:
    found: list[Token] = []
    place = 0
    for match in _ADDRESS.finditer(token.content):
        found += [*_text(token, token.content[place : match.start()]), *_link(token, match[0])]
        place = match.end()
    return [*found, *_text(token, token.content[place:])]


def _text(token: Token, content: str) -> list[Token]:
    return [token.copy(content=content)] if content else []


def _link(token: Token, address: str) -> list[Token]:
    kind = type(token)
    opened = kind("link_open", "a", 1, attrs={"href": address})
    return [opened, token.copy(content=address), kind("link_close", "a", -1)]


def markdown(text: str) -> SafeString:
    """Paragraphs, lists, emphasis, quotes, code and links. No images, no headings, no HTML of the writer's."""
    html = nh3.clean(
        _parser().render(text),
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start", "dir"}} | {tag: {"dir"} for tag in ("p", "ul", "blockquote")},
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener noreferrer ugc",
    )
    return mark_safe(html)  # noqa: S308 - nh3 has just removed everything outside the lists above


def plain(text: str) -> str:
    """The same text without marks, for one-line summaries. Not markup: whoever shows it escapes it."""
    return " ".join(unescape(nh3.clean(_parser().render(text), tags=set())).split())


def highlight(text: str, words: str) -> SafeString:
    """Mark each word of a search where it begins a word of the text. Both are escaped."""
    wanted = [re.escape(word) for word in words.split() if word.strip()]
    if not wanted:
        return format_html("{}", text)
    pieces = re.split(rf"(?i)(?<!\w)({'|'.join(sorted(wanted, key=len, reverse=True))})", text)
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", piece) if i % 2 else piece,) for i, piece in enumerate(pieces))
    )
