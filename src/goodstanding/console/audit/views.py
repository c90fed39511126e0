"""The whole record, for associates."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from goodstanding.base.timeline import queries
from goodstanding.base.timeline.models import Entry
from goodstanding.console.audit.export import lines
from goodstanding.console.audit.lists import asked, audit_table
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.hooks import subject_links
from goodstanding.kit.actors import StaffRole
from goodstanding.systems.sellers import queries as sellers


@staff_page()
def audit(request: StaffRequest) -> HttpResponse:
    """Who did what, when and why, narrowed by what the address says."""
    view = audit_table().read(request.GET)
    page = queries.audit(request.actor, where=asked(request.actor, view), cursor=view.cursor)
    context = {
        "table": view,
        "rows": _rows(page.rows),
        "newer": view.newer_url(page.newer),
        "older": view.older_url(page.older),
        "may_export": request.actor.has_staff_role(StaffRole.ADMINISTRATOR),
    }
    return render(request, "console/audit/list.html", context)


@staff_page(StaffRole.ADMINISTRATOR)
def export(request: StaffRequest) -> StreamingHttpResponse:
    """The same as CSV, at most 100,000 entries, newest first."""
    view = audit_table().read(request.GET)
    entries = queries.audit_rows(request.actor, where=asked(request.actor, view))
    answer = StreamingHttpResponse(lines(entries, sellers.refs_by_id()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="audit-{request.now:%Y-%m-%d}.csv"'
    return answer


def _rows(entries: Sequence[Entry]) -> list[dict[str, object]]:
    named = sellers.names_of({entry.seller_id for entry in entries if entry.seller_id})
    return [
        {"entry": entry, "url": _link(entry), "seller": named.get(entry.seller_id or 0)}
        for entry in entries
    ]  # fmt: skip


def _link(entry: Entry) -> str:
    link = subject_links.get(entry.subject_kind)
    return link(entry.subject_id) if link else ""
