"""What was sent: versions side by side, decisions, evidence."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from goodstanding.base.files.doors import as_attachment
from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.portal.notifications import presenting, words
from goodstanding.systems.performance import display, queries
from goodstanding.systems.performance.errors import PlanNotFound
from goodstanding.systems.performance.models import PlanOfAction
from goodstanding.systems.performance.states import WRITTEN_PARTS
from goodstanding.systems.performance.words import PART_WORDS
from goodstanding.ui.frame import Crumb


@seller_page
def compare(request: SellerRequest, seller_ref: str, ref: str) -> HttpResponse:
    """Two versions side by side, by default the last two; `?old=1&new=3` names others."""
    plan = _plan(request, ref)
    versions = list(queries.versions_of(plan))
    book = queries.playbook_for(request.seller.store, request.now)
    new = _chosen(request.GET.get("new", ""), len(versions), default=len(versions))
    old = _chosen(request.GET.get("old", ""), len(versions), default=max(new - 1, 1))
    context = {
        "notification": plan.notification,
        "plan": plan,
        "versions": versions,
        "old": versions[old - 1] if versions else None,
        "new": versions[new - 1] if versions else None,
        "parts": [
            (PART_WORDS[part], getattr(versions[old - 1], part.value), getattr(versions[new - 1], part.value))
            for part in (WRITTEN_PARTS if versions else ())
        ],
        "headline": words.headline(plan.notification, plan, request.now),
        "decisions": display.decisions(plan, book),
        "crumbs": [
            Crumb(label=_("Notifications"), url=reverse("portal:notifications", kwargs={"seller_ref": seller_ref})),
            Crumb(label=plan.notification.ref, url=presenting.url_of(plan.notification)),
        ],
    }
    return render(request, "portal/notifications/versions.html", context)


@seller_page
def evidence_file(request: SellerRequest, seller_ref: str, ref: str, evidence_id: int) -> HttpResponse:
    """A piece of evidence as a download."""
    plan = _plan(request, ref)
    file = queries.evidence_for(request.actor, plan.ref, evidence_id).file
    return cast(HttpResponse, as_attachment(file))  # a streaming response is handed on as it is


def _plan(request: SellerRequest, ref: str) -> PlanOfAction:
    notification = queries.notification_for(request.actor, ref)
    plan = queries.plan_of(notification)
    if plan is None or notification.seller_id != request.seller.pk:
        raise PlanNotFound
    return plan


def _chosen(text: str, most: int, *, default: int) -> int:
    return min(max(int(text), 1), max(most, 1)) if text.isascii() and text.isdigit() and len(text) < 4 else default
