"""What reviewers do with a plan of action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from goodstanding.base.outbox import actions as outbox
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict, Invalid
from goodstanding.systems.performance import policies, queries, rules
from goodstanding.systems.performance.actions import steps
from goodstanding.systems.performance.actions.steps import By, Why
from goodstanding.systems.performance.errors import AlreadyReviewed
from goodstanding.systems.performance.events import PlanDecided
from goodstanding.systems.performance.models import PlanOfAction, PlanReview, PlanVersion
from goodstanding.systems.performance.playbook import Playbook
from goodstanding.systems.performance.states import (
    Automation,
    Decision,
    Do,
    NotificationKind,
    NotificationState,
    PlanState,
    Severity,
)
from goodstanding.systems.sellers.states import Standing


@dataclass(frozen=True, slots=True)
class Failed:
    """A check that a version failed, with the reason in words for the seller."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision about one version (its number), with its reasons."""

    version: int
    decision: Decision
    reason: str
    failed: Sequence[Failed] = ()


@transaction.atomic
def start_review(*, actor: Actor, plan_ref: str, at: datetime) -> PlanOfAction:
    """Take a plan for review. Taking one's own again changes nothing; somebody else's is a Conflict that names her."""
    policies.require_reviewer(actor)
    plan = queries.plan_for(actor, plan_ref, lock=True)
    if plan.state == PlanState.IN_REVIEW and plan.reviewer_id == actor.user_id:
        return plan
    if not plan.permits(Do.CLAIM):
        raise AlreadyReviewed(_what_happened(plan))
    policies.require_impartial(actor, plan.notification, plan)
    plan.reviewer_id, plan.reviewer_name, plan.claimed_at = actor.user_id, actor.name, at
    plan.save(update_fields=["reviewer", "reviewer_name", "claimed_at"])
    steps.move_plan(plan, PlanState.IN_REVIEW)
    steps.note(By(actor, at), plan.notification, "review_started", data={"plan": plan.ref}, staff_only=True)
    return plan


@transaction.atomic
def release_review(*, actor: Actor, plan_ref: str, at: datetime) -> PlanOfAction:
    """Give a plan back to the queue. Any reviewer may, so that nothing stays with somebody who is away."""
    policies.require_reviewer(actor)
    plan = queries.plan_for(actor, plan_ref, lock=True)
    if not plan.permits(Do.DECIDE):
        raise AlreadyReviewed(_what_happened(plan))
    _to_queue(plan)
    steps.note(By(actor, at), plan.notification, "review_released", data={"plan": plan.ref}, staff_only=True)
    return plan


@transaction.atomic
def decide(*, actor: Actor, plan_ref: str, ruling: Ruling, at: datetime) -> PlanReview:
    """Decide about the version that the reviewer has read.

    A rejection names failed checks of the rulebook, each with a reason. A final rejection is a proposal until a second
    reviewer decides the same. The issuer of the notification and the seller's own people may not decide. Raises
    AlreadyReviewed, saying what happened, when somebody else was faster or the seller sent a newer version.
    """
    policies.require_reviewer(actor)
    plan = queries.plan_for(actor, plan_ref, lock=True)
    notification = plan.notification
    if not plan.permits(Do.DECIDE) or plan.reviewer_id != actor.user_id:
        raise AlreadyReviewed(_what_happened(plan))
    policies.require_impartial(actor, notification, plan)
    version = plan.versions.order_by("-number").first()
    if version is None or version.number != ruling.version:
        raise AlreadyReviewed(_("The seller has sent a newer version in the meantime. Read it before you decide."))
    book = queries.playbook_for(notification.seller.store, at)
    _check_ruling(plan, ruling, book)
    return _APPLY[ruling.decision](By(actor, at), plan, version, ruling, book)


def _accept(by: By, plan: PlanOfAction, version: PlanVersion, ruling: Ruling, book: Playbook) -> PlanReview:
    notification = plan.notification
    review = _keep(by, plan, version, ruling)
    _close_review(by, plan, PlanState.ACCEPTED)
    steps.move(by, notification, NotificationState.RESOLVED)
    steps.note(by, notification, "plan_accepted", reason=ruling.reason, data=_data(plan, version))
    held = notification.held
    ladder = book.kind(NotificationKind(notification.kind)).ladder
    with steps.in_words_of(notification):
        reason = _("Your plan of action for notification %(ref)s was accepted.") % {"ref": notification.ref}
    steps.let_go(by, notification, ladder.accepted.get(held) if held else None, reason)
    if notification.recovered_at is not None:
        with steps.in_words_of(notification):
            recovered = _("%(metric)s is within its target again.") % {"metric": notification.metric_label}
        steps.improve(by, notification, Standing.NORMAL, recovered)
    return _announce(by, plan, review)


def _ask_for_more(by: By, plan: PlanOfAction, version: PlanVersion, ruling: Ruling, book: Playbook) -> PlanReview:
    review = _keep(by, plan, version, ruling)
    _close_review(by, plan, PlanState.MORE_INFO)
    _back_to_seller(by, plan, hours=book.clocks.more_information_hours)
    steps.note(by, plan.notification, "more_asked", reason=ruling.reason, data=_data(plan, version))
    return _announce(by, plan, review)


def _reject(by: By, plan: PlanOfAction, version: PlanVersion, ruling: Ruling, book: Playbook) -> PlanReview:
    review = _keep(by, plan, version, ruling)
    plan.rejections += 1
    plan.save(update_fields=["rejections"])
    _close_review(by, plan, PlanState.REJECTED)
    _back_to_seller(by, plan, hours=book.clocks.resubmit_hours)
    steps.note(by, plan.notification, "plan_rejected", reason=ruling.reason, data=_data(plan, version, ruling))
    return _announce(by, plan, review)


def _reject_finally(by: By, plan: PlanOfAction, version: PlanVersion, ruling: Ruling, book: Playbook) -> PlanReview:
    if not plan.needs_second_reader:
        return _propose(by, plan, version, ruling, book)
    notification = plan.notification
    review = _keep(by, plan, version, ruling)
    plan.rejections += 1
    plan.save(update_fields=["rejections"])
    _close_review(by, plan, PlanState.REJECTED)
    notification.answers_until = by.at + timedelta(days=book.clocks.late_answer_days)
    notification.save(update_fields=["answers_until"])
    steps.set_clock(notification, due_at=None)
    steps.move(by, notification, NotificationState.REFUSED)
    steps.note(by, notification, "plan_rejected_finally", reason=ruling.reason, data=_data(plan, version, ruling))
    rule = book.kind(NotificationKind(notification.kind))
    hold = rules.refusal_hold(rule, Severity(notification.severity), _earlier_refusals(plan, book, by.at))
    with steps.in_words_of(notification):
        words = _("Two reviewers rejected the plan of action for notification %(ref)s for good. %(reason)s") % {
            "ref": notification.ref,
            "reason": ruling.reason,
        }
    steps.impose(by, notification, hold, Why(words, Automation.NOT_AUTOMATED))
    return _announce(by, plan, review)


_APPLY = {
    Decision.ACCEPT: _accept,
    Decision.MORE_INFORMATION: _ask_for_more,
    Decision.REJECT: _reject,
    Decision.REJECT_FINALLY: _reject_finally,
}


def _propose(by: By, plan: PlanOfAction, version: PlanVersion, ruling: Ruling, book: Playbook) -> PlanReview:
    review = _keep(by, plan, version, ruling, in_force=False)
    plan.needs_second_reader = True
    plan.review_due_at = rules.due_after(by.at, book.clocks.review_hours)
    plan.save(update_fields=["needs_second_reader", "review_due_at"])
    _to_queue(plan)
    steps.note(
        by,
        plan.notification,
        "final_proposed",
        reason=ruling.reason,
        data=_data(plan, version, ruling),
        staff_only=True,
    )
    return review


def _check_ruling(plan: PlanOfAction, ruling: Ruling, book: Playbook) -> None:
    if not ruling.reason.strip():
        raise Invalid(_("Explain the decision to the seller in a sentence or two."), field="reason")
    codes = [one.code for one in ruling.failed]
    for one in ruling.failed:
        if one.code not in book.rejections or codes.count(one.code) > 1:
            raise Invalid(
                _("%(code)s is not one of the checks, or named twice.") % {"code": one.code[:40]}, field="failed"
            )
        if not one.reason.strip():
            raise Invalid(
                _("Say why '%(check)s' failed in this plan.") % {"check": book.rejections[one.code].label},
                field=f"why_{one.code}",
            )
    rejects = ruling.decision in {Decision.REJECT, Decision.REJECT_FINALLY}
    if rejects and not ruling.failed:
        raise Invalid(_("A rejection names at least one check that the plan failed."), field="failed")
    if ruling.decision is Decision.REJECT_FINALLY and not _may_be_final(plan, book):
        raise Conflict(
            _("A plan can be rejected for good only after %(n)s ordinary rejection, unless the matter is critical. Reject it, "
              "so that the seller can send a better one.") % {"n": book.rejections_before_final},
            code="too_early_to_be_final",
        )  # fmt: skip


def _may_be_final(plan: PlanOfAction, book: Playbook) -> bool:
    return plan.rejections >= book.rejections_before_final or plan.notification.severity == Severity.CRITICAL


def _keep(by: By, plan: PlanOfAction, version: PlanVersion, ruling: Ruling, *, in_force: bool = True) -> PlanReview:
    assert by.actor.user_id is not None  # only people review: the role was asked for
    return PlanReview.objects.create(
        plan=plan, version=version, decision=ruling.decision.value, in_force=in_force, reason=ruling.reason.strip(),
        failed=[asdict(one) for one in ruling.failed], reviewer_id=by.actor.user_id, reviewer_name=by.actor.name, at=by.at,
    )  # fmt: skip


def _close_review(by: By, plan: PlanOfAction, after: PlanState) -> None:
    plan.decided_at, plan.review_due_at, plan.needs_second_reader = by.at, None, False
    plan.reviewer_id, plan.reviewer_name, plan.claimed_at = None, "", None
    plan.save(
        update_fields=["decided_at", "review_due_at", "needs_second_reader", "reviewer", "reviewer_name", "claimed_at"]
    )
    steps.move_plan(plan, after)


def _back_to_seller(by: By, plan: PlanOfAction, *, hours: int) -> None:
    steps.set_clock(plan.notification, due_at=rules.due_after(by.at, hours))
    steps.move(by, plan.notification, NotificationState.OPEN)


def _to_queue(plan: PlanOfAction) -> None:
    plan.reviewer_id, plan.reviewer_name, plan.claimed_at = None, "", None
    plan.save(update_fields=["reviewer", "reviewer_name", "claimed_at"])
    steps.move_plan(plan, PlanState.SUBMITTED)


def _announce(by: By, plan: PlanOfAction, review: PlanReview) -> PlanReview:
    outbox.publish(
        PlanDecided(plan_id=plan.pk, review_id=review.pk, seller_id=plan.seller_id, decision=review.decision), at=by.at
    )
    return review


def _earlier_refusals(plan: PlanOfAction, book: Playbook, at: datetime) -> int:
    since = at - timedelta(days=book.clocks.repeat_days)
    earlier = PlanReview.objects.filter(plan__seller_id=plan.seller_id, decision=Decision.REJECT_FINALLY, in_force=True)
    return earlier.filter(at__gte=since).exclude(plan=plan).values("plan").distinct().count()


def _data(plan: PlanOfAction, version: PlanVersion, ruling: Ruling | None = None) -> dict[str, object]:
    failed = [one.code for one in ruling.failed] if ruling else []
    return {"plan": plan.ref, "version": version.number, **({"failed": failed} if failed else {})}


def _what_happened(plan: PlanOfAction) -> str:
    """Who did what with the plan, for the reviewer who came second."""
    if plan.state == PlanState.IN_REVIEW:
        return _(
            "%(who)s has been reviewing this plan since %(when)s. Ask her or him to give it back if you should decide."
        ) % {
            "who": plan.reviewer_name,
            "when": _when(plan.claimed_at),
        }
    last = plan.reviews.order_by("-pk").first()
    if last is not None and plan.state != PlanState.WITHDRAWN:
        words = {
            Decision.ACCEPT: _("%(who)s accepted this plan on %(when)s. Nothing of yours was applied."),
            Decision.MORE_INFORMATION: _(
                "%(who)s asked the seller for more on %(when)s. Nothing of yours was applied."
            ),
            Decision.REJECT: _("%(who)s rejected this plan on %(when)s. Nothing of yours was applied."),
            Decision.REJECT_FINALLY: _(
                "%(who)s decided to reject this plan for good on %(when)s. Nothing of yours was applied."
            ),
        }
        return words[Decision(last.decision)] % {"who": last.reviewer_name, "when": _when(last.at)}
    return _("This plan is not waiting for a decision any more. Take it from the queue before you decide.")


def _when(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "D j M, H:i") if at else "–"
