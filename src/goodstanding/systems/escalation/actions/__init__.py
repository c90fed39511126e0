"""Everything that changes an escalation: one function per verb."""

from goodstanding.systems.escalation.actions.asking import (
    contest,
    discard_draft,
    escalate,
    follow_up,
    forget_drafts,
    preview,
    save_draft,
    settle,
)
from goodstanding.systems.escalation.actions.clockwork import end_with_case, reckon_anew, resume, wake, warn
from goodstanding.systems.escalation.actions.deciding import Ruling, accept, ask, decide, hand_up, refuse
from goodstanding.systems.escalation.actions.outside import Turn, set_outside
from goodstanding.systems.escalation.compose import Written

__all__ = [
    "Ruling",
    "Turn",
    "Written",
    "accept",
    "ask",
    "contest",
    "decide",
    "discard_draft",
    "end_with_case",
    "escalate",
    "follow_up",
    "forget_drafts",
    "hand_up",
    "preview",
    "reckon_anew",
    "refuse",
    "resume",
    "save_draft",
    "set_outside",
    "settle",
    "wake",
    "warn",
]
