"""The rows of the list of sellers, drawn without a template (ADR 80)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.sellers.states import Standing
from goodstanding.systems.sellers.words import STANDING_MARKS, STANDING_WORDS
from goodstanding.ui.addresses import addresses
from goodstanding.ui.markup import draw_all, worded
from goodstanding.ui.parts import said_when
from goodstanding.ui.templatetags.ui import tag

_ROW = (
    '\n<tr><th scope="row"><a href="{}">{}</a><small class="mono">{}</small></th><td data-label="{}">{}<small>{}</small></td>'
    '<td data-label="{}">{}</td><td data-label="{}">{}</td></tr>'
)


def seller_rows(sellers: Iterable[Seller], now: datetime) -> SafeString:
    """One table row per seller: how it stands, or that its account is closed, and since when; where, and since when it sells."""
    standing, store, since = worded(_("Standing")), worded(_("Store")), worded(_("Sells since"))
    tags = {s.value: tag(STANDING_MARKS[s], str(STANDING_WORDS[s])) for s in Standing}
    closed = tag("none", _("Account closed"))
    address = addresses("console:sellers-detail", "ref")
    return draw_all(
        _ROW,
        [
            (
                address(seller.ref), seller.name, seller.external_id,
                standing, closed if seller.account.closed_at else tags[seller.standing],
                said_when(seller.account.closed_at or seller.standing_since, now, "short"),
                store, seller.store.name, since, said_when(seller.joined_at, now, "short"),
            )
            for seller in sellers
        ],
    )  # fmt: skip
