"""What people type and where they come from: Case IDs and order IDs in any spelling, days in either order, the nearest branch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.models import Mail
from goodstanding.systems.cases import actions
from goodstanding.systems.cases.models import CaseLink
from goodstanding.systems.cases.states import Outcome, Status
from tests.factories import orders
from tests.factories.cases import answer, open_case
from tests.world import World


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


def at(world: World, path: str = "") -> str:
    return f"/s/{world.harbour.ref}/cases/{path}"


def test_a_case_id_opens_its_case_in_any_spelling_and_for_nobody_else(world: World) -> None:
    case = open_case(world)
    spellings = (case.ref.lower(), case.ref.replace("-", ""), case.ref.lower().replace("-", ""))

    for spelling in spellings:
        assert case.subject in world.as_(world.alice).get(at(world, f"{spelling}/")).content.decode()
        assert world.as_(world.mallory).get(f"/s/{world.rival.ref}/cases/{spelling}/").status_code == 404


@pytest.mark.parametrize("typed", ["us-118-204", " #US-118-204 ", "US-118-204"])
def test_an_order_id_is_known_in_lower_case_and_with_its_number_sign(world: World, typed: str) -> None:
    orders.record(world.harbour, orders.order_events(world.harbour, world.now, order="US-118-204"), world.now)
    form = {"subject": "Parcel without a scan since Thursday", "body": "Gone.", "key": "k1", "q_order": typed}

    sent = world.as_(world.alice).post(at(world, "new/orders_shipping.tracking/"), form)

    assert sent.status_code == 302
    assert CaseLink.objects.get().ref == "US-118-204"


def test_whoever_comes_from_an_order_reads_about_orders_first(world: World) -> None:
    orders.record(world.harbour, orders.order_events(world.harbour, world.now, order="118-204"), world.now)

    page = world.as_(world.alice).get(at(world, "new/?about=order:118-204")).content.decode()
    usual = world.as_(world.alice).get(at(world, "new/")).content.decode()

    assert page.index("<h2>Orders and shipping<") < page.index("<h2>Account health<")
    assert usual.index("<h2>Account health<") < usual.index("<h2>Orders and shipping<")


def test_days_in_the_wrong_order_are_a_span_all_the_same(world: World) -> None:
    case = open_case(world)
    first, last = world.now - timedelta(days=2), world.now + timedelta(days=2)

    page = world.as_(world.alice).get(at(world, f"?from={last:%Y-%m-%d}&to={first:%Y-%m-%d}")).content.decode()

    assert case.ref in page


def test_a_closed_case_says_closed_once_and_leads_to_where_it_goes_on(world: World) -> None:
    case = open_case(world)
    answer(world, case, outcome=Outcome.RESOLVE)
    resolved = world.as_(world.alice).get(at(world, f"{case.ref}/")).content.decode()

    world.at(world.later(days=15))
    actions.wake(case_id=case.pk, at=world.now)
    page = world.as_(world.alice).get(at(world, f"{case.ref}/")).content.decode()

    case.refresh_from_db()
    assert case.state == Status.CLOSED
    assert f"cases/{case.ref}/#id_body" in resolved
    assert "Closed: closed" not in page + world.as_(world.alice).get(at(world)).content.decode()
    assert (
        f'href="/s/{world.harbour.ref}/cases/new/{case.category}/?about=case:{case.ref}">Open a follow-up case' in page
    )


def test_a_private_note_is_still_kept_without_files(world: World) -> None:
    case = open_case(world)

    world.as_(world.alice).post(at(world, f"{case.ref}/messages/"), {"body": "Ask Bo.", "private": "1"})

    assert "Ask Bo." in world.as_(world.alice).get(at(world, f"{case.ref}/")).content.decode()


def test_a_list_in_arabic_has_its_bullets_on_the_right_and_one_in_english_on_the_left(
    world: World, page_for: Callable[..., Page]
) -> None:
    case = open_case(world)
    answer(
        world,
        case,
        body="- \u0645\u0631\u062d\u0628\u0627 118-204\n- 118-205 \u0634\u0643\u0631\u0627\n\nThen:\n\n- first\n- second",
    )

    page = page_for(world.alice)
    page.goto(at(world, f"{case.ref}/"))
    lists = page.locator(".msg ul", has_text="118-204"), page.locator(".msg ul", has_text="first")

    sides = [found.locator("li").first.evaluate("item => getComputedStyle(item).direction") for found in lists]
    paddings = [found.evaluate("list => parseInt(getComputedStyle(list).paddingRight) > 0") for found in lists]
    assert sides == ["rtl", "ltr"]
    assert paddings == [True, False]
    aligned = lists[0].locator("li").nth(1).evaluate("item => getComputedStyle(item).textAlign")
    assert aligned == "right"  # it begins with an order ID, and stays beside its bullet


def test_a_mail_gives_each_paragraph_and_list_its_own_direction(world: World) -> None:
    case = open_case(world)
    answer(world, case, body="\u0645\u0631\u062d\u0628\u0627\n\n- \u0634\u0643\u0631\u0627\n\nThank you")
    world.work_off()

    html = Mail.objects.get(to_address="alice@example.com", html__contains="Thank you").html

    assert '<p dir="auto">\u0645\u0631\u062d\u0628\u0627</p>' in html
    assert '<ul dir="auto">' in html
    assert '<p dir="auto">Thank you</p>' in html
