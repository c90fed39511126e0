"""Log lines are structured, and those of a request carry its id."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from goodstanding.config.logs import formatter
from tests.world import World


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the log of requests writes, as JSON."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter("json"))
    log = logging.getLogger("goodstanding.requests")
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield written
    log.setLevel(before)
    log.removeHandler(handler)


def test_a_request_is_one_json_line_with_its_id(world: World, lines: io.StringIO) -> None:
    response = world.as_(None).get("/healthz", headers={"X-Request-ID": "abc-12345"})

    [line] = [json.loads(text) for text in lines.getvalue().splitlines()]
    assert (line["request_id"], line["route"], line["status"]) == ("abc-12345", "/healthz", 200)
    assert response["X-Request-ID"] == "abc-12345"
    assert line["timestamp"].endswith("Z")


def test_a_secret_in_a_path_is_not_logged(world: World, lines: io.StringIO) -> None:
    world.as_(None).get("/accounts/password/reset/key/1-very-secret/")

    assert "very-secret" not in lines.getvalue()


def test_a_made_up_id_with_strange_signs_is_replaced(world: World) -> None:
    response = world.as_(None).get("/healthz", headers={"X-Request-ID": "x\x1b[31m" * 20})

    assert len(response["X-Request-ID"]) == 32


def test_an_exception_is_in_the_same_line() -> None:
    record = logging.LogRecord("goodstanding", logging.ERROR, "f", 1, "failed", (), None)
    try:
        raise ValueError("bad\nthing")
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)

    line = formatter("json").format(record)

    assert len(line.splitlines()) == 1
    assert "ValueError" in json.loads(line)["exception"]
