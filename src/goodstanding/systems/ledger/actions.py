"""Writing into the ledger: adding entries, and taking one back by a second that names it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from goodstanding.base.bulk.reading import Among
from goodstanding.base.bulk.writing import insert_rows
from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import Actor
from goodstanding.systems.ledger import policies, queries, rules
from goodstanding.systems.ledger.errors import AlreadyCorrected, OtherContent
from goodstanding.systems.ledger.models import Account, Entry, Posting
from goodstanding.systems.ledger.rules import EntryDraft
from goodstanding.systems.ledger.states import AccountKind

ENTRY_COLUMNS = ["store_id", "seller_id", "key", "what", "at", "recorded_at", "digest"]
POSTING_COLUMNS = ["entry_id", "account_id", "amount_minor"]

Key = tuple[int, str]  # a seller's key and the entry's
AccountName = tuple[int, str, str]  # a seller's key, kind and currency


@transaction.atomic
def post(*, actor: Actor, drafts: Sequence[EntryDraft], at: datetime) -> dict[Key, int]:
    """Add entries, all of them or none; returns the key in the database of each, of those known before too.

    An entry that is known and says the same is left as it is. Raises Unbalanced when one does not sum to zero, OtherContent
    when a key was used before for something else, NotAllowed for anybody but the marketplace. What an entry is about is
    recorded by whoever asks for it: the ledger is its own record.
    """
    policies.require_booking(actor)
    for draft in drafts:
        rules.check(draft)
    known = _known(drafts)
    fresh: dict[Key, tuple[EntryDraft, str]] = {}
    for draft in drafts:
        key, digest = (draft.seller_id, draft.key), rules.digest_of(draft)
        before = known[key][1] if key in known else fresh[key][1] if key in fresh else digest
        if before != digest:
            raise OtherContent(
                gettext("The key %(draft)s was used before for an entry with other postings.") % {"draft": draft.key},
                field="key",
            )
        if key not in known:
            fresh[key] = (draft, digest)
    ids = {key: entry_id for key, (entry_id, _) in known.items()}
    if fresh:
        ids |= _insert(fresh, at)
    return ids


@transaction.atomic
def correct(*, actor: Actor, seller_id: int, key: str, reason: str, at: datetime) -> Entry:
    """Take an entry back by a second one that names it and has its postings turned round; the first stays as it was.

    Raises NotFound, NotAllowed, and AlreadyCorrected for an entry that was taken back before.
    """
    policies.require_booking(actor)
    entry = queries.entry_by(seller_id, key)
    if Entry.objects.filter(corrects=entry).exists():
        raise AlreadyCorrected(
            gettext("Entry %(key)s was corrected before. Correct the correction instead.") % {"key": key}
        )
    postings = queries.postings_of(entry)
    said = tuple((AccountKind(one.account.kind), one.amount_minor) for one in postings)
    draft = EntryDraft(
        store_id=entry.store_id, seller_id=seller_id, key=f"correction:{entry.pk}", what="correction", at=at,
        currency=postings[0].account.currency, postings=rules.turned(said),
    )  # fmt: skip
    second = Entry.objects.create(
        store_id=entry.store_id, seller_id=seller_id, key=draft.key, what=draft.what, at=at, recorded_at=at,
        digest=rules.digest_of(draft), corrects=entry,
    )  # fmt: skip
    Posting.objects.bulk_create(
        Posting(entry=second, account_id=one.account_id, amount_minor=-one.amount_minor) for one in postings
    )
    data = {"by": second.pk, "key": key[:60]}
    subject = ("ledger", str(entry.pk))
    record(
        actor=actor, verb="ledger.corrected", subject=subject, at=at, seller_id=seller_id, reason=reason, data=data,
        staff_only=True,
    )  # fmt: skip
    return second


def _known(drafts: Sequence[EntryDraft]) -> dict[Key, tuple[int, str]]:
    sellers = {draft.seller_id for draft in drafts}
    found = Entry.objects.filter(Among("key", [draft.key for draft in drafts]), seller_id__in=sellers)
    return {
        (seller, key): (pk, digest) for pk, seller, key, digest in found.values_list("pk", "seller_id", "key", "digest")
    }


def _insert(fresh: dict[Key, tuple[EntryDraft, str]], at: datetime) -> dict[Key, int]:
    accounts = _accounts([draft for draft, _ in fresh.values()])
    rows = [
        (draft.store_id, draft.seller_id, draft.key, draft.what, draft.at, at, digest)
        for draft, digest in fresh.values()
    ]
    insert_rows(Entry, ENTRY_COLUMNS, rows)
    ids = {key: pk for key, (pk, _) in _known([draft for draft, _ in fresh.values()]).items()}
    postings = [
        (ids[key], accounts[draft.seller_id, kind, draft.currency], amount)
        for key, (draft, _) in fresh.items()
        for kind, amount in draft.postings
    ]
    insert_rows(Posting, POSTING_COLUMNS, postings)
    return ids


def _accounts(drafts: Sequence[EntryDraft]) -> dict[AccountName, int]:
    """The accounts that these entries need, opened where they are not there yet."""
    wanted = {(d.seller_id, kind.value, d.currency): d.store_id for d in drafts for kind, _ in d.postings}
    sellers = {seller for seller, _, _ in wanted}
    found = _opened(sellers)
    missing = wanted.keys() - found.keys()
    if missing:
        Account.objects.bulk_create(
            (
                Account(store_id=wanted[name], seller_id=name[0], kind=name[1], currency=name[2])
                for name in sorted(missing)
            ),
            ignore_conflicts=True,  # somebody else may open the same at this moment
        )
        found = _opened(sellers)
    return found


def _opened(sellers: set[int]) -> dict[AccountName, int]:
    rows = Account.objects.filter(seller_id__in=sellers).values_list("seller_id", "kind", "currency", "pk")
    return {(seller, kind, currency): pk for seller, kind, currency, pk in rows}
