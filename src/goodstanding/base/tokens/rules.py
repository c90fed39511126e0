"""Secrets of tokens: how they are made, recognised and kept. Pure."""

from __future__ import annotations

import hashlib
import re
import secrets
import string
from dataclasses import dataclass
from datetime import datetime, timedelta

SIGNS = string.ascii_letters + string.digits
READABLE = 6
SECRET = 43  # 62**43 is more than 2**256
SHAPE = re.compile(rf"^gs_[A-Za-z0-9]{{{READABLE}}}_[A-Za-z0-9]{{{SECRET}}}$")

MAX_DAYS = 730
DEFAULT_DAYS = 90
USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Secret:
    """A new token: `text` is shown once, `prefix` stays readable in lists, `digest` is what is stored."""

    text: str
    prefix: str
    digest: str


def new_secret() -> Secret:
    """256 random bits behind a readable beginning that finds the token again in a list or in a leaked file."""
    prefix = "gs_" + "".join(secrets.choice(SIGNS) for _ in range(READABLE))
    text = f"{prefix}_" + "".join(secrets.choice(SIGNS) for _ in range(SECRET))
    return Secret(text, prefix, digest_of(text))


def digest_of(text: str) -> str:
    """How a token is stored. A plain SHA-256 is enough for 256 random bits: there is nothing to guess."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def has_shape(text: str) -> bool:
    """Whether a text can be a token at all; what cannot is refused without asking the database."""
    return bool(SHAPE.match(text))


def use_is_worth_noting(last_used_at: datetime | None, at: datetime) -> bool:
    """The last use is written at most once a minute, so that reading through the API costs no write."""
    return last_used_at is None or at - last_used_at >= USE_NOTED_EVERY or at < last_used_at
