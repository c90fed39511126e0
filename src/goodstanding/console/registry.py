"""What each area adds to every page of the console: one line each. See README.md."""

from __future__ import annotations

from goodstanding.console.hooks import nav_counts, search_providers, seller_panels, subject_links

__all__ = ["nav_counts", "search_providers", "seller_panels", "subject_links"]


def register() -> None:
    """Name every addition. Called once when the product starts."""
