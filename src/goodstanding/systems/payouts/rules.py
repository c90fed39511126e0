"""What a payout must be to be taken in. Pure; money in minor units, instants with their offset."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from goodstanding.kit.money import Money
from goodstanding.systems.ledger.rules import LARGEST_MINOR
from goodstanding.systems.payouts.states import LineKind, PayoutStatus, needs_reason, pays

MOST_LINES = 20_000  # of a payout told as one JSON object; reports that are read as a stream may have more
LONGEST_ID = 64
LONGEST_DESCRIPTION = 200
LONGEST_REASON = 500
FIRST_YEAR, LAST_YEAR = 1995, 2100


class LineDraft(NamedTuple):
    """One line as its source tells it. `amount_minor` has its sign: a plus is the seller's, a minus is not.

    `order` and `sku` are empty where the source names none; `place` is where in the source it stands (a line, an index).
    """

    kind: LineKind
    amount_minor: int
    description: str
    order: str
    sku: str
    posted_at: datetime
    place: int = 0


@dataclass(frozen=True, slots=True)
class PayoutDraft:
    """A settlement as its source tells it: `starts_at <= t < ends_at`, one currency, its lines and their total.

    `lines` may be read more than once and gives the same each time; None means that only the status of a payout that is known
    is told. `status` None means that the source names none: its date decides (`status_by_date`). `pay_at` is when the money
    is to be sent, was sent or arrived. `total_at` is where in the source the total stands.
    """

    seller: str
    settlement_id: str
    currency: str
    total_minor: int
    starts_at: datetime
    ends_at: datetime
    lines: Iterable[LineDraft] | None
    status: PayoutStatus | None = None
    pay_at: datetime | None = None
    reason: str = ""
    place: int = 0
    total_at: str = "total_minor"


class Head(Protocol):
    """What a draft and a payout both have."""

    @property
    def currency(self) -> str: ...
    @property
    def total_minor(self) -> int: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


class Problem(NamedTuple):
    """What is wrong with a draft: the field, a stable code, and what to do."""

    field: str
    code: str
    reason: str


class Read(NamedTuple):
    """What one reading of the lines gave."""

    line_count: int
    total_minor: int
    digest: str


def status_by_date(total_minor: int, pay_at: datetime | None, at: datetime) -> PayoutStatus:
    """How a payout stands whose source names a day and nothing else: paid from that instant on, scheduled before.

    Nothing is paid of a total that is not above zero: it is carried over (domain: negative balance).
    """
    if total_minor <= 0:
        return PayoutStatus.NO_PAYOUT
    return PayoutStatus.PAID if pay_at is not None and pay_at <= at else PayoutStatus.SCHEDULED


def check(draft: PayoutDraft, status: PayoutStatus) -> Problem | None:
    """The first thing wrong with a draft apart from its lines, or None."""
    said = draft.settlement_id
    if not said.strip() or len(said) > LONGEST_ID or not said.isprintable():
        return Problem(
            "settlement_id", "bad_value", f"A settlement has an id of 1 to {LONGEST_ID} signs that can be printed."
        )
    if abs(draft.total_minor) > LARGEST_MINOR:
        return Problem(draft.total_at, "bad_amount", "The total is larger than any amount that is kept here.")
    for name in ("starts_at", "ends_at", "pay_at"):
        if _out_of_time(getattr(draft, name)):
            return Problem(name, "bad_time", f"{name} lies before {FIRST_YEAR} or after {LAST_YEAR}. Check the year.")
    if draft.starts_at >= draft.ends_at:
        return Problem("ends_at", "bad_period", "The period ends before it begins. Check both dates.")
    if len(draft.reason) > LONGEST_REASON:
        return Problem("reason", "too_long", f"A reason has at most {LONGEST_REASON} signs.")
    if needs_reason(status) and not draft.reason.strip():
        return Problem(
            "reason", "missing", f"A payout that is {status.value} needs the reason, for its seller to read."
        )
    if pays(status) and draft.total_minor <= 0:
        total = Money(draft.total_minor, draft.currency)
        return Problem("status", "nothing_to_pay", f"{total} cannot be {status.value}: say no_payout.")
    return None


def read(draft: PayoutDraft) -> Read | Problem:
    """Read all lines once: their number, their sum and a fingerprint; or the first thing wrong with one of them.

    They add up to the total to the last minor unit, or the draft is refused with the difference.
    """
    count = total = 0
    moved = 0
    said = hashlib.blake2b(head_of(draft).encode(), digest_size=16)
    for line in draft.lines or ():
        if (problem := _wrong(line)) is not None:
            return problem
        count += 1
        total += line.amount_minor
        moved += abs(line.amount_minor)
        said.update(_told(line))
    if moved > LARGEST_MINOR:
        return Problem(
            "lines", "bad_amount", "The amounts of the lines together are larger than any that is kept here."
        )
    if total != draft.total_minor:
        return _not_adding_up(draft, count, total)
    return Read(count, total, said.hexdigest())


def _not_adding_up(draft: PayoutDraft, count: int, total: int) -> Problem:
    lines, stated = Money(total, draft.currency), Money(draft.total_minor, draft.currency)
    short = Money(abs(draft.total_minor - total), draft.currency)
    way = "missing" if total < draft.total_minor else "too much"
    return Problem(
        draft.total_at,
        "does_not_add_up",
        f"Settlement {draft.settlement_id} does not add up: its {count:,} lines are {lines}, its {draft.total_at} is {stated}. "
        f"{short} {'are' if short.minor != 1 else 'is'} {way}. Nothing of it was taken. Was the file cut? Get it whole.",
    )


def _wrong(line: LineDraft) -> Problem | None:
    if abs(line.amount_minor) > LARGEST_MINOR:
        return Problem(
            "amount_minor", "bad_amount", f"Line {line.place}: the amount is larger than any that is kept here."
        )
    if _out_of_time(line.posted_at):
        return Problem(
            "posted_at", "bad_time", f"Line {line.place} lies before {FIRST_YEAR} or after {LAST_YEAR}. Check the year."
        )
    if len(line.description) > LONGEST_DESCRIPTION:
        return Problem(
            "description", "too_long", f"Line {line.place}: a description has at most {LONGEST_DESCRIPTION} signs."
        )
    if len(line.order) > LONGEST_ID or len(line.sku) > LONGEST_ID:
        return Problem(
            "order", "too_long", f"Line {line.place}: the ids of orders and SKUs have at most {LONGEST_ID} signs."
        )
    return None


def _out_of_time(at: datetime | None) -> bool:
    return at is not None and not FIRST_YEAR <= at.year <= LAST_YEAR


def head_of(told: Head) -> str:
    """What never changes of a payout apart from its lines, to tell a repeat from another content."""
    start, end = told.starts_at.astimezone(UTC), told.ends_at.astimezone(UTC)
    return f"{told.currency}|{told.total_minor}|{start.isoformat()}|{end.isoformat()}\n"


def _told(line: LineDraft) -> bytes:
    at = line.posted_at.astimezone(UTC).isoformat()
    return "\x1f".join((line.kind.value, str(line.amount_minor), line.description, line.order, line.sku, at)).encode(
        "utf-8", "surrogatepass"
    )
