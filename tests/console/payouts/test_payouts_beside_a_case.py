"""Payouts as associates see them: beside the seller's cases, and each on its own page."""

from __future__ import annotations

from datetime import timedelta

from goodstanding.systems.cases import actions as cases
from goodstanding.systems.payouts.states import LineKind, PayoutStatus
from tests.factories.cases import open_case
from tests.factories.payouts import draft, paid, record
from tests.world import World


def test_the_sellers_newest_payouts_stand_beside_a_case_with_their_reasons(world: World) -> None:
    for n in range(5):
        paid(
            world.harbour,
            world.now - timedelta(days=14 * n),
            settlement=f"S-{n}",
            amounts=((LineKind.SALE, 10_00 + n * 1_00),),
        )
    paid(world.rival, world.now, settlement="other")
    held = draft(
        world.harbour,
        world.now,
        settlement="S-held",
        status=PayoutStatus.ON_HOLD,
        pay_at=None,
        reason="Tax form missing",
    )
    record(world.harbour, held, at=world.now)
    case = open_case(world)

    page = world.as_(world.sam).get(f"/console/cases/{case.ref}/facts/").content.decode().replace("\xa0", " ")

    assert "Tax form missing" in page
    assert page.count('href="/console/payouts/') == 3
    assert ("10.00 USD" in page, "13.00 USD" in page) == (True, False)


def test_a_seller_without_payouts_is_said_to_have_none(world: World) -> None:
    case = open_case(world)

    page = world.as_(world.sam).get(f"/console/cases/{case.ref}/facts/").content.decode()

    assert "told of no payout" in page


def test_a_payouts_page_shows_its_sums_its_lines_its_cases_and_what_happened(world: World) -> None:
    payout = paid(world.harbour, world.now, status=PayoutStatus.IN_TRANSIT)
    record(
        world.harbour,
        draft(world.harbour, world.now, status=PayoutStatus.FAILED, reason="Account closed"),
        at=world.now,
    )
    case = open_case(world)
    cases.link(actor=world.sam.actor, ref=case.ref, kind="payout_line", to=f"{payout.ref}-1", at=world.now)

    client = world.as_(world.sam)
    page = client.get(f"/console/payouts/{payout.ref}/").content.decode().replace("\xa0", " ")
    shown = client.get(f"/console/cases/{case.ref}/").content.decode()

    for said in (
        "42.75 USD could not be paid",
        "Account closed",
        "Marketplace fees",
        "Harbour Lane Ceramics",
        case.ref,
    ):
        assert said in page
    assert "went from “On its way” to “Failed”" in page
    assert f"/console/payouts/{payout.ref}/?line=1" in shown
    assert f'href="/console/payouts/{payout.ref}/"' in shown


def test_the_consoles_search_box_opens_a_payout_by_its_reference(world: World) -> None:
    payout = paid(world.harbour, world.now)

    found = world.as_(world.sam).get(f"/console/search/?q={payout.ref}")

    assert found.headers["Location"] == f"/console/payouts/{payout.ref}/"
