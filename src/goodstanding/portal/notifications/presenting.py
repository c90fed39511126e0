"""From notifications, plans and findings to what the pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from goodstanding.base.timeline import queries as timeline
from goodstanding.base.timeline import sentences
from goodstanding.base.timeline.models import Entry
from goodstanding.portal.notifications import words
from goodstanding.systems.performance import queries
from goodstanding.systems.performance.models import PerformanceNotification, PlanOfAction, PlanReview
from goodstanding.systems.performance.playbook import Playbook, Rejection
from goodstanding.systems.performance.queries import Checked
from goodstanding.systems.performance.states import WRITTEN_PARTS, Decision, Do, NotificationState, Part, PlanState
from goodstanding.systems.performance.words import DECISION_WORDS, PART_WORDS, STATE_MARKS
from goodstanding.ui import moments

LONGEST_QUOTE = 160


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    notification: PerformanceNotification
    title: str
    url: str
    state: str
    word: str
    waits: bool


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


@dataclass(frozen=True, slots=True)
class EventLine:
    """One line of the history."""

    entry: Entry
    what: str
    why: str


def row(notification: PerformanceNotification) -> Row:
    """A notification as a line of the list."""
    return Row(
        notification=notification,
        title=words.what_happened(notification),
        url=url_of(notification),
        state=STATE_MARKS[NotificationState(notification.state)],
        word=words.whose_turn(notification),
        waits=notification.permits(Do.ANSWER),
    )


def url_of(notification: PerformanceNotification) -> str:
    """The notification's page."""
    return reverse(
        "portal:notifications-detail", kwargs={"seller_ref": notification.seller.ref, "ref": notification.ref}
    )


def clocks(notification: PerformanceNotification, plan: PlanOfAction | None, now: datetime) -> list[Clock]:
    """The seller's clock and ours: one runs at most, and the page says which."""
    found = []
    if notification.response_due_at is not None:
        due_at = notification.response_due_at
        value, note = moments.remaining(due_at, now), _("until %(when)s") % {"when": moments.absolute(due_at, now)}
        found.append(Clock(_("Your clock"), value, True, moments.urgency(due_at, now), note))
    elif notification.clock_left_s is not None:
        left = _("%(span)s were left") % {"span": moments.span(notification.clock_left_s)}
        found.append(Clock(_("Your clock"), _("stopped"), False, "", left))
    if plan is not None and plan.review_due_at is not None:
        due_at = plan.review_due_at
        note = _("we answer by %(when)s") % {"when": moments.absolute(due_at, now)}
        found.append(Clock(_("Our clock"), moments.remaining(due_at, now), True, moments.urgency(due_at, now), note))
    elif notification.response_due_at is not None:
        found.append(Clock(_("Our clock"), _("stopped"), False, "", _("it runs when your plan has arrived")))
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


def history(notification: PerformanceNotification, *, for_staff: bool) -> list[EventLine]:
    """What happened to the notification and its plan, newest first."""
    entries = timeline.entries_about("notification", notification.ref, for_staff=for_staff)
    return [EventLine(entry, sentences.say(entry), entry.reason) for entry in entries]


def may_edit(plan: PlanOfAction | None) -> bool:
    """Whether the editor is open."""
    return plan is not None and plan.permits(Do.EDIT)


def steps_done(notification: PerformanceNotification, plan: PlanOfAction | None) -> list[tuple[str, bool]]:
    """The way back, with the steps already done."""
    state = PlanState(plan.state) if plan else None
    sent = plan is not None and plan.submitted_at is not None
    return [
        (_("Read the notification"), notification.read_at is not None),
        (_("Write the plan of action"), sent),
        (_("Send it"), sent and state not in {PlanState.MORE_INFO, PlanState.REJECTED, PlanState.EXPIRED}),
        (_("We decide, within 48 hours"), state is PlanState.ACCEPTED),
    ]


def texts_of(words_held: object) -> dict[Part, str]:
    """The written parts of a draft or version."""
    return {part: getattr(words_held, part.value) for part in WRITTEN_PARTS}


def _finding(code: str, spans: Sequence[tuple[int, int]], text: str, book: Playbook) -> FindingLine:
    rule = book.checks.findings[code]
    quotes = [text[start:end].strip()[:LONGEST_QUOTE] for start, end in spans[:5]]
    return FindingLine(rule.why, rule.mend, _rejection(rule.rejects_as, book).label, quotes, rule.blocks)


def _rejection(code: str, book: Playbook) -> Rejection:
    return book.rejections.get(code, Rejection(code, code.replace("_", " ").capitalize(), "", ""))
