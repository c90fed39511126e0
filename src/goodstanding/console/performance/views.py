"""The review queue, all notifications, and one notification with its plan: facts, plan and checks side by side."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from goodstanding.base.files.doors import as_attachment
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.performance import presenting, tables
from goodstanding.console.performance.forms import DecisionForm
from goodstanding.console.performance.rows import order_rows, plan_rows
from goodstanding.console.saved_views.views import views_of
from goodstanding.kit.actors import StaffRole
from goodstanding.kit.errors import Invalid
from goodstanding.systems.performance import actions, display, queries
from goodstanding.systems.performance.errors import AlreadyReviewed, PlanNotFound
from goodstanding.systems.performance.models import PerformanceNotification, PlanOfAction
from goodstanding.ui import refusing
from goodstanding.ui.frame import Tab
from goodstanding.ui.paging import Cursor
from goodstanding.ui.query import with_query


@staff_page(StaffRole.REVIEWER)
def queue(request: StaffRequest) -> HttpResponse:
    """Plans that wait for a decision, what is due first on top."""
    views = views_of(request, "performance")
    if views.onward:
        return redirect(views.onward)
    table = tables.queue().read(request.GET)
    asked = queries.QueueAsked(
        stage=table.values.get("stage", ""),
        kind=table.values.get("kind", ""),
        q=table.values.get("q", ""),
        cursor=table.cursor,
    )
    page = queries.review_queue(request.actor, asked)
    context = {
        "table": table,
        "views": views.drawn(table),
        "rows": plan_rows(page.rows, request.actor, request.now),
        "older": table.older_url(page.older),
        "newer": table.newer_url(page.newer),
        "waiting": queries.count_queue(),
        "filtered": bool(table.active),
        "tabs": _tabs("queue"),
    }
    return render(request, "console/performance/queue.html", context)


@staff_page()
def listing(request: StaffRequest) -> HttpResponse:
    """Every notification of every seller."""
    views = views_of(request, "performance-list")
    if views.onward:
        return redirect(views.onward)
    table = tables.notifications().read(request.GET)
    asked = queries.Asked(
        turn=table.values.get("turn", ""),
        kind=table.values.get("kind", ""),
        q=table.values.get("q", ""),
        by=table.sort.key,
        descending=table.sort.descending,
        cursor=table.cursor,
    )
    page = queries.notifications_of(request.actor, None, asked)
    context = {
        "table": table,
        "views": views.drawn(table),
        "rows": [presenting.row(notification) for notification in page.rows],
        "older": table.older_url(page.older),
        "newer": table.newer_url(page.newer),
        "filtered": bool(table.active),
        "tabs": _tabs("list"),
        "may_issue": queries.may_review(request.actor),
    }
    return render(request, "console/performance/list.html", context)


@never_cache
@staff_page()
def detail(request: StaffRequest, ref: str) -> HttpResponse:
    """Facts, plan and checks side by side; the seller's facts in the right-hand column."""
    return _detail(request, queries.notification_for(request.actor, ref))


@require_POST
@staff_page(StaffRole.REVIEWER)
def start_review(request: StaffRequest, ref: str) -> HttpResponse:
    """Take the plan for review."""
    plan = _plan(request, ref)
    actions.start_review(actor=request.actor, plan_ref=plan.ref, at=request.now)
    return redirect("console:performance-detail", ref=plan.notification.ref)


@require_POST
@staff_page(StaffRole.REVIEWER)
def release_review(request: StaffRequest, ref: str) -> HttpResponse:
    """Give the plan back to the queue."""
    plan = _plan(request, ref)
    actions.release_review(actor=request.actor, plan_ref=plan.ref, at=request.now)
    return redirect("console:performance")


@require_POST
@staff_page(StaffRole.REVIEWER)
def decide(request: StaffRequest, ref: str) -> HttpResponse:
    """Accept, ask for more, or reject by naming the checks that failed."""
    plan = _plan(request, ref)
    form = _decision_form(request, plan, request.POST)
    if not form.is_valid():
        return _detail(request, plan.notification, form=form, status=422)
    try:
        actions.decide(actor=request.actor, plan_ref=plan.ref, ruling=form.ruling(), at=request.now)
    except Invalid as refusal:
        refusing.show(form, refusal)
        return _detail(request, plan.notification, form=form, status=422)
    except AlreadyReviewed as refusal:
        fresh = queries.notification_for(request.actor, ref)
        return _detail(request, fresh, too_late=refusal.message, unsent=form.cleaned_data["reason"], status=409)
    return redirect("console:performance")


@staff_page()
def evidence_file(request: StaffRequest, ref: str, evidence_id: int) -> HttpResponse:
    """A piece of evidence as a download."""
    plan = _plan(request, ref)
    file = queries.evidence_for(request.actor, plan.ref, evidence_id).file
    return cast(HttpResponse, as_attachment(file))  # a streaming response is handed on as it is


def _plan(request: StaffRequest, ref: str) -> PlanOfAction:
    plan = queries.plan_of(queries.notification_for(request.actor, ref))
    if plan is None:
        raise PlanNotFound
    return plan


def _decision_form(
    request: StaffRequest, plan: PlanOfAction, data: Any = None
) -> DecisionForm:  # Any: as Django's Form
    book = queries.playbook_for(plan.notification.seller.store, request.now)
    return DecisionForm(list(book.rejections.values()), data)


def _detail(
    request: StaffRequest, notification: PerformanceNotification, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page; `more` adds a form with its errors, or what came in between (Any: template context)."""
    book = queries.playbook_for(notification.seller.store, request.now)
    plan = queries.plan_read_with(notification)
    orders = queries.orders_behind(notification, cursor=Cursor.decode(request.GET.get("orders", ""), backwards=False))
    context = {
        "notification": notification,
        "seller": notification.seller,
        "plan": plan,
        "what": display.what_happened(notification),
        "row": presenting.row(notification),
        "clocks": display.clocks(notification, plan, request.now, for_staff=True),
        "orders": order_rows(orders.rows),
        "orders_older": with_query(request.GET, orders=orders.older.encode()) + "#orders" if orders.older else "",
        "orders_first": with_query(request.GET, orders=None) + "#orders" if request.GET.get("orders") else "",
        "statements": queries.statements_of(notification),
        "history": display.history(notification, request.now, for_staff=True),
        "decisions": display.decisions(plan, book, for_staff=True) if plan else [],
        **presenting.seller_facts(notification),
        **presenting.reading(request.actor, notification, plan, book, request.GET.get("version", "")),
    }
    if context.get("may_decide"):
        assert plan is not None  # only a plan can be decided about
        context["form"] = _decision_form(request, plan)
    return render(request, "console/performance/detail.html", context | more, status=status)


def _tabs(current: str) -> list[Tab]:
    return [
        Tab(label=_("Review queue"), url="/console/performance/", current=current == "queue"),
        Tab(label=_("All notifications"), url="/console/performance/notifications/", current=current == "list"),
    ]
