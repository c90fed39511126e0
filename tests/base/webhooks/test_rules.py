"""Which endpoint gets what, when it is tried again, and where nothing is ever sent."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.base.webhooks import rules, sending
from goodstanding.kit.errors import Invalid

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KNOWN = ["case.answered", "case.opened", "notification.issued"]


@pytest.mark.parametrize(
    ("patterns", "event", "wanted"),
    [
        (["case.opened"], "case.opened", True),
        (["case.opened"], "case.answered", False),
        (["case.*"], "case.answered", True),
        (["case.*"], "casework.done", False),
        (["*"], "anything.else", True),
        ([], "case.opened", False),
        (["case.opened"], "ping", False),
    ],
)
def test_an_endpoint_gets_what_it_asked_for(patterns: list[str], event: str, wanted: bool) -> None:
    assert rules.wants(patterns, event) is wanted


@pytest.mark.parametrize("asked", [[], ["case.shut"], ["orders.*"], ["case.*", "nothing"]])
def test_unknown_events_are_refused_with_the_known_ones(asked: list[str]) -> None:
    with pytest.raises(Invalid, match=r"case\.opened|at least one"):
        rules.clean_events(asked, KNOWN)


def test_ten_tries_within_four_days_then_it_ends() -> None:
    at, tries = NOW, 1
    while (again := rules.next_try(tries, at, spread=1)) is not None:
        assert again > at
        at, tries = again, tries + 1

    assert tries == 10
    assert timedelta(days=3) < at - NOW < timedelta(days=4)


@given(st.integers(1, 9), st.floats(0, 1))
def test_the_spread_never_shortens_a_pause_and_adds_at_most_a_tenth(tries: int, spread: float) -> None:
    plain, spread_out = rules.next_try(tries, NOW), rules.next_try(tries, NOW, spread=spread)

    assert plain is not None and spread_out is not None
    assert plain <= spread_out <= plain + (plain - NOW) / 10 + timedelta(microseconds=1)


INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1", "fd00::1",
    "::ffff:10.0.0.1", "100.64.0.1", "224.0.0.1", "255.255.255.255",
    # IPv4 inside IPv6: translated, compatible, and in tunnels; and what is nobody's
    "64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b:1::1", "::7f00:1", "::ffff:0:7f00:1", "2002:7f00:1::",
    "2001:0:7f00:1::", "fec0::1", "3fff::1", "5f00::1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_of_our_own_network_are_told_apart(address: str) -> None:
    assert not rules.is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert rules.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/in", "ftp://shop.example/", "shop.example/in", "https://", "https:///in", "",
        "https://me:secret@shop.example/", "https://shop.example/in#part", "https://shop.example/a b",
        "https://shop.example:99999/", "https://localhost/in", "https://db.internal/", "https://printer.local/",
        "https://127.0.0.1/in", "https://[::1]/in", "https://169.254.169.254/latest", "https://10.0.0.8/",
        "https://shop.example/" + "x" * 500, "https://shop\x00.example/", "javascript:alert(1)", "https://[oops/",
    ],
)  # fmt: skip
def test_addresses_that_cannot_be_used_are_refused_with_a_reason(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.clean_url(url, inside_allowed=False)

    assert refused.value.field == "url"
    assert refused.value.message.endswith(".")


def test_a_usable_address_stays_as_it_is() -> None:
    assert (
        rules.clean_url(" https://shop.example:8443/in?k=1 ", inside_allowed=False)
        == "https://shop.example:8443/in?k=1"
    )


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_a_name_that_leads_inside_is_not_called(host: str) -> None:
    message = sending.Message("evt_1", NOW, "{}", [rules.new_secret()])

    heard = sending.post(f"https://{host}:9/", message)

    assert heard.status is None
    assert heard.error == "The name leads into our own network. Nothing was sent."


def test_a_name_nobody_knows_is_told_as_such() -> None:
    message = sending.Message("evt_1", NOW, "{}", [rules.new_secret()])

    assert sending.post("https://no-such-host.invalid/", message).error == "The name of the host is not known."


@pytest.mark.parametrize("said", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 500 Oh\r\nContent-Length: 999\r\n\r\n"])
def test_a_receiver_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    monkeypatch.setattr(sending, "ALTOGETHER_SECONDS", 0.5)
    message = sending.Message("evt_1", NOW, "{}", [rules.new_secret()])

    with dripping(said) as url:
        began = time.monotonic()
        heard = sending.post(url, message, inside_allowed=True)

    assert heard.took_ms < 5_000
    assert time.monotonic() - began < 5


@contextmanager
def dripping(said: bytes) -> Iterator[str]:
    """A receiver that begins to answer and then sends a byte ten times a second for as long as anybody listens."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            line, _from = listening.accept()
            line.sendall(said + b"x")
            while True:
                line.sendall(b"x")
                time.sleep(0.1)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        listening.close()
