"""Reading the ledger. It knows no people: the caller has authorised the reading of the seller."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Sum

from goodstanding.kit.money import Money
from goodstanding.systems.ledger.errors import EntryNotFound
from goodstanding.systems.ledger.models import Entry, Posting
from goodstanding.systems.ledger.states import AccountKind


def balance_of(seller_id: int, kind: AccountKind, currency: str) -> Money:
    """What one of the seller's accounts holds now; nothing for an account that was never used."""
    found = Posting.objects.filter(account__seller_id=seller_id, account__kind=kind, account__currency=currency)
    return Money(found.aggregate(held=Sum("amount_minor"))["held"] or 0, currency)


def entry_by(seller_id: int, key: str) -> Entry:
    """The seller's entry with a key. Raises NotFound."""
    entry = Entry.objects.filter(seller_id=seller_id, key=key).first()
    if entry is None:
        raise EntryNotFound
    return entry


def postings_of(entry: Entry) -> Sequence[Posting]:
    """The postings of an entry with their accounts."""
    return list(entry.postings.select_related("account").order_by("pk"))


def out_of_balance(*, limit: int = 20) -> Sequence[Entry]:
    """Entries whose postings do not sum to zero. There are none; this is how an operator can see it."""
    found = Entry.objects.annotate(left=Sum("postings__amount_minor")).exclude(left=0)
    return list(found.order_by("pk")[:limit])
