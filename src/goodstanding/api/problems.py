"""Problem details (RFC 9457): the one place where refusals and errors become answers of the API.

Every problem has `type` (the place in the documentation that explains it), `title`, `status`, `detail`, `instance` (the
request's id, also in the logs), `code` (stable, for programs) and `errors` (each place at fault).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from goodstanding.api.refusals import Malformed, ProtocolRefusal, TooLarge
from goodstanding.kit.errors import Refusal
from goodstanding.systems.cases.errors import AnswerInvalid, AnswersInvalid
from goodstanding.systems.performance.errors import PlanIncomplete

MEDIA_TYPE = "application/problem+json"
DOCS = "/api/v1/docs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A type of problem as the documentation explains it."""

    slug: str
    title: str
    meaning: str
    code: str


KINDS: dict[int, Kind] = {
    400: Kind(
        slug="malformed",
        title="The request cannot be read",
        code="malformed",
        meaning="The body is not valid JSON, not UTF-8, or a broken upload.",
    ),
    401: Kind(
        slug="unauthenticated",
        title="A token is needed",
        code="unauthenticated",
        meaning="There is no token, or it is unknown, expired or revoked. The header WWW-Authenticate says which.",
    ),
    403: Kind(
        slug="not-allowed",
        title="Not allowed",
        code="not_allowed",
        meaning="The token lacks a scope, or its person lacks a right. The detail names it.",
    ),
    404: Kind(
        slug="not-found",
        title="Not found",
        code="not_found",
        meaning="There is no such thing, or none that this token may know of. The two look the same.",
    ),
    405: Kind(
        slug="method-not-allowed",
        title="Method not allowed",
        code="method_not_allowed",
        meaning="The address exists, the method does not. The header Allow lists those that do.",
    ),
    409: Kind(
        slug="conflict",
        title="Conflict with the present state",
        code="conflict",
        meaning=(
            "The thing has moved on, or an idempotency key was used for another request. Read it again, then decide."
        ),
    ),
    412: Kind(
        slug="precondition-failed",
        title="Changed meanwhile",
        code="changed_meanwhile",
        meaning="If-Match names a version that is no longer the present one. Read again, merge, send again.",
    ),
    413: Kind(
        slug="too-large",
        title="Too large",
        code="too_large",
        meaning="The body or a file is larger than the server takes.",
    ),
    415: Kind(
        slug="unsupported-media-type",
        title="Unsupported media type",
        code="unsupported_media_type",
        meaning="The Content-Type is not one that this operation reads.",
    ),
    422: Kind(
        slug="invalid",
        title="The content cannot be used",
        code="invalid",
        meaning=(
            "The request was read, but something in it cannot be used. The list of errors names each place and "
            "the remedy."
        ),
    ),
    429: Kind(
        slug="too-many-requests",
        title="Too many requests",
        code="too_many_requests",
        meaning="The token has used up its requests of this minute. Retry-After says how many seconds to wait.",
    ),
    500: Kind(
        slug="server-error",
        title="The server failed",
        code="server_error",
        meaning=(
            "Something broke on our side and was logged under the request's id. Sending the request again with "
            "the same Idempotency-Key is safe."
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One place at fault: `within` says in which part of the request, `pointer` (JSON pointer) or `name` where there."""

    within: str
    name: str
    detail: str
    code: str = "invalid"
    pointer: str = ""

    def as_json(self) -> dict[str, str]:
        """The member of `errors`."""
        found = {"in": self.within, "code": self.code, "detail": self.detail}
        if self.within == "body":
            return {**found, "pointer": self.pointer or f"#/{_escape(self.name)}"}
        return {**found, "name": self.name}


def problem(
    request: HttpRequest,
    *,
    status: int,
    detail: str,
    code: str = "",
    places: Sequence[Place] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """An answer with problem details. A status that has no kind of its own takes that of its hundred."""
    kind = KINDS.get(status) or KINDS[500 if status >= 500 else 400]
    content = {
        "type": f"{DOCS}#problem-{kind.slug}",
        "title": kind.title,
        "status": status,
        "detail": detail,
        "instance": f"urn:request:{getattr(request, 'request_id', '')}",
        "code": code or kind.code,
        "errors": [place.as_json() for place in places],
    }
    return HttpResponse(json.dumps(content, ensure_ascii=False), MEDIA_TYPE, status, headers=dict(headers or {}))


def of_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The problem that a refusal stands for. Its message was written for the person who reads it."""
    headers = refusal.headers if isinstance(refusal, ProtocolRefusal) else {}
    place = Place(_part_of(refusal.field), refusal.field, refusal.message, refusal.code)
    return problem(
        request, status=refusal.status, detail=refusal.message, code=refusal.code,
        places=[place] if refusal.field else [], headers=headers,
    )  # fmt: skip


def is_problem(response: HttpResponseBase) -> bool:
    """Whether an answer already carries problem details."""
    return response.headers.get("Content-Type", "").startswith(MEDIA_TYPE)


def instead_of(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The problem in place of a page the framework made, with its other headers (Allow, the policies) kept."""
    status = response.status_code
    kind = KINDS.get(status) or KINDS[500 if status >= 500 else 400]
    answer = problem(request, status=status, detail=kind.meaning)
    for name, value in response.headers.items():
        if name not in {"Content-Type", "Content-Length"}:
            answer.headers.setdefault(name, value)
    return answer


def install(api: NinjaAPI) -> None:
    """Have every exception that an operation may meet translated here."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {  # Any: the exception of the key
        Refusal: of_refusal,
        AnswersInvalid: _of_answers,
        PlanIncomplete: _of_plan,
        ValidationError: _of_validation,
        HttpError: _of_http_error,
        Http404: _of_404,
        RequestDataTooBig: _of_too_big,
        MultiPartParserError: _of_broken,
        UnreadablePostError: _of_broken,
        TooManyFieldsSent: _of_broken,
        TooManyFilesSent: _of_broken,
        Exception: _of_anything,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _of_answers(request: HttpRequest, refusal: AnswersInvalid) -> HttpResponse:
    places = [
        Place("body", one.field, one.message, one.code, f"#/answers/{_escape(one.field)}")
        if isinstance(one, AnswerInvalid)
        else Place("body", one.field, one.message, one.code)
        for one in refusal.problems
    ]
    return problem(request, status=422, detail=refusal.message, code=refusal.code, places=places)


def _of_plan(request: HttpRequest, refusal: PlanIncomplete) -> HttpResponse:
    places = [Place("body", part, f"{why} {mend}", refusal.code) for part, why, mend in refusal.problems]
    return problem(request, status=422, detail=refusal.message, code=refusal.code, places=places)


def _of_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = [_place(one) for one in error.errors]
    first = places[0]
    where = first.name or first.pointer or first.within
    detail = f"{where}: {first.detail}" if len(places) == 1 else f"{len(places)} things in the request cannot be used."
    return problem(request, status=422, detail=detail, places=places)


def _of_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, Refusal):  # the parser's own refusal, wrapped on its way
        return of_refusal(request, error.__cause__)
    return problem(request, status=error.status_code, detail=error.message)


def _of_404(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(request, status=404, detail=KINDS[404].meaning)


def _of_too_big(request: HttpRequest, error: Exception) -> HttpResponse:
    return of_refusal(request, TooLarge("The body is larger than the server takes. Send it in parts."))


def _of_broken(request: HttpRequest, error: Exception) -> HttpResponse:
    return of_refusal(request, Malformed("The body could not be read: it is broken or has too many parts."))


def _of_anything(request: HttpRequest, error: Exception) -> HttpResponse:
    raise error  # Django logs it, and the middleware puts problem details in place of the page


def _place(error: Mapping[str, Any]) -> Place:  # Any: the validator's own dictionaries
    within, *path = [str(part) for part in error["loc"]]
    if within == "body":
        path = path[1:] if path and path[0] == "payload" else path
        pointer = "#" + "".join(f"/{_escape(part)}" for part in path)
        return Place("body", ".".join(path), _sentence(error), str(error["type"]), pointer)
    if within in {"form", "file"}:
        return Place("body", path[-1] if path else "", _sentence(error), str(error["type"]))
    return Place(within, path[-1] if path else "", _sentence(error), str(error["type"]))


def _sentence(error: Mapping[str, Any]) -> str:  # Any: the validator's own dictionaries
    said = str(error.get("msg", "")).removeprefix("Value error, ").strip()
    return said if said.endswith(".") else f"{said}."


def _part_of(field: str) -> str:
    if field in {"Idempotency-Key", "If-Match", "Authorization", "Content-Type"}:
        return "header"
    return "query" if field in {"cursor", "limit", "as_of", "store", "window", "counted"} else "body"


def _escape(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")
