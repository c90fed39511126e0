"""What the reviewers' lists offer."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.systems.performance.states import NotificationKind
from goodstanding.ui.tables import Choice, Column, Filter, Sort, Table


def _kinds() -> Filter:
    return Filter(
        param="kind",
        label=_("Kind"),
        choices=[Choice(value=k.value, label=k.value.replace("_", " ").capitalize()) for k in NotificationKind],
    )


def _search() -> Filter:
    return Filter(param="q", label=_("Seller or reference"))


def queue() -> Table:
    """The review queue: always what is due first."""
    return Table(
        columns=[
            Column(label=_("Our answer is due")),
            Column(label=_("Seller")),
            Column(label=_("What happened")),
            Column(label=_("Version"), num=True),
            Column(label=_("Who reads it")),
        ],
        default_sort=Sort("due"),
        filters=[
            Filter(
                param="stage",
                label=_("Stage"),
                choices=[
                    Choice(value="waiting", label=_("Waits for a reviewer")),
                    Choice(value="second", label=_("Waits for a second reviewer")),
                    Choice(value="mine", label=_("Mine")),
                    Choice(value="taken", label=_("Being read")),
                ],
            ),
            _kinds(),
            _search(),
        ],
    )


def notifications() -> Table:
    """Every notification, by default the newest first."""
    return Table(
        columns=[
            Column(label=_("Seller's deadline"), sort="due"),
            Column(label=_("Seller")),
            Column(label=_("What happened")),
            Column(label=_("Issued"), sort="issued", descending_first=True),
            Column(label=_("State")),
        ],
        default_sort=Sort("issued", descending=True),
        filters=[
            Filter(
                param="turn",
                label=_("Whose turn"),
                choices=[
                    Choice(value="seller", label=_("Waits for the seller")),
                    Choice(value="us", label=_("With us")),
                    Choice(value="over", label=_("Closed")),
                ],
            ),
            _kinds(),
            _search(),
        ],
    )
