"""The case log at a glance: what is due next, who is late, who waits for whom, and an address that says only what is set."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import expect

from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import Decision, Reply
from goodstanding.systems.cases.states import Outcome
from tests.browser import assert_fits
from tests.factories.cases import answer, open_case
from tests.factories.saved_views import saved
from tests.world import World


def at(world: World, query: str = "") -> str:
    return f"/s/{world.harbour.ref}/cases/{query}"


def refs_in(text: str) -> list[str]:
    return re.findall(r'class="mono">([0-9A-Z-]+)<', text)


def shown(client: Client, world: World, query: str) -> str:
    return client.get(at(world, query)).content.decode()


def beside(page: str, rel: str) -> str:
    """Where the next or the previous page is; empty at an end."""
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return found[1].replace("&amp;", "&") if found else ""


def walk(client: Client, world: World, query: str) -> list[list[str]]:
    """The refs of every page from the first onward."""
    pages, url = [], query
    while url:
        page = shown(client, world, url)
        pages.append(refs_in(page))
        url = beside(page, "next")
    return pages


def mixed(world: World, many: int) -> None:
    """Cases of all kinds: ours and late, ours, hers, a third party's, closed."""
    outcomes = (
        None,
        Outcome.WAIT_FOR_SELLER,
        Outcome.WAIT_FOR_THIRD_PARTY,
        Outcome.RESOLVE,
        Outcome.KEEP_OPEN,
        Outcome.RESOLVE,
    )
    for n in range(many):
        opened = world.now - timedelta(hours=7 * n)
        case = open_case(world, subject=f"Matter {n}", at=opened)
        outcome = outcomes[n % len(outcomes)]
        if outcome is not None:
            answer(world, case, outcome=outcome, at=opened + timedelta(minutes=5))


def test_the_log_is_sorted_by_what_is_due_next_and_the_rest_comes_after(world: World) -> None:
    late = open_case(world, subject="Late", at=world.now - timedelta(days=9))
    hers = answer(world, open_case(world, subject="Hers"), outcome=Outcome.WAIT_FOR_SELLER, at=world.now)
    ours = open_case(world, subject="Ours")
    over = answer(world, open_case(world, subject="Over"), outcome=Outcome.RESOLVE, at=world.now)
    client = world.as_(world.alice)

    assert walk(client, world, "?sort=due") == [[late.ref, ours.ref, hers.ref, over.ref]]
    assert walk(client, world, "?sort=-due") == [[hers.ref, ours.ref, late.ref, over.ref]]
    assert walk(client, world, "?sort=due&status=open") == [[late.ref, ours.ref]]
    assert walk(client, world, "?sort=due&q=matter OR late OR hers OR over") == [[late.ref, hers.ref, over.ref]]


def test_pages_by_what_is_due_have_no_gap_and_no_repeat_and_lead_back(world: World) -> None:
    mixed(world, 70)
    client = world.as_(world.alice)

    for query in ("?sort=due", "?sort=-due", "?sort=due&q=matter"):
        pages = walk(client, world, query)

        assert [len(page) for page in pages] == [25, 25, 20], query
        assert len({ref for page in pages for ref in page}) == 70, query
        page = shown(client, world, query)
        for rel in ("next", "next", "prev"):
            page = shown(client, world, beside(page, rel))
        assert refs_in(page) == pages[1], query


@pytest.mark.parametrize(
    "cursor", ["after=WyJ0IiwieCIsInkiXQ", "before=WyJyIiwieCIsInkiXQ", "after=WyJ0IiwiMiJd", "after=x"]
)
def test_a_place_that_was_made_up_is_no_error(world: World, cursor: str) -> None:
    open_case(world)

    assert world.as_(world.alice).get(at(world, f"?sort=due&{cursor}")).status_code == 200


def test_what_is_due_is_read_from_its_index(world: World) -> None:
    mixed(world, 12)
    sqlite = connection.vendor == "sqlite"
    client = world.as_(world.alice)

    with CaptureQueriesContext(connection) as asked:
        client.get(at(world, "?sort=due"))
    listed = next(one["sql"] for one in asked.captured_queries if "COALESCE" in one["sql"])
    with connection.cursor() as cursor:
        if not sqlite:  # so few rows would be read one after the other
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{listed}")
        plan = " ".join(str(row) for row in cursor.fetchall())

    assert "case_timed" in plan
    assert "TEMP B-TREE" not in plan


def test_the_head_says_how_many_wait_for_her_and_how_little_time_is_left(world: World) -> None:
    for n in (2, 5):
        answer(
            world, open_case(world, at=world.now - timedelta(days=n)), outcome=Outcome.WAIT_FOR_SELLER,
            at=world.now - timedelta(days=n, hours=-1),
        )  # fmt: skip
    late = [open_case(world, at=world.now - timedelta(days=n)) for n in (6, 7, 8)]
    client = world.as_(world.alice)

    text = client.get(at(world)).content.decode()
    overdue = client.get(at(world, "?q=is:overdue&sort=due")).content.decode()

    assert "2 cases wait for you: answer the first by Fri 27 Nov, 13:00 (5 d left)" in text
    assert "We are late with 3 cases" in text
    assert "3 cases silent for 5 days" in text
    assert 'href="?q=is:overdue&amp;sort=due"' in text
    assert refs_in(overdue) == [case.ref for case in reversed(late)]


def test_late_soon_and_silent_rows_are_marked_as_such(world: World) -> None:
    late = open_case(world, subject="Late one", at=world.now - timedelta(days=4))
    soon = answer(
        world, open_case(world, at=world.now - timedelta(days=9, hours=12)), outcome=Outcome.WAIT_FOR_SELLER,
        at=world.now - timedelta(days=9, hours=6),
    )  # fmt: skip
    calm = open_case(world, subject="Calm one")

    text = world.as_(world.alice).get(at(world)).content.decode()
    rows = {ref: row for row in text.split("<tr") for ref in refs_in(row)}

    assert rows[late.ref].startswith(' class="late"')
    assert rows[soon.ref].startswith(' class="soon"')
    assert rows[calm.ref].startswith(">")


def test_a_word_owed_while_a_third_party_is_asked_is_late_too(world: World) -> None:
    case = open_case(world, at=world.now - timedelta(days=20))
    answer(world, case, outcome=Outcome.WAIT_FOR_THIRD_PARTY, at=world.now - timedelta(days=19))
    client = world.as_(world.alice)

    log, page = client.get(at(world)).content.decode(), client.get(at(world, f"{case.ref}/")).content.decode()

    assert "We are late with one case" in log
    assert "Pending: we are late" in log
    assert "The carrier: The carrier" in log
    assert "We are late: by" in page
    assert "you hear from us by" not in page


def test_on_a_phone_a_closed_case_begins_with_its_subject_and_times_break_between_words(
    page_for: Any, world: World
) -> None:
    closed = answer(world, open_case(world, subject="Settled matter"), outcome=Outcome.RESOLVE)
    world.at(world.later(hours=1, minutes=38))  # 38 min ago
    page = page_for(world.alice, width=390)

    page.goto(at(world))

    row = page.locator("tbody tr", has_text=closed.ref)
    expect(row.locator("td[data-label='By when']")).to_be_hidden()
    far = row.locator("td[data-label='Last updated'] .when")
    lines = far.evaluate("""when => {
        const range = document.createRange();
        range.selectNode(when.firstChild);
        return range.getClientRects().length;
    }""")
    assert lines == 1


def test_a_phone_can_order_the_log_too_and_long_words_break(page_for: Any, world: World) -> None:
    case = open_case(world, subject="Matter " + "x" * 120)
    actions.answer(
        actor=world.sam.actor, ref=case.ref, reply=Reply("Send it."), at=world.now,
        decision=Decision(Outcome.WAIT_FOR_SELLER, what="https://carrier.example/" + "y" * 150, who=""),
    )  # fmt: skip
    page = page_for(world.alice, width=390)

    page.goto(at(world))
    assert_fits(page)
    page.get_by_role("navigation", name="Order by").get_by_role("link", name="By when").click()

    expect(page).to_have_url(re.compile(r"\?sort=due$"))
    assert_fits(page)
    wide = page_for(world.alice)
    wide.goto(at(world))
    assert not wide.get_by_role("navigation", name="Order by").is_visible()
    region = wide.get_by_role("region", name="Cases").last
    assert region.evaluate("it => it.scrollWidth <= it.clientWidth")


def test_a_submitted_form_leaves_only_what_is_set_in_the_address(world: World) -> None:
    open_case(world, subject="Payout late")
    client = world.as_(world.alice)

    sent = client.get(at(world, "?q=payout&status=&category=&priority=&about=&from=&to="))
    empty = client.get(at(world, "?q=&status=&category=+"))

    assert sent["Location"] == at(world, "?q=payout")
    assert empty["Location"] == at(world)
    assert "Payout" in client.get(empty["Location"]).content.decode()


def test_an_emptied_form_shows_the_whole_list_even_where_it_opens_with_a_view(world: World) -> None:
    open_case(world, subject="Payout late")
    saved(world.alice, world.harbour, "Pending ones", at=world.now, query="status=pending", starts=True)
    client = world.as_(world.alice)

    emptied = client.get(at(world, "?q=&status="))

    assert emptied["Location"] == at(world, "?view=all")
    assert "Payout late" in client.get(emptied["Location"]).content.decode()


def test_the_queue_keeps_a_tidy_address_too(world: World) -> None:
    open_case(world)

    sent = world.as_(world.sam).get("/console/cases/?q=&shelf=&queue=&priority=urgent&owner=all&store=")

    assert sent["Location"] == "/console/cases/?priority=urgent&owner=all"
