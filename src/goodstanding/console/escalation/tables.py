"""The queue of escalations as one request asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodstanding.base.keyset import Page
from goodstanding.console.doors import StaffRequest
from goodstanding.console.escalation import nav
from goodstanding.systems.escalation import queries, words
from goodstanding.systems.escalation.handbook import FIRST_LINE, Handbook
from goodstanding.systems.escalation.models import Escalation
from goodstanding.systems.escalation.queries import Asked
from goodstanding.systems.escalation.words import language
from goodstanding.ui.frame import Tab
from goodstanding.ui.query import with_query
from goodstanding.ui.tables import Choice, Column, Filter, Sort, Table, TableView

OWNERS = ("", "mine", "free")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue."""

    one: Escalation
    url: str
    level: str
    state: str
    word: str
    wish: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The queue, its filters and its place."""

    table: TableView
    owner: str
    page: Page[Escalation]
    rows: list[Row]


def read(request: StaffRequest, book: Handbook | None) -> Desk:
    """The part of the queue that the address asks for. The handbook gives names; without a store there is none."""
    table = _table(book).read(request.GET)
    values, owner = table.values, request.GET.get("owner", "")
    level = values.get("level", "")
    wanted = Asked(
        owner=owner if owner in OWNERS else "",
        level=int(level) if level.isdecimal() and len(level) < 4 else 0,
        route=values.get("route", ""),
        over="show" in values,
        text=values.get("q", ""),
    )
    page = queries.queue(request.actor, wanted, table.cursor)
    rows = [_row(one, book) for one in page.rows] if book else []
    return Desk(table, wanted.owner, page, rows)


def tabs(desk: Desk, counts: Mapping[str, int]) -> list[Tab]:
    """All, one's own, and those nobody has."""
    labels = {"": _("All"), "mine": _("Mine"), "free": _("Nobody has it")}
    return [
        Tab(
            label=labels[owner],
            url=with_query(desk.table.query, owner=owner or None, after=None, before=None),
            count=counts[owner or "all"],
            current=owner == desk.owner,
        )
        for owner in OWNERS
    ]


def headline(counts: Mapping[str, int]) -> str:
    """What is owed, in a sentence."""
    if counts["late"]:
        return ngettext("One escalation is late", "%(n)s escalations are late", counts["late"]) % {"n": counts["late"]}
    if counts["all"]:
        return ngettext("One escalation waits for an answer", "%(n)s escalations wait for an answer", counts["all"]) % {
            "n": counts["all"]
        }
    return _("No escalation waits for an answer")


def _row(one: Escalation, book: Handbook) -> Row:
    wish = book.wishes.get(one.wish)
    return Row(
        one=one,
        url=nav.link(one.ref),
        level=words.level_name(one.level, one.route, book),
        state=words.STATE_MARKS[one.state],
        word=str(words.STATE_WORDS[one.status]),
        wish=wish.label.in_(language()) if wish else one.wish,
    )


def _table(book: Handbook | None) -> Table:
    levels = book.levels[FIRST_LINE:] if book else []
    routes = book.routes.values() if book else []
    return Table(
        columns=(
            Column(label=_("Due")),
            Column(label=_("Case")),
            Column(label=_("Seller")),
            Column(label=_("Asked for")),
            Column(label=_("Level")),
            Column(label=_("Who has it")),
        ),
        default_sort=Sort("due"),
        keep=("owner",),
        filters=(
            Filter(param="q", label=_("Case ID, reference or seller")),
            Filter(
                param="show", label=_("Show"), all_label=_("What is due"),
                choices=[Choice(value="over", label=_("With the seller, or ended"))],
            ),
            Filter(
                param="level", label=_("Level"),
                choices=[Choice(value=str(one.number), label=one.label.in_(language())) for one in levels],
            ),
            Filter(
                param="route", label=_("Kind of issue"),
                choices=[Choice(value=one.code, label=one.label.in_(language())) for one in routes],
            ),
        ),
    )  # fmt: skip
