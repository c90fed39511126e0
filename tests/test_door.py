"""What a test's pages still send when it is over cannot meddle with the next one."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, Any

from tests.browser import Door

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

WAIT_SECONDS = 10.0


def ask(door: Door) -> tuple[str, bytes]:
    """As a server asks: through to the close of the answer."""
    said: list[str] = []
    answer: Any = door({}, lambda status, _headers: said.append(status))  # type: ignore[arg-type]
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return said[0], body


def test_the_end_of_a_test_waits_for_the_requests_under_way_and_lets_no_more_in() -> None:
    inside, go_on, written = Event(), Event(), []

    def slow(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        inside.set()
        assert go_on.wait(WAIT_SECONDS)
        written.append("a draft")
        start_response("200 OK", [])
        return [b"kept"]

    door = Door(slow)
    assert ask(door)[0].startswith("503")  # before the first test
    door.open()
    with ThreadPoolExecutor() as threads:
        under_way = threads.submit(ask, door)
        assert inside.wait(WAIT_SECONDS)
        over = threads.submit(door.shut)
        while not ask_is_refused(door):
            pass
        assert not over.done()
        assert not written
        go_on.set()
        over.result(WAIT_SECONDS)

    assert under_way.result() == ("200 OK", b"kept")
    assert written == ["a draft"]
    door.open()
    assert ask(door) == ("200 OK", b"kept")


def ask_is_refused(door: Door) -> bool:
    return not door.is_open and ask(door)[0].startswith("503")
