"""What every request gets: an id for the logs, its actor and its instant, and refusals turned into pages."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from goodstanding.base.clock import reading
from goodstanding.base.people.doors import actor_of
from goodstanding.kit.errors import Refusal

Handler = Callable[[HttpRequest], HttpResponse]
_ID = re.compile(r"^[A-Za-z0-9_-]{8,64}$")


def request_id(get_response: Handler) -> Handler:
    """Take over a well-formed X-Request-ID or make one; it is in every log line and in the answer."""

    def handle(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        rid = given if _ID.match(given) else uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=rid)
        request.request_id = rid  # type: ignore[attr-defined]  # read by error pages and problem details
        try:
            response = get_response(request)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
        response["X-Request-ID"] = rid
        return response

    return handle


def actor_and_clock(get_response: Handler) -> Handler:
    """Give the request its `actor` (lazy) and `now` (lazy): the only places where doors get them from."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]  # see kit.actors
        request.now = SimpleLazyObject(reading.now)  # type: ignore[attr-defined]  # the marketplace's instant
        return get_response(request)

    return handle


class refusals:  # noqa: N801 - named like the other middleware functions
    """Turn the four refusals of the actions into pages. The API translates its own into problem details."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page with the refusal's own words and status; other exceptions stay errors."""
        if not isinstance(exception, Refusal):
            return None
        context: dict[str, Any] = {"refusal": exception, "site_name": settings.SITE_NAME}  # Any: template context
        return render(request, "ui/error.html", context, status=exception.status)
