"""The document as JSON and as a page to read. Both are open to everyone: they hold nothing of any seller."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goodstanding.api import problems
from goodstanding.api.limits import REQUESTS_A_MINUTE
from goodstanding.api.v1.document import document
from goodstanding.api.v1.examples import example_of
from goodstanding.base.tokens.scopes import LABELS, Scope
from goodstanding.systems.stores.queries import brand
from goodstanding.ui.frame import Frame, MenuItem, NavGroup, NavItem

Json = Any  # any JSON value


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A line of the table of parameters."""

    name: str
    within: str
    kind: str
    required: bool
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One operation on the page."""

    anchor: str
    title: str
    method: str
    path: str
    said: str
    scope: str
    repeatable: bool
    parameters: list[Parameter]
    curl: str
    request: str
    answers: list[tuple[str, str, str]]
    problems: list[tuple[str, str]]


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI 3.1 document."""
    return HttpResponse(_as_json(), content_type="application/json")


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """The page to read."""
    base = f"{request.scheme}://{request.get_host()}"
    sections, operations = _operations(base, get_language() or "en")
    return render(
        request,
        "api/reference.html",
        {
            **_frame(sections).as_context(),
            "operations": operations,
            "kinds": [(status, kind) for status, kind in problems.KINDS.items()],
            "scopes": [(scope.value, LABELS[scope]) for scope in Scope],
            "base": base,
            "limit": REQUESTS_A_MINUTE,
            "problem_example": _pretty(_problem_example()),
        },
    )


@lru_cache(maxsize=1)
def _as_json() -> bytes:
    """The document is the same as long as the process lives."""
    return json.dumps(document(), ensure_ascii=False).encode()


@lru_cache(maxsize=8)
def _operations(base: str, language: str) -> tuple[list[dict[str, Json]], str]:
    """Every operation by section, and drawn. Half a megabyte that differs by nothing but the address and the language."""
    spec = document()
    sections = [_section(spec, tag, base) for tag in spec["tags"]]
    return sections, render_to_string("api/_operations.html", {"sections": sections})


def _frame(sections: list[dict[str, Json]]) -> Frame:
    """The operations as the page's navigation."""
    start = NavGroup(
        items=(NavItem(label=_("Signing in"), url="#signing-in"), NavItem(label=_("Problems"), url="#problems"))
    )
    groups = [
        NavGroup(
            label=section["name"],
            items=tuple(NavItem(label=entry.title, url=f"#{entry.anchor}") for entry in section["entries"]),
        )
        for section in sections
    ]
    document_link = MenuItem(label="openapi.json", url=reverse("api-v1-openapi"))
    return Frame(brand=brand(), nav=(start, *groups), links=(document_link,))


def _section(spec: Mapping[str, Json], tag: Mapping[str, str], base: str) -> dict[str, Json]:
    name = tag["name"]
    return {"name": name, "anchor": slugify(name), "said": tag["description"], "entries": _entries(spec, name, base)}


def _entries(spec: Mapping[str, Json], tag: str, base: str) -> list[Entry]:
    return [
        _entry(spec, base, method, path, operation)
        for path, methods in spec["paths"].items()
        for method, operation in methods.items()
        if tag in operation.get("tags", [])
    ]


def _entry(spec: Mapping[str, Json], base: str, method: str, path: str, operation: Mapping[str, Json]) -> Entry:
    components = spec["components"]
    parameters = [_resolved(one, components) for one in operation["parameters"]]
    body = operation.get("requestBody", {}).get("content", {})
    media, schema = next(((m, c["schema"]) for m, c in body.items()), ("", {}))
    example = example_of(schema, components) if media else None
    answers, failures = [], []
    for status, answer in operation["responses"].items():
        answer = _resolved(answer, components)
        content = answer.get("content", {})
        if int(status) >= 400:
            failures.append((status, answer["description"].partition(". ")[0]))
        else:
            shown = [
                _pretty(example_of(c["schema"], components)) for m, c in content.items() if m == "application/json"
            ]
            answers.append((status, answer["description"], shown[0] if shown else ""))
    scopes = operation["security"][0]["Bearer"]
    return Entry(
        anchor=operation["operationId"],
        title=operation["summary"],
        method=method.upper(),
        path=path,
        said=operation.get("description", ""),
        scope=scopes[0] if scopes else "",
        repeatable=any(one["name"] == "Idempotency-Key" for one in parameters),
        parameters=[_parameter(one) for one in parameters],
        curl=_curl(base, method.upper(), _filled(path, parameters), media, example),
        request=_pretty(example) if media == "application/json" else "",
        answers=answers,
        problems=failures,
    )


def _resolved(node: Mapping[str, Json], components: Mapping[str, Json]) -> Mapping[str, Json]:
    if "$ref" not in node:
        return node
    _hash, _components, group, name = node["$ref"].split("/")
    found: Mapping[str, Json] = components[group][name]
    return found


def _parameter(one: Mapping[str, Json]) -> Parameter:
    schema = one.get("schema", {})
    plain = next((part for part in schema.get("anyOf", []) if part.get("type") != "null"), schema)
    kind = plain.get("format") or plain.get("type") or ("one of a list" if "enum" in plain or "$ref" in plain else "")
    return Parameter(
        name=one["name"], within=one["in"], kind=str(kind), required=bool(one.get("required")),
        said=str(one.get("description") or schema.get("description", "")),
    )  # fmt: skip


def _filled(path: str, parameters: list[Mapping[str, Json]]) -> str:
    """The path with its parameters filled in by example."""
    for one in parameters:
        if one["in"] == "path":
            said = one.get("example") or (one.get("schema", {}).get("examples") or ["harbour"])[0]
            path = path.replace(f"{{{one['name']}}}", str(said))
    return path


def _curl(base: str, method: str, path: str, media: str, example: Json) -> str:
    lines = [f"curl {shlex.quote(base + path)}", '-H "Authorization: Bearer $TOKEN"']
    if method != "GET":
        lines.insert(1, f"-X {method}")
    if media == "multipart/form-data":
        lines += [f"-F {shlex.quote(f'{name}=@file.pdf')}" for name in example]
    elif media:
        lines += [f"-H 'Content-Type: {media}'", f"-d {shlex.quote(json.dumps(example, ensure_ascii=False))}"]
    return " \\\n  ".join(lines)


def _problem_example() -> Json:
    said = "Input should be less than or equal to 500."
    return {
        "type": f"{problems.DOCS}#problem-invalid",
        "title": problems.KINDS[422].title,
        "status": 422,
        "detail": f"limit: {said}",
        "instance": "urn:request:6f1c8b1f0c8e4a4c9d4d4a7a",
        "code": "invalid",
        "errors": [{"in": "query", "name": "limit", "code": "less_than_equal", "detail": said}],
    }


def _pretty(value: Json) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
