"""Who may find a document, and the table that holds the documents of each audience."""

from __future__ import annotations

from enum import StrEnum

from goodstanding.base.search.models import Document, SharedDocument, StaffDocument, TeamDocument


class Audience(StrEnum):
    """SHARED: both sides of the counter. STAFF: associates only. TEAM: a seller's own team only."""

    SHARED = "shared"
    STAFF = "staff"
    TEAM = "team"


TABLES: dict[Audience, type[Document]] = {
    Audience.SHARED: SharedDocument,
    Audience.STAFF: StaffDocument,
    Audience.TEAM: TeamDocument,
}


def table(audience: Audience) -> str:
    """The name of an audience's table."""
    return TABLES[audience]._meta.db_table
