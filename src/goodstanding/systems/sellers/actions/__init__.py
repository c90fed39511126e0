"""Writing sellers: opening accounts, their teams, how they stand, and associates who look through their eyes."""

from goodstanding.systems.sellers.actions.accounts import (
    Application,
    ask_to_sign_up,
    complete_sign_up,
    forget_sign_ups,
    open_sellers,
    place_in_team,
)
from goodstanding.systems.sellers.actions.closing import (
    ClosingWish,
    ask_to_close,
    end_access,
    give_notice,
    make_final,
    take_back,
)
from goodstanding.systems.sellers.actions.standing import change_standing
from goodstanding.systems.sellers.actions.team import (
    accept,
    accept_as_new,
    change_role,
    invite,
    invite_owner,
    remove,
    resend,
    revoke,
)
from goodstanding.systems.sellers.actions.viewing import LONGEST_REASON, end_viewing, start_viewing

__all__ = [
    "LONGEST_REASON",
    "Application",
    "ClosingWish",
    "accept",
    "accept_as_new",
    "ask_to_close",
    "ask_to_sign_up",
    "change_role",
    "change_standing",
    "complete_sign_up",
    "end_access",
    "end_viewing",
    "forget_sign_ups",
    "give_notice",
    "invite",
    "invite_owner",
    "make_final",
    "open_sellers",
    "place_in_team",
    "remove",
    "resend",
    "revoke",
    "start_viewing",
    "take_back",
]
