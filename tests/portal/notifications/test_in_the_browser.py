"""A plan written, checked, attached to, sent and decided in a real browser; the pages accessible."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from goodstanding.systems.performance import actions, queries
from goodstanding.systems.performance.models import PlanVersion
from tests.browser import assert_accessible
from tests.factories import notifications as make
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.journey]
PageFor = Callable[..., Page]


def test_a_plan_is_kept_while_it_is_written_and_checked_beside_each_part(world: World, page_for: PageFor) -> None:
    notification = make.issued(world.harbour, world.now)
    page = page_for(world.alice)
    page.goto(f"/s/{world.harbour.ref}/notifications/{notification.ref}/")
    page.get_by_role("button", name="Start the plan from these facts").click()

    page.get_by_label("1. Root cause").fill("The carrier lost the parcels of 9 November.")
    expect(page.locator("#checks-root_cause mark")).to_have_text("The carrier lost the parcels of 9 November.")
    expect(page.locator("[data-draft-state][data-state=saved]")).to_be_visible()
    page.get_by_label("1. Root cause").fill(make.ROOT_CAUSE)
    expect(page.locator("#checks-root_cause")).to_contain_text("Nothing here that reviewers usually reject")
    expect(page.locator("[data-draft-state][data-state=saved]")).to_be_visible()

    page.reload()
    expect(page.get_by_label("1. Root cause")).to_have_value(make.ROOT_CAUSE)


@pytest.mark.parametrize("script", [True, False])
def test_from_the_notification_to_the_sent_plan(world: World, page_for: PageFor, script: bool) -> None:
    notification = make.issued(world.harbour, world.now)
    actions.start_plan(actor=world.alice.actor, ref=notification.ref, at=world.now)
    page = page_for(world.alice, script=script)
    page.goto(f"/s/{world.harbour.ref}/notifications/{notification.ref}/plan/")

    page.get_by_label("1. Root cause").fill(make.ROOT_CAUSE)
    page.get_by_label("2. What you have done already").fill(make.DONE)
    page.get_by_label("3. What keeps it from happening again").fill(make.MEASURES)
    page.get_by_label("What is written here is true").check()
    page.get_by_role("button", name="Look it over and send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Send this plan of action?")
    page.get_by_role("link", name="Go on writing").click()
    page.get_by_label("Add a file").set_input_files(
        {"name": "receipt.txt", "mimeType": "text/plain", "buffer": b"Second carrier, 14 November 2026\n"}
    )
    page.get_by_role("button", name="Attach").click()
    expect(page.get_by_role("link", name="receipt.txt")).to_be_visible()
    page.get_by_role("button", name="Look it over and send").click()
    page.get_by_role("button", name="Send the plan").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("your plan is with us")
    assert PlanVersion.objects.get().evidence.count() == 1


@pytest.mark.either
def test_the_pages_are_accessible(world: World, page_for: PageFor) -> None:
    notification = make.issued(world.harbour, world.now)
    missed = make.missed(world.harbour, world.now)
    actions.start_plan(actor=world.alice.actor, ref=notification.ref, at=world.now)
    base = f"/s/{world.harbour.ref}/notifications/"
    statement = queries.statements_of(missed)[0]

    for scheme, width in (("light", 1440), ("dark", 390)):
        page = page_for(world.alice, width=width, scheme=scheme)
        for name in (
            "",
            f"{notification.ref}/",
            f"{notification.ref}/plan/",
            f"{missed.ref}/statements/{statement.ref}/",
        ):
            page.goto(base + name)
            assert_accessible(page)
