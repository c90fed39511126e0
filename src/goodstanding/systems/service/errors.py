"""Refusals of the service levels, with what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.kit.errors import Conflict, Invalid, NotFound


class CalendarNotFound(NotFound):
    """No calendar with this code."""

    def __init__(self) -> None:
        super().__init__(_("There is no such calendar."))


class PolicyNotFound(NotFound):
    """No policy with this code."""

    def __init__(self) -> None:
        super().__init__(_("There is no such policy."))


class NeverOpens(Invalid):
    """A calendar without any working time: nothing would ever be due."""

    code = "never_opens"

    def __init__(self) -> None:
        super().__init__(
            _("This calendar has no working time in the coming year, so nothing would ever be due. Give it hours."),
            field="hours",
        )


class NobodyIsLeftOut(Conflict):
    """The last policy has to take everything."""

    code = "last_policy_takes_everything"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The last policy has to be without filters, so that every case is promised something. Put one there first."
            )
        )


class StillUsed(Conflict):
    """A calendar that a policy or a store uses."""

    code = "still_used"

    def __init__(self) -> None:
        super().__init__(_("A policy or a store counts by this calendar. Give it another one first."))
