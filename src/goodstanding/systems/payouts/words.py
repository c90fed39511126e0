"""What payouts, their states and the kinds of their lines are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodstanding.base.timeline.sentences import Sentence
from goodstanding.systems.payouts.states import LineKind, PayoutStatus

STATUS_WORDS = {
    PayoutStatus.SCHEDULED: _("Scheduled"),
    PayoutStatus.ON_HOLD: _("On hold"),
    PayoutStatus.IN_TRANSIT: _("On its way"),
    PayoutStatus.PAID: _("Paid"),
    PayoutStatus.FAILED: _("Failed"),
    PayoutStatus.CANCELLED: _("Cancelled"),
    PayoutStatus.NO_PAYOUT: _("Nothing to pay"),
}
STATUS_MARKS = {
    PayoutStatus.SCHEDULED: "waiting",
    PayoutStatus.ON_HOLD: "close",
    PayoutStatus.IN_TRANSIT: "waiting",
    PayoutStatus.PAID: "good",
    PayoutStatus.FAILED: "over",
    PayoutStatus.CANCELLED: "none",
    PayoutStatus.NO_PAYOUT: "none",
}
KIND_WORDS = {
    LineKind.SALE: _("Product charges"),
    LineKind.SHIPPING: _("Shipping charged to buyers"),
    LineKind.GIFT_WRAP: _("Gift wrap"),
    LineKind.TAX: _("Tax collected"),
    LineKind.PROMOTION: _("Promotions"),
    LineKind.REFUND: _("Refunds to buyers"),
    LineKind.FEE: _("Marketplace fees"),
    LineKind.FULFILMENT_FEE: _("Fulfilment fees"),
    LineKind.ADVERTISING: _("Advertising"),
    LineKind.SERVICE_FEE: _("Service fees"),
    LineKind.REFUNDED_FEE: _("Fees given back"),
    LineKind.TAX_WITHHELD: _("Tax passed on or withheld"),
    LineKind.CLAIM: _("Claims and chargebacks"),
    LineKind.REIMBURSEMENT: _("Reimbursements"),
    LineKind.ADJUSTMENT: _("Adjustments"),
    LineKind.RESERVE: _("Reserve held or released"),
    LineKind.CARRIED_OVER: _("Carried over"),
    LineKind.PAID_IN: _("Charged to your payment method"),
    LineKind.OTHER: _("Other"),
}
_STATUSES = {status.value: word for status, word in STATUS_WORDS.items()}

SENTENCES = {
    "payout.recorded": Sentence(_("Payout %(subject)s told by the payment engine: %(status)s"), {"status": _STATUSES}),
    "payout.status_changed": Sentence(
        _("Payout went from “%(from)s” to “%(to)s”"), {"from": _STATUSES, "to": _STATUSES}
    ),
    "payout.date_changed": Sentence(
        _("Date of the payout changed: %(from)s → %(to)s"), instants=frozenset({"from", "to"})
    ),
    "payout.reason_changed": Sentence(_("Payout stands as before, for another reason")),
}
SUBJECTS = {"payout": _("Payout")}
