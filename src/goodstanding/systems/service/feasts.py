"""Public holidays of countries and their regions, from the `holidays` library. The same question has the same answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _

from goodstanding.kit.errors import Invalid

LANGUAGE = "en_US"


@lru_cache(maxsize=512)
def holidays_of(country: str, region: str, year: int) -> Mapping[date, str]:
    """The public holidays of a country (ISO 3166-1) or one of its regions (ISO 3166-2 without the country) in a year.

    Without a country there are none. Names are English where the library has them.
    """
    if not country:
        return {}
    return dict(sorted(_library(country, region, year).items()))


def check_country(country: str, region: str) -> None:
    """Raise Invalid unless the library knows the country and the region."""
    if not country:
        if region:
            raise Invalid(_("A region needs its country."), field="region")
        return
    known = countries()
    if country not in known:
        raise Invalid(
            _("There is no list of holidays for %(country)s. Name the days yourself below.") % {"country": country[:8]},
            field="country",
        )
    if region and region not in known[country]:
        listed = ", ".join(known[country][:20]) or "none"
        raise Invalid(_("There is no such region. Known ones: %(listed)s.") % {"listed": listed}, field="region")


@lru_cache(maxsize=1)
def countries() -> Mapping[str, tuple[str, ...]]:
    """The countries whose holidays are known, each with its regions."""
    import holidays  # here and below: the calendars of 200 countries, not for every start

    return {code: tuple(regions) for code, regions in holidays.list_supported_countries(include_aliases=False).items()}


def _library(country: str, region: str, year: int) -> dict[date, str]:
    import holidays  # as above

    try:
        found = holidays.country_holidays(country, subdiv=region or None, years=year, language=LANGUAGE)
    except (NotImplementedError, ValueError):
        found = holidays.country_holidays(country, subdiv=region or None, years=year)
    return {day: str(name) for day, name in found.items()}
