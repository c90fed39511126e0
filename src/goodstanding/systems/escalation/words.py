"""What the codes of escalation are called, and the sentences made of them. Text is chosen when shown, codes are stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from goodstanding.base.timeline.sentences import Sentence
from goodstanding.systems.escalation.checks import Fault, Finding, Part
from goodstanding.systems.escalation.handbook import Handbook
from goodstanding.systems.escalation.models import Escalation
from goodstanding.systems.escalation.rules import Lesson, Offer, Why
from goodstanding.systems.escalation.states import State, StepKind, Verdict
from goodstanding.ui import moments

Names = Mapping[str, Promise | str]

STATE_WORDS: Names = {
    State.WAITING: _lazy("waits for this level"),
    State.IN_HAND: _lazy("being looked at"),
    State.ASKED: _lazy("waits for the seller"),
    State.ANSWERED: _lazy("decided: the seller says whether it settles it"),
    State.SETTLED: _lazy("settled"),
    State.EXHAUSTED: _lazy("every level has decided"),
    State.REFUSED: _lazy("not taken up"),
    State.WITHDRAWN: _lazy("ended with the case"),
}
STATE_MARKS: Mapping[str, str] = {
    State.WAITING: "none", State.IN_HAND: "none", State.ASKED: "waiting", State.ANSWERED: "waiting",
    State.SETTLED: "good", State.EXHAUSTED: "close", State.REFUSED: "plain", State.WITHDRAWN: "plain",
}  # fmt: skip
VERDICT_WORDS: Names = {
    Verdict.UPHELD: _lazy("the earlier answer stands"),
    Verdict.PARTLY: _lazy("the earlier answer is changed in part"),
    Verdict.CHANGED: _lazy("the earlier answer is changed"),
}
# The same where nobody had answered before, and wherever that is not known.
PLAIN_VERDICT_WORDS: Names = {
    Verdict.UPHELD: _lazy("it stays as it is"),
    Verdict.PARTLY: _lazy("it is changed in part"),
    Verdict.CHANGED: _lazy("it is changed"),
}
VERDICT_SHORT: Names = {
    Verdict.UPHELD: _lazy("answer stands"),
    Verdict.PARTLY: _lazy("changed in part"),
    Verdict.CHANGED: _lazy("changed"),
}
PART_WORDS: Names = {
    Part.GROUND: _lazy("Why it should be escalated"),
    Part.SUMMARY: _lazy("Summary"),
    Part.STAKE: _lazy("What is at stake"),
    Part.TRIED: _lazy("What was tried"),
    Part.UNRESOLVED: _lazy("Why it did not settle it"),
    Part.WISH: _lazy("What you ask for"),
    Part.WISH_WORDS: _lazy("What you ask for, in words"),
    Part.EVIDENCE: _lazy("Evidence"),
}
STEP_WORDS: Names = {
    StepKind.OPENED: _lazy("Escalated"),
    StepKind.ACCEPTED: _lazy("Taken up"),
    StepKind.ASKED: _lazy("Asked the seller"),
    StepKind.RESUMED: _lazy("The seller answered; the clock runs again"),
    StepKind.FOLLOWED_UP: _lazy("The seller asked how it stands"),
    StepKind.ANSWERED: _lazy("Decided"),
    StepKind.CONTESTED: _lazy("The seller is not satisfied"),
    StepKind.HANDED_UP: _lazy("Handed up"),
    StepKind.CLOCK_MISSED: _lazy("The level did not answer in time"),
    StepKind.SETTLED: _lazy("Settled"),
    StepKind.EXHAUSTED: _lazy("Every level has decided"),
    StepKind.REFUSED: _lazy("Not taken up"),
    StepKind.WITHDRAWN: _lazy("Ended with the case"),
}
NEED_WORDS: Names = {
    "case": _lazy("the case as one printable file, with its Case ID"),
    "notification": _lazy("the notification and its statement of reasons"),
    "decisions": _lazy("our answers and decisions, with their dates"),
    "evidence": _lazy("your documents"),
    "stake": _lazy("what is at stake, in money where it can be said"),
}
PER_WORDS: Names = {"once": _lazy("in all"), "day": _lazy("each day")}
LESSON_WORDS: Names = {
    Lesson.OUR_ANSWER: _lazy(
        "Our earlier answer was changed: this was ours to get right. You could not have avoided it."
    ),
    Lesson.OUR_DELAY: _lazy("We were late. Our clocks are kept for every case and counted in our own reports."),
    Lesson.FILES_LATE: _lazy(
        "The documents came after our first answer. Invoices, tracking and hand-over scans kept on file and sent with the "
        "first message let the first line decide."
    ),
    Lesson.NOTICE_UNREAD: _lazy(
        "The notification lay unread for two days or more. Mail about notifications can go to a second person in your team."
    ),
    Lesson.DEADLINE_MISSED: _lazy(
        "The deadline of the notification passed without an answer. An answer in time, even a short one, keeps it out of "
        "the next step."
    ),
    Lesson.WARNED_BEFORE: _lazy(
        "The same metric had a notification before. Account health shows the course of it every day, before anything is issued."
    ),
    Lesson.REPLY_LATE: _lazy(
        "The case waited for your side for two days or more. While it waits for you, our clock stands still."
    ),
    Lesson.SPREAD: _lazy("The matter was spread over several cases. One case keeps what was said in one place."),
    Lesson.NOTHING: _lazy("Nothing in this case shows what could have been done earlier."),
}

SENTENCES: Mapping[str, Sentence] = {
    "escalation.opened": Sentence(_lazy("Escalated to level %(level)s")),
    "escalation.accepted": Sentence(_lazy("Level %(level)s has taken it up")),
    "escalation.asked": Sentence(_lazy("Level %(level)s asked the seller")),
    "escalation.resumed": Sentence(_lazy("The seller answered; the clock of level %(level)s runs again")),
    "escalation.followed_up": Sentence(_lazy("The seller asked how the escalation stands")),
    "escalation.answered": Sentence(_lazy("Level %(level)s decided: %(code)s"), words={"code": PLAIN_VERDICT_WORDS}),
    "escalation.contested": Sentence(_lazy("Not settled by the answer of level %(level)s")),
    "escalation.handed_up": Sentence(_lazy("Handed up by level %(level)s")),
    "escalation.clock_missed": Sentence(_lazy("Level %(level)s did not answer in time")),
    "escalation.settled": Sentence(_lazy("The escalation is settled")),
    "escalation.exhausted": Sentence(_lazy("Every level has decided")),
    "escalation.refused": Sentence(_lazy("Level %(level)s did not take it up")),
    "escalation.reckoned": Sentence(
        _lazy("Working hours changed: the clock of level %(level)s was reckoned anew, the time used counts")
    ),
    "escalation.withdrawn": Sentence(_lazy("The escalation ended with the case")),
    "escalation.outside_set": Sentence(_lazy("Step outside changed: %(step)s")),
}


def verdict(escalation: Escalation, code: str) -> str:
    """What a level decided: about the earlier answer where there was one, else about the matter."""
    return str(verdicts(escalation).get(code, code))


def verdicts(escalation: Escalation) -> Names:
    """Every verdict in these words."""
    return VERDICT_WORDS if escalation.was_answered else PLAIN_VERDICT_WORDS


def short_verdict(escalation: Escalation, code: str) -> str:
    """The same beside the name of a level."""
    upheld = code == Verdict.UPHELD and not escalation.was_answered
    return _("stays as it is") if upheld else str(VERDICT_SHORT[code])


def language() -> str:
    """The language of this request or mail."""
    return get_language() or "en"


def level_name(number: int, route: str, book: Handbook) -> str:
    """A level as the seller reads it: its role, and for specialists their field. "Specialist team: Payments"."""
    level = book.level(number)
    name = level.label.in_(language())
    return name if level.roles or number == 1 else f"{name}: {book.route(route).label.in_(language())}"


def refusal(offer: Offer, book: Handbook, now: datetime) -> str:
    """Why a case cannot be escalated now, and from when it can, in a sentence or two."""
    said = [_WHY[no.why] for no in offer.against]
    hours = {"cooldown": book.cooldown_hours}
    text = " ".join(str(one) % hours for one in said)
    if offer.possible_at is None:
        return text
    return text + " " + _("Possible from %(at)s.") % {"at": moments.absolute(offer.possible_at, now)}


_WHY: Names = {
    Why.CLOSED: _lazy("The case is closed. Reopen it, or open a follow-up case, and escalate there."),
    Why.OPEN_ALREADY: _lazy("This case is escalated already; one case has one escalation at a time."),
    Why.EXHAUSTED: _lazy("Every level has decided in this case. The steps outside are named below."),
    Why.COOLDOWN: _lazy("The last escalation ended less than %(cooldown)s hours ago."),
    Why.NO_ANSWER_YET: _lazy("The first answer is not due yet: it is usually the fastest way."),
    Why.NO_GROUND: _lazy("Nothing yet calls for another level; after the reasonable time it needs no reason."),
}


def mend(finding: Finding, book: Handbook) -> str:
    """What to do about a finding."""
    name = str(PART_WORDS[finding.part])
    if finding.fault is Fault.MISSING:
        return str(_MISSING.get(finding.part) or _("%(part)s is missing.") % {"part": name})
    if finding.fault is Fault.TOO_LONG:
        return _("%(part)s: %(count)s characters of %(limit)s. Shorter is read sooner.") % {
            "part": name, "count": finding.count, "limit": finding.limit,
        }  # fmt: skip
    if finding.fault is Fault.TOO_MANY_SENTENCES:
        return ngettext(
            "%(part)s: one sentence is enough.", "%(part)s: %(count)s sentences; %(limit)s are enough.", finding.limit
        ) % {"part": name, "count": finding.count, "limit": finding.limit}
    if finding.fault is Fault.THIN:
        return _("%(part)s: a few words more.") % {"part": name}
    return str(_ADVICE[finding.fault])


_MISSING: Mapping[str, str | Promise] = {
    Part.GROUND: _lazy("Choose why it should be escalated."),
    Part.SUMMARY: _lazy("The summary is missing: two or three sentences that tell the matter."),
    Part.TRIED: _lazy("Say what was tried so far."),
    Part.UNRESOLVED: _lazy("Say why the earlier answers did not settle it."),
    Part.WISH: _lazy("Choose what you ask for."),
    Part.WISH_WORDS: _lazy("Say in words what you ask for."),
}
_ADVICE: Names = {
    Fault.NO_FILES: _lazy("No document is attached. One that proves the point often decides it."),
    Fault.SAME_WORDS: _lazy("The same words as what was tried. Say what is still open after it."),
}
