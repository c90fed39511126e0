"""An escalation from its offer to the steps outside, in a real browser: written, decided, contested, exhausted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from goodstanding.systems.escalation.models import Escalation
from tests.browser import assert_accessible, assert_fits, follow
from tests.factories.escalations import REASONS, answered_case, specialist
from tests.world import Person, World

pytestmark = [pytest.mark.browser, pytest.mark.journey]
Pages = Callable[..., Page]


def test_a_seller_goes_through_every_level_and_learns_what_is_outside(
    page_for: Pages, world: World, tmp_path: Path
) -> None:
    world.store.country = "DE"
    world.store.save()
    case = answered_case(world)
    finn = specialist(world)

    # Offered on the case page, with the reason; written in parts, looked over, sent.
    alice = page_for(world.alice)
    alice.goto(f"/s/{world.harbour.ref}/cases/{case.ref}/")
    expect(alice.locator("main")).to_contain_text("A payment is delayed or held")
    alice.get_by_role("link", name="Escalate", exact=True).click()
    expect(alice.locator("h1")).to_have_text("Escalate this case")
    assert_accessible(alice)
    alice.get_by_label("Summary").fill("The payout of 14 November has not arrived. The report shows it as sent.")
    alice.get_by_label("Amount at stake").fill("1840.50")
    alice.get_by_label("What was tried so far").fill("The bank searched for it twice and found nothing.")
    expect(alice.locator("#checks")).to_contain_text("Say why the earlier answers did not settle it.")
    alice.get_by_label("Why the earlier answers did not settle it").fill("Both repeat that it was sent.")
    alice.get_by_label("Release of a payment").check()
    trace = tmp_path / "trace.txt"
    trace.write_text("Search of 18 November: no credit.", encoding="utf-8")
    alice.locator("input[type=file]").set_input_files(trace)
    expect(alice.locator(".files")).to_contain_text("trace.txt")
    alice.get_by_role("button", name="Look it over").click()
    expect(alice.locator("h1")).to_have_text("This is what Specialist team: Payments will read")
    expect(alice.locator("main")).to_contain_text("trace.txt")
    assert_accessible(alice)
    alice.get_by_role("button", name="Send to the next level").click()
    expect(alice.locator("h1")).to_have_text("Your escalation is with: Specialist team: Payments")
    expect(alice.locator("main")).to_contain_text("You can ask in the same thread from")
    assert_accessible(alice)

    # Each level decides, by somebody else; the seller is not satisfied.
    ref = Escalation.objects.get(case=case).ref
    for person, up in ((finn, "Team lead"), (world.tess, "Executive team"), (world.ada, "")):
        _decide(page_for, person, ref)
        alice.reload()
        expect(alice.locator("h1")).to_contain_text("Decided: ")
        expect(alice.locator("main")).to_contain_text(REASONS)
        alice.get_by_text("No, it does not").click()
        alice.get_by_label("Why this does not settle it").fill("The trace that you name belongs to another payout.")
        name = f"Send it up to: {up}" if up else "Send it, and see the steps outside"
        alice.get_by_role("button", name=name).click()
        expect(alice.locator("h1")).to_contain_text(up or "Every level of ours has decided")

    # At the end: the steps outside, what to hand over, and what would have avoided it.
    main = alice.locator("main")
    expect(main).to_contain_text("Out-of-court dispute body")
    expect(main).to_contain_text("Regulation (EU) 2022/2065, Article 21")
    expect(main).to_contain_text("What would have avoided it")
    assert_accessible(alice)
    alice.get_by_role("link", name="Print everything to hand over").first.click()
    expect(alice.locator("main")).to_contain_text("What was decided")
    expect(alice.locator("main")).to_contain_text("trace.txt")

    phone = page_for(world.alice, width=390)
    phone.goto(f"/s/{world.harbour.ref}/cases/{case.ref}/escalation/")
    assert_fits(phone)


def _decide(page_for: Pages, person: Person, ref: str) -> None:
    desk = page_for(person)
    desk.goto("/console/escalation/")
    expect(desk.locator("h1")).to_have_text("One escalation waits for an answer")
    follow(desk, desk.locator("main table a").first)
    expect(desk.locator("main")).to_contain_text("We have asked the carrier for the scan.")
    follow(desk, desk.get_by_role("button", name="Take it up"))
    assert_accessible(desk)
    desk.get_by_label("the earlier answer stands", exact=True).check()
    desk.get_by_label("Reasons, as the seller will read them").fill(REASONS)
    desk.get_by_role("button", name="Decide and tell the seller").click()
    expect(desk.locator("main")).to_contain_text("decided: the seller says whether it settles it")
