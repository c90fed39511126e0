"""Mail to everybody in an account's team about the account itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from goodstanding.base.mailroom import actions as mailroom
from goodstanding.systems.sellers import queries
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.stores import queries as stores
from goodstanding.ui.spoken import speaking


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a mail says, and the page of the seller it leads to (`path` below the seller's home)."""

    subject: str
    paragraphs: Sequence[str]
    action: str
    path: str


def tell_team(seller: Seller, *, key: str, news: Callable[[], News], at: datetime, but: str = "") -> int:
    """Mail everybody in the team, read-only colleagues too. `news` is worded in the language and time zone of the seller's
    store. One mail a person for each key; none to the address `but`. Returns how many were written to."""
    with speaking(seller.store.language), timezone.override(seller.store.zone):
        words = news()
        context = {
            "brand": stores.brand(),
            "subject": words.subject,
            "headline": words.subject,
            "paragraphs": [paragraph for paragraph in words.paragraphs if paragraph],
            "action_label": words.action,
            "action_url": f"{settings.BASE_URL}/s/{seller.ref}/{words.path}",
            "why_sent": _("You get this because you are in the team of %(seller)s.") % {"seller": seller.name},
        }
    told = [user for user in queries.people_of(seller) if user.email != but]
    for user in told:
        mailroom.write(
            key=f"{key}:{user.pk}", to=mailroom.Addressee(user.pk, user.email, user.name, seller.store.language),
            template="account_news", context=context, about=("seller", seller.ref), seller_id=seller.pk, at=at,
        )  # fmt: skip
    return len(told)
