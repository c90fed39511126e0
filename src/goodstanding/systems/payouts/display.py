"""Payouts in sentences, for both sides: what became of the money comes first. In the language active now,
on the days of the store."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from goodstanding.kit.money import Money
from goodstanding.systems.payouts.models import Payout, PayoutLine
from goodstanding.systems.payouts.states import PayoutStatus
from goodstanding.ui.moments import formatted
from goodstanding.ui.templatetags.ui import money

_MOMENT = timedelta(microseconds=1)


def total(payout: Payout) -> Money:
    """The payout's total."""
    return Money(payout.total_minor, payout.currency)


def amount(line: PayoutLine) -> Money:
    """A line's amount in the currency of its payout."""
    return Money(line.amount_minor, line.payout.currency)


def headline(payout: Payout, now: datetime) -> str:
    """The answer to "where is my money?": "1,016.08 USD was paid on 30 August 2025"."""
    says = {"amount": money(total(payout)), "day": _day(payout, payout.pay_at)}
    status = PayoutStatus(payout.status)
    if status is PayoutStatus.NO_PAYOUT:
        return (
            _("Nothing to pay out: %(amount)s is carried over") % says
            if payout.total_minor
            else _("Nothing to pay out")
        )
    if status is PayoutStatus.SCHEDULED and payout.pay_at is not None and payout.pay_at <= now:
        return _("%(amount)s was to be paid on %(day)s; nobody has confirmed it yet") % says
    return _said(status, dated=payout.pay_at is not None) % says


def explanation(payout: Payout) -> str:
    """Why, and what happens next, in one or two sentences; the source's own reason where it gave one."""
    says = {"reason": payout.reason.strip().rstrip(".")}
    status = PayoutStatus(payout.status)
    if status is PayoutStatus.ON_HOLD:
        return _("The reason: %(reason)s.") % says
    if status is PayoutStatus.FAILED:
        return (
            _("The bank or the payment engine says: %(reason)s. The money is still yours. Check your deposit method.")
            % says
        )
    if status is PayoutStatus.IN_TRANSIT:
        return _("Banks take three to five business days to credit it.")
    if status is PayoutStatus.NO_PAYOUT and payout.total_minor < 0:
        return _("The charges of this period were higher than the sales. The next payout begins with the difference.")
    if status is PayoutStatus.CANCELLED:
        return _("The amount goes into a later payout.")
    return ""


def title(payout: Payout) -> str:
    """What a payout is called beside its reference: its amount and its period."""
    return f"{money(total(payout))}, {period(payout)}"


def period(payout: Payout) -> str:
    """The days of the period, the first and the last that lie in it."""
    return f"{_day(payout, payout.starts_at)} – {_day(payout, payout.ends_at - _MOMENT)}"


def pay_day(payout: Payout) -> str:
    """The day on which the money is to be sent, was sent or arrived; nothing where there is nothing to pay."""
    return "" if payout.status == PayoutStatus.NO_PAYOUT else _day(payout, payout.pay_at)


def line_title(line: PayoutLine) -> str:
    """What a line is called beside its reference: "Order · Commission, -9.00 USD, order A-1001"."""
    order = _("order %(id)s") % {"id": line.order_id} if line.order_id else ""
    return ", ".join(part for part in (line.description, money(amount(line)), order) if part)


def _day(payout: Payout, at: datetime | None) -> str:
    """A day where the store is: a payout is of the same day for both sides."""
    return formatted(at.astimezone(payout.seller.store.zone), "j F Y") if at else ""


def _said(status: PayoutStatus, *, dated: bool) -> str:
    if status is PayoutStatus.FAILED:
        return _("%(amount)s could not be paid")
    if status is PayoutStatus.CANCELLED:
        return _("The payout of %(amount)s was cancelled")
    if status is PayoutStatus.SCHEDULED:
        return _("%(amount)s is to be paid on %(day)s") if dated else _("%(amount)s is scheduled")
    if status is PayoutStatus.ON_HOLD:
        return _("%(amount)s is on hold, until %(day)s") if dated else _("%(amount)s is on hold")
    if status is PayoutStatus.IN_TRANSIT:
        return _("%(amount)s was sent on %(day)s") if dated else _("%(amount)s was sent")
    return _("%(amount)s was paid on %(day)s") if dated else _("%(amount)s was paid")
