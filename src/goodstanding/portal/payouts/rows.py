"""The rows of the lists of payouts and of their lines, drawn without a template (ADR 80)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from goodstanding.systems.payouts import display, words
from goodstanding.systems.payouts.models import Payout, PayoutLine
from goodstanding.systems.payouts.states import LineKind
from goodstanding.ui import numbers
from goodstanding.ui.addresses import addresses
from goodstanding.ui.markup import draw, draw_all, worded
from goodstanding.ui.moments import formatted
from goodstanding.ui.templatetags.ui import money, tag

_PAYOUT = (
    '<tr><th scope="row"><a href="{}">{}</a><small>{}</small></th><td data-label="{}">{}<small>{}</small></td>'
    '<td data-label="{}">{}</td><td class="num" data-label="{}">{}</td></tr>\n'
)
_LINE = (
    '<tr id="line-{}"><th scope="row">{}<small>{}</small></th><td data-label="{}">{}</td><td data-label="{}">{}</td>'
    '<td data-label="{}">{}</td><td class="num" data-label="{}">{}</td><td><a href="{}" aria-label="{}">{}</a></td></tr>\n'
)


def payout_rows(payouts: Iterable[Payout], seller_ref: str) -> SafeString:
    """One table row per payout: its period, how it stands and why, when, and the amount."""
    status, day, total = map(worded, (_("Status"), _("Date"), _("Amount")))
    address = addresses("portal:payouts-detail", "ref", seller_ref=seller_ref)
    states = {state.value: tag(words.STATUS_MARKS[state], str(word)) for state, word in words.STATUS_WORDS.items()}
    return draw_all(
        _PAYOUT,
        [
            (
                address(one.ref), display.period(one), one.ref, status,
                states[one.status], one.reason, day,
                display.pay_day(one) or numbers.NOTHING, total, money(display.total(one)),
            )
            for one in payouts
        ],
    )  # fmt: skip


def line_rows(lines: Iterable[PayoutLine], seller_ref: str, known: Collection[str]) -> SafeString:
    """One table row per line; an order that is known here is a link, and each line leads to a case about it."""
    heads = (_("Posted"), _("Order"), _("Kind"), _("Amount"), _("Contact us about this"))
    posted, order, kind, amount, contact = map(worded, heads)
    about = reverse("portal:cases-new", kwargs={"seller_ref": seller_ref}) + "?about=payout_line:"
    return draw_all(
        _LINE,
        [
            (
                line.number, line.description or _word(line), line.sku, kind, _word(line), order,
                _order(line, seller_ref, known), posted, formatted(localtime(line.posted_at), "j M Y, H:i"), amount,
                money(display.amount(line)), about + quote(line.ref),
                _("Contact us about line %(number)s: %(what)s") % {"number": line.number, "what": display.line_title(line)},
                contact,
            )
            for line in lines
        ],
    )  # fmt: skip


def _word(line: PayoutLine) -> str:
    return str(words.KIND_WORDS[LineKind(line.kind)])


def _order(line: PayoutLine, seller_ref: str, known: Collection[str]) -> SafeString | str:
    if line.order_id not in known:
        return line.order_id or numbers.NOTHING
    url = reverse("portal:orders-detail", kwargs={"seller_ref": seller_ref, "order_id": line.order_id})
    return draw('<a href="{}">{}</a>', url, line.order_id)
