"""Mail to the seller's team about notifications, plans and standing. Subjects say what to do by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from goodstanding.base.mailroom.actions import Addressee, write
from goodstanding.systems.performance import display, queries
from goodstanding.systems.performance.events import (
    DeadlineMissed,
    DeadlineNear,
    MetricBackInTarget,
    NotificationClosed,
    NotificationIssued,
    PlanDecided,
    RestrictionStated,
)
from goodstanding.systems.performance.models import PerformanceNotification, PlanReview
from goodstanding.systems.performance.states import Answer, Automation, Decision, NotificationState
from goodstanding.systems.performance.words import AUTOMATION_WORDS
from goodstanding.systems.sellers import queries as sellers
from goodstanding.systems.sellers.events import StandingChanged
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.sellers.states import Standing
from goodstanding.systems.sellers.words import STANDING_WORDS
from goodstanding.systems.stores import queries as stores
from goodstanding.ui import moments
from goodstanding.ui.spoken import speaking


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says."""

    subject: str
    paragraphs: Sequence[str]
    by_when: str = ""
    facts: Sequence[tuple[str, str]] = ()
    action: str = ""
    path: str = ""


def issued(fact: NotificationIssued, at: datetime) -> None:
    """What happened, what to do by when, what follows otherwise."""
    notification = queries.by_id(fact.notification_id)
    with _in_words_of(notification.seller):
        what = display.what_happened(notification)
        due_at = notification.response_due_at
        if notification.answer == Answer.PLAN and due_at is not None:
            subject = _("Send a plan of action by %(by)s: %(what)s") % {
                "by": moments.absolute(due_at, at),
                "what": what,
            }
        elif notification.answer == Answer.ACKNOWLEDGE:
            subject = _("Please read and confirm: %(what)s") % {"what": what}
        else:  # this mail is late: nothing is due any more
            subject = _("Performance notification: %(what)s") % {"what": what}
        paragraphs = [notification.facts, notification.required_action, notification.consequence]
        _send(notification, f"issued:{notification.ref}", at, Words(subject, paragraphs, _deadline(notification, at)))


def reminded(fact: DeadlineNear, at: datetime) -> None:
    """A day before the deadline; nothing when an answer has come since."""
    notification = queries.by_id(fact.notification_id)
    due_at = notification.response_due_at
    if notification.state != NotificationState.OPEN or due_at is None or due_at <= at:
        return
    with _in_words_of(notification.seller):
        subject = _("Due %(in)s: plan of action for %(what)s") % {
            "in": moments.remaining(due_at, at),
            "what": display.what_happened(notification),
        }
        paragraphs = [notification.required_action, notification.consequence]
        key = f"reminded:{notification.ref}:{due_at.isoformat()}"
        _send(notification, key, at, Words(subject, paragraphs, _deadline(notification, at)))


def missed(fact: DeadlineMissed, at: datetime) -> None:
    """The deadline passed without a consequence for the account. Where there is one, its statement of reasons goes out."""
    notification = queries.by_id(fact.notification_id)
    if queries.statements_of(notification):
        return
    with _in_words_of(notification.seller):
        subject = _("Deadline passed, a late plan is still read: %(what)s") % {
            "what": display.what_happened(notification)
        }
        _send(notification, f"missed:{notification.ref}", at, Words(subject, [notification.consequence]))


def restricted(fact: RestrictionStated, at: datetime) -> None:
    """The statement of reasons, whole: mail is the durable medium that the law asks for (P2B Art. 4)."""
    statement = queries.statement_by_id(fact.statement_id)
    notification = statement.notification
    with _in_words_of(notification.seller):
        standing = STANDING_WORDS[Standing(statement.standing)]
        subject = _("Your account in %(store)s: %(standing)s. Why, and how to end it") % {
            "store": notification.seller.store.name,
            "standing": str(standing).lower(),
        }
        redress = [f"{way['text']} ({way['source']})" for way in statement.redress]
        complaint = statement.complaint_until
        facts = [
            (_("Statement of reasons"), statement.ref),
            (_("From"), moments.absolute(statement.starts_at, at)),
            (_("Until"), moments.absolute(statement.ends_at, at) if statement.ends_at else _("indefinite")),
            (_("Where"), statement.territory),
            (_("Rule"), statement.rule_version),
            (_("Decision"), str(AUTOMATION_WORDS[Automation(statement.automated_decision)])),
            (_("Complaint possible until"), moments.absolute(complaint, at) if complaint else "–"),
        ]
        paragraphs = [statement.scope, statement.facts, statement.clause_text, statement.ends_when, *redress]
        path = f"notifications/{notification.ref}/statements/{statement.ref}/"
        words = Words(subject, paragraphs, facts=facts, action=_("Read the statement"), path=path)
        _send(notification, f"statement:{statement.ref}", at, words)


def decided(fact: PlanDecided, at: datetime) -> None:
    """The decision with its reasons, and what to do by when."""
    review = queries.decision_by_id(fact.review_id)
    notification = queries.by_id(review.plan.notification_id)
    with _in_words_of(notification.seller):
        subject = _decision_subject(review, notification, at) % {"what": display.what_happened(notification)}
        book = queries.playbook_for(notification.seller.store, at)
        failed = [
            f"{book.rejections[f['code']].label}. {f['reason']} {book.rejections[f['code']].remedy}"
            for f in review.failed
            if f["code"] in book.rejections
        ]
        paragraphs = [review.reason, *failed, _standing_now(notification)]
        _send(notification, f"decided:{review.pk}", at, Words(subject, paragraphs, _deadline(notification, at)))


def closed(fact: NotificationClosed, at: datetime) -> None:
    """Recovered or taken back. An accepted plan has its own mail, and confirming needs none."""
    if fact.how not in {NotificationState.RECOVERED, NotificationState.WITHDRAWN}:
        return
    notification = queries.by_id(fact.notification_id)
    with _in_words_of(notification.seller):
        what = display.what_happened(notification)
        subject = (
            _("Recovered, nothing to do: %(what)s")
            if fact.how == NotificationState.RECOVERED
            else _("We took this back and apologise: %(what)s")
        )
        paragraphs = [notification.closing_note, _standing_now(notification)]
        _send(notification, f"closed:{notification.ref}", at, Words(subject % {"what": what}, paragraphs))


def recovered_but_open(fact: MetricBackInTarget, at: datetime) -> None:
    """The metric recovered, but only an accepted plan ends the suspension."""
    notification = queries.by_id(fact.notification_id)
    with _in_words_of(notification.seller):
        subject = _("%(metric)s recovered; your plan of action is still needed") % {"metric": notification.metric_label}
        paragraphs = [
            _("The metric is within its target again. What was imposed ends when a plan of action is accepted.")
        ]
        _send(notification, f"back:{notification.ref}:{notification.breach_id}", at, Words(subject, paragraphs))


def standing_changed(fact: StandingChanged, at: datetime) -> None:
    """A change of standing that no other mail announces: those led to by a notification or a statement say it themselves."""
    seller = sellers.by_id(fact.seller_id)
    change = seller.standing_changes.filter(pk=fact.change_id).first()
    if change is None or change.cause_kind in {"notification", "statement"}:
        return
    with _in_words_of(seller):
        subject = _("Your account in %(store)s: %(standing)s") % {
            "store": seller.store.name,
            "standing": str(STANDING_WORDS[Standing(change.after)]).lower(),
        }
        words = Words(subject, [change.reason], action=_("See where your account stands"), path="health/")
        _write(seller, ("seller", seller.ref), f"standing:{change.pk}", at, words)


def _decision_subject(review: PlanReview, notification: PerformanceNotification, at: datetime) -> str:
    due_at = notification.response_due_at
    by = moments.absolute(due_at, at) if due_at else ""
    if review.decision == Decision.ACCEPT:
        return _("Plan accepted: %(what)s")
    if review.decision == Decision.REJECT_FINALLY:
        return _("Plan rejected for good, you may appeal: %(what)s")
    if not by:  # the seller was faster than this mail: nothing is due any more
        return _("We decided about your plan: %(what)s")
    asked = (
        _("Send what is missing by %(by)s")
        if review.decision == Decision.MORE_INFORMATION
        else _("Send a better plan by %(by)s")
    )
    return asked % {"by": by} + ": %(what)s"


def _deadline(notification: PerformanceNotification, at: datetime) -> str:
    if notification.response_due_at is None:
        return ""
    return _("By %(by)s (%(in)s). %(consequence)s") % {
        "by": moments.absolute(notification.response_due_at, at),
        "in": moments.remaining(notification.response_due_at, at),
        "consequence": notification.consequence,
    }


def _standing_now(notification: PerformanceNotification) -> str:
    return _("Your account in %(store)s: %(standing)s.") % {
        "store": notification.seller.store.name,
        "standing": STANDING_WORDS[Standing(notification.seller.standing)],
    }


def _send(notification: PerformanceNotification, key: str, at: datetime, words: Words) -> None:
    facts = words.facts or [
        (_("Notification"), notification.ref),
        (_("Rule"), notification.rule_version),
        (_("Orders it rests on"), str(notification.order_count)),
    ]
    path = words.path or f"notifications/{notification.ref}/"
    action = words.action or _("Open the notification")
    full = Words(words.subject, words.paragraphs, words.by_when, facts, action, path)
    _write(notification.seller, ("notification", notification.ref), f"performance:{key}", at, full)


def _write(seller: Seller, about: tuple[str, str], key: str, at: datetime, words: Words) -> None:
    context = {
        "brand": stores.brand(),
        "subject": words.subject,
        "headline": words.subject,
        "by_when": words.by_when,
        "paragraphs": [paragraph for paragraph in words.paragraphs if paragraph],
        "facts": words.facts,
        "action_label": words.action,
        "action_url": f"{settings.BASE_URL}/s/{seller.ref}/{words.path}",
        "why_sent": _("You get this because you are in the team of %(seller)s.") % {"seller": seller.name},
    }
    for user_id, address, name in sellers.team_addresses(seller):
        to = Addressee(user_id, address, name, seller.store.language)
        write(
            key=f"{key}:{user_id}",
            to=to,
            template="performance",
            context=context,
            about=about,
            seller_id=seller.pk,
            at=at,
        )


class _in_words_of:  # noqa: N801 - reads like a function where it is used
    """The language and the time zone of the seller's store, for as long as a mail is worded."""

    def __init__(self, seller: Seller) -> None:
        self._language = speaking(seller.store.language)
        self._zone = timezone.override(seller.store.zone)

    def __enter__(self) -> None:
        self._language.__enter__()
        self._zone.__enter__()

    def __exit__(self, *error: object) -> None:
        self._zone.__exit__(*error)  # type: ignore[arg-type]  # the triple that Python hands in
        self._language.__exit__(*error)  # type: ignore[arg-type]  # as above
