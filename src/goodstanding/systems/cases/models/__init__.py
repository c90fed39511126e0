"""Cases and what is said in them: one file per concern, one name to import from."""

from __future__ import annotations

from goodstanding.systems.cases.models.agreements import CaseAgreement
from goodstanding.systems.cases.models.case import Case, Turn
from goodstanding.systems.cases.models.closings import Closing
from goodstanding.systems.cases.models.desk import CaseField, CasePresence, CaseTag, CaseTagging, ScheduledAnswer
from goodstanding.systems.cases.models.drafts import NewCaseDraft, ReplyDraft
from goodstanding.systems.cases.models.guests import CaseGuest
from goodstanding.systems.cases.models.links import CaseLink
from goodstanding.systems.cases.models.marks import CaseLabel, CaseLabelling, CaseWatch
from goodstanding.systems.cases.models.mentions import Mention
from goodstanding.systems.cases.models.needs import CaseNeed
from goodstanding.systems.cases.models.problems import Problem, ProblemAnswer, ProblemAnswerCase, ProblemCase
from goodstanding.systems.cases.models.rearranging import Rearrangement
from goodstanding.systems.cases.models.talk import (
    CaseAttachment,
    CaseMessage,
    InternalAttachment,
    InternalNote,
    SellerNote,
)

__all__ = [
    "Case",
    "CaseAgreement",
    "CaseAttachment",
    "CaseField",
    "CaseGuest",
    "CaseLabel",
    "CaseLabelling",
    "CaseLink",
    "CaseMessage",
    "CaseNeed",
    "CasePresence",
    "CaseTag",
    "CaseTagging",
    "CaseWatch",
    "Closing",
    "InternalAttachment",
    "InternalNote",
    "Mention",
    "NewCaseDraft",
    "Problem",
    "ProblemAnswer",
    "ProblemAnswerCase",
    "ProblemCase",
    "Rearrangement",
    "ReplyDraft",
    "ScheduledAnswer",
    "SellerNote",
    "Turn",
]
