"""Secrets for links sent by mail. Only the hash is kept, so that a stolen database opens no door."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from goodstanding.base.people.models import Invitation

VALID_FOR = timedelta(days=7)
MOST_SENT = 10


def new_secret() -> tuple[str, str]:
    """A secret of 256 bits for a link, and the hash to keep."""
    secret = secrets.token_urlsafe(32)
    return secret, hash_of(secret)


def hash_of(secret: str) -> str:
    """The hash under which a secret is kept. Plain SHA-256 is enough: the secrets are random, not chosen by people."""
    return hashlib.sha256(secret.encode()).hexdigest()


def renew(invitation: Invitation, *, at: datetime) -> str:
    """Give an invitation a new secret and seven more days; the earlier link stops working. Returns the secret."""
    secret, invitation.token_hash = new_secret()
    invitation.sent_at = at
    invitation.expires_at = at + VALID_FOR
    return secret


def masked(address: str) -> str:
    """An address as the record keeps it: "c…@example.com"."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"
