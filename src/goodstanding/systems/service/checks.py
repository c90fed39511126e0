"""Whether a calendar or a policy can be used, said in words. Pure but for the lists of countries and time zones."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.translation import gettext as _

from goodstanding.kit.errors import Invalid
from goodstanding.systems.service import feasts
from goodstanding.systems.service.calendars import MINUTES_A_DAY, opens_within
from goodstanding.systems.service.errors import NeverOpens
from goodstanding.systems.service.states import PAUSABLE, PRIORITIES, REQUIRED
from goodstanding.systems.service.terms import AS_STORE, CalendarTerms, Place, PolicyTerms
from goodstanding.systems.stores.rules import check_zone

_CODE = re.compile(r"^[a-z0-9][a-z0-9_-]{0,31}$")
_YEAR = 366


def check_calendar(draft: CalendarTerms, at: datetime) -> None:
    """Raise Invalid by field unless the calendar has a name, a zone, holidays that are known, and working time ahead."""
    _check_names(draft.code, draft.name)
    if draft.zone:
        check_zone(draft.zone, field="zone")
    if draft.country != AS_STORE:
        feasts.check_country(draft.country, draft.region)
    elif draft.region:
        raise Invalid(_("A region needs its country, not the store's."), field="region")
    if draft.always:
        return
    if len(draft.hours) != len("MTWTFSS") or not any(draft.hours):
        raise NeverOpens
    if any(not (0 <= start < MINUTES_A_DAY and 0 <= end <= MINUTES_A_DAY) for day in draft.hours for start, end in day):
        raise Invalid(_("A slot lies outside its day."), field="hours")
    if not opens_within(draft.hours_at(Place(store="", zone="UTC")), at, _YEAR):
        raise NeverOpens


def check_policy(draft: PolicyTerms) -> None:
    """Raise Invalid by field unless the policy promises a word for every priority, and warns within its targets."""
    _check_names(draft.code, draft.name)
    for kind in REQUIRED:
        for priority in PRIORITIES:
            if not draft.target(kind, priority):
                raise Invalid(
                    _("Every priority needs this target: without one, cases would be due never."),
                    field=f"{kind.value}_{priority}",
                )
    if not 10 <= draft.warn_percent <= 100:
        raise Invalid(_("Choose between 10 and 100 percent."), field="warn_percent")
    if not draft.pauses <= set(PAUSABLE):
        raise Invalid(_("Clocks can stand still only while somebody else has to act."), field="pauses")


def _check_names(code: str, name: str) -> None:
    if not _CODE.match(code):
        raise Invalid(_("Use up to 32 small letters, digits and hyphens."), field="code")
    if not name.strip():
        raise Invalid(_("Give it a name."), field="name")
