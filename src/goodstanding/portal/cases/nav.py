"""What cases add to every page of the portal: a count, search results, links from the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from goodstanding.base.clock import reading
from goodstanding.kit.actors import Actor
from goodstanding.kit.refs import normal_ref
from goodstanding.portal.hooks import Count, Hit
from goodstanding.systems.cases import queries, words
from goodstanding.systems.cases.queries import LogFilter
from goodstanding.systems.sellers.models import Seller


def waiting(seller: Seller, now: datetime) -> Count:
    """How many cases wait for the seller."""
    number = queries.waiting_for_seller(seller)
    return Count(number, due=number > 0)


def find(actor: Actor, seller: Seller, text: str, limit: int) -> Sequence[Hit]:
    """Cases by everything said in them, by Case ID and by operators; what changed last comes first."""
    found = queries.search_log(actor, seller, LogFilter(text=text), None, reading.now(), limit=limit)
    return [
        Hit(
            kind="case",
            title=f"{hit.case.ref} {hit.case.subject}",
            note="".join(part.text for part in hit.place.snippet) or str(words.LABEL_WORDS[hit.case.word]),
            url=link(seller, hit.case.ref),
            exact=hit.case.ref == normal_ref(text),
        )
        for hit in found.hits
    ]


def link(seller: Seller, ref: str) -> str:
    """The address of a case's page."""
    return reverse("portal:cases-detail", kwargs={"seller_ref": seller.ref, "case_ref": ref})


def metric_link(seller: Seller, code: str) -> str:
    """The address of a metric's page, for cases that are about one."""
    return reverse("portal:health-metric", kwargs={"seller_ref": seller.ref, "code": code})
