"""How tokens are spoken of on pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from goodstanding.base.tokens.models import Token
from goodstanding.base.tokens.scopes import LABELS, Scope


@dataclass(frozen=True, slots=True)
class Row:
    """A token as a list shows it: `mark` and `word` say whether it works."""

    token: Token
    acts_as: str
    allows: list[str | Promise]
    mark: str
    word: str
    live: bool


def rows_of(tokens: Sequence[Token], *, at: datetime) -> list[Row]:
    """Tokens as a list shows them."""
    return [_row(token, at) for token in tokens]


def live_count(rows: Sequence[Row]) -> int:
    """How many of them open something."""
    return sum(row.live for row in rows)


def _row(token: Token, at: datetime) -> Row:
    if token.revoked_at is not None:
        mark, word = "none", _("Revoked")
    elif at >= token.expires_at:
        mark, word = "none", _("Expired")
    else:
        mark, word = "good", _("Works")
    machine = _("a machine, as %(role)s") % {"role": token.role.replace("_", " ")}
    acts_as = token.user.name if token.user is not None else machine
    allows = [LABELS[Scope(scope)] for scope in token.scopes if scope in list(Scope)]
    return Row(token, acts_as, allows, mark, word, token.is_live(at))
