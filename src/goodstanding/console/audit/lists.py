"""The audit list: its filters, and what they ask of the record."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from goodstanding.base.timeline import sentences
from goodstanding.base.timeline.queries import EntryFilter
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.kit.periods import start_of_day
from goodstanding.kit.refs import normal_ref
from goodstanding.systems.sellers import queries as sellers
from goodstanding.ui.tables import Choice, Column, Filter, Sort, Table, TableView

NOBODY = -1  # no seller has this key: a filter for an unknown seller finds nothing, rather than everything


def audit_table() -> Table:
    """The table with its filters."""
    return Table(
        columns=[
            Column(label=_("When")),
            Column(label=_("Who")),
            Column(label=_("What")),
            Column(label=_("About")),
            Column(label=_("Seller")),
        ],
        default_sort=Sort("at", descending=True),
        filters=[
            Filter(param="actor", label=_("Who"), placeholder=_("a name")),
            Filter(param="area", label=_("Area"), choices=_areas()),
            Filter(param="verb", label=_("What"), choices=_verbs()),
            Filter(param="subject", label=_("About"), placeholder=_("4K7-2QX")),
            Filter(param="seller", label=_("Seller"), placeholder=_("reference")),
            Filter(param="from", label=_("From"), kind="date"),
            Filter(param="to", label=_("To"), kind="date"),
        ],
    )


def asked(actor: Actor, view: TableView) -> EntryFilter:
    """The filter that an address asks for. Days are days where the reader is; both belong to the span."""
    values = view.values
    zone = ZoneInfo(timezone.get_current_timezone_name())
    until = _day(values.get("to", ""))
    since = _day(values.get("from", ""))
    return EntryFilter(
        actor_name=values.get("actor", ""),
        subject_id=values.get("subject", ""),
        verbs=_asked_verbs(values.get("verb", ""), values.get("area", "")),
        seller_id=_seller_id(actor, values["seller"]) if "seller" in values else None,
        since=start_of_day(since, zone) if since else None,
        until=start_of_day(until + timedelta(days=1), zone) if until else None,
    )


def _areas() -> list[Choice]:
    areas = sorted({verb.partition(".")[0] for verb in sentences.known_verbs()})
    return [Choice(value=area, label=area.replace("_", " ").capitalize()) for area in areas]


def _verbs() -> list[Choice]:
    return [Choice(value=verb, label=verb.replace(".", ": ").replace("_", " ")) for verb in sentences.known_verbs()]


def _asked_verbs(verb: str, area: str) -> tuple[str, ...]:
    if verb:
        return (verb,)
    return tuple(known for known in sentences.known_verbs() if area and known.startswith(f"{area}."))


def _seller_id(actor: Actor, text: str) -> int:
    for ref in (text, normal_ref(text)):
        try:
            return sellers.seller_for(actor, ref).pk
        except NotFound:
            continue
    return NOBODY


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        return None
