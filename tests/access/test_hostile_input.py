"""Whatever is typed or sent to any address, the product answers: never an error of its own, in no field of no form."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.urls import reverse

from tests.access.places import Places, addresses
from tests.access.rules import FINANCE, GUEST, OWNER, S_ADMIN, S_REVIEWER, S_SUPPORT, STRANGER, SUPPORT, Access
from tests.access.table import TABLE
from tests.access.test_every_url import _client

KNOWN = {name: taken for name, _pattern, taken in addresses()}
TRIED = sorted(name for name in TABLE if name in KNOWN and TABLE[name].side in {"portal", "console", "guest", "public"})
BY = (S_ADMIN, OWNER, S_SUPPORT, S_REVIEWER, GUEST, SUPPORT, FINANCE, STRANGER)
HOSTILE = {
    "nul": "\x00", "nothing": "", "formula and markup": "=cmd|' /C calc'!A0<script>alert(1)</script>{{ 7 }}{% x %}",
    "header": "a\r\nBcc: x@example.com", "superscript": "²", "many digits": "9" * 400, "below zero": "-1",
    "beyond 64 bits": "9223372036854775808", "first day": "0001-01-01", "last day": "9999-12-31", "no day": "2026-13-45",
    "no instant": "9999-12-31T23:59", "noncharacter": "\ufffe\U0010ffff", "open brackets": '("' * 60 + "[*\\",
    "long": "A " * 30_000,
}  # fmt: skip
# What a form without files sends. It is taken apart in a third of the time of one with files.
FORM = "application/x-www-form-urlencoded"
# An address longer than this reaches no page: the web server refuses it.
LINE = 4_000
ASKED = (
    "q", "cursor", "sort", "status", "shelf", "before", "cols", "category", "opened", "priority", "label", "about", "page",
    "message", "since", "days", "month", "from", "to", "after", "store", "field", "tag", "owner", "view", "key", "subject",
    "notes", "kind", "queue", "outcome", "seller", "until", "on", "at",
)  # fmt: skip
SENT = sorted({field for access in TABLE.values() for field in access.data} | {
    "until", "send_at", "day", "date", "time", "hour", "step", "reason", "days", "number", "seen", "later", "base", "message",
    "file_refs", "files", "field_root_cause", "assignee", "cases", "case", "refs", "category", "labels", "tone", "key",
    "settled", "about", "amount", "version", "wake",
})  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("what", HOSTILE)
def test_no_address_breaks(places: Places, what: str) -> None:
    clients = {role: _client(places, role) for role in BY}
    for client in clients.values():
        client.raise_request_exception = False
    broken = []

    for name in TRIED:
        access, address = TABLE[name], reverse(name, kwargs=places.args(name, KNOWN[name]))
        reader, writer = (next((one for one in BY if one in (who or ())), None) for who in (access.get, access.post))
        with transaction.atomic():
            if reader and clients[reader].get(address, dict.fromkeys(ASKED, HOSTILE[what][:LINE])).status_code == 500:
                broken.append(f"GET {name}")
            transaction.set_rollback(True)
        for data in _forms(access, HOSTILE[what]) if writer else ():
            with transaction.atomic():
                if clients[writer].post(address, urlencode(data, doseq=True), FORM).status_code == 500:
                    broken.append(
                        f"POST {name} {sorted(key for key, value in data.items() if value == HOSTILE[what])[:3]}"
                    )
                transaction.set_rollback(True)

    assert not broken


def _forms(access: Access, hostile: str) -> Iterator[dict[str, object]]:
    """All fields of all forms at once, none longer than a line, and each field of this form beside good ones."""
    yield dict.fromkeys(SENT, hostile[:LINE])
    for field in access.data:
        yield {**access.data, field: hostile}
