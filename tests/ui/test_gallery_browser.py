"""The gallery in a real browser: accessible, within its width, and doing what its scripts promise."""

import re

import pytest
from playwright.sync_api import Page, expect

from goodstanding.ui.views import SAMPLE_PAGES
from tests.browser import assert_accessible, assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.either, pytest.mark.urls("tests.ui.urls")]

PATHS = ["/kit/", *(f"/kit/pages/{name}/" for name in SAMPLE_PAGES)]
SCREENS = [(1440, "light"), (1440, "dark"), (360, "light"), (390, "dark")]


@pytest.fixture
def page(page_for) -> Page:
    return page_for(None)


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_every_page_is_accessible_and_fits(page_for, width, scheme):
    page = page_for(None, width=width, scheme=scheme)

    for path in PATHS:
        page.goto(path)
        assert_fits(page)
        assert_accessible(page)


def test_every_page_is_accessible_without_script(page_for):
    page = page_for(None, script=False)

    for path in PATHS:
        page.goto(path)
        assert_fits(page)


def test_open_layers_are_accessible(page):
    page.goto("/kit/")

    for opener in ("Open a dialog", "Open a side panel"):
        page.get_by_role("button", name=opener).click()
        expect(page.locator("dialog[open]")).to_be_visible()
        assert_accessible(page)
        page.keyboard.press("Escape")
    page.locator(".menu > summary").click()
    assert_accessible(page)


def test_a_dialog_opens_without_script(page_for):
    page = page_for(None, script=False)
    page.goto("/kit/")

    page.get_by_role("button", name="Open a dialog").click()

    expect(page.get_by_role("heading", name="Ask for more")).to_be_visible()


def test_the_menu_opens_on_a_telephone_without_script(page_for):
    page = page_for(None, width=360, script=False)
    page.goto("/kit/pages/home/")

    page.get_by_role("button", name="Menu", exact=True).click()

    expect(page.get_by_role("link", name="Account health")).to_be_visible()


def test_the_theme_chosen_stays(page):
    page.goto("/kit/pages/home/")
    page.locator(".menu > summary").click()
    page.get_by_role("button", name="Dark").click()

    page.reload()

    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 21, 20)"


def test_the_palette_goes_to_a_page(page):
    page.goto("/kit/pages/home/")
    page.keyboard.press("Control+k")
    page.keyboard.type("account he")
    expect(page.get_by_role("option").first).to_have_text("Account health")
    assert_accessible(page)

    page.keyboard.press("Enter")

    page.wait_for_url("**/pages/health/")


def test_the_palette_asks_the_server_too(page):
    page.goto("/kit/pages/home/")
    page.keyboard.press("Control+k")

    page.keyboard.type("4k7")

    expect(page.get_by_role("option").first).to_contain_text("Case 4K7-2QX")


def test_single_keys_go_and_can_be_switched_off(page):
    page.goto("/kit/pages/home/")
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/pages/health/")

    page.keyboard.press("?")
    assert_accessible(page)
    page.get_by_label("Use single-key shortcuts on this device").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("h")
    asked = page.evaluate(
        "fetch('/kit/').then(answer => answer.status)"
    )  # a page asked for by the keys comes before it

    assert asked == 200
    assert page.url.endswith("/pages/health/")


def test_j_and_k_walk_through_rows(page):
    page.goto("/kit/pages/orders/")

    for key in "jjk":
        page.keyboard.press(key)

    expect(page.locator("tr.here")).to_have_count(1)
    expect(page.locator("tbody tr").first).to_have_class("here")
    assert page.evaluate("document.activeElement.textContent") == "118-204"


def test_a_draft_saves_itself_and_says_when(page):
    page.goto("/kit/pages/case/")

    page.get_by_role("textbox", name="What happened").fill("The scan is attached.")

    expect(page.get_by_text("Draft saved 12:03")).to_be_visible()


def test_a_refused_draft_says_why(page):
    page.goto("/kit/pages/case/")

    page.get_by_role("textbox", name="What happened").fill("refuse this")

    expect(page.get_by_text("Not saved: The deadline has passed.")).to_be_visible()


def test_a_draft_is_retried_until_it_is_saved(page):
    page.route("**/draft/", lambda route: route.abort())
    page.goto("/kit/pages/case/")
    page.get_by_role("textbox", name="What happened").fill("Written in a tunnel.")
    expect(page.locator("[data-draft-state]")).to_contain_text("Not saved: no connection, retrying")

    page.unroute("**/draft/")

    expect(page.get_by_text("Draft saved 12:03")).to_be_visible(timeout=8_000)


def test_a_closed_tab_loses_nothing(page):
    sent: list[str] = []
    page.on("request", lambda request: request.url.endswith("/draft/") and sent.append(request.post_data or ""))
    page.goto("/kit/pages/case/")
    page.get_by_role("textbox", name="What happened").fill("Half a sentence")

    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/kit/pages/empty/")
    page.goto("/kit/pages/case/")

    assert any("Half a sentence" in body for body in sent)
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_role("textbox", name="What happened")).to_have_value("Half a sentence")


def test_a_confirmation_can_be_cancelled(page):
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.goto("/kit/")

    page.get_by_role("button", name="Close the case").click()
    expect(page.get_by_role("dialog", name="Close this case?")).to_be_visible()
    page.get_by_role("button", name="Cancel", exact=True).last.click()

    assert sent == []


def test_a_form_is_sent_once(page):
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.goto("/kit/")
    page.get_by_role("button", name="Close the case").click()

    page.locator("#confirm [data-ok]").click()

    page.wait_for_url("**/draft/")
    assert len(sent) == 1


def test_files_are_checked_before_they_are_sent(page):
    page.goto("/kit/")

    page.get_by_label("Evidence").set_input_files(
        [
            {"name": "scan.png", "mimeType": "image/png", "buffer": b"1234"},
            {"name": "tool.exe", "mimeType": "application/x-msdownload", "buffer": b"1234"},
        ]
    )

    expect(page.get_by_text("Not accepted here: PDF, PNG or JPEG are.", exact=True)).to_be_visible()
    assert page.evaluate("document.querySelector('#id_evidence').files.length") == 1
    page.get_by_role("button", name="Remove scan.png").click()
    assert page.evaluate("document.querySelector('#id_evidence').files.length") == 0


def test_the_formatting_bar_writes_marks(page):
    page.goto("/kit/pages/case/")
    story = page.get_by_role("textbox", name="What happened")
    story.fill("one\ntwo")
    story.select_text()

    page.get_by_role("button", name="Numbered list").click()

    expect(story).to_have_value("1. one\n2. two")


def test_a_toast_is_said_and_dismissed(page):
    page.goto("/kit/")

    page.get_by_role("button", name="Show a toast").click()
    toast = page.locator("#toasts .toast").filter(has_text=re.compile("Copied"))
    expect(toast).to_be_visible()
    toast.get_by_role("button", name="Dismiss").click()

    expect(toast).to_have_count(0)
