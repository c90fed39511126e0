"""People's own words made readable: a small, safe part of Markdown, and words found by a search."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import nh3
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_TAGS = {"p", "br", "ul", "ol", "li", "a", "strong", "em", "code", "pre", "blockquote"}
_SCHEMES = {"http", "https", "mailto"}
_RULES = ["paragraph", "list", "emphasis", "link", "newline", "backticks", "escape", "entity", "autolink", "blockquote"]


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # for the first message that is shown, not for every start

    return MarkdownIt("zero", {"breaks": True, "html": False}).enable(
        [rule for rule in _RULES if rule != "paragraph"], ignoreInvalid=True
    )


def markdown(text: str) -> SafeString:
    """Paragraphs, lists, emphasis, quotes, code and links. No images, no headings, no HTML of the writer's."""
    html = nh3.clean(
        _parser().render(text),
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener noreferrer ugc",
    )
    return mark_safe(html)  # noqa: S308 - nh3 has just removed everything outside the lists above


def plain(text: str) -> str:
    """The same text without marks, for one-line summaries."""
    return " ".join(nh3.clean(_parser().render(text), tags=set()).split())


def highlight(text: str, words: str) -> SafeString:
    """Mark each word of a search where it begins a word of the text. Both are escaped."""
    wanted = [re.escape(word) for word in words.split() if word.strip()]
    if not wanted:
        return format_html("{}", text)
    pieces = re.split(rf"(?i)(?<!\w)({'|'.join(sorted(wanted, key=len, reverse=True))})", text)
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", piece) if i % 2 else piece,) for i, piece in enumerate(pieces))
    )
