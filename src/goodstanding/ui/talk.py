"""What was said in a thread, drawn in code: a message and the files sent with it. `<c-message>` calls this (ADR 80)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from goodstanding.ui import framing, parts, prose
from goodstanding.ui.markup import draw, join

_NOTHING = SafeString("")
_MESSAGE = (
    '<article class="msg {}"{}><header><b>{}</b>{}<span class="at">{}</span></header>'
    '<div class="body">{}{}</div></article>'
)
_FILE = '<li>{} <a href="{}">{}</a> <span class="muted">{}</span></li>'
_PICTURE = (
    '<li><figure><a href="{url}"><img src="{url}" alt="{name}" loading="lazy"></a>'
    '<figcaption class="muted">{name}, {size}</figcaption></figure></li>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One entry of a thread. `sub` says for whom somebody speaks, `text` is Markdown, `more` stands under it."""

    who: object
    at: datetime | None
    sub: object = ""
    kind: object = ""
    text: str = ""
    anchor: object = ""
    more: object = ""


class Sent(Protocol):
    """A file of a message. A picture is shown in place."""

    @property
    def name(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def is_picture(self) -> bool: ...


def message(said: Message, now: datetime | None) -> SafeString:
    """Who, for whom, when, and what."""
    return draw(
        _MESSAGE, said.kind, draw(' id="{}"', said.anchor) if said.anchor else _NOTHING, said.who,
        draw('<span class="muted small">{}</span>', said.sub) if said.sub else _NOTHING,
        parts.said_when(said.at, now, "short"), prose.markdown(said.text) if said.text else _NOTHING, said.more,
    )  # fmt: skip


def attached(files: Iterable[Sent]) -> SafeString:
    """The files sent with a message; nothing when there are none."""
    rows = [_picture(one) if one.is_picture else _file(one) for one in files]
    return draw('<ul class="attached" aria-label="{}">{}</ul>', _("Attachments"), join(rows)) if rows else _NOTHING


def link(url: object, words: object) -> SafeString:
    """A small link under a message, left out on paper."""
    return draw('<a class="small muted" href="{}" data-no-print>{}</a>', url, words)


def thread(said: Sequence[Message], now: datetime) -> SafeString:
    """All entries; the last can be reached as `#latest`."""
    drawn: list[SafeString] = [message(one, now) for one in said]
    return join([*drawn[:-1], SafeString('<span id="latest"></span>'), *drawn[-1:]]) if drawn else _NOTHING


def _file(one: Sent) -> SafeString:
    size = filesizeformat(one.size)
    return draw(_FILE, framing.icon("paperclip"), one.url, one.name, f"{one.kind}, {size}" if one.kind else size)


def _picture(one: Sent) -> SafeString:
    return draw(_PICTURE, url=one.url, name=one.name, size=filesizeformat(one.size))
