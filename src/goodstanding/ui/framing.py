"""What stands around every page, drawn without templates where it differs by page and once per language where it does not.

A page's own part is small beside its frame otherwise (ADR 80).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from secrets import token_hex

from django.template.loader import render_to_string
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from goodstanding.ui.frame import MenuItem, NavGroup, NavItem, Who

_EMPTY = SafeString("")
_TOKEN = token_hex(16)


@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """An icon drawn by the lucide package from its own files, hidden from screen readers."""
    return SafeString(lucide(name, size=18, **{"class": "icon", "aria-hidden": "true", "stroke-width": "1.75"}))


def rail(nav: Sequence[NavGroup]) -> SafeString:
    """The lines of the navigation, group by group."""
    return _rail(tuple((str(group.label), tuple(group.items)) for group in nav), get_language())


@lru_cache(maxsize=512)
def _rail(nav: tuple[tuple[str, tuple[NavItem, ...]], ...], language: str | None) -> SafeString:
    """Most pages of a person show the same lines with the same counts."""
    return format_html_join("", "{}\n<ul>{}</ul>", ((_heading(label), _lines(items)) for label, items in nav))


def account(who: Who, csrf_token: str) -> SafeString:
    """The menu of the person signed in."""
    drawn = _account(str(who.name), str(who.sub), tuple(who.menu), get_language())
    return SafeString(drawn.replace(_TOKEN, escape(csrf_token)))


@lru_cache(maxsize=1_024)
def _account(name: str, sub: str, menu: tuple[MenuItem, ...], language: str | None) -> str:
    """With a mark in the place of what differs each time."""
    who = Who(name=name, sub=sub, menu=menu)
    return render_to_string("ui/_account.html", {"who": who, "csrf_token": _TOKEN})


@lru_cache(maxsize=64)
def still(template: str, language: str | None, theme_url: str = "") -> SafeString:
    """A part of the page that is the same for everybody who reads a language. Made once a process."""
    return render_to_string(template, {"theme_url": theme_url})


def shortcuts(nav: Sequence[NavGroup], language: str | None) -> SafeString:
    """The sheet of keyboard shortcuts, with the letters of this navigation."""
    keys = tuple((str(item.label), item.key) for group in nav for item in group.items if item.key)
    return _shortcuts(keys, language)


@lru_cache(maxsize=64)
def _shortcuts(keys: tuple[tuple[str, str], ...], language: str | None) -> SafeString:
    return render_to_string("ui/_shortcuts.html", {"keys": keys})


def _heading(label: str) -> SafeString:
    return format_html("<h2>{}</h2>", label) if label else _EMPTY


def _lines(items: Sequence[NavItem]) -> SafeString:
    return format_html_join(
        "\n",
        '<li><a href="{}"{}{}>{}<span>{}</span>{}</a></li>',
        (
            (
                item.url,
                SafeString(' aria-current="page"') if item.current else _EMPTY,
                format_html(' data-go="{}"', item.key) if item.key else _EMPTY,
                icon(item.icon) if item.icon else _EMPTY,
                item.label,
                _count(item),
            )
            for item in items
        ),
    )


def _count(item: NavItem) -> SafeString:
    if not item.count:
        return _EMPTY
    if not item.due:
        return format_html('<span class="count">{}</span>', item.count)
    return format_html('<span class="count due">{}<span class="unseen"> {}</span></span>', item.count, _("due"))
