"""The rows of the queue and of a case's thread, drawn without a template: most of these pages' time otherwise (ADR 80)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from goodstanding.console.cases.shown import Row
from goodstanding.systems.cases.display import Said
from goodstanding.systems.cases.models import Case
from goodstanding.ui import parts, talk
from goodstanding.ui.markup import draw, join
from goodstanding.ui.templatetags.ui import tag

LAST = 90
EMPTY = SafeString("")
_CASE = '<td role="rowheader" class="words"><a href="{}">{}</a><small><span class="mono">{}</span> · {}</small>{}</td>'
_STATUS = '<td data-label="{}"><div>{}<small>{} · {}</small>{}</div></td>'
_LAST = '<td class="words" data-label="{}">{}<small>{}</small></td>'
_PICK = (
    '<li><a href="{}"{}><span class="row"><b class="mono">{}</b><span class="end">{}</span></span>'
    '<span class="small clip">{}</span><span class="muted small clip">{}</span></a></li>'
)


def queue_rows(rows: Iterable[Row], now: datetime) -> SafeString:
    """One table row per case of the queue."""
    labels = {
        "Due": _("Due"), "Seller": _("Seller"), "Status": _("Status"), "Last word": _("Last word"),
        "Who has it": _("Who has it"),
    }  # fmt: skip
    return join(_queue_row(row, now, labels) for row in rows)


def beside_rows(rows: Iterable[Row], current: Case, now: datetime) -> SafeString:
    """The queue beside a case, one line each."""
    return join(
        draw(
            _PICK, row.url, SafeString(' aria-current="true"') if row.case.pk == current.pk else EMPTY, row.case.ref,
            parts.said_due(row.case.due_at, now, "far")
            if row.case.due_at
            else draw('<span class="muted small">{}</span>', row.word),
            row.case.subject, row.case.seller.name,
        )
        for row in rows
    )  # fmt: skip


def said_rows(said: Iterable[Said], now: datetime) -> SafeString:
    """The entries of a thread."""
    mail = _("By mail: show the whole mail")
    return talk.thread([_entry(one, mail) for one in said], now)


def _entry(one: Said, mail: str) -> talk.Message:
    more = join((talk.attached(one.files), talk.link(one.whole_url, mail) if one.whole_url else EMPTY))
    return talk.Message(who=one.who, at=one.at, sub=one.sub, kind=one.kind, text=one.text, anchor=one.anchor, more=more)


def _queue_row(row: Row, now: datetime, labels: dict[str, str]) -> SafeString:
    priority = draw("<b>{}</b>", row.priority) if row.urgent else row.priority
    silent = _("silent for %(span)s") % {"span": row.silent} if row.silent else ""
    found = draw("<small>{}</small>", row.found) if row.found else EMPTY
    cells = (
        draw('<td data-label="{}">{}</td>', labels["Due"], _due(row, now)),
        draw(_CASE, row.url, row.subject, row.case.ref, row.category, found),
        draw('<td data-label="{}">{}</td>', labels["Seller"], row.case.seller.name),
        draw(
            _STATUS, labels["Status"], tag(row.state, row.word), priority, row.queue,
            draw('<small class="warn">{}</small>', silent) if silent else EMPTY,
        ),
        draw(
            _LAST, labels["Last word"], row.case.last_author_name,
            Truncator(row.case.last_beginning).chars(LAST, truncate="…"),
        ),
        draw(
            '<td data-label="{}">{}</td>', labels["Who has it"],
            row.assignee or draw('<span class="muted">{}</span>', _("nobody")),
        ),
    )  # fmt: skip
    return draw("<tr>{}</tr>\n", join(cells))


def _due(row: Row, now: datetime) -> SafeString:
    if row.case.due_at:
        promise = draw('<small class="muted">{}</small>', row.promise) if row.promise else EMPTY
        return join((parts.said_due(row.case.due_at, now, "block"), promise))
    if row.case.seller_due_at:
        far = parts.said_due(row.case.seller_due_at, now, "far")
        return draw('<span class="muted">{} {}</span>', _("seller"), far)
    return SafeString('<span class="muted">–</span>')
