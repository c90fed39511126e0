"""Time in words: how far away, and exactly when. `now` is always given; nothing here reads the clock."""

from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from django.utils import timezone, translation
from django.utils.dateformat import format as date_format
from django.utils.translation import get_language, gettext

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NEAR = timedelta(days=7)
SOON = timedelta(hours=24)


def _(message: str) -> str:
    """gettext, remembered: a list asks for the same few words hundreds of times."""
    return _translated(message, get_language())


@lru_cache(maxsize=512)
def _translated(message: str, language: str | None) -> str:
    return gettext(message)


def pgettext(context: str, message: str) -> str:
    """The same for a message with a context."""
    return _translated_in(context, message, get_language())


@lru_cache(maxsize=64)
def _translated_in(context: str, message: str, language: str | None) -> str:
    return translation.pgettext(context, message)


def span(seconds: int) -> str:
    """A length of time in at most two units: 40 s, 25 min, 5 h 10 min, 19 h, 1 d 4 h, 12 d."""
    if seconds < MINUTE:
        return _("%(n)s s") % {"n": seconds}
    if seconds < HOUR:
        return _("%(n)s min") % {"n": seconds // MINUTE}
    if seconds < DAY:
        hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
        if minutes and hours < 6:
            return _("%(h)s h %(m)s min") % {"h": hours, "m": minutes}
        return _("%(n)s h") % {"n": hours}
    days, hours = seconds // DAY, seconds % DAY // HOUR
    if hours and days < 3:
        return _("%(d)s d %(h)s h") % {"d": days, "h": hours}
    return _("%(n)s d") % {"n": days}


def relative(at: datetime, now: datetime) -> str:
    """ "in 19 h" or "3 h ago"; less than ten seconds either way is "now"."""
    seconds = int((at - now).total_seconds())
    return _("now") if abs(seconds) < 10 else _far(_coarse(abs(seconds)), seconds > 0, False, get_language())


def remaining(due_at: datetime, now: datetime) -> str:
    """ "in 19 h" before a deadline, "3 h overdue" after it."""
    seconds = int(abs(due_at - now).total_seconds())
    return _far(_coarse(seconds), due_at > now, True, get_language())


def _coarse(seconds: int) -> int:
    """As exact as `span` says it, so that few spans are made again and again."""
    if seconds < MINUTE:
        return seconds
    return seconds - seconds % (MINUTE if seconds < 6 * HOUR else HOUR if seconds < 3 * DAY else DAY)


@lru_cache(maxsize=4_096)
def _far(seconds: int, ahead: bool, owed: bool, language: str | None) -> str:
    form = _("in %(span)s") if ahead else _("%(span)s overdue") if owed else _("%(span)s ago")
    return form % {"span": span(seconds)}


def urgency(due_at: datetime, now: datetime, soon: timedelta = SOON) -> str:
    """ "late" once the deadline has passed, "soon" within the last day before it, else nothing."""
    if due_at <= now:
        return "late"
    return "soon" if due_at - now <= soon else ""


def absolute(at: datetime, now: datetime) -> str:
    """ "Mon 23 Nov, 18:00" within a week of now; the weekday gives way to the year further off."""
    zone = timezone.get_current_timezone()
    year = 0 if abs(at - now) <= NEAR else now.astimezone(zone).year
    return _absolute(at.replace(second=0, microsecond=0), year, zone, get_language())


@lru_cache(maxsize=8_192)
def _absolute(at: datetime, year: int, zone: tzinfo, language: str | None) -> str:
    """The minute as it is said in some year, 0 for within a week. Remembered: the same rows are shown again and again."""
    local = at.astimezone(zone)
    if not year:
        form = pgettext("instant within a week", "D j M, H:i")
    elif local.year == year:
        form = pgettext("instant this year", "j M, H:i")
    else:
        form = pgettext("instant in another year", "j M Y, H:i")
    return date_format(local.replace(tzinfo=None), form)


def day(on: date, now: datetime) -> str:
    """A calendar day: "Fri 27 Nov" within a week, then "14 Dec", then "14 Dec 2027"."""
    today = timezone.localtime(now).date()
    if abs((on - today).days) <= NEAR.days:
        return formatted(on, pgettext("day within a week", "D j M"))
    if on.year == today.year:
        return formatted(on, pgettext("day this year", "j M"))
    return formatted(on, pgettext("day in another year", "j M Y"))


def day_distance(on: date, now: datetime) -> str:
    """ "today", "tomorrow", "yesterday", "in 5 d", "3 d ago"."""
    days = (on - timezone.localtime(now).date()).days
    words = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if days in words:
        return words[days]
    if days > 0:
        return _("in %(n)s d") % {"n": days}
    return _("%(n)s d ago") % {"n": -days}


def formatted(moment: date, form: str) -> str:
    """A day or a local instant in Django's date format. Remembered: the same rows are shown again and again."""
    if isinstance(moment, datetime):
        moment = moment.replace(tzinfo=None, second=0, microsecond=0)
    return _formatted(moment, form, get_language())


@lru_cache(maxsize=8_192)
def _formatted(moment: date, form: str, language: str | None) -> str:
    return date_format(moment, form)
