"""What each area adds to every page of the portal: one line each. See README.md."""

from __future__ import annotations

from goodstanding.portal.cases import nav as cases
from goodstanding.portal.hooks import nav_counts, search_providers, subject_links, subject_readers
from goodstanding.portal.notifications import nav as notifications
from goodstanding.portal.orders import nav as orders
from goodstanding.portal.payouts import nav as payouts
from goodstanding.portal.team import nav as team

__all__ = ["nav_counts", "search_providers", "subject_links", "subject_readers"]


def register() -> None:
    """Name every addition. Called when the first page is loaded."""
    subject_links["team"] = team.link
    search_providers["orders"] = orders.find
    subject_links["order"] = orders.link
    nav_counts["cases"] = cases.waiting
    search_providers["cases"] = cases.find
    subject_links["case"] = cases.link
    subject_links["metric"] = cases.metric_link
    search_providers["payouts"] = payouts.find
    subject_links["payout"] = payouts.link
    subject_links["payout_line"] = payouts.line_link
    subject_readers["payout"] = payouts.can_read
    nav_counts["notifications"] = notifications.waiting
    search_providers["notifications"] = notifications.find
    subject_links["notification"] = notifications.link
