"""What can be typed into the search box of the case log: its operators as they are, with examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goodstanding.base.search.operators import Operator, Takes
from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.systems.cases import queries
from goodstanding.ui.frame import Crumb

MOST = 8
# What one would type after an operator that has no closed list of values.
SAMPLES: Mapping[str, Sequence[str]] = {
    "order": ("order:118-204",),
    "sku": ("sku:HLC-BOWL-24",),
    "notification": ("notification:K2M-9QX",),
    "payout": ("payout:2FQ-0A6",),
    "id": ("id:4K7-2QX",),
    "case": ("case:4K7-2QX",),
    "from": ("from:me", "from:marketplace", "from:sam"),
    "category": ('category:"wrong amount"', "category:payments"),
    "label": ("label:pay", 'label:"late payout"'),
    "opened": ("opened:2026-11", "opened:30d", "opened:2026-01..2026-03"),
    "updated": ("updated:yesterday", "updated:>2026-11-01"),
    "before": ("before:2026-01-01",),
    "after": ("after:2026-06",),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to type: what it finds, and examples as they would be typed."""

    typed: str
    finds: str
    examples: Sequence[str]


@require_safe
@seller_page
def search_help(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """Words first, then every operator that this reader may use."""
    log_url = reverse("portal:cases-list", kwargs={"seller_ref": seller_ref})
    operators = queries.log_operators(request.actor, request.seller, request.now)
    context = {
        "words": _words(),
        "operators": [_row(one) for one in operators],
        "log_url": log_url,
        "crumbs": [Crumb(label=_("Cases"), url=log_url)],
    }
    return render(request, "portal/cases/search_help.html", context)


def _words() -> list[Row]:
    return [
        Row(_("words"), _("cases that say all of them, anywhere"), ("payout bank",)),
        Row(_("quotation marks"), _("these words one after the other"), ('"exact words"',)),
        Row(_("a minus"), _("cases without it"), ("payout -refund", "-status:closed")),
        Row("OR", _("either of its neighbours; brackets group"), ("late OR gone", "(payout OR fee) bank")),
        Row(_("a star"), _("words that begin so; three letters at least"), ("deliv*",)),
        Row(_("a Case ID"), _("this case"), ("4K7-2QX",)),
    ]


def _row(one: Operator) -> Row:
    """An operator with what may stand behind it: its own values where it has a closed list."""
    values = SAMPLES.get(one.name) or [f"{one.name}:{value}" for value in one.choices]
    finds = str(one.label)
    if one.takes is Takes.CHOICE and len(values) > MOST:
        values = [*values[:MOST], f"{one.name}:{','.join(list(one.choices)[:2])}"]
    return Row(f"{one.name}:", finds, values)
