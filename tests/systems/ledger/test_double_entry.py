"""The ledger: every entry balances, nothing is changed, a repeat changes nothing."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.kit.actors import SYSTEM
from goodstanding.kit.errors import Invalid, NotAllowed
from goodstanding.systems.ledger import actions, queries, rules
from goodstanding.systems.ledger.errors import AlreadyCorrected, EntryNotFound, OtherContent, Unbalanced
from goodstanding.systems.ledger.models import Entry, Posting
from goodstanding.systems.ledger.rules import EntryDraft
from goodstanding.systems.ledger.states import AccountKind
from tests.world import World, happenings

B, F, S = AccountKind.BALANCE, AccountKind.FEES, AccountKind.BUYERS
minors = st.integers(-(10**12), 10**12)


def entry(world: World, key: str = "one", *postings: tuple[AccountKind, int], at: datetime | None = None) -> EntryDraft:
    return EntryDraft(
        world.store.pk, world.harbour.pk, key, "sale", at or world.now, "USD", postings or ((B, 60_00), (S, -60_00))
    )


def held(world: World, kind: AccountKind) -> int:
    return queries.balance_of(world.harbour.pk, kind, "USD").minor


def test_an_entry_moves_money_from_one_account_to_another(world: World) -> None:
    actions.post(actor=SYSTEM, drafts=[entry(world)], at=world.now)

    assert (held(world, B), held(world, S), held(world, F)) == (60_00, -60_00, 0)


def test_an_entry_that_does_not_sum_to_zero_is_refused_with_the_difference_and_nothing_is_written(world: World) -> None:
    good, bad = entry(world, "good"), entry(world, "bad", (B, 60_00), (S, -59_99))

    with pytest.raises(Unbalanced, match=r"bad does not balance: 0\.01 USD"):
        actions.post(actor=SYSTEM, drafts=[good, bad], at=world.now)

    assert Entry.objects.count() == Posting.objects.count() == 0


@pytest.mark.parametrize("postings", [((B, 0),), ((B, 10**15 + 1), (S, -(10**15) - 1))])
def test_what_is_no_entry_is_refused(world: World, postings: tuple[tuple[AccountKind, int], ...]) -> None:
    with pytest.raises(Invalid):
        actions.post(actor=SYSTEM, drafts=[entry(world, "odd", *postings)], at=world.now)


def test_the_same_entry_again_changes_nothing(world: World) -> None:
    first = actions.post(actor=SYSTEM, drafts=[entry(world)], at=world.now)
    again = actions.post(actor=SYSTEM, drafts=[entry(world), entry(world)], at=world.later(days=1))

    assert (first, Entry.objects.count(), held(world, B)) == (again, 1, 60_00)


def test_the_same_key_with_another_amount_is_refused(world: World) -> None:
    actions.post(actor=SYSTEM, drafts=[entry(world)], at=world.now)

    with pytest.raises(OtherContent):
        actions.post(actor=SYSTEM, drafts=[entry(world, "one", (B, 1), (S, -1))], at=world.now)
    with pytest.raises(OtherContent):
        two = [entry(world, "two", (B, 1), (S, -1)), entry(world, "two", (B, 2), (S, -2))]
        actions.post(actor=SYSTEM, drafts=two, at=world.now)

    assert held(world, B) == 60_00


def test_a_mistake_is_taken_back_by_a_second_entry_that_names_the_first(world: World) -> None:
    ids = actions.post(actor=SYSTEM, drafts=[entry(world)], at=world.now)

    second = actions.correct(
        actor=world.fred.actor, seller_id=world.harbour.pk, key="one", reason="Twice", at=world.later(days=1)
    )

    first = Entry.objects.get(pk=ids[world.harbour.pk, "one"])
    assert second.corrects == first
    assert first.postings.count() == 2
    assert (held(world, B), held(world, S)) == (0, 0)


def test_an_entry_is_corrected_once_and_a_correction_can_be_corrected(world: World) -> None:
    actions.post(actor=SYSTEM, drafts=[entry(world)], at=world.now)
    say = {"actor": SYSTEM, "seller_id": world.harbour.pk, "reason": "Twice", "at": world.now}
    second = actions.correct(key="one", **say)

    with pytest.raises(AlreadyCorrected):
        actions.correct(key="one", **say)
    actions.correct(key=second.key, **say)

    assert held(world, B) == 60_00


def test_only_the_marketplaces_finance_writes(world: World) -> None:
    before = happenings()

    for person in (world.alice, world.fay, world.sam, world.tess):
        with pytest.raises(NotAllowed):
            actions.post(actor=person.actor, drafts=[entry(world)], at=world.now)
        with pytest.raises(NotAllowed):
            actions.correct(actor=person.actor, seller_id=world.harbour.pk, key="one", reason="", at=world.now)

    assert (Entry.objects.count(), happenings()) == (0, before)


def test_another_sellers_entry_is_not_found(world: World) -> None:
    actions.post(actor=SYSTEM, drafts=[entry(world)], at=world.now)

    with pytest.raises(EntryNotFound):
        actions.correct(actor=SYSTEM, seller_id=world.rival.pk, key="one", reason="", at=world.now)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(minors, min_size=1, max_size=6), st.sampled_from(AccountKind))
def test_whatever_balances_is_accepted_and_nothing_else(amounts: list[int], last: AccountKind) -> None:
    postings = tuple((F, minor) for minor in amounts)
    draft = EntryDraft(1, 1, "any", "sale", datetime.fromisoformat("2026-11-01T00:00:00+00:00"), "USD", postings)
    whole = EntryDraft(1, 1, "any", "sale", draft.at, "USD", (*postings, (last, -sum(amounts))))

    rules.check(whole)
    if sum(amounts):
        with pytest.raises(Unbalanced):
            rules.check(draft)
    assert sum(minor for _, minor in rules.turned(whole.postings)) == 0


posted = st.lists(st.tuples(st.integers(0, 5), minors, st.sampled_from(AccountKind), st.booleans()), max_size=12)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(posted)
def test_whatever_is_asked_for_in_whatever_order_the_ledger_balances(
    world: World, asked: list[tuple[int, int, AccountKind, bool]]
) -> None:
    for number, minor, kind, take_back in asked:
        key = f"any-{number}"
        try:
            actions.post(actor=SYSTEM, drafts=[entry(world, key, (B, minor), (kind, -minor))], at=world.now)
            if take_back:
                actions.correct(actor=SYSTEM, seller_id=world.harbour.pk, key=key, reason="", at=world.now)
        except (OtherContent, AlreadyCorrected):
            continue

    assert list(queries.out_of_balance()) == []
    assert (Posting.objects.aggregate(all=Sum("amount_minor"))["all"] or 0) == 0
