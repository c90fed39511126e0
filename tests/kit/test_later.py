"""What is set up at the first need: once, wholly, and tried again when it failed."""

import threading
import time

import pytest

from goodstanding.kit import later


def test_what_was_registered_is_done_once_before_the_first_look() -> None:
    done: list[str] = []
    later.register(lambda: done.append("set up"))

    assert done == []
    later.now()
    later.now()

    assert done == ["set up"]


def test_what_failed_is_tried_again_by_the_next_who_looks() -> None:
    tries: list[int] = []

    def set_up() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("The disk is gone.")

    later.register(set_up)

    with pytest.raises(OSError, match="disk"):
        later.now()
    later.now()

    assert len(tries) == 2


def test_who_looks_meanwhile_waits_until_all_of_it_is_done() -> None:
    begun, done, seen = threading.Event(), threading.Event(), []

    def set_up() -> None:
        begun.set()
        time.sleep(0.05)
        done.set()

    def look() -> None:
        later.now()
        seen.append(done.is_set())

    later.register(set_up)
    first = threading.Thread(target=later.now)
    first.start()
    begun.wait(5)
    others = [threading.Thread(target=look) for _ in range(5)]
    for thread in others:
        thread.start()
    for thread in [first, *others]:
        thread.join(5)

    assert seen == [True] * 5
