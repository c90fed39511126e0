"""Performance notifications: the list, one notification with its facts, and its statements of reasons."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodstanding.kit.errors import NotFound
from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.portal.health import presenting as health
from goodstanding.portal.notifications import presenting, words
from goodstanding.portal.notifications.rows import order_rows
from goodstanding.portal.saved_views.views import views_of
from goodstanding.systems.health.rules import Cause
from goodstanding.systems.performance import actions, display, queries
from goodstanding.systems.performance.models import PerformanceNotification
from goodstanding.systems.performance.queries import Asked
from goodstanding.systems.performance.states import Answer, Automation, Detection, Do, NotificationKind, Severity
from goodstanding.systems.performance.words import AUTOMATION_WORDS, DETECTION_WORDS, SEVERITY_WORDS
from goodstanding.systems.sellers import policies as sellers
from goodstanding.systems.sellers.states import Standing
from goodstanding.systems.sellers.words import STANDING_MARKS, STANDING_WORDS
from goodstanding.ui.frame import Crumb
from goodstanding.ui.paging import Cursor
from goodstanding.ui.query import with_query
from goodstanding.ui.tables import Choice, Column, Filter, Sort, Table

ORDERS_SHOWN = 10


def _table(request: SellerRequest) -> Table:
    book = queries.playbook_for(request.seller.store, request.now)
    kinds = [Choice(value=kind.value, label=rule.label) for kind, rule in book.kinds.items()]
    return Table(
        columns=[
            Column(label=_("By when"), sort="due"),
            Column(label=_("What happened")),
            Column(label=_("What is asked, and what follows otherwise")),
            Column(label=_("Since"), sort="issued", descending_first=True),
            Column(label=_("Whose turn")),
        ],
        default_sort=Sort("due"),
        filters=[
            Filter(
                param="turn",
                label=_("Whose turn"),
                choices=[
                    Choice(value="seller", label=_("Waits for you")),
                    Choice(value="us", label=_("With us")),
                    Choice(value="over", label=_("Closed")),
                ],
            ),
            Filter(param="kind", label=_("Kind"), choices=kinds),
            Filter(
                param="severity",
                label=_("Severity"),
                choices=[Choice(value=s.value, label=str(w)) for s, w in SEVERITY_WORDS.items()],
            ),
            Filter(param="q", label=_("Reference or words"), placeholder=_("K7Q-2P, late shipment …")),
        ],
    )


@seller_page
def listing(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """All notifications of the seller in this store, by default what is due first."""
    views = views_of(request, "notifications")
    if views.onward:
        return redirect(views.onward)
    table = _table(request).read(request.GET)
    asked = Asked(
        turn=table.values.get("turn", ""),
        kind=table.values.get("kind", ""),
        severity=table.values.get("severity", ""),
        q=table.values.get("q", ""),
        by=table.sort.key,
        descending=table.sort.descending,
        cursor=table.cursor,
    )
    page = queries.notifications_of(request.actor, request.seller, asked)
    waiting = queries.count_waiting(request.seller)
    context = {
        "table": table,
        "views": views.drawn(table),
        "rows": [presenting.row(notification) for notification in page.rows],
        "older": table.older_url(page.older),
        "newer": table.newer_url(page.newer),
        "waiting": waiting,
        "filtered": bool(table.active),
    }
    return render(request, "portal/notifications/list.html", context)


@seller_page
def detail(request: SellerRequest, seller_ref: str, ref: str) -> HttpResponse:
    """What happened, what to do by when, the very orders, the causes, what follows, and everything said since."""
    notification = _own(request, actions.note_read(actor=request.actor, ref=ref, at=request.now))
    plan = queries.plan_read_with(notification)
    book = queries.playbook_for(request.seller.store, request.now)
    place = Cursor.decode(request.GET.get("orders", ""), backwards=False)
    orders = queries.orders_behind(notification, cursor=place, limit=ORDERS_SHOWN)
    may_write = sellers.can_write(request.actor, request.seller)
    context = {
        "notification": notification,
        "plan": plan,
        "headline": words.headline(notification, plan, request.now),
        "lead": words.lead(notification),
        "crumbs": _crumbs(request),
        "row": presenting.row(notification),
        "kind_label": book.kinds[NotificationKind(notification.kind)].label,
        "severity": SEVERITY_WORDS[Severity(notification.severity)],
        "clocks": display.clocks(notification, plan, request.now),
        "can_answer": may_write and notification.answer == Answer.PLAN and notification.permits(Do.ANSWER),
        "can_acknowledge": may_write and notification.acknowledged_at is None and notification.permits(Do.ACKNOWLEDGE),
        "asks_only_reading": notification.answer == Answer.ACKNOWLEDGE,
        "action": words.main_action(notification, plan),
        "steps": presenting.steps_done(notification, plan, book.clocks.review_hours)
        if notification.answer == Answer.PLAN
        else [],
        "orders": order_rows(orders.rows, request.seller.ref),
        "orders_older": with_query(request.GET, orders=orders.older.encode()) + "#orders" if orders.older else "",
        "orders_first": with_query(request.GET, orders=None) + "#orders" if request.GET.get("orders") else "",
        "statements": queries.statements_of(notification),
        "standing": STANDING_WORDS[Standing(request.seller.standing)],
        "standing_mark": STANDING_MARKS[Standing(request.seller.standing)],
        "permits": health.permit_lines(request.seller),
        "decisions": display.decisions(plan, book) if plan else [],
        "history": display.history(notification, request.now, for_staff=False),
        "detection": DETECTION_WORDS[Detection(notification.detection)],
        **_causes(notification),
    }
    return render(request, "portal/notifications/detail.html", context)


@require_POST
@seller_page
def acknowledge(request: SellerRequest, seller_ref: str, ref: str) -> HttpResponse:
    """Confirm having read it."""
    notification = actions.acknowledge(actor=request.actor, ref=ref, at=request.now)
    return redirect(presenting.url_of(notification))


@seller_page
def statement(request: SellerRequest, seller_ref: str, ref: str, statement_ref: str) -> HttpResponse:
    """A statement of reasons, whole, fit for printing."""
    found = queries.statement_for(request.actor, statement_ref)
    _own(request, found.notification)
    context = {
        "statement": found,
        "notification": found.notification,
        "standing": STANDING_WORDS[Standing(found.standing)],
        "detection": DETECTION_WORDS[Detection(found.detection)],
        "automation": AUTOMATION_WORDS[Automation(found.automated_decision)],
        "crumbs": [*_crumbs(request), Crumb(label=found.notification.ref, url=presenting.url_of(found.notification))],
    }
    return render(request, "portal/notifications/statement.html", context)


def _own(request: SellerRequest, notification: PerformanceNotification) -> PerformanceNotification:
    """A team may have several stores: the address names one, and only its notifications are found there."""
    if notification.seller_id != request.seller.pk:
        raise NotFound(_("There is no such performance notification here."))
    return notification


def _crumbs(request: SellerRequest) -> list[Crumb]:
    return [Crumb(label=_("Notifications"), url=f"/s/{request.seller.ref}/notifications/")]


def _causes(notification: PerformanceNotification) -> dict[str, object]:
    causes = [
        Cause(c["dimension"], c["value"], c["defects"], c["orders"], c["total_defects"], c["total_orders"])
        for c in notification.causes
    ]
    return {"causes": causes, "causes_table": health.causes_table(causes) if causes else ""}
