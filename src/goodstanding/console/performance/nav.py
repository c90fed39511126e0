"""What performance adds to every page of the console: a count, search results, a panel on the seller's page, links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from goodstanding.console.hooks import Count, Hit, Panel
from goodstanding.console.performance import presenting
from goodstanding.kit.actors import Actor
from goodstanding.kit.refs import normal_ref
from goodstanding.systems.performance import display, queries
from goodstanding.systems.performance.states import NotificationState
from goodstanding.systems.performance.words import STATE_WORDS
from goodstanding.systems.sellers.models import Seller

IN_PANEL = 5


def waiting(actor: Actor, now: datetime) -> Count:
    """How many plans wait for reviewers; nothing for associates who are none."""
    if not queries.may_review(actor):
        return Count(0)
    number = queries.count_queue()
    return Count(number, due=number > 0)


def find(actor: Actor, text: str, limit: int) -> Sequence[Hit]:
    """Notifications by reference or words of the subject."""
    page = queries.notifications_of(actor, None, queries.Asked(q=text, by="issued", descending=True, limit=limit))
    return [
        Hit(
            kind="notification",
            title=f"{notification.seller.name}: {display.what_happened(notification)}",
            note=f"{notification.ref} · {STATE_WORDS[NotificationState(notification.state)]}",
            url=link(notification.ref),
            exact=notification.ref == normal_ref(text),
        )
        for notification in page.rows
    ]


def panel(actor: Actor, seller: Seller, now: datetime) -> Panel | None:
    """The seller's newest notifications, for its page."""
    page = queries.notifications_of(actor, seller, queries.Asked(by="issued", descending=True, limit=IN_PANEL))
    rows = [presenting.row(notification) for notification in page.rows]
    url = f"{reverse('console:performance-list')}?q={seller.ref}"
    context: dict[str, object] = {"rows": rows, "seller": seller, "may_issue": queries.may_review(actor)}
    return Panel(
        title=_("Performance notifications"), template="console/performance/_panel.html", context=context, url=url
    )


def link(ref: str) -> str:
    """The address of a notification's page."""
    return reverse("console:performance-detail", kwargs={"ref": ref})
