"""Versions of things that two may change at once: ETag on the way out, If-Match on the way in."""

from __future__ import annotations

import hashlib
import json

from django.http import HttpRequest

from goodstanding.api.refusals import PreconditionFailed

HEADER = "If-Match"


def etag_of(*parts: object) -> str:
    """A strong ETag from the values that make up a version."""
    said = json.dumps(parts, default=str, separators=(",", ":"))
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:20]}"'


def require_match(request: HttpRequest, present: str) -> None:
    """Raise PreconditionFailed when If-Match names other versions than the present one. Without the header anything goes."""
    given = request.headers.get(HEADER)
    if given is None or given.strip() == "*":
        return
    if present not in {tag.strip() for tag in given.split(",")}:
        raise PreconditionFailed(
            "Somebody has changed this since you read it. Read it again, merge, and send it with the new ETag.",
            field=HEADER,
            headers={"ETag": present},
        )
