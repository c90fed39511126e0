"""Parameters of the address that an operation does not know are refused, not passed over: a typo must not widen a question."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.errors import ValidationError
from ninja.operation import Operation

View = Callable[..., Any]  # Any: each operation has its own parameters and answer


def only_known(router: Router) -> Router:
    """Have every operation of a router refuse what it does not know, naming it (422), once the token was accepted."""
    for place in router.path_operations.values():
        for operation in place.operations:
            operation.view_func = _refusing(operation.view_func, _names(operation))
    return router


def _names(operation: Operation) -> list[str]:
    """The names that may stand in the query, as the document lists them."""
    models = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    return [name for model in models for name in model.__ninja_flatten_map__]


def _refusing(view: View, known: list[str]) -> View:
    @wraps(view)
    def handle(request: HttpRequest, /, *args: Any, **kwargs: Any) -> Any:
        unknown = [name for name in request.GET if name not in known]
        if unknown:
            raise ValidationError([_problem(name, known) for name in unknown])
        return view(request, *args, **kwargs)

    return handle


def _problem(name: str, known: list[str]) -> dict[str, Any]:
    takes = f"It takes: {', '.join(known)}." if known else "It takes none."
    said = f"This operation does not know the parameter. {takes}"
    return {"type": "unknown_parameter", "loc": ("query", name[:64]), "msg": said}
