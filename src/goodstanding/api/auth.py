"""Signing in with a token: `Authorization: Bearer gs_…`, a scope for each operation, and a limit to requests a minute."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja.security import HttpBearer

from goodstanding.api import limits
from goodstanding.api.refusals import InsufficientScope, TooManyRequests, Unauthenticated
from goodstanding.base.tokens import actions, doors, queries
from goodstanding.base.tokens.doors import Dead
from goodstanding.base.tokens.models import Token
from goodstanding.base.tokens.scopes import Scope
from goodstanding.kit.actors import Actor

_WHY = {
    Dead.EXPIRED: "This token has expired. Issue a new one.",
    Dead.REVOKED: "This token was revoked. Issue a new one.",
    Dead.PERSON_INACTIVE: "The person behind this token may no longer sign in.",
}


class Bearer(HttpBearer):
    """Authentication of one operation; `scope` is what the token must have been issued for, None for nothing in particular."""

    def __init__(self, scope: Scope | None) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Actor:
        """The actor behind the token, also put on the request. Raises Unauthenticated, TooManyRequests, InsufficientScope."""
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise Unauthenticated(
                "Send a token in the header 'Authorization: Bearer gs_…'.", headers={"WWW-Authenticate": "Bearer"}
            )
        return self.authenticate(request, secret.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """As `__call__`, for the secret alone."""
        found = _live_token(token, request)
        _count_request(found, request)
        actor = doors.actor_behind(found, request)
        if self.scope is not None and self.scope not in (actor.scopes or ()):
            raise InsufficientScope(
                f"This needs the scope {self.scope.value}, which this token does not have.",
                headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{self.scope.value}"'},
            )
        actions.note_use(found, at=request.now)  # type: ignore[attr-defined]  # set by middleware
        request.actor = actor  # type: ignore[attr-defined]  # the one place where an API request gets its actor
        return actor


def needs(scope: Scope | None) -> Bearer:
    """Authentication for an operation that needs a scope; None lets any live token in."""
    return Bearer(scope)


def caller(request: HttpRequest) -> tuple[Actor, datetime]:
    """Who asks and when: the two arguments of every action."""
    return actor_of(request), moment_of(request)


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, as `Bearer` found out."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by Bearer, which stands before every operation
    return actor


def moment_of(request: HttpRequest) -> datetime:
    """When, by the marketplace's clock: one instant for the whole request."""
    at: datetime = request.now  # type: ignore[attr-defined]  # set by middleware
    return at


def _live_token(secret: str, request: HttpRequest) -> Token:
    token = queries.token_by_secret(secret)
    if token is None:
        raise _invalid("invalid_token", "This token is not known here.")
    dead = doors.why_dead(token, request.now)  # type: ignore[attr-defined]  # set by middleware
    if dead is not None:
        raise _invalid(dead.value, _WHY[dead])
    return token


def _invalid(code: str, why: str) -> Unauthenticated:
    header = f'Bearer error="invalid_token", error_description="{why}"'
    return Unauthenticated(why, code=code, headers={"WWW-Authenticate": header})


def _count_request(token: Token, request: HttpRequest) -> None:
    wait = limits.seconds_to_wait(token.digest, request.now)  # type: ignore[attr-defined]  # set by middleware
    if wait:
        raise TooManyRequests(
            f"A token may send {limits.REQUESTS_A_MINUTE} requests a minute. Wait {wait} seconds.",
            headers={"Retry-After": str(wait)},
        )
