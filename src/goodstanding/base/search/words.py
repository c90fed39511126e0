"""Hints of the search box as sentences: the place, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goodstanding.base.search.parsing import Hint, Trouble

AT_MOST = 24
Words = Promise | str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What is said of a trouble: what was `read` all the same, and what to `mend` where nothing is (empty: as read).

    `near` is said instead where there is something near it, and the empty ones where there is nothing to write instead.
    """

    read: Words
    near: Words = ""
    read_empty: Words = ""
    mend: Words = ""
    mend_empty: Words = ""


_SAID: Mapping[Trouble, _Said] = {
    Trouble.UNKNOWN_OPERATOR: _Said(
        read=_("“%(place)s” is nothing to search by, so it was looked for as words. You can use %(instead)s"),
        mend=_("“%(place)s” is nothing to search by. You can use %(instead)s"),
    ),
    Trouble.UNKNOWN_VALUE: _Said(
        read=_("“%(place)s” was left out: there is no such value. Choose one of %(instead)s."),
        near=_("“%(place)s” was left out: there is no such value. Near it: %(near)s. All you can use: %(instead)s."),
        read_empty=_("“%(place)s” was left out: its value is missing."),
        mend=_("“%(place)s” has no such value. You can use %(instead)s."),
        mend_empty=_("“%(place)s” has no value. Write one behind the colon, or take it away."),
    ),
    Trouble.UNKNOWN_NAME: _Said(
        read=_("No %(called)s is called “%(place)s”, so nothing is found by it."),
        near=_("No %(called)s is called “%(place)s”, so nothing is found by it. Near it: %(near)s."),
    ),
    Trouble.NOT_A_DAY: _Said(
        read=_(
            "“%(place)s” was left out: it is not a day. Write 2026-01-31, 2026-01, 2026, 2026-01-01..2026-03-31, "
            "yesterday, or 30d for the last 30 days."
        ),
        mend=_(
            "“%(place)s” is not a day. Write 2026-01-31, 2026-01, 2026, 2026-01-01..2026-03-31, yesterday, or 30d for the "
            "last 30 days."
        ),
    ),
    Trouble.SHORT_BEGINNING: _Said(
        read=_("“%(place)s” was looked for as a whole word: type at least three letters before the star."),
        mend=_("“%(place)s” is too short a beginning: type at least three letters before the star."),
    ),
    Trouble.TOO_LONG: _Said(
        read=_("The search was cut at “%(place)s”: shorten what stands before it."),
        mend=_("This search is too long: shorten what stands before “%(place)s”."),
    ),
    Trouble.NO_WORDS: _Said(read=_("“%(place)s” holds no word to look for. Type letters or digits.")),
}


def sentence(hint: Hint) -> str:
    """A hint for the person who typed the query."""
    said, instead = _SAID[hint.trouble], hint.instead[:AT_MOST]
    words = (said.near if hint.near else "") or said.read
    return _told(hint, words if instead else said.read_empty or words, instead)


def refused(hint: Hint) -> str:
    """A hint on a query that is not taken as it is: what to mend before it is kept, not what was made of it."""
    said, instead = _SAID[hint.trouble], hint.near or hint.instead[:AT_MOST]
    if not said.mend:
        return sentence(hint)
    return _told(hint, said.mend if instead else said.mend_empty or said.mend, instead)


def _told(hint: Hint, words: Words, instead: Sequence[str]) -> str:
    colon = ":" if hint.trouble is Trouble.UNKNOWN_OPERATOR else ""
    names = ", ".join(f"{name}{colon}" for name in instead)
    return str(words) % {"place": hint.place, "instead": names, "near": ", ".join(hint.near), "called": hint.called}
