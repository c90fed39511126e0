"""Whatever bytes come in: reading never raises, never loses what is there, and never takes long."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from goodstanding.base.mailroom.inbound import decoding, flowed, html, kinds, quoting, reading
from goodstanding.base.mailroom.inbound.trust import Trust, trust_in

CORPUS = [path.read_bytes() for path in sorted((Path(__file__).parent / "corpus").glob("*.eml"))]
QUICK = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
HEADERS = st.sampled_from(
    [b"From: ", b"Subject: =?utf-8?B?", b"Content-Type: multipart/mixed; boundary=", b"Content-Type: text/html; charset=",
     b"Content-Transfer-Encoding: base64\r\n", b"Content-Disposition: attachment; filename*0*=", b"--b\r\n", b"\r\n\r\n",
     b"Content-Type: message/rfc822\r\n\r\n", b"MIME-Version: 1.0\r\n", b"Content-Type: message/delivery-status\r\n\r\n"]
)  # fmt: skip
MAILISH = st.lists(st.one_of(HEADERS, st.binary(max_size=40)), max_size=30).map(b"".join)


@QUICK
@given(raw=st.one_of(st.binary(max_size=2_000), MAILISH))
def test_any_bytes_are_read_as_some_mail(raw: bytes) -> None:
    mail = reading.read(raw)

    kinds.kind_of(mail, envelope_from="", own_addresses=())
    kinds.failures_in(mail)
    kinds.reported_mails(mail)
    (mail.shown + mail.whole + mail.subject + mail.sender_name).encode("utf-8")


@QUICK
@given(data=st.data())
def test_a_damaged_mail_of_the_corpus_is_read_too(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(CORPUS)))
    for _ in range(data.draw(st.integers(0, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))

    mail = reading.read(bytes(raw[:cut]))

    assert bool(mail.shown.strip()) or not mail.whole.strip()


@QUICK
@given(text=st.text(max_size=2_000))
def test_what_is_shown_is_part_of_what_came(text: str) -> None:
    shown = quoting.visible(text)

    came = {line.strip() for line in text.split("\n")}
    assert all(line.strip() in came for line in shown.split("\n"))
    assert bool(shown) == bool(text.strip())


@QUICK
@given(
    words=st.text(
        st.characters(codec="utf-8", exclude_characters=">:\n\r\x00", exclude_categories=("Cs", "Cc")),
        min_size=3,
        max_size=80,
    )
)
def test_words_above_a_quote_are_never_lost(words: str) -> None:
    quote = "On Sun, 22 Nov 2026 at 13:00, Support <x@market.example> wrote:\n> We need the scan.\n"

    shown = quoting.visible(f"Answer {words} end\n\n{quote}")

    assert shown == f"Answer {words} end".strip()


@QUICK
@example(content=b"\x00", charset="UU")
@example(content=b"abc", charset="hex")
@given(content=st.binary(max_size=500), charset=st.text(max_size=20))
def test_any_bytes_under_any_charset_become_text(content: bytes, charset: str) -> None:
    decoding.text_from(content, charset).encode("utf-8")
    decoding.header_from(content.decode("ascii", "surrogateescape")).encode("utf-8")


@QUICK
@given(text=st.text(max_size=500))
def test_html_never_carries_markup_through(text: str) -> None:
    assert (
        "<script" not in html.own_text_of(f"<p>{text}<script>alert(1)</script></p>").lower()
        or "<script" in text.lower()
    )
    flowed.unwrapped(text)


@QUICK
@given(name=st.text("cdtaif[]!<->. x", max_size=8), rest=st.text("ab<>[]!-", max_size=20))
@example(name="", rest="<")
@example(name="if-x", rest="]>")
@example(name="word", rest="[ and on")
def test_what_looks_like_a_marked_section_and_is_none_stays_text(name: str, rest: str) -> None:
    kept = html.own_text_of(f"<p>Before it</p><p><![{name}{rest}</p>")
    assert "Before it" in kept


@QUICK
@given(results=st.lists(st.text(max_size=200), max_size=3), sender=st.text(max_size=60))
def test_only_the_named_server_proves_anything(results: list[str], sender: str) -> None:
    assert trust_in(sender, [f"mx.evil.example; {one}" for one in results], server="mx.market.example") is Trust.UNKNOWN


@pytest.mark.parametrize(
    "raw",
    [
        b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (i, i) for i in range(2_000)),
        b"From: a@x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 20_000,
        b"From: a@x\r\n\r\n" + b"On " * 200_000,
        b"From: a@x\r\n\r\n" + b"> " * 200_000 + b"\n" * 50_000,
        b"From: a@x\r\n\r\n" + b"On 1.1.2026 10:00 a@b.example\n" * 20_000,
        b"From: a@x\r\n\r\n" + (b"From: x@y\nTo: z\n" * 20_000),
        b"From: a@x\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 5_000 + b"deep",
        b"From: " + b"a@x, " * 50_000 + b"\r\n\r\nmany",
        b"Subject: " + b"=?utf-8?q?=41?= " * 5_000 + b"\r\n\r\nwords",
        b"From: " + b"(" * 5_000 + b"\r\n\r\nnested",
    ],
    ids=["nested", "parts", "ons", "quotes", "attributions", "blocks", "divs", "senders", "words", "comments"],
)
def test_nothing_takes_long(raw: bytes) -> None:
    begun = time.process_time()

    reading.read(raw)

    assert time.process_time() - begun < 5
