"""Searching cases: everything said in them is found, newest first, by whoever may read it and by nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.base.clock import reading
from goodstanding.base.search.words import sentence
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.actions import Decision, Reply
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.queries import Found, LogFilter, QueueFilter, Shelf
from goodstanding.systems.cases.states import Outcome, Priority
from goodstanding.systems.sellers.models import Seller
from goodstanding.ui.paging import Cursor
from tests.factories.cases import answer, open_case, with_file
from tests.world import World


def log(
    world: World, text: str, *, actor: Actor | None = None, seller: Seller | None = None, **narrowed: object
) -> list[str]:
    wanted = LogFilter(text=text, **narrowed)  # type: ignore[arg-type]  # the fields of the filter
    found = queries.search_log(actor or world.alice.actor, seller or world.harbour, wanted, None, world.now)
    return [hit.case.ref for hit in found.hits]


def desk(world: World, text: str, **narrowed: object) -> list[str]:
    wanted = QueueFilter(text=text, **{"shelf": Shelf.ANY, **narrowed})  # type: ignore[arg-type]  # as above
    return [hit.case.ref for hit in queries.search_queue(world.sam.actor, wanted, None, world.now).hits]


def snippet(world: World, text: str) -> str:
    (hit,) = queries.search_log(world.alice.actor, world.harbour, LogFilter(text=text), None, world.now).hits
    return "".join(f"[{part.text}]" if part.hit else part.text for part in hit.place.snippet)


def test_words_of_every_message_are_found_with_accents_and_capitals_folded(world: World) -> None:
    case = open_case(world, body="Die Überweisung blieb aus. Crème brûlée dishes.")
    answer(world, case, body="The BANK confirms it.")

    assert log(world, "uberweisung") == log(world, "ÜBERWEISUNG bank") == log(world, '"creme brulee"') == [case.ref]
    assert log(world, "uberweisung nowhere") == log(world, '"brulee creme"') == []


def test_a_file_an_answer_a_link_and_the_case_id_are_found(world: World) -> None:
    case, _ = with_file(world)

    assert log(world, "note.txt") == log(world, "has:attachment") == [case.ref]
    assert log(world, case.ref) == log(world, case.ref.lower().replace("-", "")) == [case.ref]
    assert desk(world, case.ref) == [case.ref]


def test_operators_narrow_and_can_be_excluded_and_joined(world: World) -> None:
    old = open_case(world, subject="Payout late", at=world.now - timedelta(days=40))
    new = open_case(world, subject="Payout gone")
    answer(world, new, outcome=Outcome.WAIT_FOR_SELLER, at=world.now)

    assert log(world, "payout") == [new.ref, old.ref]
    assert log(world, "payout status:pending") == log(world, "payout is:waiting") == [new.ref]
    assert log(world, "payout -status:pending") == log(world, "payout before:2026-11") == [old.ref]
    assert log(world, "gone OR late is:open") == [old.ref]
    assert log(world, "opened:2026-10") == [old.ref]
    assert log(world, "payout from:sam") == [new.ref]
    assert log(world, "pay*") == [new.ref, old.ref]
    assert log(world, "payout", label="pending") == [new.ref]


def test_a_category_is_found_by_what_the_page_calls_it(world: World) -> None:
    held = open_case(world, category="payments.reserve")
    shipped = open_case(world, category="orders_shipping.templates")

    assert log(world, 'category:"Hold or reserve"') == log(world, "category:hold") == log(world, "category:reserve")
    assert log(world, 'category:"hold or reserve"') == log(world, "category:PAYMENTS") == [held.ref]
    assert log(world, "category:shipping") == [shipped.ref]


def test_a_case_id_before_or_without_the_operator_finds_the_case_and_who_refers_to_it(world: World) -> None:
    case, follow = open_case(world, subject="First"), open_case(world, subject="Second")
    actions.link(actor=world.alice.actor, ref=follow.ref, kind="case", to=case.ref, at=world.later(minutes=1))

    assert log(world, f"id:{case.ref.lower()}") == [case.ref]
    assert set(log(world, f"case:{case.ref.replace('-', '')}")) == {case.ref, follow.ref}
    assert log(world, f"case:{case.ref} -id:{case.ref}") == [follow.ref]


def test_words_that_sellers_try_are_understood(world: World) -> None:
    case, _ = with_file(world)

    assert log(world, "has:file") == log(world, "has:files") == log(world, "urgency:normal,high") == [case.ref]


def test_an_operator_without_a_value_is_left_out_with_a_hint(world: World) -> None:
    case = open_case(world, subject="Payout late")

    found = queries.search_log(world.alice.actor, world.harbour, LogFilter(text="payout status:"), None, world.now)

    assert [hit.case.ref for hit in found.hits] == [case.ref]
    assert [hint.place for hint in found.hints] == ["status:"]


def log_hints(world: World, text: str) -> list[str]:
    found = queries.search_log(world.alice.actor, world.harbour, LogFilter(text=text), None, world.now)
    return [str(sentence(hint)) for hint in found.hints]


def desk_hints(world: World, text: str) -> list[str]:
    wanted = QueueFilter(text=text, shelf=Shelf.ANY)
    return [str(sentence(hint)) for hint in queries.search_queue(world.sam.actor, wanted, None, world.now).hints]


def test_a_label_that_nobody_gave_is_said_to_be_none_with_those_near_it(world: World) -> None:
    case = open_case(world)
    for name in ("Christmas stock", "Refunds"):
        actions.label_case(actor=world.alice.actor, ref=case.ref, name=name, at=world.now)

    near, far = log_hints(world, "label:chrismas"), log_hints(world, "-label:xyzzy")
    known = [log_hints(world, text) for text in ('label:"Christmas stock"', "label:christ", "label:REFUNDS")]

    assert near == ["No label is called “chrismas”, so nothing is found by it. Near it: Christmas stock."]
    assert far == ["No label is called “xyzzy”, so nothing is found by it."]
    assert known == [[], [], []]


def test_labels_of_another_team_are_never_near(world: World) -> None:
    actions.label_case(
        actor=world.mallory.actor, ref=open_case(world, by=world.mallory).ref, name="Rivals", at=world.now
    )

    assert log_hints(world, "label:rival") == ["No label is called “rival”, so nothing is found by it."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tag:carier", "No tag is called “carier”, so nothing is found by it. Near it: carrier-strike."),
        ("assignee:samm", "No associate is called “samm”, so nothing is found by it. Near it: Sam."),
        ("store:uss", "No store is called “uss”, so nothing is found by it. Near it: us."),
        ("status:pendng", "Near it: pending"),
        ("priority:urgnt", "Near it: urgent"),
        ("queue:paymnts", "Near it: payments"),
        ("category:paymets", "Near it: payments"),
        ("is:overdeu", "Near it: overdue"),
    ],
)
def test_a_value_that_there_is_not_is_told_with_those_near_it(world: World, text: str, said: str) -> None:
    actions.tag(actor=world.sam.actor, ref=open_case(world).ref, name="carrier-strike", at=world.now)

    (hint,) = desk_hints(world, text)

    assert said in hint


@pytest.mark.parametrize(
    "text", ["assignee:me", "assignee:none", "assignee:sam", "tag:carrier", "store:US", "is:overdue"]
)
def test_a_value_that_there_is_gets_no_hint(world: World, text: str) -> None:
    actions.tag(actor=world.sam.actor, ref=open_case(world).ref, name="carrier-strike", at=world.now)

    assert desk_hints(world, text) == []


def test_the_page_says_that_no_label_is_called_so_where_nothing_was_found(world: World) -> None:
    reading.move_to(world.now)
    actions.label_case(actor=world.alice.actor, ref=open_case(world).ref, name="Christmas stock", at=world.now)

    page = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/?q=label:chrismas").content.decode()

    assert "No case says this" in page
    assert "No label is called “chrismas”, so nothing is found by it. Near it: Christmas stock." in page


def test_a_rule_may_name_a_tag_that_nobody_has_given_yet(world: World) -> None:
    assert queries.hints_on(world.ada.actor, "tag:someday -assignee:nobodyyet", world.now) == []
    assert queries.hints_on(world.ada.actor, "status:sideways", world.now)


def test_a_seller_is_offered_the_three_words_that_she_reads(world: World) -> None:
    found = queries.search_log(world.alice.actor, world.harbour, LogFilter(text="status:foo"), None, world.now)

    assert set(found.hints[0].instead) == {"open", "pending", "closed"}


def test_what_is_overdue_is_so_to_the_minute(world: World) -> None:
    case = open_case(world)
    case.refresh_from_db()
    assert case.due_at is not None

    world.at(case.due_at - timedelta(minutes=1))
    early = desk(world, "is:overdue")
    world.at(case.due_at)

    assert (early, desk(world, "is:overdue")) == ([], [case.ref])


def test_associates_search_by_queue_assignee_priority_and_seller(world: World) -> None:
    hers, rivals = open_case(world), open_case(world, by=world.mallory)
    actions.take(actor=world.sam.actor, ref=hers.ref, at=world.now)
    actions.prioritise(actor=world.sam.actor, ref=hers.ref, priority=Priority.URGENT, at=world.now)

    assert desk(world, "assignee:me") == desk(world, "assignee:sam") == desk(world, "priority:urgent") == [hers.ref]
    assert desk(world, "assignee:none") == desk(world, "seller:rival") == desk(world, "rival goods") == [rivals.ref]
    assert desk(world, f"queue:{hers.queue} seller:harbour claim") == [hers.ref]


def test_a_seller_cannot_use_the_operators_of_associates(world: World) -> None:
    case = open_case(world)
    actions.take(actor=world.sam.actor, ref=case.ref, at=world.now)

    found = queries.search_log(world.alice.actor, world.harbour, LogFilter(text="assignee:sam"), None, world.now)

    assert not found.hits
    assert [hint.place for hint in found.hints] == ["assignee:"]


def test_sellers_never_find_each_others_cases(world: World) -> None:
    open_case(world, by=world.mallory, body="zebracrossing")

    assert log(world, "zebracrossing") == []
    with pytest.raises(NotFound):
        log(world, "zebracrossing", actor=world.alice.actor, seller=world.rival)
    with pytest.raises(NotFound):
        queries.search_queue(world.alice.actor, QueueFilter(text="zebracrossing"), None, world.now)


def test_internal_notes_are_found_by_associates_only_and_seller_notes_by_the_team_only(world: World) -> None:
    case = open_case(world)
    actions.add_internal_note(actor=world.sam.actor, ref=case.ref, note=Reply("quicksand suspicion"), at=world.now)
    actions.add_seller_note(actor=world.alice.actor, ref=case.ref, note=Reply("moonlight plan"), at=world.now)

    assert desk(world, "quicksand claim") == [case.ref]
    assert log(world, "quicksand") == log(world, "moonlight", actor=world.sam.actor) == desk(world, "moonlight") == []
    assert log(world, "moonlight claim") == [case.ref]
    assert desk(world, "claim -quicksand") == []
    assert log(world, "claim -quicksand") == [case.ref]


def test_the_hit_is_shown_where_it_stands(world: World) -> None:
    case = open_case(world, body="Nothing here.")
    answer(world, case, body="We looked it up, and the Überweisung was returned by your bank on Monday.")

    assert "and the [Überweisung] was returned by your [bank]" in snippet(world, "uberweisung bank")
    (hit,) = queries.search_log(world.alice.actor, world.harbour, LogFilter(text="bank claim"), None, world.now).hits
    assert (hit.place.where, hit.place.number) == ("message", 2)
    assert [part.text for part in hit.place.subject if part.hit] == ["Claim"]


def test_pages_follow_one_another_both_ways_whatever_the_order(world: World) -> None:
    refs = [open_case(world, subject=f"Payout {n}", at=world.now - timedelta(hours=n)).ref for n in range(7)]

    for sort in ("updated", "subject"):
        wanted = LogFilter(text="payout", sort=sort, descending=sort == "updated")
        seen, cursor, pages = [], None, []
        while True:
            page = queries.search_log(world.alice.actor, world.harbour, wanted, cursor, world.now, limit=3)
            seen += [hit.case.ref for hit in page.hits]
            pages.append(page)
            if page.older is None:
                break
            cursor = page.older
        assert seen == refs
        back = pages[-1].newer
        assert back is not None
        before = queries.search_log(
            world.alice.actor, world.harbour, wanted, type(back)(back.values, backwards=True), world.now, limit=3
        )
        assert [hit.case.ref for hit in before.hits] == refs[3:6]


@pytest.mark.parametrize("limit", [1, 2, 5, 30])
def test_the_queue_is_searched_back_through_the_years_whatever_lies_between(world: World, limit: int) -> None:
    back = [0, 1, 1, 4, 9, 9, 30, 150, 400, 900, 1_900]
    refs = [
        open_case(world, subject=f"Payout {n}", at=world.now - timedelta(days=days, minutes=n)).ref
        for n, days in enumerate(back)
    ]
    for days in range(3, 40, 3):
        open_case(world, subject="Another matter", at=world.now - timedelta(days=days))

    def look(text: str, cursor: Cursor | None) -> Found:
        wanted = QueueFilter(text=text, shelf=Shelf.ANY)
        return queries.search_queue(world.sam.actor, wanted, cursor, world.now, limit=limit)

    for text in ("payout", "payout -another", "payout category:claims OR payout"):
        page = look(text, None)
        seen, last = [hit.case.ref for hit in page.hits], page
        while page.older is not None:
            last, page = page, look(text, page.older)
            seen += [hit.case.ref for hit in page.hits]
        assert seen == refs
        if page is not last:
            assert page.newer is not None
            before = look(text, Cursor(page.newer.values, backwards=True))
            assert [hit.case.ref for hit in before.hits] == [hit.case.ref for hit in last.hits]


def test_what_changed_last_comes_first_without_touching_what_sellers_see(world: World) -> None:
    first = open_case(world, at=world.now - timedelta(hours=2))
    second = open_case(world, at=world.now - timedelta(hours=1))
    actions.add_internal_note(actor=world.sam.actor, ref=first.ref, note=Reply("seen"), at=world.now)
    before = log(world, "claim")
    actions.add_message(actor=world.alice.actor, ref=first.ref, reply=Reply("More."), at=world.now)

    assert (before, log(world, "claim")) == ([second.ref, first.ref], [first.ref, second.ref])


def test_a_long_case_is_found_by_its_first_and_last_word_and_shown_once(world: World) -> None:
    case = open_case(world, body="alphaword " + "filler " * 2_500)
    for n in range(5):
        actions.add_message(
            actor=world.alice.actor, ref=case.ref, reply=Reply("more " * 3_900 + f"omega{n}"), at=world.now
        )

    assert log(world, "alphaword") == log(world, "omega4") == log(world, "claim") == [case.ref]


def test_a_text_without_a_word_shows_all_with_a_hint(world: World) -> None:
    case = open_case(world)

    found = queries.search_log(world.alice.actor, world.harbour, LogFilter(text='-"" !!!'), None, world.now)

    assert [hit.case.ref for hit in found.hits] == [case.ref]
    assert [hint.trouble for hint in found.hints] == ["no_words"]


def test_a_search_costs_as_many_queries_for_many_hits_as_for_few(
    world: World, django_assert_max_num_queries: object
) -> None:
    for n in range(12):
        case = open_case(world, subject=f"Payout {n}")
        actions.add_internal_note(actor=world.sam.actor, ref=case.ref, note=Reply("payout"), at=world.now)

    with django_assert_max_num_queries(9):  # type: ignore[operator]  # pytest-django's fixture
        desk(world, "payout bank")


def test_an_upload_named_with_accents_is_found(world: World) -> None:
    case = open_case(world)
    upload = SimpleUploadedFile("Prüfbericht-2026.txt", b"ok", "text/plain")
    decision = Decision(Outcome.KEEP_OPEN)
    actions.answer(
        actor=world.sam.actor, ref=case.ref, reply=Reply("See file.", uploads=[upload]), decision=decision, at=world.now
    )

    assert log(world, "prufbericht") == [case.ref]
    assert Case.objects.count() == 1
