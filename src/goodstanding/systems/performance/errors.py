"""What this system refuses, each in words fit for the person who reads them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.kit.errors import Conflict, Invalid, NotAllowed, NotFound


class NotificationNotFound(NotFound):
    """Absent, or another seller's."""

    def __init__(self) -> None:
        super().__init__(_("There is no such performance notification here."))


class PlanNotFound(NotFound):
    """Absent, or another seller's."""

    def __init__(self) -> None:
        super().__init__(_("There is no such plan of action here."))


class DraftMovedOn(Conflict):
    """Somebody else, or another window, saved in between."""

    def __init__(self, who: str) -> None:
        super().__init__(
            _(
                "%(who)s saved this plan in another window in the meantime. Reload to see that text; yours was not saved over it."
            )
            % {"who": who},
            code="draft_moved_on",
        )


class OutOfTime(Conflict):
    """The time in which answers are read is over."""

    def __init__(self) -> None:
        super().__init__(
            _("The time in which an answer to this notification is read has passed. Open a complaint about it: "
              "choose 'Contact us about this' on the notification."),
            code="OUT_OF_TIME",
        )  # fmt: skip


class NothingToAnswer(Conflict):
    """The state of the notification or of its plan does not take an answer now."""

    def __init__(self, why: str) -> None:
        super().__init__(why, code="no_answer_expected")


class PlanIncomplete(Invalid):
    """What the form truly needs is missing; `parts` says where."""

    def __init__(self, problems: list[tuple[str, str, str]]) -> None:
        self.problems = problems
        words = " ".join(f"{why} {mend}" for _part, why, mend in problems[:3])
        message = _("The plan cannot be sent yet. %(words)s") % {"words": words}
        super().__init__(message, field=problems[0][0], code="plan_incomplete")


class AlreadyReviewed(Conflict):
    """Another reviewer was faster; the message says what she did."""

    def __init__(self, what_happened: str) -> None:
        super().__init__(what_happened, code="already_reviewed")


class NotImpartial(NotAllowed):
    """The reviewer may not decide here, whatever her role."""

    code = "not_impartial"


class ReasonsIncomplete(Invalid):
    """A restriction was asked for without a complete statement of reasons. Nothing was restricted."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(
            _("A restriction needs a complete statement of reasons. Missing: %(missing)s.")
            % {"missing": ", ".join(missing)},
            field=missing[0],
            code="reasons_incomplete",
        )
