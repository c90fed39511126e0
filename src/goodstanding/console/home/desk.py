"""What is due next, from every queue the associate's roles let her work. One query per source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor, StaffRole
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.performance import queries as performance

MOST = 10


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One thing to take up."""

    by: datetime | None
    title: str
    url: str
    text: str
    action: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """How much waits in one queue."""

    label: str
    url: str
    count: int


def due_next(actor: Actor, now: datetime) -> list[DeskItem]:
    """The next things to take up, first due first: overdue ones lead."""
    found: list[DeskItem] = []
    if performance.may_review(actor):
        found += _plans(actor)
    if actor.has_staff_role(StaffRole.SUPPORT):
        found += _cases(actor)
    return sorted(found, key=lambda item: (item.by is None, item.by))[:MOST]


def _plans(actor: Actor) -> list[DeskItem]:
    page = performance.review_queue(actor, performance.QueueAsked(limit=MOST))
    return [
        DeskItem(
            by=plan.review_due_at,
            title=_("Plan of %(seller)s") % {"seller": plan.seller.name},
            url=reverse("console:performance-detail", kwargs={"ref": plan.notification.ref}),
            text=plan.notification.subject,
            action=_("Review"),
        )
        for plan in page.rows
    ]


def _cases(actor: Actor) -> list[DeskItem]:
    return [
        DeskItem(
            by=case.due_at,
            title=_("Case %(ref)s: %(subject)s") % {"ref": case.ref, "subject": case.subject},
            url=reverse("console:cases-detail", kwargs={"ref": case.ref}),
            text=_("%(seller)s: %(said)s") % {"seller": case.seller.name, "said": case.last_beginning},
            action=_("Answer"),
        )
        for case in cases.due_next(actor)
    ]


def shelves(actor: Actor, now: datetime) -> list[Shelf]:
    """Each queue with what waits in it."""
    found = []
    if performance.may_review(actor):
        label, url = _("Plans to review"), reverse("console:performance")
        found.append(Shelf(label, url, performance.count_queue()))
    if actor.has_staff_role(StaffRole.SUPPORT):
        counts = cases.due_counts(actor, now)
        names = {
            "mine_late": _("My cases, overdue"),
            "mine": _("My cases"),
            "unassigned": _("Cases nobody has"),
            "all": _("All cases that owe a word"),
        }
        url = reverse("console:cases-queue")
        found += [Shelf(label, url, counts[key]) for key, label in names.items() if key in counts]
    return found
