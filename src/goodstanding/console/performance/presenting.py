"""From plans and notifications to what reviewers see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from goodstanding.kit.actors import Actor
from goodstanding.systems.performance import checks, display, policies, queries
from goodstanding.systems.performance.models import PerformanceNotification, PlanOfAction
from goodstanding.systems.performance.playbook import Playbook
from goodstanding.systems.performance.states import WRITTEN_PARTS, Do, NotificationState, Part, PlanState
from goodstanding.systems.performance.words import PART_WORDS, PLAN_WORDS, STATE_MARKS, STATE_WORDS
from goodstanding.systems.sellers.states import Standing
from goodstanding.systems.sellers.words import STANDING_MARKS, STANDING_WORDS

PLAN_MARKS = {
    PlanState.SUBMITTED: "waiting",
    PlanState.IN_REVIEW: "waiting",
    PlanState.ACCEPTED: "good",
    PlanState.REJECTED: "over",
    PlanState.EXPIRED: "over",
    PlanState.MORE_INFO: "close",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A notification as a line of the list."""

    notification: PerformanceNotification
    title: str
    url: str
    state: str
    word: str


def row(notification: PerformanceNotification) -> Row:
    """A notification as a line of the list."""
    state = NotificationState(notification.state)
    title = display.what_happened(notification)
    return Row(notification, title, url_of(notification), STATE_MARKS[state], str(STATE_WORDS[state]))


def url_of(notification: PerformanceNotification) -> str:
    """The notification's page in the console."""
    return reverse("console:performance-detail", kwargs={"ref": notification.ref})


def seller_facts(notification: PerformanceNotification) -> dict[str, Any]:  # Any: template context
    """What stands about the seller in the right-hand column."""
    standing = Standing(notification.seller.standing)
    return {
        "standing": STANDING_WORDS[standing],
        "standing_mark": STANDING_MARKS[standing],
        "others": [row(other) for other in queries.others_of(notification)],
        "seller_url": reverse("console:sellers-detail", kwargs={"ref": notification.seller.ref}),
    }


def reading(
    actor: Actor, notification: PerformanceNotification, plan: PlanOfAction | None, book: Playbook, asked: str
) -> dict[str, Any]:  # Any: template context
    """The version being read with what the checks found in it when it was sent, and what this associate may do."""
    if plan is None:
        return {"versions": []}
    versions = list(queries.versions_of(plan))
    may_review = queries.may_review(actor)
    barred = policies.why_not_impartial(actor, notification, plan) if may_review and plan.permits(Do.CLAIM) else ""
    context: dict[str, Any] = {  # Any: as above
        "versions": versions,
        "plan_word": PLAN_WORDS[PlanState(plan.state)],
        "plan_mark": PLAN_MARKS.get(PlanState(plan.state), "none"),
        "barred": barred,
        "may_take": may_review and not barred and plan.permits(Do.CLAIM),
        "may_decide": may_review and plan.permits(Do.DECIDE) and plan.reviewer_id == actor.user_id,
        "may_release": may_review and plan.permits(Do.DECIDE),
    }
    if versions:
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else len(versions)
        shown = versions[min(max(number, 1), len(versions)) - 1]
        found = [
            checks.Finding(f["code"], Part(f["part"]), tuple((a, b) for a, b in f["spans"]))
            for f in shown.findings
            if f["code"] in book.checks.findings
        ]
        texts = display.texts_of(shown)
        by_part = {c.part: c for c in display.part_checks(queries.Checked(found, 0, 0), book, texts)}
        earlier = versions[shown.number - 2] if shown.number > 1 else None
        context |= {
            "shown": shown,
            "earlier": earlier,
            "parts": [
                (PART_WORDS[p], texts[p], by_part[p], getattr(earlier, p.value) if earlier else "")
                for p in WRITTEN_PARTS
            ],
            "evidence_check": by_part[Part.EVIDENCE],
            "covered": shown.covered,
            "counted": shown.counted,
            "coverage_asked": book.checks.coverage_percent,
            "pointed_at": {book.checks.findings[f.code].rejects_as for f in found},
        }
    return context
