"""Forms of calendars and policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.base.people.forms import zone_choices
from goodstanding.console.service import names
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.service.calendars import whole_week
from goodstanding.systems.service.shipped import FILTERS, WEEKDAYS
from goodstanding.systems.service.states import PRIORITIES, Kind, Side
from goodstanding.systems.service.terms import CalendarTerms, PolicyTerms, ServiceTerms
from goodstanding.systems.service.words import SIDE_WORDS
from goodstanding.systems.service.writing import (
    read_days_off,
    read_slots,
    read_target,
    write_days_off,
    write_slots,
    write_target,
)

_DAYS = dict(
    zip(
        WEEKDAYS,
        (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")),
        strict=True,
    )
)


def _zones() -> list[tuple[str, str]]:
    return [("", str(_("The store's own"))), *((code, str(label)) for code, label in zone_choices() if code)]


class CalendarForm(forms.Form):
    """A calendar: hours of each day, where it lives, holidays, own days off."""

    name = forms.CharField(label=_("Name"), max_length=80)
    code = forms.SlugField(label=_("Code"), max_length=32, help_text=_("Short; it stays for good."))
    always = forms.BooleanField(label=_("Around the clock, every day"), required=False)
    mon = forms.CharField(
        label=_("Monday"),
        required=False,
        max_length=120,
        help_text=_("Several slots: 09:00-12:30, 13:30-18:00. Over midnight: 22:00-06:00. Empty: closed."),
    )
    tue = forms.CharField(label=_("Tuesday"), required=False, max_length=120)
    wed = forms.CharField(label=_("Wednesday"), required=False, max_length=120)
    thu = forms.CharField(label=_("Thursday"), required=False, max_length=120)
    fri = forms.CharField(label=_("Friday"), required=False, max_length=120)
    sat = forms.CharField(label=_("Saturday"), required=False, max_length=120)
    sun = forms.CharField(label=_("Sunday"), required=False, max_length=120)
    zone = forms.ChoiceField(label=_("Time zone"), required=False, choices=_zones)
    country = forms.CharField(
        label=_("Holidays of"), required=False, max_length=5,
        help_text=_("Two capital letters such as DE, or 'store' for the store's own country. Empty: none."),
    )  # fmt: skip
    region = forms.CharField(label=_("Region"), required=False, max_length=8, help_text=_("Such as BY for Bavaria."))
    days_off = forms.CharField(
        label=_("Days off"), required=False, max_length=40_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: 2026-12-24 Company holiday"),
    )  # fmt: skip

    @classmethod
    def showing(cls, known: CalendarTerms | None) -> CalendarForm:
        """The form filled with what holds now."""
        if known is None:
            hours = dict.fromkeys(WEEKDAYS[:5], "09:00-17:00")
            return cls(initial={**hours, "country": "store"})
        hours = {day: write_slots(slots) for day, slots in zip(WEEKDAYS, known.hours or ((),) * 7, strict=True)}
        plain = {name: getattr(known, name) for name in ("code", "name", "always", "zone", "country", "region")}
        return cls(initial={**plain, **hours, "days_off": write_days_off(known.days_off)})

    def draft(self, code: str) -> CalendarTerms:
        """What was filled in. Raises Invalid, naming the field."""
        said = self.cleaned_data
        hours = tuple(read_slots(said[day], field=day) for day in WEEKDAYS)
        return CalendarTerms(
            code=code or said["code"],
            name=said["name"],
            always=said["always"],
            zone=said["zone"],
            hours=hours,
            week=whole_week(hours),
            country=said["country"],
            region=said["region"],
            days_off=read_days_off(said["days_off"], field="days_off"),
        )


def _several(label: Any) -> forms.MultipleChoiceField:  # Any: a lazy text
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple)


class PolicyForm(forms.Form):
    """A policy: for whom it is, its targets, its calendar, what stops its clocks, when somebody is warned."""

    name = forms.CharField(label=_("Name"), max_length=80)
    code = forms.SlugField(label=_("Code"), max_length=32, help_text=_("Short; it stays for good."))
    stores = _several(_("Stores"))
    queues = _several(_("Queues"))
    categories = _several(_("Categories"))
    priorities = _several(_("Priorities"))
    standings = _several(_("Standing of the seller"))
    calendar = forms.ChoiceField(label=_("Calendar"), required=False)
    pauses = forms.MultipleChoiceField(
        label=_("Our clocks stand still"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(side.value, word) for side, word in ((Side(s), w) for s, w in SIDE_WORDS.items())],
    )  # fmt: skip
    warn_percent = forms.IntegerField(
        label=_("Warn when so many percent of a target are used"), min_value=10, max_value=100
    )
    bump = forms.BooleanField(label=_("A breach raises the priority by one step"), required=False)

    def __init__(
        self, *args: Any, terms: ServiceTerms, catalogue: Catalogue, **kwargs: Any
    ) -> None:  # Any: as forms.Form
        super().__init__(*args, **kwargs)
        choices: Mapping[str, Sequence[tuple[str, str]]] = {
            "stores": names.store_names(),
            "queues": names.queues(catalogue),
            "categories": names.areas_and_leaves(catalogue),
            "priorities": names.priorities(),
            "standings": names.standings(),
            "calendar": [("", str(_("The store's own"))), *((one.code, one.name) for one in terms.calendars.values())],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]  # fields of choices
        for kind in Kind:
            for priority in PRIORITIES:
                self.fields[f"{kind.value}_{priority}"] = forms.CharField(required=False, max_length=12)

    def targets(self) -> list[tuple[Kind, list[forms.BoundField]]]:
        """The grid: a row for each promise, a field for each priority."""
        return [(kind, [self[f"{kind.value}_{priority}"] for priority in PRIORITIES]) for kind in Kind]

    @staticmethod
    def values_of(known: PolicyTerms) -> dict[str, object]:
        """What holds now, as the form shows it."""
        targets = {
            f"{kind.value}_{priority}": write_target(known.target(kind, priority))
            for kind in Kind
            for priority in PRIORITIES
        }
        filters = {name: sorted(getattr(known, name)) for name in FILTERS}
        plain = {name: getattr(known, name) for name in ("code", "name", "calendar", "warn_percent", "bump")}
        return {**targets, **filters, **plain, "pauses": [side.value for side in known.pauses]}

    def draft(self, code: str) -> PolicyTerms:
        """What was filled in. Raises Invalid, naming the field."""
        said = self.cleaned_data
        targets: dict[Kind, dict[str, int]] = {}
        for kind in Kind:
            for priority in PRIORITIES:
                field = f"{kind.value}_{priority}"
                seconds = read_target(said[field], field=field)
                if seconds is not None:
                    targets.setdefault(kind, {})[priority] = seconds
        return PolicyTerms(
            code=code or said["code"],
            name=said["name"],
            targets=targets,
            calendar=said["calendar"],
            pauses=frozenset(Side(side) for side in said["pauses"]),
            warn_percent=said["warn_percent"],
            bump=said["bump"],
            **{name: frozenset(said[name]) for name in FILTERS},
        )
