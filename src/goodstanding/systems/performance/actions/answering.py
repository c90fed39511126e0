"""What a seller does with a notification: reads and acknowledges it, writes a plan of action and submits it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.files import actions as files
from goodstanding.base.outbox import actions as outbox
from goodstanding.kit.actors import SYSTEM, Actor
from goodstanding.kit.errors import Invalid
from goodstanding.systems.performance import checks, policies, queries, rules
from goodstanding.systems.performance.actions import steps
from goodstanding.systems.performance.actions.clockwork import miss
from goodstanding.systems.performance.actions.steps import By
from goodstanding.systems.performance.errors import DraftMovedOn, NothingToAnswer, OutOfTime, PlanIncomplete
from goodstanding.systems.performance.events import PlanSubmitted
from goodstanding.systems.performance.models import (
    Evidence,
    PerformanceNotification,
    PlanDraft,
    PlanOfAction,
    PlanVersion,
)
from goodstanding.systems.performance.outline import KnownCause, OutlineFacts, outline
from goodstanding.systems.performance.queries import DraftWords
from goodstanding.systems.performance.states import (
    WRITTEN_PARTS,
    Answer,
    Do,
    NotificationKind,
    NotificationState,
    PlanState,
)
from goodstanding.systems.sellers import policies as seller_policies

LONGEST_PART = 20_000
MOST_EVIDENCE = 30


@dataclass(frozen=True, slots=True)
class DraftMark:
    """From which save an editor started (`base`), and the name of its window."""

    base: int
    window: str


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """What the seller says about a file: what it proves, and the date of the document itself."""

    proves: str = ""
    dated_on: date | None = None


def note_read(*, actor: Actor, ref: str, at: datetime) -> PerformanceNotification:
    """The notification for its reader; the first time that somebody of the seller's team sees it is kept."""
    notification = queries.notification_for(actor, ref)
    team = seller_policies.WRITING_ROLES
    if notification.read_at is None and actor.may_write and actor.role_in(notification.seller.account_id) in team:
        with transaction.atomic():
            unread = PerformanceNotification.objects.filter(pk=notification.pk, read_at__isnull=True)
            if unread.update(read_at=at):
                steps.note(By(actor, at), notification, "read")
        notification.read_at = at
    return notification


@transaction.atomic
def acknowledge(*, actor: Actor, ref: str, at: datetime) -> PerformanceNotification:
    """Confirm having read it. Settles a notification that asks for nothing more. A second time changes nothing."""
    by = By(actor, at)
    notification = queries.notification_for(actor, ref, lock=True)
    policies.require_answer(actor, notification.seller)
    if notification.acknowledged_at is not None:
        return notification
    if not notification.permits(Do.ACKNOWLEDGE):
        raise NothingToAnswer(_("This notification is closed: there is nothing to confirm any more."))
    notification.acknowledged_at = at
    notification.save(update_fields=["acknowledged_at"])
    steps.note(by, notification, "acknowledged")
    if notification.answer == Answer.ACKNOWLEDGE:
        held = notification.held
        ladder = queries.playbook_for(notification.seller.store, at).kind(NotificationKind(notification.kind)).ladder
        steps.move(by, notification, NotificationState.RESOLVED)
        with steps.in_words_of(notification):
            reason = _("You confirmed having read notification %(ref)s.") % {"ref": notification.ref}
        steps.let_go(by, notification, ladder.accepted.get(held) if held else None, reason)
    return notification


@transaction.atomic
def start_plan(*, actor: Actor, ref: str, at: datetime) -> PlanOfAction:
    """Begin the plan that answers a notification, from its facts. A plan already begun is returned as it is."""
    notification = queries.notification_for(actor, ref, lock=True)
    policies.require_answer(actor, notification.seller)
    begun = queries.plan_of(notification)
    if begun is not None:
        return begun
    _require_answerable(notification, at)
    plan = PlanOfAction.objects.create(
        ref=steps.fresh_ref(), notification=notification, seller=notification.seller, started_at=at
    )
    with steps.in_words_of(notification):
        beginning = {part.value: text for part, text in outline(_outline_facts(notification)).items()}
    PlanDraft.objects.create(
        plan=plan, saved_at=at, saved_by_name=actor.name, signer=actor.name, outline=beginning, **beginning
    )
    steps.note(By(actor, at), notification, "plan_started", data={"plan": plan.ref})
    return plan


@transaction.atomic
def save_draft(*, actor: Actor, plan_ref: str, words: DraftWords, mark: DraftMark, at: datetime) -> PlanDraft:
    """Keep the words of an editor. Raises DraftMovedOn when another window or colleague saved since this one started.

    A draft is never refused for what it says, only for being longer than LONGEST_PART signs a part.
    """
    plan = queries.plan_for(actor, plan_ref, lock=True)
    policies.require_answer(actor, plan.notification.seller)
    _require_editable(plan)
    draft = plan.draft
    if draft.saves != mark.base and draft.saved_in != mark.window:
        raise DraftMovedOn(draft.saved_by_name)
    for part in WRITTEN_PARTS:
        text = getattr(words, part.value).replace("\r\n", "\n").replace("\x00", "")
        if len(text) > LONGEST_PART:
            raise Invalid(
                _("This part is longer than %(most)s signs. Shorten it.") % {"most": LONGEST_PART}, field=part.value
            )
        setattr(draft, part.value, text)
    draft.signer, draft.acknowledged = words.signer.replace("\x00", "").strip()[:120], words.acknowledged
    draft.saves, draft.saved_in, draft.saved_at, draft.saved_by_name = draft.saves + 1, mark.window[:32], at, actor.name
    draft.save()
    return draft


@transaction.atomic
def attach_evidence(
    *, actor: Actor, plan_ref: str, upload: UploadedFile[bytes], about: EvidenceFacts, at: datetime
) -> Evidence:
    """Attach a file to the plan. Raises Invalid for a file that is not accepted (see base.files) or one too many."""
    plan = queries.plan_for(actor, plan_ref, lock=True)
    policies.require_answer(actor, plan.notification.seller)
    _require_editable(plan)
    if len(queries.evidence_of(plan)) >= MOST_EVIDENCE:
        raise Invalid(
            _("A plan holds at most %(most)s files. Take one away first.") % {"most": MOST_EVIDENCE}, field="file"
        )
    stored = files.accept(actor=actor, upload=upload, purpose="plan", at=at)
    files.attach(stored, owner=("plan", plan.ref))
    evidence = Evidence.objects.create(
        plan=plan,
        file=stored,
        proves=about.proves.strip()[:200],
        dated_on=about.dated_on,
        added_at=at,
        added_by_name=actor.name,
    )
    steps.note(By(actor, at), plan.notification, "evidence_added", data={"plan": plan.ref, "file": stored.ref})
    return evidence


@transaction.atomic
def remove_evidence(*, actor: Actor, plan_ref: str, evidence_id: int, at: datetime) -> None:
    """Take a file away from the draft. Versions that were sent with it keep it; otherwise its bytes go within a day."""
    plan = queries.plan_for(actor, plan_ref, lock=True)
    policies.require_answer(actor, plan.notification.seller)
    _require_editable(plan)
    evidence = queries.evidence_for(actor, plan_ref, evidence_id)
    if evidence.removed_at is not None:
        return
    stored = evidence.file
    if evidence.versions.exists():
        evidence.removed_at = at
        evidence.save(update_fields=["removed_at"])
    else:
        evidence.delete()
        files.detach(stored)
    steps.note(By(actor, at), plan.notification, "evidence_removed", data={"plan": plan.ref, "file": stored.ref})


@transaction.atomic
def submit_plan(*, actor: Actor, plan_ref: str, saves: int, at: datetime) -> PlanVersion:
    """Send the draft, as it stood at save number `saves`, as an immutable version; the seller's clock stops.

    Refused: PlanIncomplete names what the form truly needs; DraftMovedOn when the words changed since they were shown;
    OutOfTime after the time in which late answers are read. An answer after the deadline is taken as late: what follows
    from the missed deadline applies first, whether or not the task that watches the clock has run.
    """
    by = By(actor, at)
    plan = queries.plan_for(actor, plan_ref, lock=True)
    notification = plan.notification
    policies.require_answer(actor, notification.seller)
    _require_editable(plan)
    if plan.draft.saves != saves:
        raise DraftMovedOn(plan.draft.saved_by_name)
    late = not rules.in_time(notification.response_due_at, at) or notification.state != NotificationState.OPEN
    if late and notification.permits(Do.EXPIRE):
        miss(By(SYSTEM, at), notification)
        plan.refresh_from_db(fields=["state"])
    _require_answerable(notification, at)
    book = queries.playbook_for(notification.seller.store, at)
    checked = queries.check_draft(notification, plan, at=at)
    blocking = checks.blocking(checked.findings, book.checks)
    if blocking:
        meanings = book.checks.findings
        raise PlanIncomplete([(f.part.value, meanings[f.code].why, meanings[f.code].mend) for f in blocking])

    version = _freeze(by, plan, checked, book.version, late=late)
    steps.set_clock(notification, due_at=None, left_s=None if late else rules.stopped(notification.response_due_at, at))
    plan.submitted_at, plan.review_due_at = at, rules.due_after(at, book.clocks.review_hours)
    plan.needs_second_reader = False
    plan.save(update_fields=["submitted_at", "review_due_at", "needs_second_reader"])
    steps.move_plan(plan, PlanState.SUBMITTED)
    steps.move(by, notification, NotificationState.WITH_US)
    steps.note(by, notification, "plan_submitted", data={"plan": plan.ref, "version": version.number, "late": late})
    outbox.publish(PlanSubmitted(plan_id=plan.pk, version_id=version.pk, seller_id=plan.seller_id), at=at)
    return version


def _freeze(by: By, plan: PlanOfAction, checked: queries.Checked, rule_version: str, *, late: bool) -> PlanVersion:
    draft = plan.draft
    version = PlanVersion.objects.create(
        plan=plan, number=plan.versions.count() + 1, root_cause=draft.root_cause, immediate_actions=draft.immediate_actions,
        preventive_measures=draft.preventive_measures, signer=draft.signer, rule_version=rule_version, late=late,
        findings=[{"code": f.code, "part": f.part.value, "spans": [list(s) for s in f.spans]} for f in checked.findings],
        covered=checked.covered, counted=checked.counted,
        submitted_at=by.at, submitted_by_id=by.actor.user_id, submitted_by_name=by.actor.name,
    )  # fmt: skip
    version.evidence.set(queries.evidence_of(plan))
    return version


def _require_answerable(notification: PerformanceNotification, at: datetime) -> None:
    if notification.answer != Answer.PLAN:
        raise NothingToAnswer(
            _(
                "This notification asks for no plan. Confirm that you have read it; for anything else open a case about it."
            )
        )
    if not notification.permits(Do.ANSWER):
        words = {
            NotificationState.WITH_US: _("Your plan is with us. You can change it when we have answered."),
            NotificationState.RECOVERED: _("The metric is within its target again. No plan is needed any more."),
            NotificationState.WITHDRAWN: _("We took this notification back. No plan is needed."),
        }
        settled = _("This notification is settled. No plan is needed.")
        raise NothingToAnswer(words.get(NotificationState(notification.state), settled))
    if notification.answers_until is not None and at > notification.answers_until:
        raise OutOfTime


def _require_editable(plan: PlanOfAction) -> None:
    if not plan.permits(Do.EDIT):
        words = {
            PlanState.ACCEPTED: _("This plan was accepted. It is kept as it is."),
            PlanState.WITHDRAWN: _("This plan is not needed any more. It is kept as it is."),
        }
        waiting = _("Your plan is with us. You can change it when we have answered.")
        raise NothingToAnswer(words.get(PlanState(plan.state), waiting))


def _outline_facts(notification: PerformanceNotification) -> OutlineFacts:
    return OutlineFacts(
        metric_label=notification.metric_label,
        numerator=notification.numerator,
        denominator=notification.denominator,
        from_on=notification.from_on,
        to_on=notification.to_on,
        subject=notification.subject,
        causes=[KnownCause(**cause) for cause in notification.causes],
    )
