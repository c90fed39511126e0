"""Cases and what is said in them: one file per concern, one name to import from."""

from __future__ import annotations

from goodstanding.systems.cases.models.case import Case, Turn
from goodstanding.systems.cases.models.drafts import NewCaseDraft, ReplyDraft
from goodstanding.systems.cases.models.links import CaseLink
from goodstanding.systems.cases.models.talk import (
    CaseAttachment,
    CaseMessage,
    InternalAttachment,
    InternalNote,
    SellerNote,
)

__all__ = [
    "Case",
    "CaseAttachment",
    "CaseLink",
    "CaseMessage",
    "InternalAttachment",
    "InternalNote",
    "NewCaseDraft",
    "ReplyDraft",
    "SellerNote",
    "Turn",
]
