"""Hints of the search box as sentences: the place, and what to write instead."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.base.search.parsing import Hint, Trouble

AT_MOST = 24


def refused(hint: Hint) -> str:
    """A hint on a query that is not taken as it is: what to mend before it is kept, not what was made of it."""
    names = ", ".join(
        f"{name}:" if hint.trouble is Trouble.UNKNOWN_OPERATOR else name
        for name in (hint.near or hint.instead[:AT_MOST])
    )
    told = {"place": hint.place, "instead": names}
    if hint.trouble is Trouble.UNKNOWN_OPERATOR:
        return _("“%(place)s” is nothing to search by. You can use %(instead)s") % told
    if hint.trouble is Trouble.UNKNOWN_VALUE:
        if not names:
            return _("“%(place)s” has no value. Write one behind the colon, or take it away.") % told
        return _("“%(place)s” has no such value. You can use %(instead)s.") % told
    if hint.trouble is Trouble.NOT_A_DAY:
        return (
            _(
                "“%(place)s” is not a day. Write 2026-01-31, 2026-01, 2026, 2026-01-01..2026-03-31, yesterday, or 30d for the "
                "last 30 days."
            )
            % told
        )
    if hint.trouble is Trouble.SHORT_BEGINNING:
        return _("“%(place)s” is too short a beginning: type at least three letters before the star.") % told
    if hint.trouble is Trouble.TOO_LONG:
        return _("This search is too long: shorten what stands before “%(place)s”.") % told
    return sentence(hint)


def sentence(hint: Hint) -> str:
    """A hint for the person who typed the query."""
    names = ", ".join(
        f"{name}:" if hint.trouble is Trouble.UNKNOWN_OPERATOR else name for name in hint.instead[:AT_MOST]
    )
    told = {"place": hint.place, "instead": names, "near": ", ".join(hint.near), "called": hint.called}
    if hint.trouble is Trouble.UNKNOWN_OPERATOR:
        return _("“%(place)s” is nothing to search by, so it was looked for as words. You can use %(instead)s") % told
    if hint.trouble is Trouble.UNKNOWN_VALUE:
        if not names:
            return _("“%(place)s” was left out: its value is missing.") % told
        if hint.near:
            return (
                _("“%(place)s” was left out: there is no such value. Near it: %(near)s. All you can use: %(instead)s.")
                % told
            )
        return _("“%(place)s” was left out: there is no such value. Choose one of %(instead)s.") % told
    if hint.trouble is Trouble.UNKNOWN_NAME:
        if hint.near:
            return _("No %(called)s is called “%(place)s”, so nothing is found by it. Near it: %(near)s.") % told
        return _("No %(called)s is called “%(place)s”, so nothing is found by it.") % told
    if hint.trouble is Trouble.NOT_A_DAY:
        return (
            _(
                "“%(place)s” was left out: it is not a day. Write 2026-01-31, 2026-01, 2026, 2026-01-01..2026-03-31, "
                "yesterday, or 30d for the last 30 days."
            )
            % told
        )
    if hint.trouble is Trouble.SHORT_BEGINNING:
        return _("“%(place)s” was looked for as a whole word: type at least three letters before the star.") % told
    if hint.trouble is Trouble.TOO_LONG:
        return _("The search was cut at “%(place)s”: shorten what stands before it.") % told
    return _("“%(place)s” holds no word to look for. Type letters or digits.") % told
