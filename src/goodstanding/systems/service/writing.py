"""How hours and targets are written and read by people: "09:00-12:30, 13:30-18:00" and "1:30" hours. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from goodstanding.kit.errors import Invalid
from goodstanding.systems.service.calendars import MINUTES_A_DAY

_SLOT = re.compile(r"^(\d{1,2})(?::(\d{2}))?\s*(?:-|–|to)\s*(\d{1,2})(?::(\d{2}))?$")
_HOURS = re.compile(r"^(?:(\d{1,4})(?::(\d{2}))?\s*h?|(\d{1,5})\s*(?:m|min))$")
_DAY_OFF = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:\s+(.*))?$")
MOST_SLOTS = 8
MOST_DAYS_OFF = 400
LONGEST_TARGET = 60 * 24 * 365


def read_slots(text: str, *, field: str) -> tuple[tuple[int, int], ...]:
    """The slots of a day in minutes after midnight, in order of writing. Empty: closed. Raises Invalid.

    An end before its start lies on the next day: "22:00-06:00".
    """
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    if len(parts) > MOST_SLOTS:
        raise Invalid(_("At most %(n)s slots a day.") % {"n": MOST_SLOTS}, field=field)
    return tuple(_slot(part, field) for part in parts)


def write_slots(slots: Sequence[tuple[int, int]]) -> str:
    """The slots of a day as `read_slots` reads them."""
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in slots)


def read_target(text: str, *, field: str) -> int | None:
    """A target in seconds: "8" and "8 h" are hours, "1:30" hours and minutes, "30 min" minutes. Empty: none. Raises Invalid."""
    said = text.strip().lower()
    if not said:
        return None
    match = _HOURS.match(said)
    minutes = 0
    if match:
        hours, rest, alone = match.groups()
        minutes = int(alone) if alone else int(hours) * 60 + int(rest or 0)
    if not 0 < minutes <= LONGEST_TARGET:
        raise Invalid(_("Write hours such as 8 or 1:30, or minutes such as 30 min."), field=field)
    return minutes * 60


def write_target(seconds: int | None) -> str:
    """A target as `read_target` reads it."""
    if seconds is None:
        return ""
    hours, minutes = divmod(seconds // 60, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours}:{minutes:02}" if minutes else f"{hours}"


def read_days_off(text: str, *, field: str) -> tuple[tuple[date, str], ...]:
    """Days off with their names, one a line: "2026-12-24 Company holiday". Raises Invalid, naming the line."""
    found: dict[date, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        match = _DAY_OFF.match(line.strip())
        try:
            day = date.fromisoformat(match.group(1)) if match else None
        except ValueError:
            day = None
        if match is None or day is None:
            raise Invalid(
                _("Line %(n)s: begin with the day as 2026-12-24, then its name.") % {"n": number}, field=field
            )
        found[day] = (match.group(2) or _("Closed")).strip()[:80]
    if len(found) > MOST_DAYS_OFF:
        raise Invalid(_("At most %(n)s days off.") % {"n": MOST_DAYS_OFF}, field=field)
    return tuple(sorted(found.items()))


def write_days_off(days: Sequence[tuple[date, str]]) -> str:
    """Days off as `read_days_off` reads them."""
    return "\n".join(f"{day.isoformat()} {name}" for day, name in days)


def _slot(text: str, field: str) -> tuple[int, int]:
    match = _SLOT.match(text)
    if match:
        start = int(match.group(1)) * 60 + int(match.group(2) or 0)
        end = int(match.group(3)) * 60 + int(match.group(4) or 0)
        minutes = max(int(match.group(2) or 0), int(match.group(4) or 0))
        if start < MINUTES_A_DAY and end <= MINUTES_A_DAY and minutes < 60 and start != end:
            return start, end
    raise Invalid(
        _("Write slots such as 09:00-12:30, 13:30-18:00; a slot over midnight as 22:00-06:00. This is none: %(text)s")
        % {"text": text[:40]},
        field=field,
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
