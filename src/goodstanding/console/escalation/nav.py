"""What escalations add to every page of the console: a count, and search results."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from goodstanding.console.hooks import Count, Hit
from goodstanding.kit.actors import Actor
from goodstanding.kit.refs import normal_ref
from goodstanding.systems.escalation import queries, words


def waiting(actor: Actor, now: datetime) -> Count:
    """How many escalations owe an answer and are the associate's own, or nobody's."""
    number = queries.owed(actor)
    return Count(number, due=number > 0)


def find(actor: Actor, text: str, limit: int) -> Sequence[Hit]:
    """Escalations by their own reference."""
    return [
        Hit(
            kind="escalation",
            title=f"{one.ref} {one.case.subject}",
            note=f"{one.seller.name} · {words.STATE_WORDS[one.status]}",
            url=link(one.ref),
            exact=one.ref == normal_ref(text),
        )
        for one in queries.find(actor, text, limit=limit)
    ]


def link(ref: str) -> str:
    """The address of an escalation's page."""
    return reverse("console:escalation-detail", kwargs={"ref": ref})
