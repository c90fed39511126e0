"""Refusals of the case system, with what to do instead."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodstanding.kit.errors import Conflict, Invalid, NotFound, Refusal


class CaseNotFound(NotFound):
    """No such case, or none of the asker's business."""

    def __init__(self) -> None:
        super().__init__(_("There is no such case here."))


class CategoryNotFound(NotFound):
    """The category tree in effect has no such leaf."""

    def __init__(self) -> None:
        super().__init__(_("There is no such category. Choose one from the list."))


class ReopeningWindowPassed(Conflict):
    """Too long ago to bring it back. A follow-up case that refers to this one is open to the seller."""

    code = "reopening_window_passed"

    def __init__(self, days: int) -> None:
        super().__init__(
            _(
                "A case can be reopened for %(days)s days after it closed, and that time has passed. "
                "Open a follow-up case instead: it refers to this one."
            )
            % {"days": days}
        )


class RatingEnded(Conflict):
    """Too long ago to say how a case went."""

    code = "rating_ended"

    def __init__(self, days: int) -> None:
        super().__init__(
            ngettext(
                "This could be said for %(n)s day after the case ended, and that time has passed.",
                "This could be said for %(n)s days after the case ended, and that time has passed.", days,
            ) % {"n": days}
            + " "
            + _("If something is not settled, write in the case, or open a new one that names it.")
        )  # fmt: skip


class CaseMovedOn(Conflict):
    """Something was said in the case since the writer last looked."""

    code = "case_moved_on"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody wrote in this case after you opened it. Nothing was sent. Read what is new, then send again.")
        )


class EscalatedElsewhere(Conflict):
    """The seller asked somebody else to decide; the first line cannot end the case over it."""

    code = "escalated"

    def __init__(self) -> None:
        super().__init__(
            _("This case is escalated: whoever has it at that level decides. You may write in it, but not resolve it.")
        )


class StatusForbids(Conflict):
    """The status of the case does not permit what was asked."""

    code = "status_forbids"


class AnswerInvalid(Invalid):
    """An answer to one of the category's questions cannot be used; `field` is the question's code."""

    code = "answer_invalid"


class AnswersInvalid(Invalid):
    """Something is wrong with answers, or with more than one part of what was written; `problems` names each. One that is no
    AnswerInvalid is of another part: `subject`, `body`."""

    code = "answers_invalid"

    def __init__(self, problems: Sequence[Invalid]) -> None:
        super().__init__(" ".join(p.message for p in problems), field=problems[0].field)
        self.problems = list(problems)


class CannotMerge(Conflict):
    """Two cases cannot become one; the message says why and what to do first."""

    code = "cannot_merge"


class CannotSplit(Conflict):
    """What was chosen cannot become a case of its own."""

    code = "cannot_split"


class CannotUndo(Conflict):
    """It was taken back already, or something done later has to be taken back first."""

    code = "cannot_undo"


class FieldsMissing(Conflict):
    """The category needs fields to be filled in before a case is resolved; `missing` names them."""

    code = "fields_missing"

    def __init__(self, missing: list[str]) -> None:
        super().__init__(_("Fill in before resolving: %(missing)s.") % {"missing": ", ".join(missing)})
        self.missing = missing


def why_held(refusal: Refusal) -> str:
    """Why an answer that was to go out by itself did not, for colleagues who read it afterwards: they opened nothing and sent
    nothing, so what is said to whoever presses the button does not fit."""
    if isinstance(refusal, CaseMovedOn):
        return _(
            "Something was written in the case after this answer was. Read what is new, then send the answer or change it."
        )
    if isinstance(refusal, EscalatedElsewhere):
        return _(
            "The case was escalated since: whoever has it at that level decides, and this answer would have resolved it."
        )
    if isinstance(refusal, FieldsMissing):
        said = _("It would have resolved the case, and what that needs is not filled in: %(missing)s.")
        return said % {"missing": ", ".join(refusal.missing)}
    return refusal.message
