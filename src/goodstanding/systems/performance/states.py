"""Kinds, states and decisions of performance notifications and plans of action, and what each state permits."""

from __future__ import annotations

from enum import StrEnum

from goodstanding.kit.states import Moves


class NotificationKind(StrEnum):
    """What a notification is about (domain 2.1). What each kind asks for and leads to is data: performance.yaml.

    A kind that the pack in effect does not describe cannot be issued.
    """

    METRIC_WARNING = "METRIC_WARNING"
    METRIC_AT_RISK = "METRIC_AT_RISK"
    POLICY_WARNING = "POLICY_WARNING"
    LISTING_REMOVED = "LISTING_REMOVED"
    IP_COMPLAINT_RECEIVED = "IP_COMPLAINT_RECEIVED"
    IP_SUSPECTED = "IP_SUSPECTED"
    AUTHENTICITY_COMPLAINT = "AUTHENTICITY_COMPLAINT"
    CONDITION_COMPLAINT = "CONDITION_COMPLAINT"
    SAFETY_INCIDENT = "SAFETY_INCIDENT"
    COMPLIANCE_DOCUMENT_REQUEST = "COMPLIANCE_DOCUMENT_REQUEST"
    REVIEW_ABUSE = "REVIEW_ABUSE"
    MESSAGING_ABUSE = "MESSAGING_ABUSE"
    CODE_OF_CONDUCT = "CODE_OF_CONDUCT"
    VERIFICATION_REQUEST = "VERIFICATION_REQUEST"
    ACCOUNT_SUSPENDED = "ACCOUNT_SUSPENDED"
    ACCOUNT_DEACTIVATED = "ACCOUNT_DEACTIVATED"
    REINSTATED = "REINSTATED"
    CLAIM_FILED = "CLAIM_FILED"
    CHARGEBACK_FILED = "CHARGEBACK_FILED"
    FUNDS_HELD = "FUNDS_HELD"
    PAYOUT_FAILED = "PAYOUT_FAILED"


class Severity(StrEnum):
    """How much is at stake (domain 1.3)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Answer(StrEnum):
    """What a kind of notification asks of the seller."""

    PLAN = "plan"
    ACKNOWLEDGE = "acknowledge"


class NotificationState(StrEnum):
    """Whose turn it is, or how it ended."""

    OPEN = "open"  # the seller's clock runs
    WITH_US = "with_us"  # an answer is being reviewed: the seller's clock stands still
    OVERDUE = "overdue"  # the deadline passed without an answer; a late answer is still read
    REFUSED = "refused"  # finally rejected by two reviewers; an appeal is still read
    RESOLVED = "resolved"  # answered, and the answer was accepted
    RECOVERED = "recovered"  # the metric is within its target again
    WITHDRAWN = "withdrawn"  # taken back by the marketplace


class Do(StrEnum):
    """What a state may permit."""

    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    WITHDRAW = "withdraw"
    SETTLE = "settle"  # close because the metric recovered
    EXPIRE = "expire"
    EDIT = "edit"
    SUBMIT = "submit"
    CLAIM = "claim"
    DECIDE = "decide"


_N = NotificationState
NOTIFICATION_MOVES: Moves[NotificationState] = {
    _N.OPEN: {_N.WITH_US, _N.OVERDUE, _N.RESOLVED, _N.RECOVERED, _N.WITHDRAWN},
    _N.WITH_US: {_N.OPEN, _N.RESOLVED, _N.REFUSED, _N.RECOVERED, _N.WITHDRAWN},
    _N.OVERDUE: {_N.WITH_US, _N.RESOLVED, _N.RECOVERED, _N.WITHDRAWN},
    _N.REFUSED: {_N.WITH_US, _N.RECOVERED, _N.WITHDRAWN},
    _N.RESOLVED: frozenset(),
    _N.RECOVERED: frozenset(),
    _N.WITHDRAWN: frozenset(),
}
LIVE_NOTIFICATIONS = frozenset(state for state, after in NOTIFICATION_MOVES.items() if after)

_LIVE = {Do.WITHDRAW, Do.SETTLE}
NOTIFICATION_PERMITS: dict[NotificationState, set[Do]] = {
    _N.OPEN: {*_LIVE, Do.ACKNOWLEDGE, Do.ANSWER, Do.EXPIRE},
    _N.WITH_US: {*_LIVE, Do.ACKNOWLEDGE},
    _N.OVERDUE: {*_LIVE, Do.ACKNOWLEDGE, Do.ANSWER},
    _N.REFUSED: {*_LIVE, Do.ACKNOWLEDGE, Do.ANSWER},
    _N.RESOLVED: set(),
    _N.RECOVERED: set(),
    _N.WITHDRAWN: set(),
}


class PlanState(StrEnum):
    """Where a plan of action stands (domain 2.4)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    MORE_INFO = "more_info"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


_P = PlanState
PLAN_MOVES: Moves[PlanState] = {
    _P.DRAFT: {_P.SUBMITTED, _P.WITHDRAWN, _P.EXPIRED},
    _P.SUBMITTED: {_P.IN_REVIEW, _P.WITHDRAWN},
    _P.IN_REVIEW: {_P.SUBMITTED, _P.MORE_INFO, _P.ACCEPTED, _P.REJECTED, _P.WITHDRAWN},
    _P.MORE_INFO: {_P.SUBMITTED, _P.EXPIRED, _P.WITHDRAWN},
    _P.REJECTED: {_P.SUBMITTED, _P.EXPIRED, _P.WITHDRAWN},
    _P.EXPIRED: {_P.SUBMITTED, _P.WITHDRAWN},
    _P.ACCEPTED: frozenset(),
    _P.WITHDRAWN: frozenset(),
}

PLAN_PERMITS: dict[PlanState, set[Do]] = {
    _P.DRAFT: {Do.EDIT, Do.SUBMIT},
    _P.SUBMITTED: {Do.CLAIM},
    _P.IN_REVIEW: {Do.DECIDE},
    _P.MORE_INFO: {Do.EDIT, Do.SUBMIT},
    _P.REJECTED: {Do.EDIT, Do.SUBMIT},
    _P.EXPIRED: {Do.EDIT, Do.SUBMIT},
    _P.ACCEPTED: set(),
    _P.WITHDRAWN: set(),
}
IN_THE_QUEUE = frozenset(state for state, what in PLAN_PERMITS.items() if what & {Do.CLAIM, Do.DECIDE})
UNANSWERED = frozenset(state for state, what in PLAN_PERMITS.items() if Do.SUBMIT in what)


class Decision(StrEnum):
    """What a reviewer may decide about a submitted plan."""

    ACCEPT = "accept"
    MORE_INFORMATION = "more_information"
    REJECT = "reject"
    REJECT_FINALLY = "reject_finally"


class Part(StrEnum):
    """The parts of a plan of action (domain 2.4)."""

    ROOT_CAUSE = "root_cause"
    IMMEDIATE_ACTIONS = "immediate_actions"
    PREVENTIVE_MEASURES = "preventive_measures"
    EVIDENCE = "evidence"
    ACKNOWLEDGEMENT = "acknowledgement"


WRITTEN_PARTS = (Part.ROOT_CAUSE, Part.IMMEDIATE_ACTIONS, Part.PREVENTIVE_MEASURES)


class Detection(StrEnum):
    """How the marketplace came to know (DSA Art. 17(3)(b))."""

    OWN_INITIATIVE = "own_initiative"
    NOTICE = "notice"
    TRUSTED_FLAGGER = "trusted_flagger"
    ORDER = "order"


class Automation(StrEnum):
    """How far a machine decided (DSA Art. 17(3)(c))."""

    NOT_AUTOMATED = "not_automated"
    PARTIALLY = "partially"
    FULLY = "fully"


def notification_permits(state: NotificationState, what: Do) -> bool:
    """Whether a notification in this state permits something; ask this instead of comparing states."""
    return what in NOTIFICATION_PERMITS[state]


def plan_permits(state: PlanState, what: Do) -> bool:
    """Whether a plan in this state permits something."""
    return what in PLAN_PERMITS[state]
