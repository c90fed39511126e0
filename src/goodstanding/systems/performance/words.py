"""What kinds, states and decisions are called, and the sentences of the record."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goodstanding.base.timeline.sentences import Sentence
from goodstanding.systems.performance.states import (
    Automation,
    Decision,
    Detection,
    NotificationState,
    Part,
    PlanState,
    Severity,
)
from goodstanding.systems.sellers.words import STANDING_WORDS

STATE_WORDS: dict[NotificationState, Promise] = {
    NotificationState.OPEN: _("Waits for the seller"),
    NotificationState.WITH_US: _("Answer under review"),
    NotificationState.OVERDUE: _("Deadline missed"),
    NotificationState.REFUSED: _("Rejected for good"),
    NotificationState.RESOLVED: _("Settled"),
    NotificationState.RECOVERED: _("Recovered"),
    NotificationState.WITHDRAWN: _("Taken back"),
}
STATE_MARKS: dict[NotificationState, str] = {
    NotificationState.OPEN: "close",
    NotificationState.WITH_US: "waiting",
    NotificationState.OVERDUE: "over",
    NotificationState.REFUSED: "over",
    NotificationState.RESOLVED: "good",
    NotificationState.RECOVERED: "good",
    NotificationState.WITHDRAWN: "none",
}
SEVERITY_WORDS: dict[Severity, Promise] = {
    Severity.LOW: _("Low"),
    Severity.MEDIUM: _("Medium"),
    Severity.HIGH: _("High"),
    Severity.CRITICAL: _("Critical"),
}
PLAN_WORDS: dict[PlanState, Promise] = {
    PlanState.DRAFT: _("Being written"),
    PlanState.SUBMITTED: _("Waits for review"),
    PlanState.IN_REVIEW: _("In review"),
    PlanState.MORE_INFO: _("More information needed"),
    PlanState.ACCEPTED: _("Accepted"),
    PlanState.REJECTED: _("Rejected"),
    PlanState.WITHDRAWN: _("Not needed any more"),
    PlanState.EXPIRED: _("Deadline missed"),
}
PART_WORDS: dict[Part, Promise] = {
    Part.ROOT_CAUSE: _("Root cause"),
    Part.IMMEDIATE_ACTIONS: _("What you have done already"),
    Part.PREVENTIVE_MEASURES: _("What keeps it from happening again"),
    Part.EVIDENCE: _("Evidence"),
    Part.ACKNOWLEDGEMENT: _("Signature"),
}
DECISION_WORDS: dict[Decision, Promise] = {
    Decision.ACCEPT: _("Accepted"),
    Decision.MORE_INFORMATION: _("More information needed"),
    Decision.REJECT: _("Rejected"),
    Decision.REJECT_FINALLY: _("Rejected for good"),
}
DETECTION_WORDS: dict[Detection, Promise] = {
    Detection.OWN_INITIATIVE: _("The marketplace's own initiative"),
    Detection.NOTICE: _("A notice from somebody else"),
    Detection.TRUSTED_FLAGGER: _("A notice from a trusted flagger"),
    Detection.ORDER: _("An order by an authority"),
}
AUTOMATION_WORDS: dict[Automation, Promise] = {
    Automation.NOT_AUTOMATED: _("Decided by people"),
    Automation.PARTIALLY: _("Decided by people with the help of a machine"),
    Automation.FULLY: _("Decided by a rule, without a person"),
}

_STANDINGS = {standing.value: word for standing, word in STANDING_WORDS.items()}
SENTENCES: dict[str, Sentence] = {
    "performance.issued": Sentence(_("Notification issued under the rules %(rules)s")),
    "performance.breached_again": Sentence(
        _("The metric went beyond its target again: %(numerator)s of %(denominator)s")
    ),
    "performance.read": Sentence(_("Notification read by the seller's team")),
    "performance.acknowledged": Sentence(_("Notification acknowledged")),
    "performance.plan_started": Sentence(_("Plan of action started")),
    "performance.evidence_added": Sentence(_("Evidence attached to the plan")),
    "performance.evidence_removed": Sentence(_("Evidence taken away from the draft")),
    "performance.plan_submitted": Sentence(_("Version %(version)s of the plan submitted")),
    "performance.review_started": Sentence(_("Review started")),
    "performance.review_released": Sentence(_("Plan given back to the queue")),
    "performance.plan_accepted": Sentence(_("Version %(version)s of the plan accepted")),
    "performance.more_asked": Sentence(_("More information asked for about version %(version)s")),
    "performance.plan_rejected": Sentence(_("Version %(version)s of the plan rejected")),
    "performance.final_proposed": Sentence(
        _("Final rejection of version %(version)s proposed; a second reviewer decides")
    ),
    "performance.plan_rejected_finally": Sentence(
        _("Version %(version)s of the plan rejected for good by two reviewers")
    ),
    "performance.plan_not_needed": Sentence(_("Plan not needed any more")),
    "performance.reminded": Sentence(_("Reminded of the deadline")),
    "performance.deadline_missed": Sentence(_("Deadline passed without an answer")),
    "performance.restricted": Sentence(
        _("Statement of reasons %(statement)s issued for the standing: %(standing)s"), words={"standing": _STANDINGS}
    ),
    "performance.recovered": Sentence(_("Metric recovered; notification closed")),
    "performance.metric_recovered": Sentence(_("Metric recovered")),
    "performance.withdrawn": Sentence(_("Notification taken back")),
}
