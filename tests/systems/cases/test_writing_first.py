"""A case that the marketplace opens: whose turn it is, what is promised, and what is not, from the first second."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from goodstanding.base.outbox.models import StoredFact
from goodstanding.base.timeline.models import Entry
from goodstanding.kit.errors import Invalid, NotAllowed, NotFound
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.actions import Part, Reply
from goodstanding.systems.cases.models import Case, Closing, Turn
from goodstanding.systems.cases.queries import Shelf
from goodstanding.systems.cases.states import Outcome, Side, Status
from goodstanding.systems.escalation import queries as escalations
from goodstanding.systems.service.models import Promise
from goodstanding.systems.service.states import Kind
from tests.factories.cases import answer, open_case, write_first
from tests.world import World, happenings


def promised(case: Case) -> dict[str, Promise]:
    return {one.kind: one for one in Promise.objects.filter(subject_ref=case.ref)}


def reply(world: World, case: Case, at: datetime) -> Case:
    actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("Here it is."), at=at)
    case.refresh_from_db()
    return case


def test_the_sellers_clock_runs_from_the_first_second_while_it_waits_for_her(world: World) -> None:
    case = write_first(world, outcome=Outcome.WAIT_FOR_SELLER, what="The invoice of March")

    assert (case.status, case.pending_what, case.clock_side) == (
        Status.PENDING_SELLER, "The invoice of March", Side.SELLER,
    )  # fmt: skip
    assert case.seller_due_at == world.now + timedelta(days=10)
    assert case.wakes_at == world.now + timedelta(days=3)
    assert case.due_at is None
    assert [(turn.side, turn.ended_at) for turn in Turn.objects.filter(case=case)] == [("seller", None)]
    assert promised(case) == {}


def test_no_first_reply_is_promised_only_the_next_one_once_the_seller_wrote(world: World) -> None:
    waits = write_first(world, outcome=Outcome.WAIT_FOR_SELLER, what="The invoice")
    ours = write_first(world, outcome=Outcome.KEEP_OPEN)
    told = write_first(world, outcome=Outcome.RESOLVE)

    for case in (waits, ours, told):
        reply(world, case, world.later(hours=2))

    for case in (waits, ours, told):
        kinds = promised(case)
        assert Kind.FIRST_REPLY not in kinds
        assert kinds[Kind.NEXT_REPLY].started_at == world.later(hours=2)
        assert case.due_promise == Kind.NEXT_REPLY


def test_a_settlement_is_promised_from_when_the_seller_wrote(world: World) -> None:
    case = write_first(world, outcome=Outcome.KEEP_OPEN)
    before = set(promised(case))

    reply(world, case, world.later(hours=2))

    assert Kind.RESOLUTION not in before
    assert promised(case)[Kind.RESOLUTION].started_at == world.later(hours=2)


def test_what_stays_with_us_owes_the_seller_news(world: World) -> None:
    case = write_first(world, outcome=Outcome.KEEP_OPEN)

    assert (case.status, case.clock_side, case.due_promise) == (Status.OPEN, Side.MARKETPLACE, Kind.UPDATE)
    assert case.due_at is not None
    assert set(promised(case)) == {Kind.UPDATE}


def test_a_third_party_is_named_and_news_of_it_owed(world: World) -> None:
    case = write_first(world, outcome=Outcome.WAIT_FOR_THIRD_PARTY, what="The scan", who="The carrier")

    assert (case.status, case.pending_who, case.due_promise) == (
        Status.PENDING_THIRD_PARTY, "The carrier", Kind.THIRD_PARTY_UPDATE,
    )  # fmt: skip


def test_what_is_for_information_is_resolved_at_once_and_a_reply_opens_it_again(world: World) -> None:
    case = write_first(world, outcome=Outcome.RESOLVE)
    resolved = (case.status, case.closed_at, case.clock_side, Turn.objects.filter(case=case).count())

    reply(world, case, world.later(days=1))

    assert resolved == (Status.RESOLVED, world.now, Side.NOBODY, 0)
    assert (case.status, case.clock_side) == (Status.REOPENED, Side.MARKETPLACE)


def test_what_was_for_information_is_no_end_to_judge(world: World) -> None:
    case = write_first(world, outcome=Outcome.RESOLVE)

    assert not Closing.objects.filter(case=case).exists()
    assert queries.rating_path(case, world.now) == ""
    reply(world, case, world.later(hours=1))
    answer(world, case, outcome=Outcome.RESOLVE, at=world.later(hours=2))
    assert Closing.objects.get(case=case).how == "answered"


def test_information_closes_for_good_when_its_window_is_over(world: World) -> None:
    case = write_first(world, outcome=Outcome.RESOLVE)

    assert case.wakes_at is not None
    actions.wake(case_id=case.pk, at=case.wakes_at)

    case.refresh_from_db()
    assert case.status == Status.CLOSED


def test_the_same_request_opens_one_case(world: World) -> None:
    first = write_first(world, request_key="once")
    before = happenings()

    assert write_first(world, request_key="once") == first
    assert happenings() == before


def test_whoever_writes_has_the_case_a_colleague_or_nobody(world: World) -> None:
    mine = write_first(world)
    hers = write_first(world, assignee=world.tess)
    free = write_first(world, assignee=None)

    assert [one.assignee for one in (mine, hers, free)] == [world.sam.user, world.tess.user, None]
    assert Entry.objects.get(verb="case.assigned").subject_id == hers.ref
    with pytest.raises(Invalid, match="works in this queue"):
        write_first(world, assignee=world.alice)
    assert Case.objects.count() == 3


def test_the_record_says_who_wrote_first_to_both_sides(world: World) -> None:
    case = write_first(world)

    entry = Entry.objects.get(verb="case.opened_by_marketplace")
    assert (entry.subject_id, entry.actor_name, entry.staff_only) == (case.ref, "Sam", False)
    assert [one.verb for one in queries.history(world.alice.actor, case)] == ["case.opened_by_marketplace"]
    fact = StoredFact.objects.get(name__endswith="CaseOpened")
    assert fact.payload["by"] == "marketplace"


def test_it_is_found_by_its_words_and_as_written_by_us(world: World) -> None:
    case = write_first(world)
    open_case(world)

    def found(text: str) -> list[str]:
        wanted = queries.QueueFilter(text=text, shelf=Shelf.ANY)
        return [hit.case.ref for hit in queries.search_queue(world.sam.actor, wanted, None, world.now).hits]

    assert found("invoice") == [case.ref]
    assert found("is:outreach") == [case.ref]
    assert case.ref not in found("-is:outreach")
    assert case.ref in found("from:marketplace assignee:me")


def test_of_the_questions_none_is_needed_and_what_is_answered_is_checked(world: World) -> None:
    tracking = "orders_shipping.tracking"
    bare = write_first(world, category=tracking)
    before = happenings()

    with pytest.raises(Invalid) as refused:
        write_first(world, category=tracking, answers={"order": "NONE-SUCH"})

    assert bare.answers == []
    assert "NONE-SUCH" in str(refused.value.problems[0].message)  # type: ignore[attr-defined]  # AnswersInvalid
    assert happenings() == before


def test_links_are_the_sellers_own_or_nothing_is_sent(world: World) -> None:
    other = open_case(world)
    theirs = open_case(world, by=world.mallory)
    before = happenings()

    linked = write_first(world, about=[("case", other.ref)])
    after = happenings()
    with pytest.raises(Invalid, match="nothing of this kind"):
        write_first(world, about=[("case", theirs.ref)])

    assert [link.ref for link in queries.links_of(linked)] == [other.ref]
    assert before < after == happenings()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"body": " "}, "Write something first"),
        ({"subject": ""}, "A subject is needed"),
        ({"category": "none.such"}, "Choose what it is about"),
        ({"what": ""}, "What the seller should send is needed"),
        ({"outcome": Outcome.WAIT_FOR_THIRD_PARTY}, "The name of whoever is asked is needed"),
    ],
)
def test_half_a_message_is_refused_and_nothing_happened(world: World, change: dict[str, str], said: str) -> None:
    before = happenings()

    with pytest.raises(Invalid, match=said):
        write_first(world, **change)  # type: ignore[arg-type]  # one field of several kinds

    assert (Case.objects.count(), happenings()) == (0, before)


def test_only_those_who_work_in_the_queue_write(world: World) -> None:
    for person in (world.fred, world.alice):
        with pytest.raises(NotAllowed):
            write_first(world, by=person)
    with pytest.raises(NotFound):
        write_first(world, by=world.mallory)

    assert Case.objects.count() == 0


def test_cases_that_we_opened_are_no_flood_of_hers(world: World) -> None:
    catalogue = queries.catalogue_for(world.store, world.now)
    for _n in range(catalogue.limits.many_cases):
        case = write_first(world)

    assert queries.flood_of(world.harbour, queries.trait_of(case), catalogue, world.now) is None


def test_a_part_split_off_is_ours_too_and_promises_no_first_reply(world: World) -> None:
    case = reply(world, write_first(world), world.later(hours=1))

    part = actions.split(
        actor=world.sam.actor, ref=case.ref, part=Part(subject="The second matter", places=[2]), at=world.later(hours=2)
    )

    part.refresh_from_db()
    assert part.opened_by == "marketplace"
    assert Kind.FIRST_REPLY not in promised(part)


def test_a_colleague_who_left_is_taken_out_of_what_she_opened(world: World) -> None:
    case = write_first(world, by=world.tess)
    world.tess.user.staff_roles = []
    world.tess.user.save()

    actions.erase_person(actor=world.ada.actor, user_id=world.tess.user.pk, reason="Asked for it", at=world.now)

    case.refresh_from_db()
    assert "Tess" not in {case.requester_name, case.last_author_name}


def test_what_we_wrote_first_answered_nothing_that_could_be_escalated(world: World) -> None:
    case = write_first(world, outcome=Outcome.KEEP_OPEN)
    before = escalations.facts_for(case, None).answers

    reply(world, case, world.later(hours=1))
    answer(world, case, at=world.later(hours=2))

    assert (before, escalations.facts_for(case, None).answers) == (0, 1)


def test_an_answer_in_a_part_split_off_from_what_we_opened_is_an_answer(world: World) -> None:
    case = reply(world, write_first(world, outcome=Outcome.KEEP_OPEN), world.later(hours=1))
    second = Part(subject="The second matter", places=[2])
    part = actions.split(actor=world.sam.actor, ref=case.ref, part=second, at=world.later(hours=2))
    before = escalations.facts_for(part, None).answers

    part = answer(world, part, at=world.later(hours=3))

    assert (before, escalations.facts_for(part, None).answers) == (0, 1)
