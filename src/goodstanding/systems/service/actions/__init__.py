"""Everything that changes service levels: terms (editing), promises as matters move (following) and as time passes (watching)."""

from goodstanding.systems.service.actions.editing import (
    move_policy,
    remove_calendar,
    remove_policy,
    save_calendar,
    save_policy,
    set_leads,
    set_store_calendar,
)
from goodstanding.systems.service.actions.following import disown, follow, picture_of, put_back, take_over
from goodstanding.systems.service.actions.watching import watch
from goodstanding.systems.service.life import Life, Owed

__all__ = [
    "Life",
    "Owed",
    "disown",
    "follow",
    "move_policy",
    "picture_of",
    "put_back",
    "remove_calendar",
    "remove_policy",
    "save_calendar",
    "save_policy",
    "set_leads",
    "set_store_calendar",
    "take_over",
    "watch",
]
