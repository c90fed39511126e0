"""The story the product exists for, in a real browser: a seller drifts, is notified, answers, is heard, and recovers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from goodstanding.config.cli import run
from goodstanding.systems.orders.events import EventDraft
from goodstanding.systems.performance.models import PerformanceNotification
from tests.browser import assert_accessible, assert_fits, follow
from tests.factories.notifications import DONE, MEASURES, ROOT_CAUSE
from tests.factories.orders import order_events, sell
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.journey]
Pages = Callable[..., Page]


def written_to(path: Path, drafts: list[EventDraft]) -> Path:
    lines = [
        json.dumps(
            {
                "seller": d.seller,
                "order": d.order,
                "kind": d.kind,
                "id": d.id,
                "at": d.at.isoformat(),
                "data": dict(d.data),
            }
        )
        for d in drafts
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def drifting(world: World) -> list[EventDraft]:
    """Ninety orders in time, and eight that Northpost took three days too late."""
    placed_at = world.later(days=-6)
    found: list[EventDraft] = []
    for n in range(98):
        late = timedelta(days=4) if n < 8 else timedelta(hours=20)
        found += order_events(
            world.harbour,
            placed_at + timedelta(minutes=n),
            order=f"J-{n:03d}",
            shipped_after=late,
            delivered_after=timedelta(days=5),
        )
    return found


def test_a_seller_drifts_is_notified_answers_and_comes_back_to_good_standing(
    page_for: Pages, world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", "events", str(written_to(tmp_path / "orders.jsonl", drifting(world)))) == 0
    world.work_off()

    # The seller finds it first on her home page, with the orders that caused it.
    alice = page_for(world.alice)
    alice.goto("/")
    expect(alice.locator("article.todo").first).to_contain_text("8 of 98")
    assert_accessible(alice)
    alice.locator("article.todo a.btn").first.click()
    expect(alice.locator("#orders tbody tr")).to_have_count(8)
    assert_accessible(alice)

    # She writes the plan. A closed tab loses nothing.
    follow(alice, alice.get_by_role("button", name="plan").first)
    alice.locator("#plan textarea").first.fill(ROOT_CAUSE)
    expect(alice.locator("[data-draft-state][data-state=saved]")).to_be_visible()
    address = alice.url
    alice.close()
    alice = page_for(world.alice)
    alice.goto(address)
    expect(alice.locator("#plan textarea").first).to_have_value(ROOT_CAUSE)
    alice.locator("#plan textarea").nth(1).fill(DONE)
    alice.locator("#plan textarea").nth(2).fill(MEASURES)
    alice.locator("input[name=signer]").fill("Alice Harbour")
    alice.locator("input[name=acknowledged]").check()
    proof = tmp_path / "carrier-contract.txt"
    proof.write_text("Contract with the second carrier, 14 November 2026.", encoding="utf-8")
    follow(alice, alice.get_by_role("button", name="Save the draft"))
    alice.locator("#evidence input[type=file]").set_input_files(proof)
    alice.locator("#evidence input[name=proves]").fill("Contract with the second carrier")
    alice.get_by_role("button", name="Attach").click()
    expect(alice.locator("#evidence")).to_contain_text("carrier-contract.txt")
    assert_accessible(alice)
    alice.get_by_role("button", name="Look it over and send").click()
    alice.get_by_role("button", name="Send the plan").click()
    expect(alice.locator("main")).to_contain_text("Your clock stands still")

    # A reviewer takes it, and accepts with a reason.
    tess = page_for(world.tess)
    tess.goto("/console/")
    tess.locator("article.todo a.btn").first.click()
    follow(tess, tess.get_by_role("button", name="Take it for review"))
    assert_accessible(tess)
    tess.locator("input[name=decision][value=accept]").check()
    tess.locator("textarea[name=reason]").fill("Names the cause, with dates and a second carrier. Thank you.")
    follow(tess, tess.get_by_role("button", name="Decide"))
    world.work_off()

    # She reads the decision with its reasons; good orders bring the rate down, and the breach closes by itself.
    alice.reload()
    expect(alice.locator("main")).to_contain_text("Names the cause, with dates and a second carrier.")
    sell(world.harbour, world.now, good=150, days_ago=4)
    world.work_off()
    notification = PerformanceNotification.objects.get(seller=world.harbour)
    alice.goto(f"/s/{world.harbour.ref}/notifications/{notification.ref}/")
    expect(alice.locator("main")).to_contain_text("recovered", ignore_case=True)
    alice.goto(f"/s/{world.harbour.ref}/health/")
    expect(alice.locator("h1")).to_contain_text("In good standing")

    # Everything above is on the record, with who and why.
    ada = page_for(world.ada)
    ada.goto("/console/audit/")
    expect(ada.locator("main")).to_contain_text("Tess")
    expect(ada.locator("main")).to_contain_text("Alice")


@pytest.mark.either
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_health_pages_are_accessible_and_fit(page_for: Pages, world: World, width: int, scheme: str) -> None:
    sell(world.harbour, world.now, good=90, late=6)
    page = page_for(world.alice, width=width, scheme=scheme)

    for rest in ("", "health/", "health/LATE_SHIPMENT_RATE/?window=30", "health/?as_of=2026-11-01", "orders/"):
        page.goto(f"/s/{world.harbour.ref}/{rest}")
        assert_accessible(page)
        assert_fits(page)
