"""What the rulebook says about closing an account, as plain values (section `accounts`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from goodstanding.systems.rulebook.queries import rules_for, shipped
from goodstanding.systems.stores.models import Store


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground on which the marketplace need not wait, with the law it comes from."""

    code: str
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Terms:
    """Days count from the request or the notice; `access_days` from the end, `claim_days` from the latest estimated delivery.
    `kept` are pairs of what stays and why, `redress` ways against a closing by the marketplace."""

    version: str
    cooling_off_days: int
    notice_days: int
    access_days: int
    claim_days: int
    complaint_months: int
    at_once: Sequence[Ground]
    redress: Sequence[Mapping[str, str]]
    kept: Sequence[Mapping[str, str]]


def terms_for(store: Store, at: datetime) -> Terms:
    """What applies in a store at an instant. A stored pack that says nothing of accounts follows the shipped default."""
    book = rules_for(store, at)
    said: Any = book.section("accounts") or shipped("default").section("accounts")  # YAML, held against its schema
    closing = said["closing"]
    return Terms(
        version=book.name,
        cooling_off_days=closing["cooling_off_days"],
        notice_days=closing["notice_days"],
        access_days=closing["access_days"],
        claim_days=closing["claim_days"],
        complaint_months=said["complaint_months"],
        at_once=[Ground(**one) for one in said["at_once"]],
        redress=said["redress"],
        kept=said["kept"],
    )
