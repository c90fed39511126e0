"""The list of sellers: its columns and filters."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from goodstanding.systems.sellers.states import Standing
from goodstanding.systems.sellers.words import STANDING_WORDS
from goodstanding.systems.stores.models import Store
from goodstanding.ui.tables import Choice, Column, Filter, Sort, Table


def directory_table(stores: Sequence[Store]) -> Table:
    """The table, with the stores there are to choose from."""
    standings = [Choice(value=standing.value, label=str(STANDING_WORDS[standing])) for standing in Standing]
    return Table(
        columns=[
            Column(label=_("Seller"), sort="name"),
            Column(label=_("Standing"), sort="since", hint=_("since"), descending_first=True),
            Column(label=_("Store")),
            Column(label=_("Sells since"), sort="joined", descending_first=True),
        ],
        default_sort=Sort("name"),
        filters=[
            Filter(param="q", label=_("Name or id"), placeholder=_("Harbour, 4K7-2QX …")),
            Filter(param="standing", label=_("Standing"), choices=standings),
            Filter(
                param="store",
                label=_("Store"),
                choices=[Choice(value=store.code, label=store.name) for store in stores],
            ),
        ],
    )
