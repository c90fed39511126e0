"""Pure checks of what an administrator may set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from goodstanding.kit.errors import Invalid
from goodstanding.ui.theme import LEGIBLE, PAPER_DARK, PAPER_LIGHT, contrast, legible

_COLOR = re.compile(r"^#[0-9a-fA-F]{6}$")
_CURRENCY = re.compile(r"^[A-Z]{3}$")
_COUNTRY = re.compile(r"^[A-Z]{2}$")
_CODE = re.compile(r"^[a-z0-9][a-z0-9-]{0,31}$")


@dataclass(frozen=True, slots=True)
class Faint:
    """An accent too faint to read in a theme, and the colour that is shown instead. Contrast in tenths: 12 is 1.2:1."""

    theme: str
    asked: str
    shown: str
    contrast_tenths: int


def check_color(color: str, *, field: str) -> str:
    """A colour of the form #rrggbb in lower case; empty means the default. Raises Invalid."""
    if color and not _COLOR.match(color):
        raise Invalid(_("Write the colour as #rrggbb, for instance #0c6b58."), field=field)
    return color.lower()


def faint_accents(light: str, dark: str) -> list[Faint]:
    """The accents that fall short of 4.5:1 on the page in a theme (WCAG 2.2, 1.4.3), with what is shown instead."""
    found: list[Faint] = []
    for theme, asked, paper in (("light", light, PAPER_LIGHT), ("dark", dark or light, PAPER_DARK)):
        if asked and contrast(asked, paper) < LEGIBLE:
            found.append(Faint(theme, asked, legible(asked, paper).color, int(contrast(asked, paper) * 10)))
    return found


def check_zone(zone: str, *, field: str = "time_zone") -> str:
    """A time zone of the IANA database. Raises Invalid."""
    if zone not in available_timezones():
        raise Invalid(_("There is no such time zone. They read like Europe/Berlin."), field=field)
    return zone


def check_store_code(code: str) -> str:
    """A short code for addresses and commands. Raises Invalid."""
    if not _CODE.match(code):
        raise Invalid(_("Use up to 32 small letters, digits and hyphens, for instance us or de-b2b."), field="code")
    return code


def check_currency(currency: str) -> str:
    """An ISO 4217 code. Raises Invalid."""
    if not _CURRENCY.match(currency):
        raise Invalid(_("Use the three capital letters of the currency, for instance USD."), field="currency")
    return currency


def check_country(country: str) -> str:
    """An ISO 3166 code, or empty. Raises Invalid."""
    if country and not _COUNTRY.match(country):
        raise Invalid(_("Use the two capital letters of the country, for instance US."), field="country")
    return country
