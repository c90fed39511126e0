"""The seller's payments: the answer first, every line, and the way to a case from each of them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from goodstanding.systems.cases.models import Case, CaseLink
from goodstanding.systems.payouts.models import Payout
from goodstanding.systems.payouts.states import LineKind, PayoutStatus
from tests.factories.orders import order_events
from tests.factories.orders import record as record_orders
from tests.factories.payouts import lines, paid
from tests.world import World


@pytest.fixture
def alice(world: World) -> Client:
    return world.as_(world.alice)


def base(world: World) -> str:
    return f"/s/{world.harbour.ref}/payouts/"


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\xa0", " ")


def known_order(world: World, order: str) -> None:
    record_orders(world.harbour, order_events(world.harbour, world.now - timedelta(days=20), order=order), world.now)


SAID = [
    ({"status": PayoutStatus.PAID}, "42.75 USD was paid on 22 November 2026"),
    ({"status": PayoutStatus.IN_TRANSIT}, "42.75 USD was sent on 22 November 2026"),
    ({"status": PayoutStatus.SCHEDULED}, "42.75 USD was to be paid on 22 November 2026; nobody has confirmed it yet"),
    ({"status": PayoutStatus.SCHEDULED, "pay_at": None}, "42.75 USD is scheduled"),
    ({"status": PayoutStatus.ON_HOLD, "pay_at": None, "reason": "Tax form missing"}, "42.75 USD is on hold"),
    ({"status": PayoutStatus.FAILED, "reason": "Account closed"}, "42.75 USD could not be paid"),
    ({"status": None, "amounts": ((LineKind.FEE, -9_00),)}, "Nothing to pay out: -9.00 USD is carried over"),
]


@pytest.mark.parametrize(("told", "said"), SAID, ids=[said for _, said in SAID])
def test_the_headline_is_where_the_money_is(world: World, alice: Client, told: dict[str, object], said: str) -> None:
    payout = paid(world.harbour, world.now, **told)

    for path in (base(world), f"{base(world)}{payout.ref}/"):
        page = text(alice, path)
        assert said in page
        assert payout.reason in page


def test_the_headline_is_about_what_is_waited_for_and_counts_the_others(world: World, alice: Client) -> None:
    held = {"status": PayoutStatus.ON_HOLD, "pay_at": None, "reason": "Account suspended"}
    paid(world.harbour, world.later(days=-28), settlement="S-1", **held)
    paid(world.harbour, world.later(days=-14), settlement="S-2", amounts=((LineKind.SALE, 5_00),), **held)
    paid(world.harbour, world.now, settlement="S-3", amounts=((LineKind.FEE, -9_00),), status=None)

    page = text(alice, base(world))

    assert "5.00 USD is on hold" in page
    assert "1 other payout has not arrived either" in page
    assert "Nothing further is scheduled" not in page


def test_without_payouts_nothing_is_scheduled(world: World, alice: Client) -> None:
    assert "Nothing is scheduled" in text(alice, base(world))


def test_the_kinds_add_up_to_the_cent_and_lead_to_their_lines(world: World, alice: Client) -> None:
    payout = paid(world.harbour, world.now)
    page = text(alice, f"{base(world)}{payout.ref}/")
    fees = alice.get(f"{base(world)}{payout.ref}/?kind=fee").content.decode()

    assert "Product charges 1 60.00 USD Marketplace fees 1 -9.00 USD Fulfilment fees 1 -8.25 USD" in page
    assert "Together, to the cent 3 42.75 USD" in page
    assert (fees.count('id="line-'), 'id="line-2"' in fees) == (1, True)


def test_an_order_that_is_known_is_a_link_and_any_other_its_number(world: World, alice: Client) -> None:
    known_order(world, "A-1")
    both = [
        *lines(world.now, (LineKind.SALE, 10_00), order="A-1"),
        *lines(world.now, (LineKind.SALE, 5_00), order="X-9"),
    ]
    payout = paid(world.harbour, world.now, lines=both, total_minor=15_00)

    page = alice.get(f"{base(world)}{payout.ref}/").content.decode()
    one = alice.get(f"{base(world)}{payout.ref}/?order=X-9").content.decode()

    assert f'<a href="/s/{world.harbour.ref}/orders/A-1/">A-1</a>' in page
    assert ("X-9" in page, "orders/X-9" in page) == (True, False)
    assert one.count('id="line-') == 1


def test_many_lines_come_in_pages_that_together_show_each_once(world: World, alice: Client) -> None:
    payout = paid(world.harbour, world.now, lines=lines(world.now, *[(LineKind.SALE, 1_00)] * 120), total_minor=120_00)

    seen: list[str] = []
    url = f"{base(world)}{payout.ref}/"
    while url:
        page = alice.get(url).content.decode()
        seen += re.findall(r'id="line-(\d+)"', page)
        onward = re.search(r'rel="next" href="([^"]+)"', page)
        url = f"{base(world)}{payout.ref}/{onward[1]}".replace("&amp;", "&") if onward else ""

    assert seen == [str(number) for number in range(1, 121)]


def test_the_list_of_payouts_comes_in_pages(world: World, alice: Client) -> None:
    for n in range(30):
        paid(world.harbour, world.now - timedelta(days=14 * n), settlement=f"S-{n}")

    first = alice.get(base(world)).content.decode()
    onward = re.search(r'rel="next" href="([^"]+)"', first)
    assert onward
    second = alice.get(base(world) + onward[1].replace("&amp;", "&")).content.decode()

    shown = [len(re.findall(r"/payouts/[0-9A-Z]{3}-[0-9A-Z]{3}/", page)) for page in (first, second)]
    assert shown == [25, 5]


def test_a_case_opened_from_a_line_carries_the_line_its_payout_and_its_order(world: World, alice: Client) -> None:
    known_order(world, "A-1")
    payout = paid(world.harbour, world.now, order="A-1")
    page = alice.get(f"{base(world)}{payout.ref}/").content.decode()
    start = re.search(rf'href="([^"]+about=payout_line:{payout.ref}-2)"', page)
    assert start

    form = alice.get(start[1], follow=True)
    written = form.content.decode()
    alice.post(
        form.request["PATH_INFO"] + "?" + form.request["QUERY_STRING"],
        {
            "subject": "Fee of A-1 too high",
            "body": "It should be 6.00.",
            "key": "pay",
            "anyway": "1",
            "q_transaction": "T",
        },
    )

    assert "/cases/new/payments.fee_dispute/" in form.request["PATH_INFO"]
    assert f'value="{payout.ref}-2"' in written
    assert "Fee, -9.00\xa0USD, order A-1" in written
    assert re.search(r'name="q_amount"[^>]* value="9.00"|value="9.00"[^>]* name="q_amount"', written)
    case = Case.objects.get()
    assert set(CaseLink.objects.filter(case=case).values_list("kind", "ref")) == {
        ("payout_line", f"{payout.ref}-2"), ("payout", payout.ref), ("order", "A-1"),
    }  # fmt: skip
    found = alice.get(f"/s/{world.harbour.ref}/cases/", {"q": f"payout:{payout.ref.lower()}"}).content.decode()
    assert f"/cases/{case.ref}/" in found
    assert (
        f"/cases/{case.ref}/"
        not in alice.get(f"/s/{world.harbour.ref}/cases/", {"q": "payout:2FQ-0A6"}).content.decode()
    )
    shown = alice.get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()
    about = alice.get(f"/s/{world.harbour.ref}/cases/about/?about=payout:{payout.ref}").content.decode()
    assert f"/payouts/{payout.ref}/?line=2" in shown
    assert f'href="/s/{world.harbour.ref}/payouts/{payout.ref}/"' in shown
    assert case.ref in about


@pytest.mark.parametrize(
    ("status", "category"),
    [
        (PayoutStatus.FAILED, "payments.failed_transfer"), (PayoutStatus.ON_HOLD, "payments.reserve"),
        (PayoutStatus.SCHEDULED, "payments.delayed"), (PayoutStatus.PAID, "payments.wrong_amount"),
    ],
)  # fmt: skip
def test_a_payout_leads_to_the_questions_of_how_it_stands(
    world: World, alice: Client, status: PayoutStatus, category: str
) -> None:
    payout = paid(world.harbour, world.now, status=status, reason="Told by the bank")

    form = alice.get(f"/s/{world.harbour.ref}/cases/new/?about=payout:{payout.ref}", follow=True)

    assert category in form.request["PATH_INFO"]
    assert 'value="S-1"' in form.content.decode()


def test_the_link_of_a_line_begins_at_the_line(world: World, alice: Client) -> None:
    payout = paid(world.harbour, world.now)

    page = alice.get(f"{base(world)}{payout.ref}/?line=3").content.decode()

    assert re.findall(r'id="line-(\d+)"', page) == ["3"]


def test_support_is_told_which_role_it_needs_and_strangers_find_nothing(world: World) -> None:
    payout = paid(world.harbour, world.now)
    sue, mallory = world.as_(world.sue), world.as_(world.mallory)

    refused = sue.get(base(world))
    about = sue.get(f"/s/{world.harbour.ref}/cases/new/?about=payout:{payout.ref}")

    assert (refused.status_code, "finance" in refused.content.decode()) == (403, True)
    assert f"/s/{world.harbour.ref}/payouts/" not in sue.get(f"/s/{world.harbour.ref}/cases/").content.decode()
    assert payout.ref not in about.content.decode()
    assert mallory.get(f"{base(world)}{payout.ref}/").status_code == 404
    assert mallory.get(f"/s/{world.rival.ref}/payouts/{payout.ref}/").status_code == 404


def test_a_line_of_somebody_else_is_not_linked(world: World) -> None:
    payout = paid(world.harbour, world.now)
    mallory = world.as_(world.mallory)

    form = mallory.get(f"/s/{world.rival.ref}/cases/new/payments.fee_dispute/?about=payout_line:{payout.ref}-1")

    assert payout.ref not in form.content.decode().replace(f"about=payout_line:{payout.ref}-1", "")


def test_the_search_box_opens_a_payout_by_its_reference_and_by_its_settlement(world: World, alice: Client) -> None:
    payout = paid(world.harbour, world.now, settlement="24110841743")

    for asked in (payout.ref.lower(), "24110841743"):
        found = alice.get(f"/s/{world.harbour.ref}/search/?q={asked}")
        assert found.headers["Location"] == f"/s/{world.harbour.ref}/payouts/{payout.ref}/"
    assert Payout.objects.count() == 1


def test_who_may_not_see_payouts_reads_nothing_of_them_in_the_record_of_the_account(world: World) -> None:
    payout = paid(world.harbour, world.now, status=PayoutStatus.FAILED, reason="The account is closed")
    activity = f"/s/{world.harbour.ref}/activity/"

    seen = {name: text(world.as_(getattr(world, name)), activity) for name in ("alice", "bob", "fay", "sue")}

    assert [name for name, page in seen.items() if payout.ref in page] == ["alice", "bob", "fay"]
    assert "The account is closed" not in seen["sue"]
