"""What cases add to every page of the console: a count, search results, a panel on the seller's page, links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from goodstanding.base.clock import reading
from goodstanding.console.cases import shown
from goodstanding.console.hooks import Count, Hit, Panel
from goodstanding.kit.actors import Actor
from goodstanding.kit.refs import normal_ref
from goodstanding.systems.cases import queries, words
from goodstanding.systems.cases.queries import QueueFilter, Shelf
from goodstanding.systems.sellers.models import Seller

IN_PANEL = 5


def waiting(actor: Actor, now: datetime) -> Count:
    """How many of the associate's own cases owe a word."""
    number = queries.mine_due(actor)
    return Count(number, due=number > 0)


def find(actor: Actor, text: str, limit: int) -> Sequence[Hit]:
    """Cases by everything said in them, by Case ID and by operators; what changed last comes first."""
    wanted = QueueFilter(text=text, shelf=Shelf.ANY)
    return [
        Hit(
            kind="case",
            title=f"{hit.case.ref} {hit.case.subject}",
            note=f"{hit.case.seller.name} · {words.LABEL_WORDS[hit.case.word]}",
            url=link(hit.case.ref),
            exact=hit.case.ref == normal_ref(text),
        )
        for hit in queries.search_queue(actor, wanted, None, reading.now(), limit=limit).hits
    ]


def panel(actor: Actor, seller: Seller, now: datetime) -> Panel | None:
    """Who writes to the seller just now, and its newest cases, for its page."""
    cases, writing = queries.newest_of(actor, seller, limit=IN_PANEL), queries.writing_first(actor, seller, now)
    if not (cases or writing):
        return None
    rows = [(case, link(case.ref), shown.status(case, now)) for case in cases]
    url = f"{reverse('console:cases-queue')}?shelf=any&q=seller:{seller.ref}"
    return Panel(
        title=str(words.CASES),
        template="console/cases/_panel.html",
        context={"rows": rows, "writing": writing},
        url=url,
    )


def link(ref: str) -> str:
    """The address of a case's page."""
    return reverse("console:cases-detail", kwargs={"ref": ref})
