"""From notifications, plans and findings to what pages of either side show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from goodstanding.base.timeline import queries as timeline
from goodstanding.base.timeline import sentences
from goodstanding.systems.performance import queries, rules
from goodstanding.systems.performance.models import PerformanceNotification, PlanOfAction, PlanReview
from goodstanding.systems.performance.playbook import Playbook, Rejection
from goodstanding.systems.performance.queries import Checked
from goodstanding.systems.performance.states import WRITTEN_PARTS, Decision, Part
from goodstanding.systems.performance.words import DECISION_WORDS, PART_WORDS
from goodstanding.systems.rulebook.rules import Condition, Target
from goodstanding.ui import moments, parts
from goodstanding.ui.markup import join

LONGEST_QUOTE = 160


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock on the page: whose, what it shows, whether it runs."""

    label: str
    value: str
    running: bool
    urgency: str
    note: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding beside a part: why reviewers reject it, how to mend it, and where it is."""

    why: str
    mend: str
    rejected_as: str
    quotes: Sequence[str]
    blocks: bool


@dataclass(frozen=True, slots=True)
class PartCheck:
    """The findings of one part."""

    part: Part
    label: str
    findings: Sequence[FindingLine]


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision with its reasons."""

    review: PlanReview
    word: str
    state: str
    failed: Sequence[tuple[Rejection, str]]


def what_happened(notification: PerformanceNotification) -> str:
    """ "Late shipment rate 5.1 %, under 4 % required", or the subject an associate wrote."""
    if not notification.metric_code or notification.target_bps is None:
        return notification.subject
    target = Target(Condition(notification.condition), notification.target_bps)
    return _("%(metric)s %(rate)s, %(target)s required") % {
        "metric": notification.metric_label,
        "rate": rules.rate_words(notification.numerator, notification.denominator, target),
        "target": rules.target_words(target),
    }


def clocks(
    notification: PerformanceNotification, plan: PlanOfAction | None, now: datetime, *, for_staff: bool = False
) -> list[Clock]:
    """The seller's clock and ours: one runs at most, and the page says which."""
    theirs = _("Seller's clock") if for_staff else _("Your clock")
    found = []
    if notification.response_due_at is not None:
        due_at = notification.response_due_at
        value, until = moments.remaining(due_at, now), _("until %(when)s") % {"when": moments.absolute(due_at, now)}
        found.append(Clock(theirs, value, True, moments.urgency(due_at, now), until))
        found.append(Clock(_("Our clock"), _("stopped"), False, "", _("it runs from when the plan arrives")))
    elif notification.clock_left_s is not None:
        left = _("%(span)s were left") % {"span": moments.span(notification.clock_left_s)}
        found.append(Clock(theirs, _("stopped"), False, "", left))
    if plan is not None and plan.review_due_at is not None:
        due_at = plan.review_due_at
        until = _("we answer by %(when)s") % {"when": moments.absolute(due_at, now)}
        found.append(Clock(_("Our clock"), moments.remaining(due_at, now), True, moments.urgency(due_at, now), until))
    return found


def part_checks(checked: Checked, book: Playbook, texts: Mapping[Part, str]) -> list[PartCheck]:
    """The findings by part, every part named, so that an empty list says that nothing was found."""
    lines: dict[Part, list[FindingLine]] = {part: [] for part in Part}
    for found in checked.findings:
        lines[found.part].append(_finding(found.code, found.spans, texts.get(found.part, ""), book))
    return [PartCheck(part, str(PART_WORDS[part]), lines[part]) for part in Part]


def decisions(plan: PlanOfAction, book: Playbook, *, for_staff: bool = False) -> list[DecisionLine]:
    """The decisions about a plan, newest first."""
    states = {Decision.ACCEPT: "good", Decision.MORE_INFORMATION: "close"}
    return [
        DecisionLine(
            review=review,
            word=str(DECISION_WORDS[Decision(review.decision)]),
            state=states.get(Decision(review.decision), "over"),
            failed=[(_rejection(f["code"], book), f["reason"]) for f in review.failed],
        )
        for review in queries.decisions_on(plan, for_staff=for_staff)
    ]


def history(notification: PerformanceNotification, now: datetime, *, for_staff: bool) -> SafeString:
    """What happened to the notification and its plan, newest first, as entries of a timeline."""
    entries = timeline.entries_about("notification", notification.ref, for_staff=for_staff)
    return join(parts.event(sentences.say(e), parts.said_by(e.actor_name, e.at, now), e.reason) for e in entries)


def texts_of(words_held: object) -> dict[Part, str]:
    """The written parts of a draft or version."""
    return {part: getattr(words_held, part.value) for part in WRITTEN_PARTS}


def _finding(code: str, spans: Sequence[tuple[int, int]], text: str, book: Playbook) -> FindingLine:
    rule = book.checks.findings[code]
    quotes = [text[start:end].strip()[:LONGEST_QUOTE] for start, end in spans[:5]]
    return FindingLine(rule.why, rule.mend, _rejection(rule.rejects_as, book).label, quotes, rule.blocks)


def _rejection(code: str, book: Playbook) -> Rejection:
    return book.rejections.get(code, Rejection(code, code.replace("_", " ").capitalize(), "", ""))
