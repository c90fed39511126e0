"""The browser at hand is real: it signs in, runs our scripts and is checked for access."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_accessible, assert_fits
from tests.world import PASSWORD, World


@pytest.mark.browser
def test_a_person_signs_in_with_her_password(page_for: Callable[..., Page], world: World) -> None:
    page = page_for(None)
    page.goto("/")

    page.get_by_label("E-mail").fill(world.sam.user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()

    expect(page).to_have_url(re.compile(r"^[^/]+//[^/]+/console/$"))


@pytest.mark.browser
@pytest.mark.either
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_sign_in_page_is_accessible_at_every_size(page_for: Callable[..., Page], width: int, scheme: str) -> None:
    page = page_for(None, width=width, scheme=scheme)
    page.goto("/accounts/login/")

    assert_accessible(page)
    assert_fits(page)
