"""The rows of a payout's lines for associates, drawn without a template (ADR 80)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from goodstanding.systems.payouts import display, words
from goodstanding.systems.payouts.models import PayoutLine
from goodstanding.systems.payouts.states import LineKind
from goodstanding.ui import numbers
from goodstanding.ui.markup import draw_all, worded
from goodstanding.ui.moments import formatted
from goodstanding.ui.templatetags.ui import money

_LINE = (
    '<tr id="line-{}"><th scope="row">{}<small>{} {}</small></th><td data-label="{}">{}</td><td data-label="{}">{}</td>'
    '<td data-label="{}">{}</td><td class="num" data-label="{}">{}</td></tr>\n'
)


def line_rows(lines: Iterable[PayoutLine]) -> SafeString:
    """One table row per line, with its number, by which the seller quotes it."""
    kind, order, posted, amount = map(worded, (_("Kind"), _("Order"), _("Posted"), _("Amount")))
    return draw_all(
        _LINE,
        [
            (
                line.number, line.description, line.ref, line.sku, kind, str(words.KIND_WORDS[LineKind(line.kind)]), order,
                line.order_id or numbers.NOTHING, posted, formatted(localtime(line.posted_at), "j M Y, H:i"), amount,
                money(display.amount(line)),
            )
            for line in lines
        ],
    )  # fmt: skip
