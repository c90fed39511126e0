"""Refusals of escalation, with what to do instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from goodstanding.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from goodstanding.systems.escalation.checks import Finding


class EscalationNotFound(NotFound):
    """No such escalation, or none of the asker's business."""

    def __init__(self) -> None:
        super().__init__(_("There is no such escalation here."))


class NotOffered(Conflict):
    """The case cannot be escalated now; `possible_at` says from when, where waiting helps."""

    code = "escalation_not_offered"

    def __init__(self, message: str, possible_at: datetime | None) -> None:
        super().__init__(message)
        self.possible_at = possible_at


class Incomplete(Invalid):
    """Parts of the escalation are missing or too long; `findings` names each."""

    code = "escalation_incomplete"

    def __init__(self, message: str, findings: Sequence[Finding]) -> None:
        super().__init__(message, field=findings[0].part.value)
        self.findings = findings


class TooSoon(Conflict):
    """A follow-up before its time."""

    code = "follow_up_too_soon"


class NotImpartial(NotAllowed):
    """Whoever answered or decided before does not decide anew."""

    code = "not_impartial"

    def __init__(self) -> None:
        super().__init__(
            _("You answered or decided in this case before. Somebody else of this level has to look at it anew.")
        )


class NotNow(Conflict):
    """The escalation's state, or its level, does not permit what was asked."""

    code = "escalation_not_now"
