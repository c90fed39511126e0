"""Refusals that only a program's caller meets: those of the protocol, beside the four that actions raise."""

from __future__ import annotations

from collections.abc import Mapping

from goodstanding.kit.errors import Refusal


class ProtocolRefusal(Refusal):
    """A refusal with headers of its own, such as Retry-After."""

    def __init__(
        self, message: str, *, field: str = "", code: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message, field=field, code=code)
        self.headers = dict(headers or {})


class Malformed(ProtocolRefusal):
    """The request cannot be read at all: not JSON, not UTF-8, a broken upload."""

    code = "malformed"
    status = 400


class Unauthenticated(ProtocolRefusal):
    """No token, or one that opens nothing."""

    code = "unauthenticated"
    status = 401


class InsufficientScope(ProtocolRefusal):
    """The token was not issued for this use."""

    code = "insufficient_scope"
    status = 403


class PreconditionFailed(ProtocolRefusal):
    """If-Match named another version than the present one."""

    code = "changed_meanwhile"
    status = 412


class TooLarge(ProtocolRefusal):
    """More than the server takes in one request."""

    code = "too_large"
    status = 413


class UnsupportedMediaType(ProtocolRefusal):
    """A body in another format than the operation reads."""

    code = "unsupported_media_type"
    status = 415


class TooManyRequests(ProtocolRefusal):
    """The token has used up its requests of this minute."""

    code = "too_many_requests"
    status = 429
