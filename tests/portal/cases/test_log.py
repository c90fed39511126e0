"""The case log as a seller sees it: what was found and where, hints, filters, order and columns in the address."""

from __future__ import annotations

from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import Reply
from goodstanding.systems.cases.states import Outcome
from tests.factories.cases import answer, open_case
from tests.world import World


def log(world: World, query: str = "") -> str:
    page = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/?{query}")
    assert page.status_code == 200
    return page.content.decode()


def test_a_hit_is_marked_where_it_stands_and_links_to_its_message(world: World) -> None:
    case = open_case(world, subject="Payout <late>", body="Nothing.")
    answer(world, case, body="The bank & its branch returned the payout.")

    page = log(world, "q=payout+branch")

    assert "<mark>Payout</mark> &lt;late&gt;" in page
    assert "The bank &amp; its <mark>branch</mark> returned the <mark>payout</mark>." in page
    assert f"/cases/{case.ref}/#m2" in page


def test_an_unknown_operator_and_a_bad_day_leave_a_hint_and_never_an_error(world: World) -> None:
    open_case(world, subject="Payout late")

    page = log(world, "q=payout+before:soon+colour:red")

    assert "“before:soon” was left out: it is not a day." in page
    assert "“colour:” is nothing to search by" in page
    assert "No case says this" in page
    assert "Payout late" in log(world, "q=payout+before:soon").replace("<mark>", "").replace("</mark>", "")


def test_filters_stand_in_the_address_and_as_words(world: World) -> None:
    urgent, other = open_case(world, subject="Kiln on fire"), open_case(world, subject="A question")
    answer(world, urgent, outcome=Outcome.WAIT_FOR_SELLER)

    page = log(world, f"status=pending&priority={urgent.priority}")

    assert "Kiln on fire" in page
    assert other.subject not in page
    assert f"status:pending priority:{urgent.priority}" in page
    assert "Kiln on fire" in log(world, "q=status:pending")


def test_a_case_is_found_by_what_it_is_about(world: World) -> None:
    case = open_case(world, subject="First")
    follow = open_case(world, subject="Second")
    actions.link(actor=world.alice.actor, ref=follow.ref, kind="case", to=case.ref, at=world.now)

    for query in (
        f"about={case.ref}",
        f"about=case:{case.ref}",
        f"q=case:{case.ref}+-id:{case.ref}",
        f"q=second&about={case.ref}",
    ):
        page = log(world, query).replace("<mark>", "").replace("</mark>", "")
        assert f"/cases/{follow.ref}/" in page, query
        assert f"/cases/{case.ref}/" not in page, query


def test_columns_are_chosen_in_the_address(world: World) -> None:
    open_case(world)

    page = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/?q=claim&col=priority&col=status")
    shown = world.as_(world.alice).get(page["Location"]).content.decode()

    assert (
        page["Location"].endswith("/?q=claim&cols=status%2Cpriority")
        or page["Location"] == "?q=claim&cols=status%2Cpriority"
    )
    assert 'data-label="Priority"' in shown
    assert 'data-label="Last word"' not in shown
    assert 'data-label="Last word"' in log(world)


def test_silence_and_lateness_stand_out_with_whose_turn_it_is(world: World) -> None:
    case = open_case(world)
    world.at(world.later(days=40))

    page = log(world)

    assert "Open: we are late" in page
    assert "silent for" in page
    assert "overdue" in page
    assert f"/cases/{case.ref}/" in page


def test_words_in_the_box_above_find_cases_too(world: World) -> None:
    case = open_case(world, body="The kiln is broken.")
    actions.add_internal_note(actor=world.sam.actor, ref=case.ref, note=Reply("quicksand"), at=world.now)

    hers = world.as_(world.alice).get(f"/s/{world.harbour.ref}/palette.json?q=kiln").json()["items"]
    desk = world.as_(world.sam).get("/console/palette.json?q=quicksand").json()["items"]
    nothing = world.as_(world.alice).get(f"/s/{world.harbour.ref}/palette.json?q=quicksand").json()["items"]

    assert [item["url"] for item in hers] == [f"/s/{world.harbour.ref}/cases/{case.ref}/"]
    assert [item["url"] for item in desk] == [f"/console/cases/{case.ref}/"]
    assert nothing == []


def test_the_queue_shows_where_it_was_found_and_hints(world: World) -> None:
    case = open_case(world)
    actions.add_internal_note(
        actor=world.sam.actor, ref=case.ref, note=Reply("quicksand near the branch"), at=world.now
    )

    page = world.as_(world.sam).get("/console/cases/?q=quicksand+colour:red").content.decode()
    found = world.as_(world.sam).get("/console/cases/?q=quicksand").content.decode()

    assert "“colour:” is nothing to search by" in page
    assert "<mark>quicksand</mark> near the branch" in found
