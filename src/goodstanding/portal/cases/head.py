"""What the head of the case log says at a glance: who waits for whom, by when, and the ways to exactly those cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodstanding.portal.cases import shown
from goodstanding.systems.cases.queries import Glance
from goodstanding.systems.cases.states import Label
from goodstanding.ui import moments

WAITING_URL = "?q=is:waiting&sort=due"
LATE_URL = "?q=is:overdue&sort=due"
SILENT_URL = "?q=-is:closed&sort=updated"  # the longest silence first


@dataclass(frozen=True, slots=True)
class Way:
    """So many cases that stand out, as shape and words, and the log of only these."""

    state: str
    word: str
    url: str


def headline(counts: Mapping[Label, int], seen: Glance, now: datetime) -> str:
    """The answer in one line: what the seller has to do and until when, else what she is owed."""
    if seen.waiting:
        return _waiting(seen, now)
    if seen.late:
        return ngettext("We are late with one case", "We are late with %(n)s cases", seen.late) % {"n": seen.late}
    living = counts[Label.OPEN] + counts[Label.PENDING]
    if living:
        return ngettext("One case is with us", "%(n)s cases are with us", living) % {"n": living}
    return _("No case is open") if counts[Label.CLOSED] else _("You have not needed us yet")


def lead(counts: Mapping[Label, int]) -> str:
    """How many there are of all time."""
    return _("%(open)s open, %(pending)s pending, %(closed)s closed, of all time.") % {
        "open": counts[Label.OPEN],
        "pending": counts[Label.PENDING],
        "closed": counts[Label.CLOSED],
    }


def ways(seen: Glance, silent_days: int) -> list[Way]:
    """The cases that stand out, each kind one click away. Of what the headline says already only the way is named."""
    found = []
    if seen.waiting:
        said = ngettext("Show what waits for you", "Show the %(n)s that wait for you", seen.waiting) % {
            "n": seen.waiting
        }
        found.append(Way("waiting", said, WAITING_URL))
    if seen.late and seen.waiting:
        said = ngettext("We are late with one case", "We are late with %(n)s cases", seen.late) % {"n": seen.late}
        found.append(Way("over", said, LATE_URL))
    elif seen.late:
        said = ngettext("Show where we are late", "Show the %(n)s where we are late", seen.late) % {"n": seen.late}
        found.append(Way("over", said, LATE_URL))
    if seen.silent:
        days = {"n": seen.silent, "days": silent_days}
        said = ngettext("One case silent for %(days)s days", "%(n)s cases silent for %(days)s days", seen.silent) % days
        found.append(Way("close", said, SILENT_URL))
    return found


def _waiting(seen: Glance, now: datetime) -> str:
    if seen.first_by is None:
        return ngettext("One case waits for you", "%(n)s cases wait for you", seen.waiting) % {"n": seen.waiting}
    said = ngettext(
        "One case waits for you: answer by %(by)s (%(left)s)",
        "%(n)s cases wait for you: answer the first by %(by)s (%(left)s)",
        seen.waiting,
    )
    by = moments.absolute(seen.first_by, now)
    return said % {"n": seen.waiting, "by": by, "left": shown.left(seen.first_by, now)}
