"""Everything that changes a case: one function per verb."""

from goodstanding.systems.cases.actions.adding import add_to_case
from goodstanding.systems.cases.actions.agreeing import propose_agreement, settle_agreement
from goodstanding.systems.cases.actions.calling import (
    read_mentions,
)
from goodstanding.systems.cases.actions.drafting import (
    UnsentCase,
    about_as_text,
    add_to_draft,
    discard_first_draft,
    discard_new_case_draft,
    discard_reply_draft,
    keep_files,
    move_new_case_draft,
    save_first_draft,
    save_new_case_draft,
    save_reply_draft,
    take_up_draft,
    upload,
)
from goodstanding.systems.cases.actions.ending import CloseReason, close_by_seller, reopen, wake
from goodstanding.systems.cases.actions.erasing import (
    erase_person,
)
from goodstanding.systems.cases.actions.escalating import ESCALATION, answer_at_level, set_level
from goodstanding.systems.cases.actions.filling import (
    fill_in,
    remove_tag,
    rename_tag,
    tag,
    untag,
)
from goodstanding.systems.cases.actions.forgetting import forget_drafts
from goodstanding.systems.cases.actions.guests import (
    MOST_KEPT,
    MOST_KEPT_BYTES,
    Invited,
    Terms,
    invite_guest,
    keep_guest_files,
    let_in,
    revoke_guest,
    see,
    send_guest_link,
    send_new_link,
    write_as_guest,
)
from goodstanding.systems.cases.actions.handling import (
    assign,
    describe,
    hand_over,
    hand_to_queue,
    link,
    prioritise,
    take,
    unlink,
)
from goodstanding.systems.cases.actions.marking import TONES, label_case, unlabel_case, unwatch, watch
from goodstanding.systems.cases.actions.needing import settle_need
from goodstanding.systems.cases.actions.opening import NewCase, open_case
from goodstanding.systems.cases.actions.presence import (
    forget_looks,
    look_at,
)
from goodstanding.systems.cases.actions.problems import (
    add_to_problem,
    answer_problem,
    close_problem,
    describe_problem,
    gather,
    give_answers,
    open_problem,
    take_from_problem,
)
from goodstanding.systems.cases.actions.rating import (
    rate,
    rate_by_link,
)
from goodstanding.systems.cases.actions.rearranging import Part, merge, split
from goodstanding.systems.cases.actions.restoring import undo
from goodstanding.systems.cases.actions.scheduling import (
    line_up_answer,
    schedule_answer,
    send_due,
    stop_scheduled,
    writer_of,
)
from goodstanding.systems.cases.actions.shelving import empty_shelves, put_away
from goodstanding.systems.cases.actions.snoozing import (
    snooze,
    wake_snoozed,
    wake_up,
)
from goodstanding.systems.cases.actions.talking import (
    Decision,
    Reply,
    add_internal_note,
    add_message,
    add_seller_note,
    answer,
)
from goodstanding.systems.cases.actions.writing_first import FirstWord, write_first

__all__ = [
    "ESCALATION",
    "MOST_KEPT",
    "MOST_KEPT_BYTES",
    "TONES",
    "CloseReason",
    "Decision",
    "FirstWord",
    "Invited",
    "NewCase",
    "Part",
    "Reply",
    "Terms",
    "UnsentCase",
    "about_as_text",
    "add_internal_note",
    "add_message",
    "add_seller_note",
    "add_to_case",
    "add_to_draft",
    "add_to_problem",
    "answer",
    "answer_at_level",
    "answer_problem",
    "assign",
    "close_by_seller",
    "close_problem",
    "describe",
    "describe_problem",
    "discard_first_draft",
    "discard_new_case_draft",
    "discard_reply_draft",
    "empty_shelves",
    "erase_person",
    "fill_in",
    "forget_drafts",
    "forget_looks",
    "gather",
    "give_answers",
    "hand_over",
    "hand_to_queue",
    "invite_guest",
    "keep_files",
    "keep_guest_files",
    "label_case",
    "let_in",
    "line_up_answer",
    "link",
    "look_at",
    "merge",
    "move_new_case_draft",
    "open_case",
    "open_problem",
    "prioritise",
    "propose_agreement",
    "put_away",
    "rate",
    "rate_by_link",
    "read_mentions",
    "remove_tag",
    "rename_tag",
    "reopen",
    "revoke_guest",
    "save_first_draft",
    "save_new_case_draft",
    "save_reply_draft",
    "schedule_answer",
    "see",
    "send_due",
    "send_guest_link",
    "send_new_link",
    "set_level",
    "settle_agreement",
    "settle_need",
    "snooze",
    "split",
    "stop_scheduled",
    "tag",
    "take",
    "take_from_problem",
    "take_up_draft",
    "undo",
    "unlabel_case",
    "unlink",
    "untag",
    "unwatch",
    "upload",
    "wake",
    "wake_snoozed",
    "wake_up",
    "watch",
    "write_as_guest",
    "write_first",
    "writer_of",
]
