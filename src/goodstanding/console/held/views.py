"""Files that the virus scanner held back, and those it could not look at."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from goodstanding.base.files import actions, policies, queries
from goodstanding.base.files.doors import as_override
from goodstanding.base.files.states import Scan
from goodstanding.base.timeline import queries as timeline
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.kit.errors import Invalid, Refusal
from goodstanding.ui.tables import Choice, Column, Filter, Sort, Table

SCAN_WORDS = {
    Scan.QUARANTINED: gettext_lazy("held back"),
    Scan.UNSCANNABLE: gettext_lazy("could not be scanned"),
    Scan.RELEASED: gettext_lazy("released"),
}
MARKS = {Scan.QUARANTINED: "over", Scan.UNSCANNABLE: "waiting", Scan.RELEASED: "none"}


@require_safe
@staff_page()
def held(request: StaffRequest) -> HttpResponse:
    """The list, newest first."""
    counts = queries.scan_counts()
    view = _table(counts).read(request.GET)
    scan = Scan(view.values["scan"]) if "scan" in view.values else None
    page = queries.held(request.actor, scan=scan, cursor=view.cursor)
    context = {
        "rows": [{"file": file, **_state(file.scan)} for file in page.rows],
        "table": view,
        "headline": _headline(counts[Scan.QUARANTINED]),
        "scanner_set": bool(settings.CLAMD),
        "newer_url": view.newer_url(page.newer) if page.newer else "",
        "older_url": view.older_url(page.older) if page.older else "",
    }
    return render(request, "console/held/list.html", context)


@require_safe
@staff_page()
@never_cache
def file(request: StaffRequest, ref: str) -> HttpResponse:
    """One file: what was found, who may do what with it, what was done."""
    return _page(request, ref)


@require_POST
@staff_page()
def release(request: StaffRequest, ref: str) -> HttpResponse:
    """Let a file go that was held back by mistake."""
    try:
        actions.release(actor=request.actor, ref=ref, reason=request.POST.get("reason", ""), at=request.now)
    except Invalid as refusal:
        return _page(request, ref, refusal=refusal)
    messages.success(request, _("The file can be downloaded again."))
    return redirect("console:held-file", ref=ref)


@require_POST
@staff_page()
@never_cache
def content(request: StaffRequest, ref: str) -> HttpResponse:
    """The file itself, for one administrator with a reason; it stays held back from everybody else."""
    try:
        found = actions.open_held(actor=request.actor, ref=ref, reason=request.POST.get("reason", ""), at=request.now)
    except Invalid as refusal:
        return _page(request, ref, refusal=refusal)
    return cast(HttpResponse, as_override(found))  # a streamed answer; doors declare the common case


def _page(request: StaffRequest, ref: str, *, refusal: Refusal | None = None) -> HttpResponse:
    found = queries.held_file(request.actor, ref)
    context = {
        "file": found,
        **_state(found.scan),
        "may_override": policies.can_override(request.actor),
        "is_held": found.scan == Scan.QUARANTINED,
        "history": timeline.entries_about("file", found.ref, for_staff=True, limit=20),
        "refusal": refusal,
    }
    return render(request, "console/held/file.html", context, status=refusal.status if refusal else 200)


def _state(scan: str) -> dict[str, str]:
    return {"mark": MARKS[Scan(scan)], "word": str(SCAN_WORDS[Scan(scan)])}


def _headline(held_back: int) -> str:
    if not held_back:
        return _("No file is held back")
    return ngettext("One file is held back", "%(n)d files are held back", held_back) % {"n": held_back}


def _table(counts: dict[Scan, int]) -> Table:
    scans = [Choice(value=s.value, label=str(SCAN_WORDS[s]), count=counts[s]) for s in SCAN_WORDS]
    return Table(
        columns=(
            Column(label=_("File")),
            Column(label=_("State")),
            Column(label=_("Uploaded by")),
            Column(label=_("Uploaded")),
        ),
        filters=(Filter(param="scan", label=_("State"), choices=scans),),
        default_sort=Sort("id", True),
    )
