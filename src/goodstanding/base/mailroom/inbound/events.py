"""What is announced when mail comes in. Flows decide what it is about."""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.kit.facts import Fact


@dataclass(frozen=True, slots=True)
class MailArrived(Fact):
    """A mail was stored; its bytes and what was read from them are in the mailroom."""

    mail_ref: str
