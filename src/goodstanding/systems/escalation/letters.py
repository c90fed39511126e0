"""What mail says about each step of an escalation, to either side. Called in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from goodstanding.systems.escalation import words
from goodstanding.systems.escalation.handbook import Handbook
from goodstanding.systems.escalation.models import Escalation, Step
from goodstanding.systems.escalation.states import StepKind


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail: what happened, what it means, by when, the words that go with it, and what to do."""

    headline: str
    meaning: str
    by_words: str = ""
    by_at: datetime | None = None
    quote: str = ""
    act: str = ""


def to_seller(step: Step, escalation: Escalation, book: Handbook) -> Letter | None:
    """What the seller's side is told about a step, or nothing about what it did itself."""
    write = _SELLER.get(StepKind(step.kind))
    return write(step, escalation, book) if write else None


def to_level(step: Step, escalation: Escalation, book: Handbook) -> Letter | None:
    """What the level that has it now is told about a step, or nothing about what it did itself."""
    found = _LEVEL.get(StepKind(step.kind))
    if found is None:
        return None
    headline, owes = found
    name = words.level_name(escalation.level, escalation.route, book)
    places = {"level": name, "seller": escalation.case.seller.name}
    by_words = _("An answer is due by") if owes and escalation.due_at else ""
    return Letter(
        str(headline) % places, _("Summary: %(summary)s") % {"summary": escalation.summary}, by_words,
        escalation.due_at if by_words else None, step.words if step.kind != StepKind.OPENED else "",
        _("Read it side by side"),
    )  # fmt: skip


def near(escalation: Escalation, book: Handbook) -> Letter:
    """That the clock of the level that has it runs out, and what happens then."""
    name = words.level_name(escalation.level, escalation.route, book)
    after = _("At the last level it stays owed, and the steps outside open to the seller.")
    if escalation.level < book.top:
        above = words.level_name(escalation.level + 1, escalation.route, book)
        after = _("After that it goes up by itself, to: %(level)s.") % {"level": above}
    headline = _("An answer is due soon: %(level)s") % {"level": name}
    return Letter(
        headline, after, _("An answer is due by"), escalation.due_at, escalation.summary, _("Read it side by side")
    )


# Headline, and whether the level owes an answer then.
_LEVEL: Mapping[StepKind, tuple[str | Promise, bool]] = {
    StepKind.OPENED: (_lazy("%(seller)s escalated to: %(level)s"), True),
    StepKind.CONTESTED: (_lazy("%(seller)s is not satisfied; it is with: %(level)s"), True),
    StepKind.HANDED_UP: (_lazy("Handed up to: %(level)s"), True),
    StepKind.CLOCK_MISSED: (_lazy("Not answered in time; it is with: %(level)s"), True),
    StepKind.FOLLOWED_UP: (_lazy("%(seller)s asks how the escalation stands"), True),
    StepKind.RESUMED: (_lazy("%(seller)s answered what you asked"), True),
    StepKind.SETTLED: (_lazy("Settled: %(seller)s"), False),
    StepKind.WITHDRAWN: (_lazy("The escalation of %(seller)s ended with its case"), False),
}


def _due(escalation: Escalation) -> tuple[str, datetime | None]:
    return (_("You have its answer by"), escalation.due_at) if escalation.due_at else ("", None)


def _name(level: int, escalation: Escalation, book: Handbook) -> str:
    return words.level_name(level, escalation.route, book)


def _opened(step: Step, escalation: Escalation, book: Handbook) -> Letter:
    name = _name(step.level, escalation, book)
    meaning = _("It is with: %(level)s. Somebody who has not answered in your case before decides.") % {"level": name}
    headline = _("Your escalation has arrived")
    return Letter(headline, meaning, *_due(escalation), escalation.summary, _("See where it is"))


def _accepted(step: Step, escalation: Escalation, book: Handbook) -> Letter:
    meaning = _("%(level)s looks at it now. You need do nothing.") % {"level": _name(step.level, escalation, book)}
    return Letter(_("Your escalation has been taken up"), meaning, *_due(escalation), "", _("See where it is"))


def _asked(step: Step, escalation: Escalation, book: Handbook) -> Letter:
    meaning = _("%(level)s needs from you: %(what)s. Its clock stands still until you answer.") % {
        "level": _name(step.level, escalation, book), "what": step.words.rstrip("."),
    }  # fmt: skip
    by = escalation.case.seller_due_at
    return Letter(_("Your escalation waits for you"), meaning, _("Please answer by") if by else "", by, "", _("Answer"))


def _answered(step: Step, escalation: Escalation, book: Handbook) -> Letter:
    verdict = words.verdict(escalation, step.code)
    headline = _("Decided: %(verdict)s") % {"verdict": verdict}
    meaning = _("%(level)s has decided. Say whether this settles it; if not, it goes one level up.") % {
        "level": _name(step.level, escalation, book)
    }
    if step.level >= book.top:
        meaning = _("%(level)s has decided. Say whether this settles it; if not, the steps outside are named.") % {
            "level": _name(step.level, escalation, book)
        }
    until = escalation.answer_until
    return Letter(
        headline, meaning, _("Please say so by") if until else "", until, step.words, _("Say whether it settles it")
    )


def _gone_up(step: Step, escalation: Escalation, book: Handbook) -> Letter:
    meaning = _("It is with: %(level)s. You need do nothing.") % {"level": _name(escalation.level, escalation, book)}
    quote = step.words if step.kind == StepKind.HANDED_UP else ""
    return Letter(_("Your escalation is one level up"), meaning, *_due(escalation), quote, _("See where it is"))


def _clock_missed(step: Step, escalation: Escalation, book: Handbook) -> Letter:
    late = _("%(level)s did not answer in time; we are sorry for it.") % {"level": _name(step.level, escalation, book)}
    if escalation.level > step.level:
        now = _("It is with the next level now: %(level)s.") % {"level": _name(escalation.level, escalation, book)}
        return Letter(_("We are late"), f"{late} {now}", *_due(escalation), "", _("See where it is"))
    outside = _("It still owes you an answer. The steps outside are open to you already.")
    return Letter(_("We are late"), f"{late} {outside}", "", None, "", _("See the steps outside"))


def _settled(step: Step, escalation: Escalation, book: Handbook) -> Letter | None:
    if step.actor_kind == "seller" or escalation.case.closed_at is not None:
        return None  # she said so, or the case's own mail tells it
    meaning = _("Nobody on your side said that the decision leaves something open.")
    return Letter(_("Your escalation has ended"), meaning, "", None, "", _("See what would have avoided it"))


def _exhausted(step: Step, escalation: Escalation, book: Handbook) -> Letter:
    meaning = _("Every level has decided. The page names the steps outside, whom to turn to, and what to hand over.")
    return Letter(_("Our levels have decided"), meaning, "", None, "", _("See the steps outside"))


def _refused(step: Step, escalation: Escalation, book: Handbook) -> Letter:
    why = book.refusals.get(step.code)
    label = why.label.in_(words.language()) if why else step.code
    remedy = why.remedy.in_(words.language()) if why else ""
    return Letter(_("Your escalation was not taken up"), f"{label}. {remedy}", "", None, step.words, _("See the case"))


_SELLER: Mapping[StepKind, Callable[[Step, Escalation, Handbook], Letter | None]] = {
    StepKind.OPENED: _opened,
    StepKind.ACCEPTED: _accepted,
    StepKind.ASKED: _asked,
    StepKind.ANSWERED: _answered,
    StepKind.CONTESTED: _gone_up,
    StepKind.HANDED_UP: _gone_up,
    StepKind.CLOCK_MISSED: _clock_missed,
    StepKind.SETTLED: _settled,
    StepKind.EXHAUSTED: _exhausted,
    StepKind.REFUSED: _refused,
}
