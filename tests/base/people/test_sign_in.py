"""Signing in, resetting, second steps, sessions: what the library does for us, and what we add to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from pytest_django.fixtures import Settings

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.people.actions import create_person
from goodstanding.base.timeline.models import Entry
from goodstanding.kit.errors import Conflict
from goodstanding.systems.stores.models import Marketplace
from tests.factories.catalogues import catalogue
from tests.factories.people import link_mailed_to
from tests.world import PASSWORD, Person, World

LOGIN = "/accounts/login/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture(autouse=True)
def _as_in_the_product(world: World, settings: Any) -> None:
    reading.move_to(world.now)
    settings.EMAIL_BACKEND = (
        "goodstanding.base.mailroom.backend.MailroomBackend"  # the test runner swaps it for its own
    )


def sign_in(world: World, person: Person, password: str = PASSWORD) -> Any:
    return world.as_(None).post(
        LOGIN,
        {"login": person.user.email, "password": password},
        headers={"user-agent": FIREFOX},
        REMOTE_ADDR="203.0.113.77",
    )


def second_step(person: Person) -> str:
    """Set up an authenticator app for somebody; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person.user, secret)
    return str(secret)


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(world: World) -> None:
    wrong = sign_in(world, world.alice, "not her password")
    unknown = world.as_(None).post(LOGIN, {"login": "nobody@example.com", "password": "not her password"})

    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_a_reset_is_answered_alike_whoever_asks(world: World) -> None:
    create_person(email="eve@example.com", name="Eve", password=PASSWORD)

    known = world.as_(None).post("/accounts/password/reset/", {"email": "eve@example.com"})
    unknown = world.as_(None).post("/accounts/password/reset/", {"email": "nobody@example.com"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [mail.to_address for mail in Mail.objects.all()] == ["eve@example.com"]


def test_the_link_sets_a_new_password(world: World) -> None:
    user = create_person(email="eve@example.com", name="Eve", password=PASSWORD)
    client = world.as_(None)
    client.post("/accounts/password/reset/", {"email": "eve@example.com"})

    form = client.get(link_mailed_to("eve@example.com"), follow=True)
    address = form.redirect_chain[-1][0]
    client.post(address, {"password1": "another quiet harbour", "password2": "another quiet harbour"})

    user.refresh_from_db()
    assert user.check_password("another quiet harbour")


def test_guessing_passwords_is_slowed_down(world: World, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}

    for _ in range(6):
        last = sign_in(world, world.alice, "not her password")

    assert "Too many failed" in last.content.decode()
    assert sign_in(world, world.alice).status_code == 200


def test_an_associates_sessions_are_recorded_by_network_and_browser(world: World) -> None:
    client = world.as_(None)
    client.post(
        LOGIN, {"login": world.sam.user.email, "password": PASSWORD},
        headers={"user-agent": FIREFOX}, REMOTE_ADDR="203.0.113.77",
    )  # fmt: skip
    client.post("/accounts/logout/", headers={"user-agent": FIREFOX}, REMOTE_ADDR="203.0.113.77")

    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["person.signed_in", "person.signed_out"]
    entry = Entry.objects.earliest("pk")
    assert (entry.data["network"], entry.data["device"]) == ("203.0.113.0/24", "Firefox on Linux")
    assert entry.staff_only
    people = world.as_(world.ada).get("/console/people/").content.decode()
    assert "Signed in from 203.0.113.0/24 with Firefox on Linux" in people


def test_a_sellers_sign_in_is_not_recorded(world: World) -> None:
    sign_in(world, world.alice)

    assert not Entry.objects.exists()


def test_with_an_authenticator_app_the_password_is_not_enough(world: World) -> None:
    secret = second_step(world.alice)
    client = world.as_(None)

    client.post(LOGIN, {"login": "alice@example.com", "password": PASSWORD})
    assert client.get(f"/s/{world.harbour.ref}/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

    assert client.get(f"/s/{world.harbour.ref}/").status_code == 200


def test_the_secret_of_an_app_is_not_kept_in_the_clear(world: World) -> None:
    secret = second_step(world.alice)

    assert secret not in str(Authenticator.objects.get().data)


def test_the_console_can_require_a_second_step(world: World) -> None:
    Marketplace.objects.create(staff_mfa_required=True)
    client = world.as_(world.sam)

    assert client.get("/console/sellers/")["Location"] == "/accounts/second-factor/"
    second_step(world.sam)

    assert client.get("/console/sellers/").status_code == 200


def test_other_devices_can_be_signed_out(world: World) -> None:
    here, elsewhere = world.as_(None), world.as_(None)
    for client in (here, elsewhere):
        client.post(LOGIN, {"login": "alice@example.com", "password": PASSWORD})

    here.post("/accounts/sessions/")

    assert elsewhere.get(f"/s/{world.harbour.ref}/").status_code == 302
    assert here.get(f"/s/{world.harbour.ref}/").status_code == 200


def test_ones_own_language_and_time_zone_hold_everywhere(world: World, settings: Settings, tmp_path: Path) -> None:
    settings.LOCALE_PATHS = [catalogue(tmp_path, "de", {"Team": "Team"})]
    settings.LANGUAGES = settings.STORE_LANGUAGES
    client = world.as_(world.alice)

    client.post("/accounts/profile/", {"name": "Alice Harbour", "locale": "de", "time_zone": "Asia/Tokyo"})

    page = client.get(f"/s/{world.harbour.ref}/team/").content.decode()
    assert 'lang="de"' in page
    assert "Alice Harbour" in page


def test_one_address_is_one_person(world: World) -> None:
    create_person(email="Eve@Example.com", name="Eve", password=PASSWORD)

    with pytest.raises(Conflict):
        create_person(email="eve@example.com", name="Eve again", password=PASSWORD)
