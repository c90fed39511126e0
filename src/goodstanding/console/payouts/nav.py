"""What payouts add to the console: the newest ones of a seller on its page and beside its cases, search results, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from goodstanding.console.hooks import Hit, Panel
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.kit.money import Money
from goodstanding.kit.refs import is_ref, normal_ref
from goodstanding.systems.payouts import display, queries, words
from goodstanding.systems.payouts.models import Payout
from goodstanding.systems.payouts.states import PayoutStatus
from goodstanding.systems.sellers.models import Seller

IN_PANEL = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One payout: how it stands, how much, when, and why if it is held or failed."""

    ref: str
    url: str
    mark: str
    word: str
    total: Money
    pay_day: str
    period: str
    reason: str


def panel(actor: Actor, seller: Seller, now: datetime) -> Panel:
    """The seller's newest payouts. One query."""
    lines = [_line(payout) for payout in queries.latest_of(actor, seller, limit=IN_PANEL)]
    return Panel(title=_("Payouts"), template="console/payouts/_panel.html", context={"lines": lines})


def find(actor: Actor, text: str, limit: int) -> Sequence[Hit]:
    """The payout with this very reference."""
    if not is_ref(normal_ref(text)):
        return []
    try:
        payout = queries.payout_for(actor, text)
    except NotFound:
        return []
    note = f"{payout.seller.name} · {display.title(payout)}"
    return [Hit(kind=_("Payouts"), title=payout.ref, url=link(payout.ref), note=note, exact=True)]


def link(subject_id: str) -> str:
    """The payout's page in the console."""
    return reverse("console:payouts-detail", kwargs={"ref": subject_id})


def line_link(subject_id: str) -> str:
    """The page of a line's payout, at the line."""
    ref, _dash, number = subject_id.rpartition("-")
    return f"{link(ref)}?line={number}"


def _line(payout: Payout) -> Line:
    status = PayoutStatus(payout.status)
    return Line(
        ref=payout.ref,
        url=link(payout.ref),
        mark=words.STATUS_MARKS[status],
        word=str(words.STATUS_WORDS[status]),
        total=display.total(payout),
        pay_day=display.pay_day(payout),
        period=display.period(payout),
        reason=payout.reason,
    )
