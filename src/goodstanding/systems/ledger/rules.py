"""What makes an entry an entry. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext

from goodstanding.kit.errors import Invalid
from goodstanding.kit.money import Money
from goodstanding.systems.ledger.errors import Unbalanced
from goodstanding.systems.ledger.states import AccountKind

LONGEST_KEY = 120
LARGEST_MINOR = 10**15


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An entry as it is asked for: minor units of one currency, a plus to what the account holds or a minus.

    `key` names it once for the seller: the same again is no second entry. `at` is the instant at which it counts.
    """

    store_id: int
    seller_id: int
    key: str
    what: str
    at: datetime
    currency: str
    postings: tuple[tuple[AccountKind, int], ...]


def check(draft: EntryDraft) -> None:
    """Raise Unbalanced, naming key and difference, unless the postings sum to zero; Invalid for what is no entry at all."""
    difference = sum(amount for _, amount in draft.postings)
    if difference:
        raise Unbalanced(
            gettext("Entry %(draft)s does not balance: %(difference)s too much.")
            % {"draft": draft.key, "difference": Money(difference, draft.currency)},
            field="postings",
        )
    if len(draft.postings) < 2:
        raise Invalid(gettext("Entry %(draft)s needs two postings at least.") % {"draft": draft.key}, field="postings")
    if not draft.key or len(draft.key) > LONGEST_KEY:
        raise Invalid(
            gettext("The key of an entry has 1 to %(longest_key)s signs.") % {"longest_key": LONGEST_KEY}, field="key"
        )
    if any(abs(amount) > LARGEST_MINOR for _, amount in draft.postings):
        raise Invalid(
            gettext("Entry %(draft)s has an amount that is larger than any ledger here keeps.") % {"draft": draft.key},
            field="postings",
        )


def digest_of(draft: EntryDraft) -> str:
    """A fingerprint of what an entry says, to tell a repeat from another entry under the same key."""
    amounts = ",".join(sorted(f"{kind.value}:{amount}" for kind, amount in draft.postings))
    said = f"{draft.what}|{draft.at.astimezone(UTC).isoformat()}|{draft.currency}|{amounts}"
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def turned(postings: tuple[tuple[AccountKind, int], ...]) -> tuple[tuple[AccountKind, int], ...]:
    """The postings that take these back."""
    return tuple((kind, -amount) for kind, amount in postings)
