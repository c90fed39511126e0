"""Whose turn it is in an escalated case and by when, said once: at the head of its page. Every other place says what its own
time means (ADR 196)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Status
from goodstanding.systems.escalation import display, words
from goodstanding.systems.escalation.handbook import Handbook
from goodstanding.systems.escalation.models import Escalation
from goodstanding.systems.escalation.states import State
from goodstanding.ui import moments


def word(escalation: Escalation) -> str:
    """Where it stands, said to the seller: "waits for you", where the associates read that it waits for the seller."""
    own = {State.ASKED: _("waits for you"), State.ANSWERED: _("decided: say whether it settles it")}
    return own.get(escalation.status) or str(words.STATE_WORDS[escalation.status])


def title(escalation: Escalation, book: Handbook) -> str:
    """The head of the escalation's own page while it is open: where it is, or what was decided."""
    if escalation.status is State.ANSWERED:
        return _("Decided: %(verdict)s") % {"verdict": words.verdict(escalation, escalation.verdict)}
    return display.headline(escalation, book)


def next_step(escalation: Escalation, case: Case, book: Handbook, now: datetime) -> str:
    """What happens next in a case with an open escalation, whose turn it is and by when, in one or two sentences."""
    level = {"level": words.level_name(escalation.level, escalation.route, book)}
    if escalation.status is State.ANSWERED:
        return _decided(escalation, case, level, now)
    if escalation.status is State.ASKED and case.seller_due_at is not None:
        asked = {"what": case.pending_what.rstrip("."), "by": moments.absolute(case.seller_due_at, now)}
        said = _(
            "%(level)s needs from you: %(what)s. Its clock stands still until you answer, at the latest on %(by)s."
        )
        return said % (level | asked)
    decides = _decides(escalation, level, now)
    if case.status == Status.PENDING_SELLER and case.seller_due_at is not None:
        needs = {"what": case.pending_what.rstrip("."), "by": moments.absolute(case.seller_due_at, now)}
        return _("We need from you: %(what)s, at the latest on %(by)s.") % needs + " " + decides
    if case.status == Status.PENDING_THIRD_PARTY:
        waits = {"who": case.pending_who, "what": case.pending_what.rstrip(".")}
        return decides + " " + _("Meanwhile we wait for %(who)s: %(what)s. You need do nothing.") % waits
    late = escalation.due_at is not None and escalation.due_at <= now
    rest = _("You need do nothing.") if late else _("You need do nothing until then.")
    return _("It is our turn.") + " " + decides + " " + rest


def _decides(escalation: Escalation, level: dict[str, str], now: datetime) -> str:
    """Who decides by when, or that this is late and what follows."""
    if escalation.due_at is None:
        return _("Your escalation is with: %(level)s.") % level
    by = level | {"by": moments.absolute(escalation.due_at, now)}
    if escalation.due_at > now:
        return _("%(level)s decides by %(by)s.") % by
    if escalation.missed:
        return (
            _("We are late: the decision of %(level)s was due on %(by)s. It still owes it; the steps outside are open.")
            % by
        )
    return (
        _("We are late: the decision of %(level)s was due on %(by)s. Your escalation goes to the next level by itself.")
        % by
    )


def _decided(escalation: Escalation, case: Case, level: dict[str, str], now: datetime) -> str:
    """It is hers to say whether a decision settles it; by the sooner of the times after which silence counts as yes."""
    ends = [at for at in (escalation.answer_until, case.seller_due_at) if at is not None]
    by = level | {"by": moments.absolute(min(ends), now) if ends else ""}
    if case.status == Status.PENDING_SELLER:
        return _("%(level)s has decided: say by %(by)s whether this settles it. Silence counts as a yes.") % by
    said = _("%(level)s has decided: say by %(by)s whether this settles it.") % by
    if case.due_at is None:
        return said
    if case.due_at <= now:
        late = _("You wrote since: our answer to that was due on %(by)s, and we are late.")
        return said + " " + late % {"by": moments.absolute(case.due_at, now)}
    return said + " " + _("You wrote since: we answer that by %(by)s.") % {"by": moments.absolute(case.due_at, now)}
