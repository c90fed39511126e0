"""Everything that changes a case: one function per verb."""

from goodstanding.systems.cases.actions.adding import add_to_case
from goodstanding.systems.cases.actions.agreeing import (
    confirm_agreement,
    decline_agreement,
    propose_agreement,
    withdraw_agreement,
)
from goodstanding.systems.cases.actions.drafting import (
    discard_new_case_draft,
    save_new_case_draft,
    save_reply_draft,
    upload,
)
from goodstanding.systems.cases.actions.ending import CloseReason, close_by_seller, reopen, wake
from goodstanding.systems.cases.actions.escalating import ESCALATION, answer_at_level, set_level
from goodstanding.systems.cases.actions.guests import (
    Terms,
    invite_guest,
    let_in,
    revoke_guest,
    see,
    send_new_link,
    write_as_guest,
)
from goodstanding.systems.cases.actions.handling import assign, describe, hand_to_queue, link, prioritise, take, unlink
from goodstanding.systems.cases.actions.marking import TONES, label_case, unlabel_case, unwatch, watch
from goodstanding.systems.cases.actions.opening import NewCase, open_case
from goodstanding.systems.cases.actions.rearranging import Part, merge, split
from goodstanding.systems.cases.actions.restoring import undo
from goodstanding.systems.cases.actions.shelving import empty_shelves, put_away
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
    "TONES",
    "CloseReason",
    "Decision",
    "NewCase",
    "Part",
    "Reply",
    "Terms",
    "add_internal_note",
    "add_message",
    "add_seller_note",
    "add_to_case",
    "answer",
    "answer_at_level",
    "assign",
    "close_by_seller",
    "confirm_agreement",
    "decline_agreement",
    "describe",
    "discard_new_case_draft",
    "empty_shelves",
    "hand_to_queue",
    "invite_guest",
    "label_case",
    "let_in",
    "link",
    "merge",
    "open_case",
    "prioritise",
    "propose_agreement",
    "put_away",
    "reopen",
    "revoke_guest",
    "save_new_case_draft",
    "save_reply_draft",
    "see",
    "send_new_link",
    "set_level",
    "split",
    "take",
    "undo",
    "unlabel_case",
    "unlink",
    "unwatch",
    "upload",
    "wake",
    "watch",
    "withdraw_agreement",
    "write_as_guest",
]
