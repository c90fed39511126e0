"""The OpenAPI 3.1 document of the API: what ninja knows of the operations, completed with what it does not."""

from __future__ import annotations

import copy
from functools import lru_cache
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from pydantic import TypeAdapter

from goodstanding.api import problems
from goodstanding.api.auth import Bearer
from goodstanding.api.limits import REQUESTS_A_MINUTE
from goodstanding.api.repeats import HEADER as IDEMPOTENCY_KEY
from goodstanding.api.v1.order_events import OrderEventBatch

Json = dict[str, Any]  # Any: JSON

ABOUT = (
    "Sellers, their health with the orders that count in it, notifications, plans of action and cases out; order events, "
    "payouts, plans and case messages in. Sign in with a token: `Authorization: Bearer gs_…`. Lists come in pages with a `next` "
    "link. Errors are problem details (RFC 9457). A token may send "
    f"{REQUESTS_A_MINUTE} requests a minute."
)
TAGS = {
    "Token": "Which token this is and what it may do.",
    "Order events": "Everything that happened to orders, in.",
    "Sellers": "Seller accounts and how they stand.",
    "Accounts": "The account behind a seller: who is invited into its team, a new owner, closing it.",
    "Health": "Metrics as of any day, and the orders behind each number.",
    "Orders": "Orders and what happened to them.",
    "Payouts": "What was settled for which period, every line of it, and what became of the money: in and out.",
    "Notifications": "Performance notifications and the orders that caused them.",
    "Plans of action": "Write, submit and review plans of action.",
    "Cases": "Support cases and their threads.",
    "Saved views": "Searches of the case log and of the desk's queue under a name.",
    "Cases at the desk": "The queue, and what associates do to cases beyond answering.",
    "The desk's tools": "Macros, rules, changes of many cases, problems behind several, workload and how cases ended.",
    "Mail in": "What came by mail and what became of it; files that the virus scanner held back.",
    "Beside a case": "Labels and watching of a seller's team, agreements of both sides, guests, cases alike, the case as PDF.",
    "Escalations": "Another level looks at a case anew: offered, written, followed, decided.",
    "Service levels": "What was promised by when, whether it was kept, and by which calendars and policies.",
    "Erasure": "A former member taken out of cases, mail and files; what was kept and why.",
    "Webhooks": "Addresses that are told of events, and what was sent to them.",
}
ALWAYS = (400, 401, 403, 404, 422, 429, 500)
WITH_BODY = (409, 413, 415)


class Document(OpenAPISchema):
    """ninja's document with scopes, problems, headers and the models that are read by hand."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        super().__init__(api, path_prefix)
        self["info"]["description"] = ABOUT
        self["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
        self["servers"] = [{"url": "/"}]
        self["tags"] = [{"name": name, "description": said} for name, said in TAGS.items() if name in self._used()]
        self.schemas.update(_models_read_by_hand())
        self.schemas["Problem"] = PROBLEM
        self["components"]["responses"] = {f"Problem{status}": _problem_response(status) for status in problems.KINDS}
        self["components"]["securitySchemes"] = {"Bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "gs_…"}}
        _plain(self)

    def operation_details(self, operation: Operation) -> Json:
        """As ninja sees it, plus the scope, the problems it may answer with and the headers it reads."""
        details: Json = super().operation_details(operation)
        scopes = [auth.scope.value for auth in operation.auth_callbacks if isinstance(auth, Bearer) and auth.scope]
        details["security"] = [{"Bearer": scopes}]
        details["description"] = (
            details.get("description", "").replace("\n\n", "\0").replace("\n", " ").replace("\0", "\n\n")
        )
        details["summary"] = _words(str(details["operationId"]))
        for parameter in details["parameters"]:
            said = parameter.pop("examples", None)  # a list in a schema, a map here: one example fits both
            if said:
                parameter["example"] = said[0]
        responses: Json = {str(status): answer for status, answer in details["responses"].items()}
        statuses = ALWAYS + (WITH_BODY if "requestBody" in details else ())
        if getattr(operation.view_func, "repeatable", False):
            details["parameters"].append({"$ref": "#/components/parameters/IdempotencyKey"})
            statuses += (409,)
        if any(parameter.get("name") == "If-Match" for parameter in details["parameters"]):
            statuses += (412,)
        for status in sorted(set(statuses)):
            responses.setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
        details["responses"] = responses
        return details

    def add_schema_definitions(self, definitions: Json) -> None:
        """Collect the models. Two of one name that differ would silently become one: refuse to make such a document."""
        for name, schema in definitions.items():
            if self.schemas.setdefault(name, schema) != schema:
                raise ValueError(f"Two different models are called {name} in the API.")

    def get_components(self) -> Json:
        """Schemas and the parameters that several operations share."""
        components: Json = super().get_components()
        return {**components, "parameters": {"IdempotencyKey": KEY_PARAMETER}}

    def _used(self) -> set[str]:
        return {tag for methods in self["paths"].values() for one in methods.values() for tag in one.get("tags", [])}


KEY_PARAMETER: Json = {
    "name": IDEMPOTENCY_KEY,
    "in": "header",
    "required": False,
    "description": (
        "Makes the request safe to send again: within 24 hours the same key with the same request gets the same answer, "
        "with another request 409."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[\x21-\x7e]+$"},
    "example": "2026-11-22-batch-17",
}
_CODE = {"type": "string", "description": "Stable, for programs."}
PROBLEM: Json = {
    "type": "object",
    "title": "Problem",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance", "code", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "The place here that explains it."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong and what to do, for people."},
        "instance": {"type": "string", "format": "uri", "description": "The id of the request, as in our logs."},
        "code": _CODE,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["in", "code", "detail"],
                "properties": {
                    "in": {"enum": ["body", "query", "path", "header"]},
                    "pointer": {"type": "string", "description": "Where in the body (JSON pointer)."},
                    "name": {"type": "string", "description": "Which parameter or header."},
                    "code": _CODE,
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def document() -> Json:
    """The document, as served. Made once in a process."""
    return copy.deepcopy(_document())


@lru_cache(maxsize=1)
def _document() -> Json:
    from goodstanding.api.v1.urls import api  # the operations register there; importing it above would be a circle

    return dict(Document(api, "/api/v1/"))


def _models_read_by_hand() -> Json:
    schema = TypeAdapter(OrderEventBatch).json_schema(ref_template="#/components/schemas/{model}")
    found: Json = schema.pop("$defs")
    return {**found, "OrderEventBatch": schema}


def _problem_response(status: int) -> Json:
    kind = problems.KINDS[status]
    answer: Json = {
        "description": f"{kind.title}. {kind.meaning}",
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == 401:
        answer["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    if status == 429:
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}
    return answer


def _words(operation_id: str) -> str:
    words = "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in operation_id)
    return words[:1].upper() + words[1:]


def _plain(node: Any) -> None:  # Any: JSON
    """Take out the titles that a generator adds to every field: they repeat the name."""
    if isinstance(node, dict):
        if (
            isinstance(node.get("title"), str)
            and ("type" in node or "anyOf" in node or "$ref" in node)
            and "in" not in node
        ):
            node.pop("title")
        for value in node.values():
            _plain(value)
    elif isinstance(node, list):
        for value in node:
            _plain(value)
