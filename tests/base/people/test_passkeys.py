"""Passkeys in a real browser: added, signed in with, used as a second step, removed; and told plainly where they cannot work."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from playwright.sync_api import CDPSession, Page, expect

from goodstanding.base.people.rules import passkeys_work, same_machine
from tests.browser import assert_accessible, assert_fits
from tests.world import PASSWORD, World

# A device that keeps passkeys and knows its owner, as Chromium simulates one (WebAuthn Level 3, section 11).
OPTIONS = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip
ADD = "/accounts/2fa/webauthn/add/"
STOPPED = "Your browser did not finish this"


@dataclass(frozen=True)
class Device:
    """What keeps the passkeys of a browser: a debugger's line to it, and its name there."""

    line: CDPSession
    name: str

    def forget(self) -> None:
        """Lose every key."""
        self.line.send("WebAuthn.clearCredentials", {"authenticatorId": self.name})


@pytest.fixture
def page(page_for: Callable[..., Page]) -> Page:
    """A browser with nobody signed in yet."""
    return page_for(None)


@pytest.fixture
def device(page: Page) -> Device:
    """Alice's device, in whose browser she signed in with her password."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    made = line.send("WebAuthn.addVirtualAuthenticator", {"options": OPTIONS})
    sign_in(page)
    return Device(line, str(made["authenticatorId"]))


def sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill("alice@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/login" not in url)


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/")


def confirm(page: Page) -> None:
    """What changes how one signs in is asked once more, on the page that a click leads to, if it does."""
    expect(page.get_by_role("button", name=re.compile("^(Continue|Add it|Remove it)$"))).to_be_visible()
    if "reauthenticate" in page.url:
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Continue").click()


def add_key(page: Page, name: str, *, alone: bool = True) -> None:
    page.goto(ADD)
    confirm(page)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Sign in with it alone").set_checked(alone)
    page.get_by_role("button", name="Add it").click()


def test_a_passkey_is_added_signs_in_alone_and_is_removed(page: Page, device: Device, world: World) -> None:
    add_key(page, "Laptop")
    expect(page.get_by_text("The passkey was added.")).to_be_visible()

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"**/s/{world.harbour.ref}/**")

    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("row", name="Laptop")).to_contain_text("passkey")
    page.get_by_role("link", name="Remove").click()
    confirm(page)
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("There are none yet.")).to_be_visible()
    assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This key is not known here, or was removed.")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_key_that_does_not_sign_in_alone_is_a_second_step(page: Page, device: Device, world: World) -> None:
    add_key(page, "Key ring", alone=False)
    expect(page.get_by_text("The passkey was added.")).to_be_visible()
    sign_out(page)

    sign_in(page)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()

    page.wait_for_url(f"**/s/{world.harbour.ref}/**")


def test_the_page_says_when_the_browser_did_not_finish(page: Page, device: Device) -> None:
    add_key(page, "Laptop")
    expect(page.get_by_text("The passkey was added.")).to_be_visible()

    page.goto(ADD)
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("This key is added already.")).to_be_visible()
    expect(page.get_by_text(STOPPED)).to_be_hidden()
    assert_accessible(page)
    assert_fits(page)

    device.forget()
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text(STOPPED)).to_be_visible()
    assert Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).count() == 1


def test_a_second_step_by_app_offers_no_passkey_that_is_not_there(world: World) -> None:
    TOTP.activate(world.alice.user, generate_totp_secret())
    client = world.as_(None)

    client.post("/accounts/login/", {"login": "alice@example.com", "password": PASSWORD})
    page = client.get("/accounts/2fa/authenticate/").content.decode()

    assert "One more step" in page
    assert "Use a passkey" not in page


@pytest.mark.parametrize("path", ["/accounts/login/", ADD])
@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("127.0.0.1:8000", 'href="http://localhost:8000{path}"'), ("[::1]:8000", 'href="http://localhost:8000{path}"'),
        ("192.0.2.7:8000", "ask whoever runs this marketplace"), ("sellers.example", "ask whoever runs this marketplace"),
    ],
)  # fmt: skip
def test_where_passkeys_cannot_work_the_page_says_so_and_where_they_do(
    world: World, settings: Any, path: str, host: str, said: str
) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "[::1]", "192.0.2.7", "sellers.example", "localhost"]
    client = world.as_(None)
    if path == ADD:
        client.post("/accounts/login/", {"login": "alice@example.com", "password": PASSWORD}, headers={"host": host})
        client.post("/accounts/reauthenticate/", {"password": PASSWORD}, headers={"host": host})

    there = client.get(path, headers={"host": host}).content.decode()
    here = client.get(path, headers={"host": "localhost:8000"}).content.decode()

    assert said.format(path=path) in there
    assert not any(button in there for button in ("Sign in with a passkey", "Add it"))
    assert any(button in here for button in ("Sign in with a passkey", "Add it"))


def test_a_name_that_is_not_answered_is_not_named(world: World, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]

    page = world.as_(None).get("/accounts/login/", headers={"host": "127.0.0.1:8000"}).content.decode()

    assert "localhost" not in page
    assert "Sign in with a passkey" not in page


@pytest.mark.parametrize(
    ("scheme", "host", "works"),
    [
        ("https", "sellers.example.com", True), ("https", "sellers.example.com:8443", True), ("http", "localhost:8000", True),
        ("http", "shop.localhost", True), ("http", "sellers.example.com", False), ("http", "127.0.0.1:8000", False),
        ("https", "127.0.0.1", False), ("https", "[::1]:8000", False), ("http", "", False), ("http", "notlocalhost", False),
    ],
)  # fmt: skip
def test_passkeys_need_a_name_and_a_safe_way(scheme: str, host: str, works: bool) -> None:
    assert passkeys_work(scheme, host) is works


@pytest.mark.parametrize(
    ("host", "name"),
    [("127.0.0.1:8000", "localhost:8000"), ("127.0.0.1", "localhost"), ("[::1]:81", "localhost:81"), ("192.0.2.7:8000", ""),
     ("sellers.example", "")],
)  # fmt: skip
def test_only_the_readers_own_machine_is_called_localhost(host: str, name: str) -> None:
    assert same_machine(host) == name
