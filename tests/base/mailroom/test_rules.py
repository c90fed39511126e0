from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

from hypothesis import given
from hypothesis import strategies as st

from goodstanding.base.mailroom import rules
from tests.world import NOW


@given(st.text(), st.integers(min_value=2, max_value=300))
def test_one_line_is_one_line_and_short_enough(text: str, limit: int) -> None:
    line = rules.one_line(text, limit)

    assert len(line) <= limit
    assert len(line.splitlines()) <= 1


@given(subject=st.text(max_size=300), name=st.text(max_size=120), body=st.text(max_size=500))
def test_whatever_is_written_one_message_with_known_headers_comes_out(subject: str, name: str, body: str) -> None:
    body = body.encode("utf-8", "ignore").decode()
    message = rules.compose(
        sender="Goodstanding <no-reply@example.com>",
        to=(name.encode("utf-8", "ignore").decode(), "alice@example.com"),
        subject=subject.encode("utf-8", "ignore").decode(),
        bodies=(body, ""),
        heading=rules.Heading("<1@example.com>", NOW),
    )

    read = message_from_bytes(message.as_bytes(), policy=default)

    assert {key.lower() for key in read} <= {
        "from", "to", "subject", "date", "message-id", "auto-submitted", "content-type", "content-transfer-encoding",
        "mime-version", "x-auto-response-suppress",
    }  # fmt: skip
    assert [a.addr_spec for a in read["to"].addresses] == ["alice@example.com"]


def test_waits_grow_and_end() -> None:
    waits = []
    for attempts in range(1, 20):
        again_at = rules.next_try(attempts=attempts, at=NOW)
        if again_at is None:
            break
        waits.append(again_at - NOW)

    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)
    assert len(waits) == 10


def test_an_address_is_masked_for_eyes_that_need_not_know_it() -> None:
    assert rules.masked("alice@example.com") == "a…@example.com"
