"""Every address of the product, tried by everybody, compared with the table of who may do what."""

from __future__ import annotations

from copy import copy

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access.places import Places, addresses
from tests.access.rules import (
    FINANCE,
    GUEST,
    OTHER,
    OWNER,
    READ_ONLY,
    ROLES,
    S_ADMIN,
    S_FINANCE,
    S_REVIEWER,
    S_SUPPORT,
    STRANGER,
    SUPPORT,
    VIEWING,
    Access,
)
from tests.access.table import TABLE
from tests.factories.guests import browser_of, invited
from tests.world import Person, happenings

IN, SIGN_IN, HIDDEN, FORBIDDEN, NO_METHOD = "in", "asked to sign in", "404", "403", "405"
KNOWN = {name: taken for name, _pattern, taken in addresses()}
TRIED = sorted(name for name in TABLE if name in KNOWN and TABLE[name].side != "api")


def test_every_address_is_declared() -> None:
    undeclared = sorted(set(KNOWN) - set(TABLE))

    assert not undeclared, f"Say in tests/access/table.py who may enter: {', '.join(undeclared)}"


def test_nothing_is_declared_that_is_gone() -> None:
    assert not sorted(set(TABLE) - set(KNOWN))


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_exactly_what_the_table_says(places: Places, role: str) -> None:
    client = _client(places, role)
    surprises = []

    for name in TRIED:
        outcome, _happened = _try(client, "GET", places, name)
        if outcome not in _expected(TABLE[name], TABLE[name].get, role, "GET"):
            surprises.append(f"GET {name}: {outcome}")

    assert not surprises, f"{role}: " + "; ".join(surprises)


@pytest.mark.parametrize("role", [OWNER, S_ADMIN])
def test_a_head_is_answered_where_a_page_is_read(places: Places, role: str) -> None:
    client = _client(places, role)
    read = [name for name in TRIED if role in (TABLE[name].get or ())]

    refused = [name for name in read if _try(client, "HEAD", places, name)[0] == NO_METHOD]

    assert read and not refused


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_everybody_changes_exactly_what_the_table_says(places: Places, role: str) -> None:
    client = _client(places, role)
    surprises = []

    for name in TRIED:
        access = TABLE[name]
        outcome, happened = _try(client, "POST", places, name)
        may = access.post is not None and role in access.post
        if outcome not in _expected(access, access.post, role, "POST"):
            surprises.append(f"POST {name}: {outcome}")
        elif happened and not may and not access.notes:
            surprises.append(f"POST {name}: {outcome}, but something happened")

    assert not surprises, f"{role}: " + "; ".join(surprises)


@pytest.mark.parametrize("name", [name for name in TRIED if TABLE[name].acts])
def test_what_is_refused_to_some_really_acts_for_others(places: Places, name: str) -> None:
    who = sorted(TABLE[name].post or ())

    assert any(_try(_client(places, role), "POST", places, name)[1] for role in who)


@pytest.mark.parametrize("role", [OWNER, S_ADMIN])
def test_a_session_opens_nothing_in_the_api(places: Places, role: str) -> None:
    client = _client(places, role)
    names = [name for name in KNOWN if name in TABLE and TABLE[name].side == "api" and name.startswith("api-v1:")]

    for name in names:
        address = reverse(name, kwargs=dict.fromkeys(KNOWN[name], "1"))
        for method in ("GET", "POST", "PUT", "DELETE"):
            assert client.generic(method, address).status_code in {401, 404, 405}, f"{method} {name}"


def _expected(access: Access, allowed: frozenset[str] | None, role: str, method: str) -> set[str]:
    """The outcomes that the table allows."""
    if allowed is None:
        # Not offered. A page for reading may answer a POST as if it were a GET: nothing happens then, which is asserted.
        refused = _refusals(access, role)
        reads = role in (access.get or ()) and not (role == VIEWING and access.side == "portal")
        inside = {IN} if method == "POST" and reads else set()
        return {NO_METHOD} | refused | inside
    if role not in allowed:
        return _refusals(access, role)
    # One's own key or link that is not there (any more) is nobody else's secret.
    return {IN, HIDDEN} if access.side in {"own", "public"} else {IN}


def _refusals(access: Access, role: str) -> set[str]:
    """How somebody is turned away: strangers sign in, others see nothing, colleagues are told which right is missing."""
    if access.side == "guest":
        return {HIDDEN}
    if role in {STRANGER, GUEST}:
        return {SIGN_IN}
    if access.side == "portal":
        return {HIDDEN} if role == OTHER else {FORBIDDEN}
    if access.side == "console":
        return {HIDDEN} if role in {OWNER, FINANCE, SUPPORT, READ_ONLY, OTHER} else {FORBIDDEN}
    return {FORBIDDEN, HIDDEN}


def _try(client: Client, method: str, places: Places, name: str) -> tuple[str, bool]:
    """Ask once, and undo whatever came of it. Returns how it went and whether anything was recorded."""
    address = reverse(name, kwargs=places.args(name, KNOWN[name]))
    cookies = copy(client.cookies)
    with transaction.atomic():
        before = happenings() if method == "POST" else None
        response = (
            client.generic(method, address)
            if method in {"GET", "HEAD"}
            else client.post(address, places.filled(TABLE[name].data))
        )
        happened = before is not None and happenings() != before
        transaction.set_rollback(True)
    client.cookies = cookies  # signing out is undone too
    return _outcome(response.status_code, response.headers.get("Location", "")), happened


def _outcome(status: int, location: str) -> str:
    if status == 401 or (status == 302 and location.startswith("/accounts/login/?next=")):
        return SIGN_IN
    return {404: HIDDEN, 403: FORBIDDEN, 405: NO_METHOD}.get(
        status, IN if status < 500 or status == 503 else str(status)
    )


def _client(places: Places, role: str) -> Client:
    world = places.world
    cast: dict[str, Person | None] = {
        OWNER: world.alice, FINANCE: world.fay, SUPPORT: world.sue, READ_ONLY: world.bob, OTHER: world.mallory,
        S_SUPPORT: places.sid, S_REVIEWER: world.tess, S_FINANCE: world.fred, S_ADMIN: world.ada,
        VIEWING: world.sam, GUEST: None, STRANGER: None,
    }  # fmt: skip
    return browser_of(invited(world, places.guest_case)) if role == GUEST else world.as_(cast[role])
