"""Notifications and plans for tests, made by the same actions that doors and flows call."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.kit.actors import SYSTEM
from goodstanding.systems.performance import actions, queries
from goodstanding.systems.performance.models import (
    Evidence,
    PerformanceNotification,
    PlanOfAction,
    PlanReview,
    PlanVersion,
)
from goodstanding.systems.performance.states import Decision, NotificationKind
from goodstanding.systems.sellers.models import Seller
from tests.world import Person

_breaches = count(9_001)

ROOT_CAUSE = (
    "We print the labels of an evening's orders on the next morning, and from 9 to 13 November our only carrier, Northpost, "
    "did not collect. We had no second carrier and nobody of ours looked at the open orders after the pick-up, so the orders "
    "of those days left two days late. Our cut-off of 17:00 was never moved when the pick-up moved to 14:00 in October."
)
DONE = (
    "On 14 November 2026 we opened an account with a second carrier and handed over 29 orders that day. On 15 November we "
    "refunded the postage of 12 orders, 58.40 USD in all, and moved the cut-off shown on our listings to 13:00."
)
MEASURES = (
    "Since 16 November 2026 the warehouse lead runs a report of open orders daily at 15:00 and hands whatever is left to the "
    "second carrier. Each Monday the owner checks the report of the week; when more than 2 % is late, an alert stops new offers."
)


def ground(
    *, breach_id: int = 0, code: str = "LATE_SHIPMENT_RATE", orders: int = 6, today: date = date(2026, 11, 22)
) -> actions.MetricGround:
    """The facts of a late shipment breach: every order went with Northpost."""
    return actions.MetricGround(
        breach_id=breach_id or next(_breaches), code=code, window_days=30, from_on=today - timedelta(days=29), to_on=today,
        numerator=orders, denominator=100,
        orders=[
            actions.OrderFacts(
                external_id=f"L-{n:04d}", on=today - timedelta(days=n % 20), reason_code="shipped_late",
                reason="Shipped a day after the ship-by.", sku="HL-TEAPOT-09", carrier="Northpost", ship_from="Leeds",
            )
            for n in range(orders)
        ],
        causes=[
            {"dimension": "carrier", "value": "Northpost", "label": "Carrier Northpost", "defects": orders, "orders": 18,
             "total_defects": orders, "total_orders": 100}
        ],
    )  # fmt: skip


def issued(seller: Seller, at: datetime, **facts: object) -> PerformanceNotification:
    """A notification of a late shipment rate beyond its target."""
    return actions.issue(actor=SYSTEM, seller_id=seller.pk, ground=ground(**facts), at=at)  # type: ignore[arg-type]


def by_hand(
    seller: Seller,
    person: Person,
    at: datetime,
    *,
    kind: NotificationKind = NotificationKind.SAFETY_INCIDENT,
    subject: str = "Kettle caught fire",
) -> PerformanceNotification:
    """A notification written by an associate."""
    notice = actions.ManualNotice(
        kind=kind, subject=subject, facts="On 20 November a buyer reported that the kettle caught fire."
    )
    return actions.issue_by_associate(actor=person.actor, seller_ref=seller.ref, notice=notice, at=at)


def words(**changes: object) -> actions.DraftWords:
    """A plan that no check finds fault with, apart from its evidence."""
    kept: dict[str, object] = {
        "root_cause": ROOT_CAUSE, "immediate_actions": DONE, "preventive_measures": MEASURES, "signer": "Alice Harbour",
        "acknowledged": True,
    }  # fmt: skip
    return actions.DraftWords(**(kept | changes))  # type: ignore[arg-type]


def drafted(notification: PerformanceNotification, person: Person, at: datetime, **changes: object) -> PlanOfAction:
    """A plan with good words in its draft."""
    plan = actions.start_plan(actor=person.actor, ref=notification.ref, at=at)
    mark = actions.DraftMark(base=plan.draft.saves, window="test")
    actions.save_draft(actor=person.actor, plan_ref=plan.ref, words=words(**changes), mark=mark, at=at)
    return queries.plan_for(person.actor, plan.ref)


def submitted(notification: PerformanceNotification, person: Person, at: datetime, **changes: object) -> PlanVersion:
    """A plan on its way to the reviewers."""
    plan = drafted(notification, person, at, **changes)
    return actions.submit_plan(actor=person.actor, plan_ref=plan.ref, saves=plan.draft.saves, at=at)


def decided(
    version: PlanVersion, person: Person, decision: Decision, at: datetime, *, failed: tuple[str, ...] = ()
) -> PlanReview:
    """A decision by a reviewer who took the plan first."""
    actions.start_review(actor=person.actor, plan_ref=version.plan.ref, at=at)
    ruling = actions.Ruling(
        version=version.number, decision=decision, reason="The cause is clear now.",
        failed=[actions.Failed(code, "It does not name the step that failed.") for code in failed],
    )  # fmt: skip
    return actions.decide(actor=person.actor, plan_ref=version.plan.ref, ruling=ruling, at=at)


def receipt(name: str = "receipt.txt") -> SimpleUploadedFile:
    """A file that the house accepts."""
    return SimpleUploadedFile(name, b"Second carrier, account opened on 14 November 2026\n", content_type="text/plain")


def attached(plan: PlanOfAction, person: Person, at: datetime) -> Evidence:
    """A receipt attached to a plan that is being written."""
    about = actions.EvidenceFacts("Second carrier", date(2026, 11, 14))
    return actions.attach_evidence(actor=person.actor, plan_ref=plan.ref, upload=receipt(), about=about, at=at)


def taken(version: PlanVersion, person: Person, at: datetime) -> PlanOfAction:
    """A plan that a reviewer is reading."""
    return actions.start_review(actor=person.actor, plan_ref=version.plan.ref, at=at)


def missed(seller: Seller, at: datetime) -> PerformanceNotification:
    """A notification whose deadline has just passed without an answer: it restricts the seller and has its statement."""
    notification = issued(seller, at - timedelta(hours=73), code="PRE_FULFILMENT_CANCEL_RATE")
    actions.expire(ref=notification.ref, at=at)
    return notification
