"""Merging, splitting and putting away: what it does, what it refuses, and that taking it back restores exactly (ADR 130)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.base.mailroom.models import Mail
from goodstanding.kit.errors import NotAllowed, NotFound, Refusal
from goodstanding.systems.cases import actions, joining, queries
from goodstanding.systems.cases.actions import Decision, Part, Reply
from goodstanding.systems.cases.errors import CannotMerge, CannotSplit, CannotUndo, StatusForbids
from goodstanding.systems.cases.models import (
    Case,
    CaseAttachment,
    CaseLink,
    CaseMessage,
    InternalAttachment,
    InternalNote,
    Rearrangement,
    ReplyDraft,
    SellerNote,
    Turn,
)
from goodstanding.systems.cases.rules import Trait
from goodstanding.systems.cases.states import Outcome, Priority, Rearranging, Status
from tests.factories.cases import answer, open_case
from tests.world import World, happenings

TABLES = (Case, CaseMessage, InternalNote, SellerNote, CaseAttachment, InternalAttachment, CaseLink, Turn, ReplyDraft)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b"]),
        st.sampled_from(
            ["reply", "answer", "ask", "wait", "note", "team", "draft", "file", "link", "resolve", "urgent"]
        ),
    ),
    max_size=8,
)
SLOWLY = settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


def everything(*, but: Case | None = None) -> dict[str, list[dict[str, Any]]]:
    """Every row of everything a case holds, column by column; without those of one case, if named."""
    rows = {}
    for table in TABLES:
        found = table.objects.order_by("pk")
        if but is not None:
            found = found.exclude(pk=but.pk) if table is Case else found.exclude(case=but)
        rows[table.__name__] = list(found.values())
    return rows


def live(world: World, cases: dict[str, Case], steps: list[tuple[str, str]]) -> None:
    """Let things happen in the cases, an hour apart."""
    for n, (name, step) in enumerate(steps):
        case = cases[name]
        case.refresh_from_db()
        do(world, case, step, world.later(hours=n + 1))


def do(world: World, case: Case, step: str, at: Any) -> None:
    alice, sam = world.alice.actor, world.sam.actor
    outcomes = {
        "answer": Decision(Outcome.KEEP_OPEN), "ask": Decision(Outcome.WAIT_FOR_SELLER, what="scan"),
        "wait": Decision(Outcome.WAIT_FOR_THIRD_PARTY, what="scan", who="carrier"), "resolve": Decision(Outcome.RESOLVE),
    }  # fmt: skip
    if step in outcomes and case.label != "closed":
        actions.answer(actor=sam, ref=case.ref, reply=Reply(f"{step} by us"), decision=outcomes[step], at=at)
    elif step == "reply":
        actions.add_message(actor=alice, ref=case.ref, reply=Reply("More."), at=at)
    elif step == "note":
        actions.add_internal_note(actor=sam, ref=case.ref, note=Reply("INSIDE"), at=at)
    elif step == "team":
        actions.add_seller_note(actor=alice, ref=case.ref, note=Reply("TEAM"), at=at)
    elif step == "draft":
        actions.save_reply_draft(actor=sam, ref=case.ref, kind="answer", body="Half", data={}, at=at)
    elif step == "file":
        upload = SimpleUploadedFile("note.txt", b"Words in a file.")
        actions.add_message(actor=alice, ref=case.ref, reply=Reply("See file.", uploads=[upload]), at=at)
    elif step == "urgent":
        actions.prioritise(actor=sam, ref=case.ref, priority=Priority.URGENT, at=at)
    elif step == "link":
        other = Case.objects.exclude(pk=case.pk).order_by("pk")[0]
        actions.link(actor=sam, ref=case.ref, kind="case", to=other.ref, at=at)


@SLOWLY
@given(steps=STEPS)
def test_merging_and_taking_it_back_changes_nothing_at_all(world: World, steps: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        cases = {"a": open_case(world), "b": open_case(world, subject="Second letter"), "c": open_case(world)}
        live(world, cases, steps)
        before = everything()
        late = world.later(hours=20)
        try:
            actions.merge(actor=world.sam.actor, ref=cases["a"].ref, into=cases["b"].ref, reason="same", at=late)
        except StatusForbids:
            assert everything() == before
        else:
            step = Rearrangement.objects.get()
            actions.undo(actor=world.sam.actor, ref=cases["b"].ref, step=step.pk, at=world.later(hours=30))
            assert everything() == before
        transaction.set_rollback(True)


@SLOWLY
@given(steps=STEPS, chosen=st.sets(st.integers(1, 6), min_size=1))
def test_splitting_and_taking_it_back_changes_nothing_of_the_old_case(
    world: World, steps: list[tuple[str, str]], chosen: set[int]
) -> None:
    with transaction.atomic():
        cases = {"a": open_case(world), "b": open_case(world)}
        live(world, cases, [("a", "reply"), *steps])
        before = everything()
        part = Part(places=sorted(chosen), subject="Another matter")
        late = world.later(hours=20)
        try:
            new = actions.split(actor=world.sam.actor, ref=cases["a"].ref, part=part, at=late)
        except (CannotSplit, StatusForbids):
            assert everything() == before
        else:
            assert [m.place for m in queries.thread(world.sam.actor, new).messages] == [*range(1, len(chosen) + 1)]
            step = Rearrangement.objects.get()
            actions.undo(actor=world.sam.actor, ref=new.ref, step=step.pk, at=world.later(hours=30))
            new.refresh_from_db()
            assert everything(but=new) == before
            assert (new.status, new.merged_into_id) == (Status.MERGED, cases["a"].pk)
        transaction.set_rollback(True)


@SLOWLY
@given(steps=STEPS, order=st.permutations(["merge", "split", "undo", "undo"]))
def test_a_note_never_changes_its_audience_however_cases_are_rearranged(
    world: World, steps: list[tuple[str, str]], order: list[str]
) -> None:
    with transaction.atomic():
        cases = {"a": open_case(world), "b": open_case(world)}
        live(world, cases, [("a", "note"), ("a", "team"), ("b", "note"), ("b", "team"), ("b", "reply"), *steps])
        for n, verb in enumerate(order):
            rearrange(world, cases, verb, world.later(hours=20 + n))
        world.work_off()

        for case in Case.objects.filter(seller=world.harbour):
            hers = queries.thread(world.alice.actor, case).messages
            assert not [m for m in hers if "INSIDE" in m.body or "TEAM" in m.body]
            assert queries.internal_notes(world.alice.actor, case) == []
            assert {note.body for note in queries.internal_notes(world.sam.actor, case)} <= {"INSIDE"}
            assert queries.seller_notes(world.sam.actor, case) == []
            assert {note.body for note in queries.seller_notes(world.alice.actor, case)} <= {"TEAM"}
        assert not [m for m in Mail.objects.all() if "INSIDE" in f"{m.subject}{m.text}{m.html}"]
        assert not [m for m in Mail.objects.all() if "TEAM" in f"{m.subject}{m.text}{m.html}"]
        shown = [note for case in Case.objects.all() for note in queries.shown_in(InternalNote, case)]
        assert sorted(note.pk for note in shown) == sorted(InternalNote.objects.values_list("pk", flat=True))
        transaction.set_rollback(True)


def rearrange(world: World, cases: dict[str, Case], verb: str, at: Any) -> None:
    """Do it if it can be done."""
    sam = world.sam.actor
    newest = Rearrangement.objects.filter(undone_at__isnull=True).order_by("-pk").first()
    try:
        if verb == "merge":
            actions.merge(actor=sam, ref=cases["a"].ref, into=cases["b"].ref, reason="", at=at)
        elif verb == "split":
            actions.split(actor=sam, ref=cases["b"].ref, part=Part(places=[2], subject="Other"), at=at)
        elif newest is not None:
            actions.undo(actor=sam, ref=newest.case.ref, step=newest.pk, at=at)
    except (CannotSplit, CannotUndo, StatusForbids):
        return


def test_both_threads_become_one_in_order_of_time_and_nothing_owed_is_forgotten(world: World) -> None:
    first = open_case(world, body="First")
    second = open_case(world, body="Second", at=world.later(hours=1), category="account_health.suspension")
    answer(world, first, outcome=Outcome.WAIT_FOR_SELLER, body="Third", at=world.later(hours=2))
    owed = Case.objects.get(pk=second.pk).due_at

    merged = actions.merge(
        actor=world.sam.actor, ref=second.ref, into=first.ref, reason="Same", at=world.later(hours=3)
    )

    assert [m.body for m in queries.thread(world.alice.actor, merged).messages] == ["First", "Second", "Third"]
    assert (merged.status, merged.priority) == (Status.OPEN, "urgent")
    assert owed is not None
    assert merged.due_at is not None
    assert owed - timedelta(seconds=2) <= merged.due_at <= owed
    second.refresh_from_db()
    assert (second.status, second.label, second.merged_into) == (Status.MERGED, "closed", merged)
    assert second.due_at is None


def test_what_is_written_to_a_merged_case_lands_where_it_went_on(world: World) -> None:
    first, second, third = open_case(world), open_case(world), open_case(world)
    actions.merge(actor=world.sam.actor, ref=first.ref, into=second.ref, reason="", at=world.later(hours=1))
    actions.merge(actor=world.sam.actor, ref=second.ref, into=third.ref, reason="", at=world.later(hours=2))

    said = actions.add_message(actor=world.alice.actor, ref=first.ref, reply=Reply("Late"), at=world.later(hours=3))

    assert said.case == third
    third.refresh_from_db()
    assert len(queries.thread(world.alice.actor, third).messages) == 4


def test_after_something_was_said_only_the_merged_case_goes_back(world: World) -> None:
    first, second = open_case(world, body="One"), open_case(world, body="Two")
    before = Case.objects.filter(pk=first.pk).values().get()
    actions.merge(actor=world.sam.actor, ref=first.ref, into=second.ref, reason="", at=world.later(hours=1))
    actions.add_message(actor=world.alice.actor, ref=second.ref, reply=Reply("Three"), at=world.later(hours=2))

    step = Rearrangement.objects.get().pk
    actions.undo(actor=world.sam.actor, ref=second.ref, step=step, at=world.later(hours=3))

    second.refresh_from_db()
    assert Case.objects.filter(pk=first.pk).values().get() == before
    assert [m.body for m in queries.thread(world.alice.actor, second).messages] == ["Two", "Three"]
    with pytest.raises(CannotUndo):
        actions.undo(actor=world.sam.actor, ref=second.ref, step=step, at=world.later(hours=4))


def test_newer_rearrangements_are_taken_back_first(world: World) -> None:
    first, second, third = open_case(world), open_case(world), open_case(world)
    actions.merge(actor=world.sam.actor, ref=first.ref, into=second.ref, reason="", at=world.later(hours=1))
    older = Rearrangement.objects.get().pk
    actions.merge(actor=world.sam.actor, ref=second.ref, into=third.ref, reason="", at=world.later(hours=2))
    before = happenings()

    with pytest.raises(CannotUndo, match="Take that back first"):
        actions.undo(actor=world.sam.actor, ref=first.ref, step=older, at=world.later(hours=3))

    assert happenings() == before


@pytest.mark.parametrize("who", ["tess", "fred", "alice"])
def test_merging_has_a_right_of_its_own(world: World, who: str) -> None:
    first, second = open_case(world), open_case(world)
    before, rows = happenings(), everything()

    with pytest.raises(NotAllowed):
        actions.merge(actor=getattr(world, who).actor, ref=first.ref, into=second.ref, reason="", at=world.now)

    assert (happenings(), everything()) == (before, rows)


def test_cases_of_two_sellers_closed_ones_and_a_case_with_itself_are_not_merged(world: World) -> None:
    mine, hers = open_case(world), open_case(world, by=world.mallory)
    closed = answer(world, open_case(world), outcome=Outcome.RESOLVE)
    before, rows = happenings(), everything()

    def refused(ref: str, into: str, kind: type[Refusal]) -> None:
        with pytest.raises(kind):
            actions.merge(actor=world.sam.actor, ref=ref, into=into, reason="", at=world.later(hours=2))

    refused(mine.ref, hers.ref, CannotMerge)
    refused(mine.ref, mine.ref, CannotMerge)
    refused(mine.ref, closed.ref, StatusForbids)
    refused(mine.ref, "000-000", NotFound)
    assert (happenings(), everything()) == (before, rows)


@pytest.mark.parametrize("shelf", [Rearranging.SPAM, Rearranging.TRASH])
@SLOWLY
@given(steps=STEPS)
def test_what_was_put_away_stands_as_before_when_it_is_brought_back(
    world: World, shelf: Rearranging, steps: list[tuple[str, str]]
) -> None:
    with transaction.atomic():
        cases = {"a": open_case(world), "b": open_case(world)}
        live(world, cases, steps)
        before = everything()
        actions.put_away(
            actor=world.sam.actor, ref=cases["a"].ref, shelf=shelf, reason="Junk", at=world.later(hours=20)
        )
        assert everything() != before

        actions.undo(
            actor=world.sam.actor, ref=cases["a"].ref, step=Rearrangement.objects.get().pk, at=world.later(hours=90)
        )

        assert everything() == before
        transaction.set_rollback(True)


def test_shelves_are_emptied_when_their_days_are_over_and_nothing_else_is(world: World) -> None:
    spam, kept = open_case(world), open_case(world)
    upload = SimpleUploadedFile("junk.txt", b"Junk.")
    actions.add_message(actor=world.alice.actor, ref=spam.ref, reply=Reply("Buy", uploads=[upload]), at=world.now)
    actions.put_away(actor=world.sam.actor, ref=spam.ref, shelf=Rearranging.SPAM, reason="Junk", at=world.now)

    assert actions.empty_shelves(at=world.later(days=29)) == 0
    assert actions.empty_shelves(at=world.later(days=30)) == 1
    assert list(Case.objects.all()) == [kept]
    assert CaseMessage.objects.count() == 1


def test_why_a_case_is_offered_for_merging() -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)

    def looks(subject: str, category: str, *refs: tuple[str, str], days: int = 0) -> joining.Looks:
        return joining.Looks(Trait(category, subject, frozenset(refs)), now - timedelta(days=days))

    one = looks("Parcel 118 lost in Leeds", "orders.tracking", ("order", "118"))
    assert joining.why_one(one, looks("Other", "x.y", ("order", "118"), days=9), set()) == [joining.Sameness.OBJECT]
    assert joining.why_one(one, looks("Parcel lost again", "x.y", days=9), set()) == [joining.Sameness.WORDS]
    assert joining.why_one(one, looks("Fee", "orders.tracking", days=1), set()) == [
        joining.Sameness.CATEGORY, joining.Sameness.TIME,
    ]  # fmt: skip
    assert joining.why_one(one, looks("Fee", "orders.tracking", days=9), set()) == []
    assert joining.why_one(one, looks("Fee", "x.y"), set()) == []
