"""A review in a real browser; the pages accessible."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from goodstanding.systems.performance.models import PlanReview
from tests.browser import assert_accessible, follow
from tests.factories import notifications as make
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def test_a_reviewer_rejects_by_naming_the_check(world: World, page_for: Callable[..., Page]) -> None:
    make.submitted(
        make.issued(world.harbour, world.now),
        world.alice,
        world.now,
        immediate_actions="We will refund 12 orders soon.",
    )
    page = page_for(world.tess)
    page.goto("/console/performance/")
    page.get_by_role("link", name="Late shipment rate").click()
    follow(page, page.get_by_role("button", name="Take it for review"))
    assert_accessible(page)

    page.get_by_label("Reject: checks failed").check()
    page.get_by_label("What you tell the seller").fill("The actions lie in the future.")
    page.locator("summary", has_text="Not enough detail").click()
    page.locator("#id_why_INSUFFICIENT_DETAIL").fill("Nothing is said to be done.")
    page.get_by_role("button", name="Decide").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("No plan waits for a decision")
    assert PlanReview.objects.get().failed == [{"code": "INSUFFICIENT_DETAIL", "reason": "Nothing is said to be done."}]


@pytest.mark.either
def test_the_pages_are_accessible(world: World, page_for: Callable[..., Page]) -> None:
    make.submitted(make.issued(world.harbour, world.now), world.alice, world.now)
    page = page_for(world.tess, width=390, scheme="dark")

    for name in ("", "notifications/", "notifications/new/"):
        page.goto(f"/console/performance/{name}")
        assert_accessible(page)
