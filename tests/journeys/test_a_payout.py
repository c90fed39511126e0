"""From a line of a payout to a case about it, and to the associate who sees the payout beside that case, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from goodstanding.systems.cases.models import Case
from goodstanding.systems.payouts.states import PayoutStatus
from tests.browser import assert_accessible, assert_fits
from tests.factories.orders import order_events
from tests.factories.orders import record as record_orders
from tests.factories.payouts import draft, paid, record
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.journey]
Pages = Callable[..., Page]


def test_a_seller_asks_about_a_line_and_support_sees_the_payouts_beside_the_case(page_for: Pages, world: World) -> None:
    placed_at = world.now - timedelta(days=14)
    record_orders(world.harbour, order_events(world.harbour, placed_at, order="A-1001"), world.now)
    payout = paid(world.harbour, world.now, settlement="24110841743", order="A-1001")
    held = draft(
        world.harbour, world.now, settlement="S-2", status=PayoutStatus.ON_HOLD, pay_at=None, reason="Tax form missing",
        ends_at=world.now,
    )  # fmt: skip
    record(world.harbour, held, at=world.now)

    # The answer comes first, then the payout, then the very line.
    alice = page_for(world.alice)
    alice.goto(f"/s/{world.harbour.ref}/")
    alice.get_by_role("link", name="Payments").click()
    expect(alice.locator("h1")).to_have_text(re.compile(r"42\.75\sUSD is on hold"))
    expect(alice.locator("main")).to_contain_text("Tax form missing")
    assert_accessible(alice)
    alice.locator("td, th", has_text=payout.ref).get_by_role("link").click()
    expect(alice.locator("h1")).to_have_text(re.compile(r"42\.75\sUSD was paid on 22 November 2026"))
    expect(alice.locator("tfoot")).to_have_text(re.compile(r"3\s*42\.75\sUSD"))
    assert_accessible(alice)
    alice.locator("#line-2").get_by_role("link", name="Contact us about line 2").click()

    # The case is filled in from the line and linked to it, its payout and its order.
    expect(alice.locator("h1")).to_have_text("Payments · Fees")
    expect(alice.locator("input[name='q_transaction']")).to_have_value(f"{payout.ref}-2")
    assert_accessible(alice)
    alice.locator("textarea[name=body]").fill("The fee of this order should be 6.00 USD.")
    alice.get_by_role("button", name="Send and get the Case ID").click()
    expect(alice.locator("h1")).to_contain_text(re.compile(r"[0-9A-Z]{3}-[0-9A-Z]{3}"))
    case = Case.objects.get(seller=world.harbour)
    alice.goto(f"/s/{world.harbour.ref}/cases/{case.ref}/")
    expect(alice.get_by_role("link", name="A-1001", exact=True)).to_be_visible()
    alice.get_by_role("link", name=payout.ref, exact=True).click()
    expect(alice.locator("main")).to_contain_text(case.ref)

    # Support sees the payouts beside the case, with the reason of the one on hold, and opens the one in question.
    sam = page_for(world.sam)
    sam.goto(f"/console/cases/{case.ref}/")
    expect(sam.locator("aside")).to_contain_text("Tax form missing")
    assert_accessible(sam)
    sam.get_by_role("link", name=payout.ref, exact=True).click()
    expect(sam.locator("h1")).to_have_text(re.compile(r"42\.75\sUSD was paid"))
    expect(sam.locator("main")).to_contain_text(case.ref)
    assert_accessible(sam)


@pytest.mark.either
@pytest.mark.parametrize("width", [390, 768])
def test_payments_fit_a_small_screen(page_for: Pages, world: World, width: int) -> None:
    payout = paid(world.harbour, world.now, order="A-1001")
    alice = page_for(world.alice, width=width)

    for path in (f"/s/{world.harbour.ref}/payouts/", f"/s/{world.harbour.ref}/payouts/{payout.ref}/"):
        alice.goto(path)
        assert_fits(alice)
        assert_accessible(alice)
