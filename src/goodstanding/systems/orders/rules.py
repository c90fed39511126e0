"""Checking event drafts: pure, one table of fields per kind, problems that name the field and the remedy."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from goodstanding.systems.orders.events import EventDraft, Kind
from goodstanding.systems.orders.states import (
    CancelledBy,
    CancelReason,
    Channel,
    ChargebackKind,
    ClaimState,
    FeedbackRemoval,
)

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
FUTURE_SLACK = timedelta(hours=24)  # clocks of shops differ; more than a day ahead is a mistake
MAX_TEXT = 4_000
LONGEST_SOURCE = 32
MAX_LINES = 500
MOST_PACKAGES = 200
MAX_MINOR = 10**14
_ADDRESS = re.compile(r"^[^@\s\x00]{1,64}@[^@\s\x00]{1,190}$")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a draft cannot be recorded: `field` is the place, `code` is for machines, `reason` says what to do."""

    field: str
    code: str
    reason: str


Check = Callable[[object], str]  # returns what is wrong, or an empty string


def _text(limit: int) -> Check:
    def check(value: object) -> str:
        if not isinstance(value, str):
            return "must be text"
        if len(value) > limit:
            return f"is longer than {limit} characters"
        return "must not contain NUL bytes" if "\x00" in value else ""

    return check


def _word(words: type[StrEnum]) -> Check:
    known = frozenset(w.value for w in words)
    listed = ", ".join(sorted(known))

    def check(value: object) -> str:
        return "" if isinstance(value, str) and value in known else f"must be one of: {listed}"

    return check


def _instant(value: object) -> str:
    if isinstance(value, str):
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            return "must be a date and time such as 2026-11-22T12:00:00+00:00"
        if parsed.tzinfo is None:
            return "needs a time zone offset such as +00:00"
        return "" if parsed >= EARLIEST else "is before 1995"
    return "must be a date and time such as 2026-11-22T12:00:00+00:00"


def _amount(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return "must be a whole number of minor units (cents)"
    if value < 0:
        return "must not be negative"
    return "" if value <= MAX_MINOR else "is too large"


def _currency(value: object) -> str:
    fits = isinstance(value, str) and len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()
    return "" if fits else "must be a three-letter currency code such as EUR"


def _email(value: object) -> str:
    fits = isinstance(value, str) and len(value) <= 254 and bool(_ADDRESS.match(value))
    return "" if fits else "must be an e-mail address"


def _stars(value: object) -> str:
    fits = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5
    return "" if fits else "must be a whole number from 1 to 5"


_ITEM_FIELDS: dict[str, Check] = {"sku": _text(64), "title": _text(200), "quantity": _amount}
_LINE_FIELDS: dict[str, Check] = {**_ITEM_FIELDS, "price_minor": _amount}


def _lines_of(fields: Mapping[str, Check]) -> Check:
    listed = ", ".join(fields)

    def check(value: object) -> str:
        if not isinstance(value, list) or len(value) > MAX_LINES:
            return f"must be a list of at most {MAX_LINES} lines"
        for number, line in enumerate(value):
            if not isinstance(line, Mapping):
                return f"line {number + 1} must be an object with {listed}"
            for name, content in line.items():
                check_field = fields.get(str(name))
                wrong = check_field(content) if check_field else "is not a known field"
                if wrong:
                    return f"line {number + 1}: {str(name)[:40]} {wrong}"
        return ""

    return check


_FIELDS: dict[Kind, dict[str, Check]] = {
    Kind.PLACED: {
        "currency": _currency, "total_minor": _amount, "channel": _word(Channel), "ship_by_at": _instant,
        "deliver_by_at": _instant, "ship_from": _text(64), "buyer_alias": _text(64), "buyer_email": _email,
        "buyer_region": _text(64), "lines": _lines_of(_LINE_FIELDS),
    },
    Kind.PROMISE_CHANGED: {"ship_by_at": _instant, "deliver_by_at": _instant},
    Kind.SHIPPED: {
        "package": _text(64), "carrier": _text(64), "tracking_id": _text(64), "ship_from": _text(64),
        "items": _lines_of(_ITEM_FIELDS),
    },
    Kind.CARRIER_SCAN: {"package": _text(64), "tracking_id": _text(64)},
    Kind.DELIVERED: {"package": _text(64), "tracking_id": _text(64)},
    Kind.CANCELLED: {"by": _word(CancelledBy), "reason": _word(CancelReason)},
    Kind.RETURN_REQUESTED: {"reason": _text(64)},
    Kind.REFUNDED: {"amount_minor": _amount, "reason": _text(64)},
    Kind.FEEDBACK_LEFT: {"stars": _stars, "text": _text(MAX_TEXT)},
    Kind.FEEDBACK_REMOVED: {"why": _word(FeedbackRemoval)},
    Kind.CLAIM_FILED: {"reason": _text(32)},
    Kind.CLAIM_DECIDED: {"outcome": _word(ClaimState)},
    Kind.CHARGEBACK_FILED: {"kind": _word(ChargebackKind)},
    Kind.CHARGEBACK_REVERSED: {},
    Kind.MESSAGE_RECEIVED: {"message_id": _text(64)},
    Kind.MESSAGE_ANSWERED: {"message_id": _text(64)},
    Kind.MESSAGE_NO_RESPONSE_NEEDED: {"message_id": _text(64)},
}  # fmt: skip

_REQUIRED: dict[Kind, tuple[str, ...]] = {
    Kind.PLACED: ("currency",),
    Kind.CANCELLED: ("by",),
    Kind.REFUNDED: ("amount_minor",),
    Kind.FEEDBACK_LEFT: ("stars",),
    Kind.CLAIM_DECIDED: ("outcome",),
    Kind.CHARGEBACK_FILED: ("kind",),
    Kind.MESSAGE_RECEIVED: ("message_id",),
    Kind.MESSAGE_ANSWERED: ("message_id",),
    Kind.MESSAGE_NO_RESPONSE_NEEDED: ("message_id",),
}


def fields_of(kind: Kind) -> dict[str, bool]:
    """The data fields that a kind may carry, each with whether it must be there."""
    return {name: name in _REQUIRED.get(kind, ()) for name in _FIELDS[kind]}


def source_of(sender: str, store_code: str) -> str:
    """What events of a sender are recorded under: its ids need to be unique within one store only. At most 32 characters."""
    name = f"{sender}:{store_code}"
    if len(name) <= LONGEST_SOURCE:
        return name
    return f"{sender}:{hashlib.blake2b(store_code.encode(), digest_size=6).hexdigest()}"


def check(draft: EventDraft, *, known_by: datetime) -> list[Problem]:
    """Everything that keeps a draft from being recorded; an empty list when it is fine.

    `known_by` is the instant of recording: an event more than 24 hours after it is a mistake, and so is one before 1995.
    """
    found: list[Problem] = []
    for field, value, limit in (("seller", draft.seller, 64), ("order", draft.order, 64), ("id", draft.id, 160)):
        if not value:
            found.append(Problem(field, "missing", f"{field} is missing."))
        elif len(value) > limit:
            found.append(Problem(field, "too_long", f"{field} is longer than {limit} characters."))
        elif "\x00" in value or ("/" in value and field != "id"):
            found.append(Problem(field, "bad_characters", f"{field} must not contain slashes or NUL bytes."))
    if draft.at.tzinfo is None:
        found.append(Problem("at", "no_time_zone", "at needs a time zone offset such as +00:00."))
    elif draft.at > known_by + FUTURE_SLACK:
        found.append(
            Problem("at", "in_the_future", "at lies more than a day in the future. Check the year and the time zone.")
        )
    elif draft.at < EARLIEST:
        found.append(Problem("at", "too_old", "at is before 1995. Check the year."))
    if draft.recorded_at is not None and draft.recorded_at < draft.at:
        found.append(
            Problem(
                "recorded_at", "before_it_happened", "recorded_at is before at: nothing is known before it happens."
            )
        )
    return found + _check_data(draft.kind, draft.data)


def _check_data(kind: Kind, data: Mapping[str, object]) -> list[Problem]:
    fields = _FIELDS[kind]
    found = [
        Problem(name, "missing", f"{name} is missing: {kind.value} needs it.")
        for name in _REQUIRED.get(kind, ())
        if data.get(name) in (None, "")
    ]
    for name, value in data.items():
        check_field = fields.get(name)
        if check_field is None:
            found.append(Problem(str(name)[:64], "unknown_field", f"{str(name)[:64]} is not a field of {kind.value}."))
        elif value is not None and (wrong := check_field(value)):
            found.append(Problem(name, "bad_value", f"{name} {wrong}."))
    return found


_INSTANTS = frozenset({"ship_by_at", "deliver_by_at"})
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=str).encode


def without_contact(draft: EventDraft) -> tuple[EventDraft, str]:
    """The draft less the buyer's address, and the address: what is personal never enters the record of events."""
    if "buyer_email" not in draft.data:
        return draft, ""
    kept = {name: value for name, value in draft.data.items() if name != "buyer_email"}
    return replace(draft, data=kept), str(draft.data["buyer_email"] or "")


def meaning(data: Mapping[str, object]) -> dict[str, object]:
    """What an event's data say, whichever way they were written: instants in UTC, nothing for what is empty."""
    return {
        name: datetime.fromisoformat(str(value)).astimezone(UTC) if name in _INSTANTS else value
        for name, value in data.items()
        if value not in (None, "", [])
    }


def said_by(draft: EventDraft) -> tuple[str, str]:
    """What an event says, as JSON, and a short fingerprint that tells a repeat from a contradiction (not a security hash)."""
    data = _encode(dict(draft.data))
    said = "\x00".join((draft.seller, draft.order, draft.kind, str(draft.at.timestamp()), data))
    return data, hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
