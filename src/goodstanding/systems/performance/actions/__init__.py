"""Everything that changes notifications and plans, one function per verb."""

from goodstanding.systems.performance.actions.answering import (
    DraftMark,
    EvidenceFacts,
    acknowledge,
    attach_evidence,
    note_read,
    remove_evidence,
    save_draft,
    start_plan,
    submit_plan,
)
from goodstanding.systems.performance.actions.clockwork import (
    complete_reinstatements,
    expire,
    expire_overdue,
    remind,
    remind_due,
    settle_recovered,
)
from goodstanding.systems.performance.actions.issuing import (
    ManualNotice,
    MetricGround,
    OrderFacts,
    issue,
    issue_by_associate,
    withdraw,
)
from goodstanding.systems.performance.actions.reviewing import Failed, Ruling, decide, release_review, start_review
from goodstanding.systems.performance.actions.steps import fresh_window
from goodstanding.systems.performance.queries import DraftWords

__all__ = [
    "DraftMark",
    "DraftWords",
    "EvidenceFacts",
    "Failed",
    "ManualNotice",
    "MetricGround",
    "OrderFacts",
    "Ruling",
    "acknowledge",
    "attach_evidence",
    "complete_reinstatements",
    "decide",
    "expire",
    "expire_overdue",
    "fresh_window",
    "issue",
    "issue_by_associate",
    "note_read",
    "release_review",
    "remind",
    "remind_due",
    "remove_evidence",
    "save_draft",
    "settle_recovered",
    "start_plan",
    "start_review",
    "submit_plan",
    "withdraw",
]
