"""What each area adds to every page of the console: one line each. See README.md."""

from __future__ import annotations

from goodstanding.console.cases import nav as cases
from goodstanding.console.escalation import nav as escalation
from goodstanding.console.health import nav as health
from goodstanding.console.hooks import nav_counts, search_providers, seller_panels, subject_links
from goodstanding.console.payouts import nav as payouts
from goodstanding.console.performance import nav as performance
from goodstanding.console.sellers import nav as sellers

__all__ = ["nav_counts", "search_providers", "seller_panels", "subject_links"]


def register() -> None:
    """Name every addition. Called when the first page is loaded."""
    search_providers["sellers"] = sellers.find
    subject_links["seller"] = sellers.link
    nav_counts["cases"] = cases.waiting
    search_providers["cases"] = cases.find
    seller_panels["cases"] = cases.panel
    subject_links["case"] = cases.link
    nav_counts["escalation"] = escalation.waiting
    search_providers["escalation"] = escalation.find
    nav_counts["performance"] = performance.waiting
    search_providers["performance"] = performance.find
    seller_panels["performance"] = performance.panel
    seller_panels["payouts"] = payouts.panel
    seller_panels["health"] = health.panel
    search_providers["payouts"] = payouts.find
    subject_links["payout"] = payouts.link
    subject_links["payout_line"] = payouts.line_link
    subject_links["notification"] = performance.link
