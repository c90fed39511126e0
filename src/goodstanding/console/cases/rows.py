"""The rows of the queue and of a case's thread, drawn without a template: most of these pages' time otherwise (ADR 80)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goodstanding.console.cases.shown import Row
from goodstanding.systems.cases.display import Said
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.queries import DeskMarks
from goodstanding.ui import parts, talk
from goodstanding.ui.markup import draw, join, worded
from goodstanding.ui.templatetags.ui import tag

LAST = 90
EMPTY = SafeString("")
_ROW = (
    '<tr><td data-label="{}">{}</td>'
    '<td role="rowheader" class="words"><a href="{}">{}</a><small><span class="mono">{}</span> · {}</small>{}{}</td>'
    '<td data-label="{}">{}</td>'
    '<td data-label="{}"><div>{}<small>{} · {}</small>{}{}</div></td>'
    '<td class="words" data-label="{}">{}<small>{}</small></td>'
    '<td data-label="{}">{}</td></tr>\n'
)
TAGS = 4
_PICK = (
    '<li><a href="{}"{}><span class="row"><b class="mono">{}</b><span class="end">{}</span></span>'
    '<span class="small clip">{}</span><span class="muted small clip">{}</span></a></li>'
)


def queue_rows(rows: Iterable[Row], now: datetime) -> SafeString:
    """One table row per case of the queue."""
    said = _said_in(get_language())
    return join([_queue_row(row, now, said) for row in rows])


@lru_cache(maxsize=32)
def _said_in(language: str | None) -> dict[str, SafeString]:
    """The words that every row says, in one language."""
    nobody = draw('<span class="muted">{}</span>', _("nobody"))
    labels = {
        "Due": _("Due"), "Seller": _("Seller"), "Status": _("Status"), "Last word": _("Last word"),
        "Who has it": _("Who has it"), "seller": _("seller"), "nobody": nobody,
    }  # fmt: skip
    return {name: worded(label) for name, label in labels.items()}


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


def _queue_row(row: Row, now: datetime, labels: dict[str, SafeString]) -> SafeString:
    return draw(
        _ROW,
        labels["Due"], _due(row, now, labels["seller"]),
        row.url, row.subject, row.case.ref, row.category,
        draw("<small>{}</small>", row.found) if row.found else EMPTY,
        _marks(row.marks) if row.marks.tags or row.marks.problem else EMPTY,
        labels["Seller"], row.case.seller.name,
        labels["Status"], tag(row.state, row.word),
        draw("<b>{}</b>", row.priority) if row.urgent else row.priority, row.queue,
        parts.remark(row.asked_state, row.asked) if row.asked else EMPTY,
        draw('<small class="warn">{}</small>', _("silent for %(span)s") % {"span": row.silent}) if row.silent else EMPTY,
        labels["Last word"], row.case.last_author_name, _shortened(row.case.last_beginning),
        labels["Who has it"], row.assignee or labels["nobody"],
    )  # fmt: skip


def _shortened(text: str) -> str:
    return text if len(text) <= LAST else f"{text[: LAST - 1].rstrip()}…"


def _marks(marks: DeskMarks) -> SafeString:
    """The tags of a case and the problem it belongs to, under its subject."""
    said = [draw('<span class="nowrap">#{}</span>', name) for name in marks.tags[:TAGS]]
    if len(marks.tags) > TAGS:
        said.append(draw("<span>{}</span>", _("and %(n)s more") % {"n": len(marks.tags) - TAGS}))
    problem = _("Problem %(ref)s") % {"ref": marks.problem} if marks.problem else ""
    tags = draw('<span class="unseen">{}</span> {}', _("Tags:"), join(said, ", ")) if said else EMPTY
    return draw('<small class="muted">{}{}{}</small>', problem, " · " if problem and said else "", tags)


def _due(row: Row, now: datetime, seller: SafeString) -> SafeString:
    if row.case.due_at:
        promise = draw('<small class="muted">{}</small>', row.promise) if row.promise else EMPTY
        return join((parts.said_due(row.case.due_at, now, "block"), promise))
    if row.case.seller_due_at:
        far = parts.said_due(row.case.seller_due_at, now, "far")
        return draw('<span class="muted">{} {}</span>', seller, far)
    return SafeString('<span class="muted">–</span>')
