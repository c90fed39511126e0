"""Promises kept and missed: by queue, person, category, priority, promise and store; each number opens to its cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.service import names
from goodstanding.console.service.tabs import tabs
from goodstanding.kit.periods import start_of_day
from goodstanding.kit.tabular import csv_lines
from goodstanding.systems.cases.queries.overdue import cases_named
from goodstanding.systems.service import queries
from goodstanding.systems.service.models import Promise
from goodstanding.systems.service.queries import By, Line, PromiseFilter
from goodstanding.systems.service.states import Kind, Verdict
from goodstanding.systems.service.words import KIND_WORDS, VERDICT_WORDS
from goodstanding.systems.stores import queries as stores
from goodstanding.systems.stores.models import Store
from goodstanding.ui import charts, moments, numbers
from goodstanding.ui.query import with_query
from goodstanding.ui.tables import Choice, Column, Filter, Sort, Table, TableView

DEFAULT_DAYS = 30
WEEKLY_FROM = 62
_NARROWS = {By.PERSON: "person", By.KIND: "kind", By.QUEUE: "queue", By.CATEGORY: "category", By.STORE: "store"}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the report with the addresses of what it counts."""

    name: str
    line: Line
    kept_url: str
    missed_url: str


@require_safe
@staff_page()
def show(request: StaffRequest) -> HttpResponse:
    """How many promises were kept: the table, the course, and the way to each case."""
    known = stores.stores()
    view = _table(known, request.now).read(request.GET)
    wanted, by = _asked(view, request.now), _by(view)
    lines = queries.report(request.actor, wanted, by)
    kept, missed = sum(line.kept for line in lines), sum(line.missed for line in lines)
    context = {
        "tabs": tabs("service"),
        "table": _with_days(view, request.now),
        "headline": _headline(kept, missed),
        "lead": _lead(kept, missed, queries.open_and_broken(request.actor), wanted, request.now),
        "rows": _rows(lines, by, view, known, request.now),
        "all_kept_url": _url(view, verdict=Verdict.KEPT.value),
        "all_missed_url": _url(view, verdict=Verdict.MISSED.value),
        "kept": kept,
        "missed": missed,
        "rate": Fraction(kept, kept + missed) if kept + missed else None,
        "chart": _chart(request, wanted),
        "csv_url": reverse("console:service-report-csv") + with_query(view.query),
        "group": names.by_names()[by],
    }
    return render(request, "console/service/report.html", context)


@require_safe
@staff_page()
def export(request: StaffRequest) -> StreamingHttpResponse:
    """The promises behind the report as CSV, one a line, at most 10,000, newest decision first. Instants are in UTC."""
    view = _table(stores.stores(), request.now).read(request.GET)
    rows = queries.recent(request.actor, _asked(view, request.now))
    answer = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="promises-{request.now:%Y-%m-%d}.csv"'
    return answer


@require_safe
@staff_page()
def promises(request: StaffRequest) -> HttpResponse:
    """The promises behind a number, with their cases. A list is not divided, so it offers no choice of that."""
    view = _table(stores.stores(), request.now, divided=False).read(request.GET)
    page = queries.decided(request.actor, _asked(view, request.now), view.cursor)
    found = cases_named(request.actor, [one.subject_ref for one in page.rows])
    rows = [
        {
            "promise": one,
            "kind": KIND_WORDS[one.kind],
            "verdict": VERDICT_WORDS[one.verdict],
            "mark": "over" if one.verdict == Verdict.MISSED else "good",
            "used": _used(one),
            "case": found.get(one.subject_ref),
            "url": reverse("console:cases-detail", args=[one.subject_ref]),
        }
        for one in page.rows
    ]
    context = {
        "tabs": tabs("service"),
        "table": _with_days(view, request.now),
        "rows": rows,
        "newer_url": view.newer_url(page.newer),
        "older_url": view.older_url(page.older),
        "back_url": reverse("console:service"),
    }
    return render(request, "console/service/promises.html", context)


def _table(known: Sequence[Store], at: datetime, *, divided: bool = True) -> Table:
    catalogue = names.catalogue(known, at)
    verdicts = [Choice(value=v.value, label=str(VERDICT_WORDS[v])) for v in (Verdict.KEPT, Verdict.MISSED)]

    def choices(pairs: names.Pairs) -> list[Choice]:
        return [Choice(value=code, label=label) for code, label in pairs]

    division = Filter(
        param="by",
        label=_("Divided by"),
        choices=[Choice(value=by.value, label=name) for by, name in names.by_names().items()],
        all_label=_("Queue"),
    )
    return Table(
        columns=(Column(label=_("Case")),),
        default_sort=Sort("decided", descending=True),
        keep=("person", "category"),
        filters=(
            *([division] if divided else []),
            Filter(param="from", label=_("From"), kind="date"),
            Filter(param="to", label=_("To"), kind="date"),
            Filter(param="kind", label=_("Promise"), choices=choices([(k.value, str(KIND_WORDS[k])) for k in Kind])),
            Filter(param="verdict", label=_("How it came out"), choices=verdicts),
            Filter(param="queue", label=_("Queue"), choices=choices(names.queues(catalogue))),
            Filter(param="priority", label=_("Priority"), choices=choices(names.priorities())),
            Filter(param="store", label=_("Store"), choices=choices([(one.code, one.name) for one in known])),
        ),
    )


def _asked(view: TableView, at: datetime) -> PromiseFilter:
    """The filter that an address asks for. Days are days where the reader is; without any, the last thirty."""
    values, zone = view.values, ZoneInfo(timezone.get_current_timezone_name())
    since, until = _day(values.get("from", "")), _day(values.get("to", ""))
    if since is None and until is None:
        since, until = _last_days(at)
    person = view.query.get("person", "")
    return PromiseFilter(
        since=start_of_day(since, zone) if since else None,
        until=start_of_day(until + timedelta(days=1), zone) if until else None,
        kind=values.get("kind", ""),
        verdict=values.get("verdict", ""),
        store=values.get("store", ""),
        queue=values.get("queue", ""),
        category=view.query.get("category", "")[:65],
        priority=values.get("priority", ""),
        assignee_id=int(person) if person.isdecimal() and len(person) < 18 else None,
        nobody=person == "nobody",
    )


def _last_days(at: datetime) -> tuple[date, date]:
    """The days that are counted while nobody asked for others."""
    today = timezone.localtime(at).date()
    return today - timedelta(days=DEFAULT_DAYS - 1), today


def _with_days(view: TableView, at: datetime) -> TableView:
    """The fields show the days that apply also where the address names none."""
    if _day(view.values.get("from", "")) or _day(view.values.get("to", "")):
        return view
    since, until = _last_days(at)
    apply = {"from": since.isoformat(), "to": until.isoformat()}
    return replace(view, filters=[replace(one, value=apply.get(one.param, one.value)) for one in view.filters])


def _by(view: TableView) -> By:
    return By(view.values.get("by", By.QUEUE.value))


def _rows(lines: Sequence[Line], by: By, view: TableView, known: Sequence[Store], at: datetime) -> list[Row]:
    catalogue = names.catalogue(known, at)
    param = _NARROWS.get(by, by.value)
    found = []
    for line in lines:
        code = (line.code or "nobody") if by is By.PERSON else line.code
        found.append(
            Row(
                name=names.name_of(by, line.code, line.name, catalogue, known),
                line=line,
                kept_url=_url(view, verdict=Verdict.KEPT.value, **{param: code}),
                missed_url=_url(view, verdict=Verdict.MISSED.value, **{param: code}),
            )
        )
    return found


def _url(view: TableView, **narrow: str) -> str:
    return reverse("console:service-promises") + with_query(view.query, by=None, after=None, before=None, **narrow)


def _chart(request: StaffRequest, wanted: PromiseFilter) -> object:
    until = wanted.until or request.now
    weekly = wanted.since is None or until - wanted.since > timedelta(days=WEEKLY_FROM)
    zone = ZoneInfo(timezone.get_current_timezone_name())
    days = {day.on: day for day in queries.course(request.actor, wanted, zone, weekly=weekly)}
    if not days:
        return ""
    step, first, last = timedelta(days=7 if weekly else 1), min(days), max(days)
    points = []
    for n in range((last - first) // step + 1):
        on = first + n * step
        day = days.get(on)
        value = Fraction(day.kept, day.kept + day.missed) if day else None
        points.append(charts.Point(on, value, _counted(day)))
    label = _("Promises kept, by week") if weekly else _("Promises kept, by day")
    return charts.trend(points, label=label, unit="percent")


def _counted(day: queries.Day | None) -> str:
    return _("%(kept)s of %(all)s") % {"kept": day.kept, "all": day.kept + day.missed} if day else ""


def _used(one: Promise) -> str:
    if one.verdict == Verdict.MISSED.value and one.ended_at is None:
        return _("%(target)s used up") % {"target": moments.span(one.target_seconds)}
    said = {"used": moments.span(one.used_seconds), "target": moments.span(one.target_seconds)}
    return _("%(used)s of %(target)s used") % said


def _headline(kept: int, missed: int) -> str:
    if not kept + missed:
        return _("No promise was decided in this time")
    return _("%(rate)s of what we promised was kept") % {"rate": numbers.percent(kept, kept + missed)}


def _lead(kept: int, missed: int, late: int, wanted: PromiseFilter, now: datetime) -> str:
    said = _("%(kept)s kept, %(missed)s missed") % {"kept": kept, "missed": missed}
    if wanted.since:
        said += " " + _("since %(day)s") % {"day": moments.day(timezone.localtime(wanted.since).date(), now)}
    said += "."
    if late:
        said += " " + ngettext(
            "One is broken and still open.", "%(n)s are broken and still open.", late
        ) % {"n": late}  # fmt: skip
    return said


def _lines(rows: Sequence[Promise]) -> Iterator[str]:
    columns = (
        "subject_ref", "kind", "verdict", "store", "queue", "category", "priority", "policy", "calendar", "target_seconds",
        "used_at_verdict", "started_at", "due_at", "met_at", "ended_at", "decided_at",
    )  # fmt: skip
    cells = (
        [*(_cell(getattr(row, name)) for name in columns), row.assignee.name if row.assignee else ""] for row in rows
    )
    heads = {"subject_ref": "case", "used_at_verdict": "used_seconds"}
    return csv_lines([*(heads.get(name, name) for name in columns), "person"], cells)


def _cell(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else "" if value is None else str(value)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 < day.year < 9000 else None
