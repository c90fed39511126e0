"""A case from the notification to its end, in a real browser: asked, pending, answered, closed, reopened."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from goodstanding.systems.cases.models import Case
from goodstanding.systems.performance.models import PerformanceNotification
from tests.browser import assert_accessible, assert_fits, follow
from tests.factories.guests import NORA, secret_for
from tests.factories.orders import sell
from tests.factories.pictures import png
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.journey]
Pages = Callable[..., Page]


def test_a_seller_asks_from_the_notification_and_gets_it_settled(page_for: Pages, world: World, tmp_path: Path) -> None:
    sell(world.harbour, world.now, good=90, late=6)
    world.work_off()
    notification = PerformanceNotification.objects.get(seller=world.harbour)

    # From the notification to a Case ID.
    alice = page_for(world.alice)
    alice.goto(f"/s/{world.harbour.ref}/notifications/{notification.ref}/")
    alice.get_by_role("link", name="Contact us about this").click()
    expect(alice.locator("main")).to_contain_text(notification.ref)
    assert_accessible(alice)
    scan = tmp_path / "scan.txt"
    scan.write_text("Hand-over of six parcels, 17 November, 16:40.", encoding="utf-8")
    alice.locator("input[name=subject]").fill("Six parcels were handed over in time but confirmed late")
    alice.locator("textarea[name=body]").fill(
        "Our system confirmed them a day late.\n\n- The scans are attached.\n- All are with Northpost."
    )
    alice.locator("input[type=file]").set_input_files(scan)
    alice.get_by_role("button", name="Send and get the Case ID").click()
    expect(alice.locator("h1")).to_contain_text(re.compile(r"[0-9A-Z]{3}-[0-9A-Z]{3}"))
    assert_accessible(alice)
    case = Case.objects.get(seller=world.harbour)
    assert case.ref in alice.locator("h1").inner_text()

    # Support finds it due, and asks for something: now it waits for the seller.
    sam = page_for(world.sam)
    sam.goto("/console/")
    follow(sam, sam.locator("article.todo a.btn").first)
    expect(sam.locator("main")).to_contain_text("scan.txt")
    assert_accessible(sam)
    sam.locator("#answer textarea[name=body]").fill(
        "Thank you. Please add the carrier's acceptance scan of one of them."
    )
    sam.locator("#answer input[name=outcome][value=wait_for_seller]").check()
    sam.locator("#answer [name=what]").fill("the carrier's acceptance scan")
    sam.get_by_role("button", name="Send to the seller").click()
    expect(sam.locator("main")).to_contain_text("Waits for the seller", ignore_case=True)
    sam.locator("#note textarea").fill("Looks like the shop engine confirms in a nightly batch.")
    follow(sam, sam.get_by_role("button", name="Keep as an internal note"))
    world.work_off()

    # She sees whose turn it is, answers, and never sees the internal note.
    alice.goto(f"/s/{world.harbour.ref}/")
    expect(alice.locator("main")).to_contain_text(f"Case {case.ref} waits for you")
    alice.goto(f"/s/{world.harbour.ref}/cases/{case.ref}/")
    expect(alice.locator("main")).to_contain_text("the carrier's acceptance scan")
    expect(alice.locator("main")).not_to_contain_text("nightly batch")
    assert_accessible(alice)
    alice.locator("form[action$='/messages/'] textarea[name=body]").fill(
        "It was accepted on 17 November at 16:55, scan NP 9921."
    )
    alice.get_by_role("button", name="Send", exact=True).click()
    expect(alice.locator("main")).to_contain_text("NP 9921")

    # Support resolves it; she reopens, and closes it herself in the end.
    sam.reload()
    sam.locator("#answer textarea[name=body]").fill(
        "The confirmation decides, but we corrected the six: the facts were wrong."
    )
    sam.locator("#answer input[name=outcome][value=resolve]").check()
    follow(sam, sam.get_by_role("button", name="Send to the seller"))
    alice.reload()
    expect(alice.locator("header.lead")).to_contain_text("Closed")
    alice.locator("form[action$='/reopening/'] [name=reason]").fill("One of the six is still counted.")
    alice.get_by_role("button", name="Reopen the case").click()
    expect(alice.locator("header.lead")).to_contain_text("Open")
    alice.get_by_text("Close this case").click()
    alice.locator("form[action$='/closure/'] [name=words]").fill("The six were corrected.")
    alice.get_by_role("button", name="Close the case").click()
    expect(alice.locator("header.lead")).to_contain_text("Closed")
    case.refresh_from_db()
    assert case.label == "closed"


def test_a_case_is_written_by_hand_and_read_by_a_guest(page_for: Pages, world: World) -> None:
    alice = page_for(world.alice)
    alice.goto(f"/s/{world.harbour.ref}/cases/new/other.other/")

    # A file dropped on the form is sent at once, shown small, and survives a closed tab.
    alice.locator("#id_subject").fill("The scale at gate 4 weighs two kilos too much")
    _drop(alice, "scale.png", png("scale.png").read())
    expect(alice.locator(".files li", has_text="scale.png")).to_contain_text("uploaded")
    expect(alice.locator(".files canvas")).to_be_visible()
    expect(alice.locator("[data-draft-state][data-state=saved]")).to_be_visible()
    alice.goto(f"/s/{world.harbour.ref}/cases/")
    alice.goto(f"/s/{world.harbour.ref}/cases/new/other.other/")
    expect(alice.locator(".kept")).to_contain_text("scale.png")

    # Lists go on by themselves, keys mark words, and the preview is what will be sent.
    text = alice.locator("textarea[name=body]")
    text.fill("")
    alice.get_by_role("button", name="Bullet list").click()
    text.press_sequentially("parcel one")
    text.press("Enter")
    text.press_sequentially("parcel two")
    text.press("Control+b")
    alice.get_by_role("button", name="Preview").click()
    expect(alice.locator(".preview li")).to_have_count(2)
    assert_accessible(alice)
    alice.get_by_role("button", name="Preview").click()
    follow(alice, alice.get_by_role("button", name="Send and get the Case ID"))
    case = Case.objects.get(seller=world.harbour)
    alice.get_by_role("link", name="Go to the case").click()
    expect(alice.locator(".attached img")).to_be_visible()
    expect(alice.locator(".msg li")).not_to_have_count(0)

    # She invites an adviser, who opens her link, writes, and is gone with one click.
    alice.get_by_text("Invite somebody to this case").click()
    alice.locator("#guest_name").fill("Nora")
    alice.locator("#guest_email").fill(NORA)
    alice.locator("#guest_scope").select_option("write")
    alice.get_by_role("button", name="Send the invitation").click()
    expect(alice.locator("#guests")).to_contain_text("reads and writes, without attachments")
    nora = page_for(None, width=390)
    nora.goto(f"/guest/join/{secret_for()}/")
    assert_accessible(nora)
    nora.get_by_role("button", name="Open the case in this browser").click()
    expect(nora.locator("h1")).to_contain_text("gate 4")
    expect(nora.locator(".attached")).to_have_count(0)
    assert_accessible(nora)
    assert_fits(nora)
    nora.locator("textarea[name=body]").fill("The scale was calibrated in March.")
    nora.get_by_role("button", name="Send", exact=True).click()
    expect(nora.locator("main")).to_contain_text("calibrated in March")
    alice.reload()
    expect(alice.locator(".msg", has_text="calibrated in March")).to_contain_text("your guest")
    alice.get_by_role("button", name="Take out").click()
    alice.locator("#confirm [data-ok]").click()
    expect(alice.locator("#guests")).not_to_contain_text("Nora")
    nora.reload()
    expect(nora.locator("body")).not_to_contain_text("gate 4")
    assert case.messages.count() == 2


def _drop(page: Page, name: str, content: bytes) -> None:
    """Drag a file onto the form's field, as a hand would."""
    transfer = page.evaluate_handle(
        """([name, bytes]) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
            return transfer;
        }""",
        [name, list(content)],
    )
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": transfer})


@pytest.mark.either
@pytest.mark.parametrize("width", [390, 1440])
def test_case_pages_fit_and_are_accessible(page_for: Pages, world: World, width: int) -> None:
    page = page_for(world.alice, width=width, scheme="dark")

    for rest in ("cases/", "cases/new/", "cases/new/other.other/"):
        page.goto(f"/s/{world.harbour.ref}/{rest}")
        assert_accessible(page)
        assert_fits(page)
