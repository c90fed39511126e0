"""Everything that changes a case: one function per verb."""

from goodstanding.systems.cases.actions.drafting import (
    discard_new_case_draft,
    save_new_case_draft,
    save_reply_draft,
    upload,
)
from goodstanding.systems.cases.actions.ending import CloseReason, close_by_seller, reopen, wake
from goodstanding.systems.cases.actions.escalating import ESCALATION, answer_at_level, set_level
from goodstanding.systems.cases.actions.handling import assign, describe, hand_to_queue, link, prioritise, take
from goodstanding.systems.cases.actions.opening import NewCase, open_case
from goodstanding.systems.cases.actions.talking import (
    Decision,
    Reply,
    add_internal_note,
    add_message,
    add_seller_note,
    answer,
)

__all__ = [
    "ESCALATION",
    "CloseReason",
    "Decision",
    "NewCase",
    "Reply",
    "add_internal_note",
    "add_message",
    "add_seller_note",
    "answer",
    "answer_at_level",
    "assign",
    "close_by_seller",
    "describe",
    "discard_new_case_draft",
    "hand_to_queue",
    "link",
    "open_case",
    "prioritise",
    "reopen",
    "save_new_case_draft",
    "save_reply_draft",
    "set_level",
    "take",
    "upload",
    "wake",
]
