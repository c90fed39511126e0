"""Requests that may be sent twice: with an Idempotency-Key the second one gets the first one's answer."""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from ninja.responses import Status
from pydantic import BaseModel

from goodstanding.api.refusals import Malformed
from goodstanding.base.tokens import actions

HEADER = "Idempotency-Key"
KEY = re.compile(r"^[\x21-\x7e]{1,200}$")
KEPT_HEADERS = ("Content-Type", "Location", "ETag")

P = ParamSpec("P")
Answer = HttpResponse | Status[Any] | BaseModel  # Any: the model of whichever status
Operation = Callable[Concatenate[HttpRequest, P], Answer]


def repeatable(operation: Operation[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Run a changing operation in one transaction, and make it safe to repeat.

    With a key, the change and the answer are stored in one transaction: either both or neither, also for two requests at
    the same time. A refusal changes nothing, so it is not kept: the same key may be sent again. Without a key nothing is kept.
    """

    @wraps(operation)
    def handle(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        key = request.headers.get(HEADER)
        if key is None:
            return actions.together(lambda: rendered(operation(request, *args, **kwargs)))
        return _kept_or_made(request, key, lambda: rendered(operation(request, *args, **kwargs)))

    # ninja reads the parameters from the signature, and looks names up where the function lives: here, after wrapping
    handle.__signature__ = inspect.signature(operation, eval_str=True)  # type: ignore[attr-defined]  # read by inspect
    handle.repeatable = True  # type: ignore[attr-defined]  # read by the document
    return handle


def _kept_or_made(request: HttpRequest, key: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    if not KEY.match(key):
        raise Malformed(f"{HEADER} takes 1 to 200 visible ASCII characters.", field=HEADER)
    asked = actions.Repeatable(
        token_id=request.actor.token_id,  # type: ignore[attr-defined]  # set by auth
        key=key,
        fingerprint=fingerprint(request),
    )

    def answer_of(made: HttpResponse) -> actions.Answer:
        headers = {name: made[name] for name in KEPT_HEADERS if made.has_header(name)}
        return actions.Answer(made.status_code, headers, made.content)

    at = request.now  # type: ignore[attr-defined]  # set by middleware
    answer, repeated = actions.answer_once(asked, lambda: answer_of(make()), at=at)
    headers = {**answer.headers, **({"Idempotency-Replayed": "true"} if repeated else {})}
    return HttpResponse(answer.body, status=answer.status, headers=headers)


def rendered(answer: Answer) -> HttpResponse:
    """What an operation returned, as it goes out."""
    if isinstance(answer, HttpResponse):
        return answer
    status, value = (answer.status_code, answer.value) if isinstance(answer, Status) else (200, answer)
    if value is None:
        return HttpResponse(status=status)
    return HttpResponse(value.model_dump_json(by_alias=True), "application/json; charset=utf-8", status)


def fingerprint(request: HttpRequest) -> str:
    """What a request asks for, as a digest: method, address and body. Uploads by their parts, as boundaries vary."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            digest.update(repr((name, values)).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                digest.update(repr((name, file.name)).encode())
                for chunk in file.chunks():
                    digest.update(chunk)
                file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()
