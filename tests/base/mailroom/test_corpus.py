"""Mails in the shapes that real programs give them, each with what must be read from it (see the .json beside it)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from goodstanding.base.mailroom.inbound import kinds, reading
from goodstanding.base.mailroom.inbound.reading import Incoming

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.eml"))
OWN: Sequence[str] = ("no-reply@market.example",)


def read(path: Path) -> tuple[Incoming, dict[str, Any]]:
    return reading.read(path.read_bytes()), json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def test_there_are_enough_of_them() -> None:
    assert len(CORPUS) >= 60


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_what_somebody_wrote_is_shown_and_nothing_else(path: Path) -> None:
    mail, want = read(path)

    assert mail.shown == want["shown"]
    for words in want["hidden"]:
        assert words in mail.whole
        assert words not in mail.shown


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_who_wrote_and_what_came_along(path: Path) -> None:
    mail, want = read(path)

    assert mail.sender == want["sender"]
    assert [file.name for file in mail.files] == want["files"]
    assert len(mail.remarks) == len(want["remarks"])
    assert all(words in remark for words, remark in zip(want["remarks"], mail.remarks, strict=True))
    for name in ("subject", "sender_name", "senders"):
        assert getattr(mail, name) == want.get(name, getattr(mail, name))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_letters_are_told_from_machines(path: Path) -> None:
    mail, want = read(path)

    assert kinds.kind_of(mail, envelope_from=None, own_addresses=OWN) == want["kind"]
    if "failures" in want:
        assert [[one.address, one.final] for one in kinds.failures_in(mail)] == want["failures"]
    if "reported" in want:
        assert kinds.reported_mails(mail)[0] == want["reported"][0]
    if "status" in want:
        assert kinds.status_in(mail) == want["status"]
