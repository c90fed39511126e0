"""What every request gets: an id for the logs, its actor and its instant, and refusals turned into pages."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any, cast

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from goodstanding.base.clock import reading
from goodstanding.base.people.doors import HouseRequest, actor_of
from goodstanding.config.frames import frame_own_pages
from goodstanding.kit.errors import Refusal
from goodstanding.ui import problems

Handler = Callable[[HttpRequest], HttpResponse]
requests_log = logging.getLogger("goodstanding.requests")
NUL = "\x00"
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
_ID = re.compile(r"^[A-Za-z0-9_-]{8,64}$")


def request_id(get_response: Handler) -> Handler:
    """Take over a well-formed X-Request-ID or make one; it is in every log line and in the answer."""

    def handle(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        rid = given if _ID.match(given) else uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=rid)
        request.request_id = rid  # type: ignore[attr-defined]  # read by error pages and problem details
        begun = time.perf_counter()
        try:
            response = get_response(request)
            _tell(request, response, begun)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
        response["X-Request-ID"] = rid
        return response

    return handle


def _tell(request: HttpRequest, response: HttpResponse, begun: float) -> None:
    """A log line for the request, when the operator wants them. The route, not the path: paths may hold secrets."""
    if requests_log.isEnabledFor(logging.INFO):
        match = request.resolver_match
        told = {
            "method": request.method,
            "route": f"/{match.route}" if match else "unknown",
            "status": response.status_code,
            "ms": round((time.perf_counter() - begun) * 1000, 1),
        }
        requests_log.info("request", extra=told)


def without_nul(get_response: Handler) -> Handler:
    """Leave out of addresses and forms the one sign that no database of texts takes and nobody types on purpose."""

    def handle(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):  # which says what it does not read instead
            if "%00" in request.META.get("QUERY_STRING", ""):
                request.GET = _clean(request.GET)
            if request.method == "POST" and request.content_type in FORMS and _holds_nul(request.POST):
                request.POST = _clean(request.POST)
        return get_response(request)

    return handle


def _holds_nul(given: QueryDict) -> bool:
    return any(NUL in name or any(NUL in value for value in values) for name, values in given.lists())


def _clean(given: QueryDict) -> Any:  # Any: the stubs know two kinds of one class
    cleaned = QueryDict(mutable=True)
    for name, values in given.lists():
        cleaned.setlist(name.replace(NUL, ""), [value.replace(NUL, "") for value in values])
    cleaned._mutable = False
    return cleaned


class actor_and_clock:  # noqa: N801 - named like the other middleware functions
    """Give the request its `actor` (lazy) and `now`: the only places where doors get them from."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]  # see kit.actors
        request.now = timezone.now()  # type: ignore[attr-defined]  # until the view is known: see process_view
        timezone.deactivate()
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> None:  # Any: Django's
        """Read the marketplace's clock, unless the view promises to answer without a database."""
        if not getattr(view, "without_database", False):
            request.now = reading.now()  # type: ignore[attr-defined]  # the marketplace's instant
        if request.resolver_match and request.resolver_match.route.startswith("accounts/"):
            frame_own_pages(cast(HouseRequest, request))


class refusals:  # noqa: N801 - named like the other middleware functions
    """Turn the four refusals of the actions into pages. The API translates its own into problem details."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal in its own words: a page, a sentence for htmx, JSON for a script. Other exceptions stay errors."""
        if not isinstance(exception, Refusal):
            return None
        if "application/json" in request.headers.get("Accept", ""):
            told = {"message": exception.message, "field": exception.field, "code": exception.code}
            return JsonResponse(told, status=exception.status)
        if request.headers.get("HX-Request"):
            return HttpResponse(exception.message, status=exception.status, content_type="text/plain; charset=utf-8")
        if exception.code == "not_found":
            return problems.not_found(request)
        return problems.problem_page(request, _problem(exception))


def _problem(refusal: Refusal) -> problems.Problem:
    titles = {
        404: _("This link does not work any more"),
        403: _("This is not yours to do"),
        409: _("This has changed in the meantime"),
        422: _("This could not be used"),
        429: _("That was too often"),
    }
    steps = {
        409: _("Go back and reload the page to see how it stands now. Nothing was changed."),
        422: _("Go back, correct it and send it again. Nothing was changed."),
    }
    return problems.Problem(
        status=refusal.status,
        title=titles.get(refusal.status, _("This was refused")),
        happened=refusal.message,
        next_step=steps.get(refusal.status, _("Nothing was changed.")),
        action_label=_("Go to the first page"),
        action_url="/",
    )
