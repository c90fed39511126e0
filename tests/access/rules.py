"""The words of the table: who may enter, who may act, and what everybody else meets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# The cast at every door. "viewing" is an associate who looks at the portal through alice's eyes.
OWNER, FINANCE, SUPPORT, READ_ONLY = "owner", "finance", "support", "read_only"
OTHER = "another_seller"
S_SUPPORT, S_REVIEWER, S_FINANCE, S_ADMIN = (
    "associate_support",
    "associate_reviewer",
    "associate_finance",
    "administrator",
)
VIEWING = "viewing"
# Somebody from outside who was let into one case: no account, no rights, a session that names that case.
GUEST = "guest"
STRANGER = "stranger"

TEAM = {OWNER, FINANCE, SUPPORT, READ_ONLY}
PAYEES = {OWNER, FINANCE, READ_ONLY}
WRITERS = {OWNER, FINANCE, SUPPORT}
SELLERS = TEAM | {OTHER}
ASSOCIATES = {S_SUPPORT, S_REVIEWER, S_FINANCE, S_ADMIN}
ANYBODY = SELLERS | ASSOCIATES | {VIEWING, GUEST, STRANGER}
SIGNED_IN = ANYBODY - {GUEST, STRANGER}
ROLES = sorted(ANYBODY)


@dataclass(frozen=True)
class Access:
    """Who may GET and who may POST an address.

    `get` or `post` None: the address does not offer it. Where `acts`, the POST with `data` changes something for at least one
    of those who may, which proves that the refusals of the others are refusals of something real. A page that `notes` keeps a
    trace of being read.
    """

    side: str
    get: frozenset[str] | None
    post: frozenset[str] | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    acts: bool = False
    notes: bool = False


def portal(get: set[str] | None = None, *, post: set[str] | None = None, **more: Any) -> Access:
    """Below /s/<seller>/: the team, and associates who view as the seller, may look."""
    return Access("portal", _frozen(get), _frozen(post), **more)


def portal_page() -> Access:
    """A page to read for the whole team."""
    return portal(TEAM | {VIEWING})


def portal_form(who: set[str], **more: Any) -> Access:
    """Something to send; there is nothing to read at the address."""
    return portal(None, post=who, **more)


def console(get: set[str] | None = None, *, post: set[str] | None = None, **more: Any) -> Access:
    """Below /console/. Whoever views as a seller is still an associate of support there."""
    return Access("console", _console(get), _console(post), **more)


def guest(*, post: bool = False, **more: Any) -> Access:
    """One case for its guest: nobody else finds anything there, not the seller's own team either."""
    return Access("guest", None if post else frozenset({GUEST}), frozenset({GUEST}) if post else None, **more)


def own(get: set[str] | None = SIGNED_IN, *, post: set[str] | None = SIGNED_IN, **more: Any) -> Access:
    """Somebody's own sign-in."""
    return Access("own", _frozen(get), _frozen(post), **more)


def public(post: set[str] | None = None, **more: Any) -> Access:
    """For everybody."""
    return Access("public", _frozen(ANYBODY), _frozen(post), **more)


def api(get: set[str] | None = None, *, post: set[str] | None = None, **more: Any) -> Access:
    """By token. A session opens nothing there, so nobody comes in who only has one."""
    return Access("api", _frozen(get), _frozen(post), **more)


def _console(roles: set[str] | None) -> frozenset[str] | None:
    if roles is None:
        return None
    return frozenset(roles | ({VIEWING} if S_SUPPORT in roles else set()))


def _frozen(roles: set[str] | None) -> frozenset[str] | None:
    return None if roles is None else frozenset(roles)
