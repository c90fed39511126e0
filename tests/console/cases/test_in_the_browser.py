"""A case worked with the keyboard alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from goodstanding.base.clock import reading
from goodstanding.systems.cases.models import Case, CaseAttachment, InternalAttachment
from goodstanding.systems.desk.actions import MacroDraft, make_macro
from tests.browser import assert_accessible
from tests.factories.cases import open_case
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.journey]


@pytest.fixture
def page(world: World, page_for: Callable[..., Page]) -> Page:
    """The older of two cases at sam's desk, with both parts beside it."""
    reading.move_to(world.now)
    first = open_case(world, at=world.later(hours=-2))
    open_case(world, subject="The one after it")
    page = page_for(world.sam)
    page.goto(f"/console/cases/{first.ref}/?owner=all")
    page.locator("#id_tag").wait_for()
    return page


def test_the_sheet_lists_every_key_of_the_page_once(page: Page) -> None:
    page.keyboard.press("?")

    keys = page.locator("[data-page-keys] kbd").all_inner_texts()

    expect(page.locator("[data-page-keys]")).to_contain_text("Next case of the queue")
    assert {"r", "n", "t", "m", "d", "a", "s", "l", "x", "u"} <= set(keys)
    assert [key for key, n in Counter(keys).items() if n > 1] == []
    assert_accessible(page)


@pytest.mark.parametrize(
    ("key", "field"),
    [("r", "#answer [name=body]"), ("n", "#id_note"), ("l", "#id_tag"), ("a", "#id_assignee"), ("s", "#id_until")],
)
def test_a_key_puts_the_cursor_where_it_leads(page: Page, key: str, field: str) -> None:
    page.keyboard.press(key)

    expect(page.locator(field)).to_be_focused()


def test_a_case_is_taken_answered_and_left_for_the_next_without_a_mouse(page: Page, world: World) -> None:
    page.keyboard.press("t")
    expect(page.get_by_text("It is yours.")).to_be_visible()

    page.keyboard.press("r")
    expect(page.locator("#answer [name=body]")).to_be_focused()
    page.keyboard.type("I look into it today; xyz are letters here.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Sent.")).to_be_visible()
    page.keyboard.press("x")

    expect(page.get_by_role("heading", name="The one after it")).to_be_visible()
    assert Case.objects.get(subject__startswith="Claim").assignee == world.sam.user


def test_the_form_being_written_is_sent_from_any_of_its_fields(page: Page) -> None:
    page.locator("#answer [name=body]").fill("We close this.")
    page.locator("#answer [value=resolve]").check()

    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("Sent.")).to_be_visible()


def test_cases_are_chosen_and_answered_at_once_without_a_mouse(page: Page, world: World) -> None:
    page.goto("/console/desk/bulk/new/")
    page.keyboard.press("j")
    page.keyboard.press("Space")
    page.keyboard.press("j")
    page.keyboard.press("Space")
    expect(page.locator("tbody input:checked")).to_have_count(2)

    page.keyboard.press("r")
    page.locator("#id_body").focus()
    page.keyboard.type("Dear {{seller.name}}, it is mended.")
    page.locator("#id_outcome").select_option("keep_open")
    assert_accessible(page)
    page.locator("#id_body").focus()
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("heading", name="This would change 2 cases")).to_be_visible()
    expect(page.get_by_text("Dear Harbour Lane Ceramics, it is mended.").first).to_be_visible()
    assert_accessible(page)


SCAN = {"name": "scan.txt", "mimeType": "text/plain", "buffer": b"Number 14."}


def test_a_file_for_a_note_and_one_for_many_answers_is_sent_at_once_and_goes_with_what_is_written(
    page: Page, world: World
) -> None:
    page.locator("#note summary").click()
    page.locator("#id_note_files").set_input_files(SCAN)
    expect(page.locator("#note .files")).to_contain_text("uploaded")
    page.locator("#id_note").fill("The carrier sent this.")
    page.get_by_role("button", name="Keep as an internal note").click()
    expect(page.get_by_text("Note kept.")).to_be_visible()
    (noted,) = InternalAttachment.objects.all()
    assert (noted.file.name, CaseAttachment.objects.count()) == ("scan.txt", 0)

    page.goto("/console/desk/bulk/new/?owner=all")
    page.locator("tbody input").first.check()
    page.keyboard.press("r")
    page.locator("#id_files").set_input_files(SCAN)
    expect(page.locator("form .files")).to_contain_text("uploaded")
    page.locator("#id_body").fill("Please fill this in.")
    page.locator("#id_outcome").select_option("keep_open")
    page.get_by_role("button", name="Show what would happen").last.click()
    expect(page.get_by_role("button", name="Do it")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="scan.txt")).to_be_visible()


def test_colleagues_are_offered_while_their_name_is_written_after_an_at(page: Page, world: World) -> None:
    with page.expect_response("**/colleagues/"):
        page.keyboard.press("n")
        expect(page.locator("#id_note")).to_be_focused()
        page.keyboard.type("Please look, @te")
    page.keyboard.type("s")
    expect(page.get_by_role("option", name="Tess @tess")).to_be_visible()
    assert_accessible(page)

    page.keyboard.press("Enter")
    expect(page.locator("#id_note")).to_have_value("Please look, @tess ")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("Called: Tess.")).to_be_visible()


def test_the_facts_and_the_queue_stay_beside_the_conversation_however_far_it_is_read(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 700})
    page.evaluate("scrollTo(0, 250)")

    assert page.evaluate("scrollY") > 200
    for part in (".desk > aside", ".desk > .sheet"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["y"] >= 52  # below the bar
        assert box["y"] + box["height"] <= 700

    page.keyboard.press("y")
    expect(page.get_by_role("link", name="Join with another case")).to_be_in_viewport()
    expect(page.locator("#answer [name=body]")).to_be_in_viewport()
    assert_accessible(page)


def test_queue_conversation_and_facts_begin_at_one_height(page: Page) -> None:
    tops = [page.locator(part).bounding_box() for part in (".desk > .sheet", ".desk .clocks", ".desk > aside")]

    assert len({round(box["y"]) for box in tops if box}) == 1


def test_the_next_row_is_counted_from_the_case_that_is_open(page: Page) -> None:
    page.locator(".picks [aria-current]").wait_for()

    page.keyboard.press("j")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("The one after it")


def test_one_of_many_macros_is_found_shown_and_put_in_by_the_keyboard(page: Page, world: World) -> None:
    for n in range(9):
        draft = MacroDraft(name=f"Prepared {n}", body=f"Words number {n} for {{{{seller.name}}}}.", shared=False)
        make_macro(actor=world.sam.actor, draft=draft, at=world.now)

    page.keyboard.press("m")
    expect(page.locator("#id_sieve")).to_be_focused()
    page.keyboard.type("7 prep")
    expect(page.locator("#macro-list > li:visible")).to_have_text(["Prepared 7"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Put it into the answer")).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("Enter")

    expect(page.locator("#answer [name=body]")).to_have_value(f"Words number 7 for {world.harbour.name}.")
    expect(page.locator("#answer [name=body]")).to_be_focused()


def test_a_macro_that_asks_for_things_adds_them_to_those_typed(page: Page, world: World) -> None:
    draft = MacroDraft(
        name="Papers", body="We need these.", outcome="wait_for_seller", needs=["Proof of delivery", "Invoice of May"]
    )
    make_macro(actor=world.sam.actor, draft=draft, at=world.now)
    page.get_by_text("Ask for several things").click()
    page.locator("#answer [name=needs]").fill("Signature\nInvoice of May")
    page.get_by_text("Ask for several things").click()

    page.locator("body").press("m")
    page.get_by_role("link", name="Papers").click()
    expect(page.locator("#macro-words li").first).to_have_text("Proof of delivery")
    page.get_by_role("button", name="Put it into the answer").click()

    expect(page.locator("#answer [name=needs]")).to_have_value("Signature\nInvoice of May\nProof of delivery")
    expect(page.locator("#answer [name=needs]")).to_be_visible()
    expect(page.get_by_label("Wait for the seller")).to_be_checked()


@pytest.mark.parametrize("path", ["cases/?owner=all", "cases/workload/", "service/", "desk/bulk/new/?owner=all"])
def test_no_two_landmarks_of_a_page_share_a_name(page: Page, path: str) -> None:
    page.goto(f"/console/{path}")

    found = Axe().run(page, options={"runOnly": ["landmark-unique"]}).response["violations"]

    assert found == []
