"""Writing to a seller first in a browser: what is typed is kept by itself, and a macro is put in with what goes with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from goodstanding.base.clock import reading
from goodstanding.systems.cases import queries
from goodstanding.systems.cases.models import Case, CaseMessage
from goodstanding.systems.desk.actions import MacroDraft, make_macro
from tests.browser import assert_accessible
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.journey]


@pytest.fixture
def page(world: World, page_for: Callable[..., Page]) -> Page:
    """The form for Harbour Lane, at sam's desk."""
    reading.move_to(world.now)
    draft = MacroDraft(
        name="Scan", body="Dear {{seller.name}}, this is case {{case.id}}.", outcome="wait_for_seller", what="the scan",
        steps=[("tag", "scan")],
    )  # fmt: skip
    make_macro(actor=world.sam.actor, draft=draft, at=world.now)
    page = page_for(world.sam)
    page.goto(f"/console/cases/new/?seller={world.harbour.ref}")
    return page


def test_what_is_typed_is_there_again_and_can_be_thrown_away(page: Page) -> None:
    page.locator("#id_category").select_option("orders_shipping.templates")
    page.locator("#id_subject").fill("The label of March")
    page.locator("#id_body").fill("Please send us")
    page.locator("input[type=file]").set_input_files(
        {"name": "scan.txt", "mimeType": "text/plain", "buffer": b"Number 14."}
    )
    expect(page.locator("#answer input[name=files_refs]")).to_be_attached()
    page.locator("#id_body").press_sequentially(" the invoice")
    expect(page.locator("[data-draft-state][data-state=saved]")).to_be_visible()

    page.reload()

    expect(page.get_by_text("You began this message and did not send it")).to_be_visible()
    expect(page.locator("#id_body")).to_have_value("Please send us the invoice")
    expect(page.get_by_text("scan.txt")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Throw it away").click()
    page.locator("#confirm .btn:not(.quiet)").click()
    expect(page.get_by_text("The draft is gone.")).to_be_visible()
    expect(page.locator("#id_body")).to_have_value("")


def test_a_macro_is_put_in_with_the_keyboard_and_done_with_the_sending(page: Page, world: World) -> None:
    page.locator("#id_category").select_option("orders_shipping.templates")
    page.locator("#id_subject").fill("The label of March")
    page.locator("#id_subject").blur()
    page.keyboard.press("m")
    page.get_by_role("link", name="Scan").click()
    expect(page.get_by_role("button", name="Put it into the message")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#id_body")).to_have_value("Dear Harbour Lane Ceramics, this is case {{case.id}}.")
    expect(page.get_by_label("With sending it, as the macro says: Put on the tag: scan")).to_be_checked()
    expect(page.get_by_label("Waits for what")).to_have_value("the scan")
    assert_accessible(page)
    page.get_by_role("button", name="Send to the seller").click()

    expect(page.get_by_text("and its seller gets it by mail")).to_be_visible()
    case = Case.objects.get()
    assert CaseMessage.objects.get().body == f"Dear Harbour Lane Ceramics, this is case {case.ref}."
    assert queries.tags_of(world.sam.actor, case) == ["scan"]


def test_a_macro_that_was_chosen_stays_while_the_list_is_made_anew(page: Page) -> None:
    page.locator("summary", has_text="Macros").click()
    page.get_by_role("link", name="Scan").click()
    put = page.get_by_role("button", name="Put it into the message")
    expect(put).to_be_focused()

    with page.expect_response(lambda answer: "/macros/first/" in answer.url):
        page.locator("#id_category").select_option("orders_shipping.templates")
    page.locator("#macro-list").evaluate(
        "list => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )

    expect(put).to_be_focused()
    put.click()
    expect(page.locator("#id_body")).to_have_value("Dear Harbour Lane Ceramics, this is case {{case.id}}.")
