"""Mail to the whole team about the closing of its account: what, why, by when, and what can be done."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from goodstanding.systems.sellers import queries
from goodstanding.systems.sellers.actions.telling import News, tell_team
from goodstanding.systems.sellers.events import ClosingMoved
from goodstanding.systems.sellers.models import Closure
from goodstanding.systems.sellers.states import ClosureState
from goodstanding.ui import moments

PAGE = "team/closing/"


def moved(fact: ClosingMoved, at: datetime) -> None:
    """Tell the team. After the end of its access nobody is left to be told: the mail before said when that is."""
    closure = queries.closure_by_id(fact.closure_id)
    words = {
        ClosureState.ASKED: lambda: _asked(closure, at),
        ClosureState.FINAL: lambda: _final(closure, at),
        ClosureState.TAKEN_BACK: lambda: _taken_back(closure),
    }
    said = words.get(ClosureState(fact.state))
    if said is not None:
        tell_team(closure.seller, key=f"closing:{closure.ref}:{fact.state}", news=said, at=at)


def _asked(closure: Closure, at: datetime) -> News:
    day = moments.absolute(closure.final_at, at)
    if closure.by_marketplace:
        return News(
            subject=_("The marketplace closes your account on %(day)s") % {"day": day},
            paragraphs=[*_reasons(closure), _until_then(closure, at), *_against(closure, at)],
            action=_("Read the reasons, and what you can do"), path=PAGE,
        )  # fmt: skip
    return News(
        subject=_("Your account closes on %(day)s") % {"day": day},
        paragraphs=[
            _("%(name)s has asked for the closing of %(account)s: %(reason)s")
            % {"name": closure.asked_by_name, "account": closure.account.name, "reason": closure.reason},
            _("An owner can take that back until then."),
            _until_then(closure, at),
        ],
        action=_("See what stands open"), path=PAGE,
    )  # fmt: skip


def _final(closure: Closure, at: datetime) -> News:
    until = moments.absolute(closure.access_until, at)
    told_now = closure.by_marketplace and closure.final_at == closure.asked_at  # at once: these are the reasons, too
    return News(
        subject=_("Your account is closed"),
        paragraphs=[
            *((*_reasons(closure), closure.at_once) if told_now else ()),
            _("Your offers are not shown any more. Ship the orders that are open; what you are owed is paid out as before."),
            _("You can read and download everything, and write in cases, until %(day)s.") % {"day": until},
            *(_against(closure, at) if closure.by_marketplace else ()),
        ],
        action=_("See what stays, and until when"), path=PAGE,
    )  # fmt: skip


def _taken_back(closure: Closure) -> News:
    return News(
        subject=_("Your account stays open"),
        paragraphs=[
            _("%(name)s has taken the closing of %(account)s back.")
            % {"name": closure.taken_back_by_name, "account": closure.account.name},
            closure.taken_back_reason,
            _("Everything is as it was. Invitations into the team that had ended have to be sent again."),
        ],
        action=_("See the team"), path="team/",
    )  # fmt: skip


def _reasons(closure: Closure) -> list[str]:
    return [closure.reason, _("It rests on our terms: %(ground)s") % {"ground": closure.ground}]


def _until_then(closure: Closure, at: datetime) -> str:
    return _(
        "Until then everything works as before. Afterwards you can read and download everything until %(day)s."
    ) % {"day": moments.absolute(closure.access_until, at)}


def _against(closure: Closure, at: datetime) -> list[str]:
    ways = [f"{way['text']} ({way['source']})" for way in closure.redress]
    if closure.complaint_until is None:
        return ways
    day = moments.absolute(closure.complaint_until, at)
    return [*ways, _("A complaint to us is free of charge and answered until %(day)s.") % {"day": day}]
