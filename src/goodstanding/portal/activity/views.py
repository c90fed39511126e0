"""What happened in this seller's account, by whom and why."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from goodstanding.base.timeline import queries as timeline
from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.portal.hooks import subject_links, subject_readers
from goodstanding.ui.tables import Sort, Table

TABLE = Table(columns=(), default_sort=Sort("at", descending=True))


@seller_page
def activity(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """The record without what is the marketplace's own and what a colleague's role has nothing to do with, newest first."""
    view = TABLE.read(request.GET)
    hidden = [kind for kind, may_read in subject_readers.items() if not may_read(request.actor, request.seller)]
    page = timeline.activity_of(request.seller.pk, for_staff=False, cursor=view.cursor, without=hidden)
    rows = [(entry, _link(request, entry.subject_kind, entry.subject_id)) for entry in page.rows]
    context = {"rows": rows, "older": view.older_url(page.older), "newer": view.newer_url(page.newer)}
    return render(request, "portal/activity/activity.html", context)


def _link(request: SellerRequest, kind: str, subject_id: str) -> str:
    link = subject_links.get(kind)
    return link(request.seller, subject_id) if link else ""
