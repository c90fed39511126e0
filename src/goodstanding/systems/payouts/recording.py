"""Some payouts on their way into the record. Private to this system; `actions.record_payouts` is the door."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice

from goodstanding.base.bulk.writing import insert_rows
from goodstanding.base.timeline.actions import Noted, record_each
from goodstanding.kit.actors import Actor
from goodstanding.kit.refs import new_ref
from goodstanding.systems.ledger import actions as ledger
from goodstanding.systems.ledger.rules import EntryDraft
from goodstanding.systems.ledger.states import AccountKind
from goodstanding.systems.payouts import moving, rules
from goodstanding.systems.payouts.models import Payout, PayoutLine
from goodstanding.systems.payouts.rules import LineDraft, PayoutDraft, Problem, Read
from goodstanding.systems.payouts.states import ACCOUNTS, PayoutStatus
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.stores.models import Store

LINES_AT_ONCE = 2_000
LINE_COLUMNS = [
    "payout_id", "number", "kind", "amount_minor", "description", "order_id", "sku", "posted_at", "entry_id",
]  # fmt: skip


class TakenAs(StrEnum):
    """What became of a draft that was taken."""

    NEW = "new"
    CHANGED = "changed"  # its status, the rest was known
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Taken:
    """A draft that was taken: where it came from, the payout it is, and how many lines it told of."""

    place: int
    payout: Payout
    outcome: TakenAs
    lines: int


@dataclass(frozen=True, slots=True)
class Reject:
    """A draft that was not taken: where it came from, which field, and what to do."""

    place: int
    field: str
    code: str
    reason: str


@dataclass(slots=True)
class Recorded:
    """What became of some drafts."""

    taken: list[Taken] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Checked:
    draft: PayoutDraft
    seller: Seller
    status: PayoutStatus
    read: Read | None


class Batch:
    """Drafts of one store and one source, recorded together. Bad ones are put aside, good ones are kept."""

    def __init__(self, *, actor: Actor, store: Store, source: str, at: datetime) -> None:
        self.actor = actor
        self.store = store
        self.source = source
        self.at = at
        self.result = Recorded()

    def record(self, drafts: Sequence[PayoutDraft]) -> Recorded:
        """Check and add up, compare with what is known, write payouts, entries and lines."""
        sellers = self._sellers({draft.seller for draft in drafts})
        checked = [one for draft in drafts if (one := self._check(draft, sellers)) is not None]
        fresh = self._fresh(checked)
        if fresh:
            self._write(fresh)
        return self.result

    def _sellers(self, external_ids: set[str]) -> dict[str, Seller]:
        """The sellers named, locked in one order until the end of the transaction: a settlement is never taken twice at once."""
        found = Seller.objects.filter(store=self.store, external_id__in=sorted(external_ids)).order_by("pk")
        return {seller.external_id: seller for seller in found.select_for_update(no_key=True)}

    def _check(self, draft: PayoutDraft, sellers: dict[str, Seller]) -> _Checked | None:
        status = draft.status or rules.status_by_date(draft.total_minor, draft.pay_at, self.at)
        seller = sellers.get(draft.seller)
        if seller is None:
            reason = f"There is no seller {draft.seller[:64]} in this store. Open it first."
            self._reject(draft, Problem("seller", "unknown_seller", reason))
            return None
        if (problem := rules.check(draft, status)) is not None:
            self._reject(draft, problem)
            return None
        found = rules.read(draft) if draft.lines is not None else None
        if isinstance(found, Problem):
            self._reject(draft, found)
            return None
        return _Checked(draft, seller, status, found)

    def _fresh(self, checked: Sequence[_Checked]) -> list[_Checked]:
        """Those that are not known. Of the others only the status may differ."""
        known = self._known(checked)
        fresh: dict[tuple[int, str], _Checked] = {}
        for one in checked:
            key = (one.seller.pk, one.draft.settlement_id)
            if (payout := known.get(key)) is not None:
                self._again(one, payout)
            elif one.read is None:
                reason = f"Settlement {key[1]} is not known here. Send it with its lines first."
                self._reject(one.draft, Problem("settlement_id", "unknown_settlement", reason))
            elif key in fresh:
                reason = f"Settlement {key[1]} is told twice here. Send it once."
                self._reject(one.draft, Problem("settlement_id", "told_twice", reason))
            else:
                fresh[key] = one
        return list(fresh.values())

    def _known(self, checked: Sequence[_Checked]) -> dict[tuple[int, str], Payout]:
        sellers = {one.seller.pk for one in checked}
        ids = {one.draft.settlement_id for one in checked}
        found = Payout.objects.filter(seller_id__in=sellers, settlement_id__in=ids)
        return {(payout.seller_id, payout.settlement_id): payout for payout in found}

    def _again(self, one: _Checked, payout: Payout) -> None:
        draft = one.draft
        if not _is_of(one, payout):
            reason = (
                f"Settlement {draft.settlement_id} was taken before with other content. It is never changed afterwards."
            )
            self._reject(draft, Problem("settlement_id", "other_content", reason))
            return
        told = moving.Told(one.status, draft.pay_at, draft.reason, by_date=draft.status is None)
        try:
            changed = moving.tell(payout, told, actor=self.actor, seller=one.seller, at=self.at)
        except moving.MoveRefused as refusal:
            self._reject(draft, Problem("status", refusal.code, refusal.message))
            return
        outcome = TakenAs.CHANGED if changed else TakenAs.REPEATED
        self.result.taken.append(Taken(draft.place, payout, outcome, one.read.line_count if one.read else 0))

    def _write(self, fresh: Sequence[_Checked]) -> None:
        rows = [self._row(one, ref) for one, ref in zip(fresh, _free_refs(len(fresh)), strict=True)]
        closings = moving.closings_of(rows, at=self.at)
        Payout.objects.bulk_create(rows)
        told = ((one, row, n, line) for one, row in zip(fresh, rows, strict=True) for n, line in _numbered(one.draft))
        while chunk := list(islice(told, LINES_AT_ONCE)):
            self._write_lines(chunk)
        ledger.post(actor=self.actor, drafts=closings, at=self.at)
        self._note(rows)
        for one, row in zip(fresh, rows, strict=True):
            self.result.taken.append(Taken(one.draft.place, row, TakenAs.NEW, row.line_count))

    def _note(self, rows: Sequence[Payout]) -> None:
        noted = [
            Noted(
                ("payout", row.ref),
                row.seller_id,
                {"settlement": row.settlement_id, "status": row.status, "source": row.source},
            )
            for row in rows
        ]
        record_each(actor=self.actor, verb="payout.recorded", noted=noted, at=self.at)

    def _row(self, one: _Checked, ref: str) -> Payout:
        draft = one.draft
        assert one.read is not None  # `_fresh` lets no other through
        return Payout(
            ref=ref, seller=one.seller, source=self.source, settlement_id=draft.settlement_id, starts_at=draft.starts_at,
            ends_at=draft.ends_at, currency=draft.currency, total_minor=draft.total_minor, line_count=one.read.line_count,
            status=one.status, status_since=self.at, pay_at=draft.pay_at, reason=draft.reason, digest=one.read.digest,
            recorded_at=self.at,
        )  # fmt: skip

    def _write_lines(self, chunk: Sequence[tuple[_Checked, Payout, int, LineDraft]]) -> None:
        entries = [self._entry(payout, number, line) for _, payout, number, line in chunk]
        ids = ledger.post(actor=self.actor, drafts=entries, at=self.at)
        insert_rows(
            PayoutLine,
            LINE_COLUMNS,
            [
                (
                    payout.pk, number, line.kind.value, line.amount_minor, line.description, line.order, line.sku,
                    line.posted_at, ids[entry.seller_id, entry.key],
                )
                for (_, payout, number, line), entry in zip(chunk, entries, strict=True)
            ],
        )  # fmt: skip

    def _entry(self, payout: Payout, number: int, line: LineDraft) -> EntryDraft:
        return EntryDraft(
            store_id=self.store.pk, seller_id=payout.seller_id, key=f"payout:{payout.settlement_id}:{number}",
            what=line.kind.value, at=line.posted_at, currency=payout.currency,
            postings=((AccountKind.BALANCE, line.amount_minor), (ACCOUNTS[line.kind], -line.amount_minor)),
        )  # fmt: skip

    def _reject(self, draft: PayoutDraft, problem: Problem) -> None:
        self.result.rejects.append(Reject(draft.place, *problem))


def _is_of(one: _Checked, payout: Payout) -> bool:
    """Whether a draft tells of what is known: the same lines where it has them, else the same currency, total and period."""
    if one.read is None:
        return rules.head_of(one.draft) == rules.head_of(payout)
    return one.read.digest == payout.digest


def _numbered(draft: PayoutDraft) -> Iterator[tuple[int, LineDraft]]:
    return enumerate(draft.lines or (), start=1)


def _free_refs(count: int) -> list[str]:
    """So many references that no payout has; the database refuses the one in a thousand million that slips through."""
    found: set[str] = set()
    while len(found) < count:
        more = {new_ref() for _ in range(count - len(found))}
        found |= more - set(Payout.objects.filter(ref__in=more).values_list("ref", flat=True))
    return sorted(found)
