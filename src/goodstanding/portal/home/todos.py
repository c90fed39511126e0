"""What needs the seller, by when, in order of consequence. Each source asks one query of one system."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import policies as case_policies
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.orders import queries as orders
from goodstanding.systems.payouts import display as payout_words
from goodstanding.systems.payouts import queries as payouts
from goodstanding.systems.payouts.models import Payout
from goodstanding.systems.performance import queries as performance
from goodstanding.systems.performance.models import PerformanceNotification
from goodstanding.systems.performance.states import PlanState
from goodstanding.systems.sellers.models import Seller

MOST = 8
SHIP_SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do. `weight` is its consequence: 0 the account is at stake, 1 money or a metric, 2 an answer is awaited."""

    weight: int
    by: datetime | None
    title: str
    url: str
    action: str
    text: str
    state: str = ""
    word: str = ""


def todos_of(actor: Actor, seller: Seller, now: datetime) -> list[Todo]:
    """Everything that waits for the seller, most consequential first, then by when."""
    found = [
        *_notifications(seller),
        *_payouts(actor, seller, now),
        *_shipments(seller, now),
        *_cases(seller),
    ]
    return sorted(found, key=lambda t: (t.weight, t.by is None, t.by))[:MOST]


def _notifications(seller: Seller) -> list[Todo]:
    return [_notification(seller, n) for n in performance.urgent_of(seller)]


def _notification(seller: Seller, n: PerformanceNotification) -> Todo:
    plan = getattr(n, "plan", None)
    started = plan is not None and plan.state in {PlanState.DRAFT, PlanState.MORE_INFO}
    url = reverse("portal:notifications-detail", kwargs={"seller_ref": seller.ref, "ref": n.ref})
    return Todo(
        weight=0,
        by=n.response_due_at,
        title=n.subject,
        url=url,
        action=_("Continue the plan") if started else _("Read and answer"),
        text=f"{n.required_action} {n.consequence}",
    )


def _payouts(actor: Actor, seller: Seller, now: datetime) -> list[Todo]:
    """Payouts that came back, each with why and the one next step: the case about it, or writing to us."""
    failed = payouts.failed_of(actor, seller)
    asked = cases.living_about(actor, seller, kind="payout", refs=[payout.ref for payout in failed])
    return [_payout(actor, seller, payout, asked.get(payout.ref, ""), now) for payout in failed]


def _payout(actor: Actor, seller: Seller, payout: Payout, case_ref: str, now: datetime) -> Todo:
    whose = {"seller_ref": seller.ref}
    if case_ref:
        url, action = reverse("portal:cases-detail", kwargs={**whose, "case_ref": case_ref}), _("Open the case")
        step = _("Case %(ref)s is about it.") % {"ref": case_ref}
    elif case_policies.can_write_as_seller(actor, seller):
        url, action = (
            f"{reverse('portal:cases-new', kwargs=whose)}?about=payout:{payout.ref}",
            _("Write to us about it"),
        )
        step = _("Tell us when it can be sent again.")
    else:
        url, action = reverse("portal:payouts-detail", kwargs={**whose, "ref": payout.ref}), _("See the payout")
        step = _("A colleague who may write can tell us when it can be sent again.")
    return Todo(
        weight=1,
        by=None,
        title=payout_words.headline(payout, now),
        url=url,
        action=action,
        text=f"{payout_words.explanation(payout)} {step}",
        state="over",
        word=_("Failed"),
    )


def _shipments(seller: Seller, now: datetime) -> list[Todo]:
    due = orders.unshipped_due(seller, now=now, until=now + SHIP_SOON)
    found = []
    url = reverse("portal:orders", kwargs={"seller_ref": seller.ref}) + "?state=to_ship"
    if due.overdue:
        found.append(
            Todo(
                weight=1,
                by=due.first_overdue_at,
                title=ngettext("%(n)s order is past its ship-by", "%(n)s orders are past their ship-by", due.overdue)
                % {"n": due.overdue},
                url=url,
                action=_("See the orders"),
                text=_("Each counts in the late shipment rate until it is cancelled or, once shipped, for its window."),
            )
        )
    if due.soon:
        found.append(
            Todo(
                weight=1,
                by=due.first_soon_at,
                title=ngettext(
                    "%(n)s order is to be shipped within a day", "%(n)s orders are to be shipped within a day", due.soon
                )
                % {"n": due.soon},
                url=url,
                action=_("See the orders"),
                text=_("Confirm the shipment before the ship-by: the confirmation decides, not the carrier's scan."),
            )
        )
    return found


def _cases(seller: Seller) -> list[Todo]:
    return [
        Todo(
            weight=2,
            by=case.seller_due_at,
            title=_("Case %(ref)s waits for you: %(subject)s") % {"ref": case.ref, "subject": case.subject},
            url=reverse("portal:cases-detail", kwargs={"seller_ref": seller.ref, "case_ref": case.ref}),
            action=_("Open the case"),
            text=_("We asked for %(what)s. Our clock stands still until you answer.") % {"what": case.pending_what},
            state="waiting",
            word=_("Pending"),
        )
        for case in cases.next_for_seller(seller)
    ]
