"""Whatever is sent to an operation, the API answers: a refusal with problem details, never an error of its own.

The fuzz (test_fuzz.py) makes its values up; this one sends what breaks parsers and databases to every operation and to every
field of every body, and is run on both databases.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.http import HttpResponse
from pydantic_core.core_schema import ErrorType

from goodstanding.api import limits
from goodstanding.api.problems import MEDIA_TYPE
from goodstanding.api.v1.document import document
from goodstanding.api.v1.examples import example_of
from goodstanding.base.clock import reading
from tests.api.test_access import _for, _names
from tests.factories.tokens import Program, machine, program_of
from tests.world import World

Json = Any  # any JSON value
JSON, FORM, LINES = "application/json", "multipart/form-data", "application/x-ndjson"
SPEC = document()
SHAPES = frozenset(get_args(ErrorType))  # codes of what a model refuses; an action has its own

# Bodies that no operation can read, with the media type they come with.
UNREADABLE: Mapping[str, tuple[bytes, str]] = {
    "nothing": (b"", JSON), "half": (b'{"body": "x"', JSON), "words": (b"body=x", JSON), "NaN": (b'{"body": NaN}', JSON),
    "no UTF-8": (b'{"body": "\xff\xfe"}', JSON), "UTF-16": ('{"body": "x"}'.encode("utf-16"), JSON),
    "NUL": (b'{"body": "a\\u0000b"}', JSON), "NUL in a name": (b'{"a\\u0000b": 1}', JSON), "raw NUL": (b'{"body": "\x00"}', JSON),
    "half a pair": (b'{"body": "\\ud800"}', JSON), "a name twice": (b'{"body": "x", "body": "y"}', JSON),
    "deep lists": (b"[" * 50_000 + b"]" * 50_000, JSON), "deep objects": (b'{"a":' * 500 + b"1" + b"}" * 500, JSON),
    "many digits": (b'{"body": ' + b"9" * 5_000 + b"}", JSON), "null": (b"null", JSON), "a list": (b"[]", JSON),
    "a text": (b'"body"', JSON), "a number": (b"1", JSON), "too much": (b'{"body": "' + b"x" * 12_000_000 + b'"}', JSON),
    "plain text": (b'{"body": "x"}', "text/plain"), "no type": (b'{"body": "x"}', ""),
    "a form": (b"body=x", "application/x-www-form-urlencoded"), "no boundary": (b"--x", FORM),
    "odd boundary": (b"--x", f"{FORM}; boundary=\x00"),
}  # fmt: skip
# Of another kind than any field: in all fields at once.
KINDS: Mapping[str, Json] = {
    "null": None, "a truth": True, "beyond 64 bits": 2**63, "a fraction": 1.5, "lists": [[[]]], "an object": {"": {}},
}  # fmt: skip
# Texts, in one field after the other, the others being good.
TEXTS: Mapping[str, Json] = {
    "blank": " \t\n", "long": "A " * 60_000, "superscript": "²", "below zero": "-1",
    "odd signs": "a\r\nBcc: x@example.com\x1b\x7f\ufffe\U0010ffff" + '("' * 40 + "[*\\{{ 7 }}{% x %}",
    "first instant": "0001-01-01T00:00:00+14:00", "last instant": "9999-12-31T23:59:59-14:00", "no offset": "2026-11-22T12:00:00",
}  # fmt: skip
# What stands in an address, percent-encoded, and what is asked for in its query.
PATHS = ("%00", "%ff%fe", "%C2%B2", "9" * 400, "A" * 3_000, "%25s%27%22%3B--%F3%BF%BF%BF")
ASKED = ("\x00", "²", "9" * 400, '("' * 40 + "[*\\\ufffe", "0001-01-01T00:00:00+14:00", "9999-12-31")


@dataclass(frozen=True)
class Operation:
    """One operation of the document, as far as somebody hostile needs to know it."""

    method: str
    path: str
    scope: str
    body: Json
    kind: str
    asked: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Stage:
    """Somebody of each side, and the names of things that exist."""

    world: World
    staff: Program
    seller: Program
    names: Mapping[str, object]

    def sides(self, operation: Operation) -> tuple[Program, ...]:
        """Who tries an operation: both sides, but for those that are the marketplace's own."""
        ours = ("/desk/", "/escalations", "/reviews", "/order-events", "/service/", "/stores/")
        return (self.staff,) if any(f"/v1{part}" in operation.path for part in ours) else (self.seller, self.staff)

    def address(self, operation: Operation, **instead: str) -> str:
        """Where it is, with things that exist in its places, or something else."""
        found = operation.path
        for name, value in _for(operation.path, dict(self.names)).items():
            found = found.replace(f"{{{name}}}", instead.get(name) or quote(str(value), safe=""))
        return found


def _operations() -> Iterator[Operation]:
    for path, methods in SPEC["paths"].items():
        for method, said in methods.items():
            content = said.get("requestBody", {}).get("content", {})
            kind = next(iter(content), "")
            schema = content[kind]["schema"] if content else {}
            asked = tuple(one["name"] for one in said["parameters"] if one.get("in") == "query")
            scope = (said["security"][0]["Bearer"] or [""])[0]
            yield Operation(method.upper(), path, scope, example_of(schema, SPEC["components"]), kind, asked)


OPERATIONS = tuple(_operations())
READING = tuple(one for one in OPERATIONS if one.kind)


def _set() -> Stage:
    world = World()
    reading.move_to(world.now)
    found = Stage(world, program_of(world.ada), program_of(world.alice), _names(world))
    for program in (found.staff, found.seller):
        program.client.raise_request_exception = False
    return found


@pytest.fixture(scope="module")
def _stage(once: Callable[[Callable[[], Stage]], Stage]) -> Stage:
    return once(_set)


@pytest.fixture
def stage(_stage: Stage, db: None, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The same for every test: whatever a request does is undone at once (`_send`)."""
    monkeypatch.setattr(limits, "REQUESTS_A_MINUTE", 10**9)
    reading.move_to(_stage.world.now)
    return _stage


def test_the_table_reaches_every_operation_that_reads_a_body() -> None:
    assert len(READING) >= 60
    assert all(isinstance(one.body, dict) for one in READING)


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_body_that_cannot_be_read_is_refused_by_every_operation(stage: Stage, what: str) -> None:
    raw, media_type = UNREADABLE[what]
    surprises = []

    for operation in READING:
        answer = _send(stage.sides(operation)[0], operation, stage.address(operation), raw, media_type)
        if not 400 <= answer.status_code < 500 or answer["Content-Type"] != MEDIA_TYPE:
            surprises.append(f"{operation}: {answer.status_code}")

    assert not surprises


@pytest.mark.parametrize("what", KINDS)
def test_a_body_of_other_kinds_is_refused(stage: Stage, what: str) -> None:
    surprises = []

    for operation in READING:
        raw = json.dumps(dict.fromkeys([*operation.body, "nobody_knows"], KINDS[what])).encode()
        for program in stage.sides(operation) if operation.kind == JSON else ():
            answer = _send(program, operation, stage.address(operation), raw, JSON)
            if answer.status_code < 400 or not _sound(answer):
                surprises.append(f"{operation}: {answer.status_code}")
            if _refused_unread(answer):
                break

    assert not surprises


@pytest.mark.parametrize("role", ["administrator", "owner"])
def test_a_machine_is_nobody_and_breaks_nothing(stage: Stage, role: str) -> None:
    account = stage.world.harbour if role == "owner" else None
    robot, surprises = machine(role, account=account), []
    robot.client.raise_request_exception = False

    for operation in OPERATIONS:
        raw = json.dumps(operation.body).encode() if operation.kind == JSON else b""
        answer = _send(robot, operation, stage.address(operation), raw, operation.kind)
        if not _sound(answer):
            surprises.append(f"{operation}: {answer.status_code}")

    assert not surprises


@pytest.mark.slow
@pytest.mark.parametrize("what", TEXTS)
def test_no_text_in_any_field_breaks_the_api(stage: Stage, what: str) -> None:
    surprises = []

    for operation in READING:
        for name in operation.body if operation.kind == JSON else ():
            raw = json.dumps({**operation.body, name: TEXTS[what]}).encode()
            for program in stage.sides(operation):
                answer = _send(program, operation, stage.address(operation), raw, JSON)
                if not _sound(answer):
                    surprises.append(f"{operation} {name}: {answer.status_code}")
                if _refused_unread(answer):
                    break

    assert not surprises


@pytest.mark.slow
@pytest.mark.parametrize("odd", PATHS)
def test_no_address_breaks_the_api(stage: Stage, odd: str) -> None:
    surprises = []

    for operation in OPERATIONS:
        for place in [part.split("}")[0] for part in operation.path.split("{")[1:]]:
            raw = json.dumps(operation.body).encode() if operation.kind == JSON else b""
            answer = _send(
                stage.sides(operation)[0], operation, stage.address(operation, **{place: odd}), raw, operation.kind
            )
            if not _sound(answer):
                surprises.append(f"{operation} {place}: {answer.status_code}")

    assert not surprises


@pytest.mark.slow
@pytest.mark.parametrize("odd", ASKED)
def test_no_question_breaks_the_api(stage: Stage, odd: str) -> None:
    surprises = []

    for operation in OPERATIONS:
        for name in operation.asked:
            address = f"{stage.address(operation)}?{urlencode({name: odd})}"
            answer = _send(stage.sides(operation)[0], operation, address, b"{}", operation.kind)
            if not _sound(answer):
                surprises.append(f"{operation} {name}: {answer.status_code}")

    assert not surprises


def _send(program: Program, operation: Operation, address: str, raw: bytes, media_type: str) -> HttpResponse:
    """Send it, and undo whatever came of it."""
    with transaction.atomic():
        answer = program.client.generic(operation.method, address, raw, content_type=media_type)
        transaction.set_rollback(True)
    return answer


def _refused_unread(answer: HttpResponse) -> bool:
    """Whether the shape of the body was refused before the operation saw it: then it is the same for whoever sends it."""
    return answer.status_code == 422 and all(one["code"] in SHAPES for one in answer.json()["errors"])


def _sound(answer: HttpResponse) -> bool:
    """An answer, or a refusal with problem details."""
    return answer.status_code < 400 or (answer.status_code < 500 and answer["Content-Type"] == MEDIA_TYPE)
