"""Payouts as the payment engine tells them: they add up, lead to the ledger, and are taken once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.base.timeline import sentences
from goodstanding.base.timeline.models import Entry as Recorded
from goodstanding.kit.errors import NotAllowed, NotFound
from goodstanding.systems.ledger import queries as ledger
from goodstanding.systems.ledger.models import Entry
from goodstanding.systems.ledger.states import AccountKind
from goodstanding.systems.payouts import actions, queries, rules
from goodstanding.systems.payouts.models import Payout, PayoutLine
from goodstanding.systems.payouts.queries import LinesAsked
from goodstanding.systems.payouts.rules import PayoutDraft
from goodstanding.systems.payouts.states import LineKind, PayoutStatus
from tests.factories.payouts import USUAL, draft, lines, paid, record
from tests.world import World

BAD = [
    ("settlement_id", "bad_value", {"settlement": " "}),
    ("settlement_id", "bad_value", {"settlement": "S-1\nS-2"}),
    ("lines", "bad_amount", {"amounts": ((LineKind.SALE, 10**15), (LineKind.FEE, -(10**15))), "status": None}),
    ("ends_at", "bad_period", {"ends_at": datetime.fromisoformat("2020-01-01T00:00:00+00:00")}),
    ("starts_at", "bad_time", {"starts_at": datetime.min.replace(tzinfo=UTC)}),
    ("pay_at", "bad_time", {"pay_at": datetime.max.replace(tzinfo=UTC)}),
    ("posted_at", "bad_time", {"lines": lines(datetime.fromisoformat("9998-01-01T00:00:00+00:00"), *USUAL)}),
    ("reason", "missing", {"status": PayoutStatus.ON_HOLD}),
    ("reason", "missing", {"status": PayoutStatus.FAILED}),
    ("reason", "too_long", {"reason": "x" * 501}),
    ("status", "nothing_to_pay", {"amounts": ((LineKind.FEE, -5_00),)}),
    ("total_minor", "bad_amount", {"total_minor": 10**15 + 1}),
]


def balance(world: World, kind: AccountKind = AccountKind.BALANCE) -> int:
    return ledger.balance_of(world.harbour.pk, kind, "USD").minor


def codes(told: actions.Recorded) -> list[str]:
    return [reject.code for reject in told.rejects]


def test_a_payout_has_its_lines_and_each_line_its_entry(world: World) -> None:
    payout = paid(world.harbour, world.now, order="A-1")

    rows = queries.lines_of(payout).rows
    assert [(row.kind, row.amount_minor, row.order_id) for row in rows] == [
        ("sale", 60_00, "A-1"), ("fee", -9_00, "A-1"), ("fulfilment_fee", -8_25, "A-1"),
    ]  # fmt: skip
    for row in rows:
        amounts = {one.account.kind: one.amount_minor for one in ledger.postings_of(row.entry)}
        assert amounts.pop("balance") == row.amount_minor
        assert list(amounts.values()) == [-row.amount_minor]
    assert Recorded.objects.filter(subject_kind="payout", subject_id=payout.ref, verb="payout.recorded").exists()


def test_lines_that_do_not_add_up_are_refused_with_the_difference_and_the_others_are_taken(world: World) -> None:
    short = draft(world.harbour, world.now, settlement="S-2", total_minor=42_76)

    told = record(world.harbour, draft(world.harbour, world.now), short, at=world.now)

    assert [one.payout.settlement_id for one in told.taken] == ["S-1"]
    (reject,) = told.rejects
    assert (reject.field, reject.code) == ("total_minor", "does_not_add_up")
    assert "its 3 lines are 42.75 USD, its total_minor is 42.76 USD. 0.01 USD is missing" in reject.reason
    assert Payout.objects.count() == 1
    assert Entry.objects.count() == 4  # three lines and the money that left


@pytest.mark.parametrize(("place", "code", "told"), BAD, ids=[f"{place} {code}" for place, code, _ in BAD])
def test_what_is_no_payout_is_refused_with_its_place(
    world: World, place: str, code: str, told: dict[str, object]
) -> None:
    found = record(world.harbour, draft(world.harbour, world.now, **told), at=world.now)  # type: ignore[arg-type]

    assert [(reject.field, reject.code) for reject in found.rejects] == [(place, code)]
    assert (Payout.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_payout_of_nobody_is_refused(world: World) -> None:
    told = record(world.harbour, replace(draft(world.harbour, world.now), seller="nobody"), at=world.now)

    assert codes(told) == ["unknown_seller"]


def test_the_same_again_changes_nothing_and_other_lines_are_refused(world: World) -> None:
    paid(world.harbour, world.now)
    before = (PayoutLine.objects.count(), Entry.objects.count(), Recorded.objects.count())
    other = draft(world.harbour, world.now, amounts=((LineKind.SALE, 42_75),))

    told = record(world.harbour, draft(world.harbour, world.now), other, at=world.later(days=1))

    assert [one.outcome for one in told.taken] == ["repeated"]
    assert codes(told) == ["other_content"]
    assert (PayoutLine.objects.count(), Entry.objects.count(), Recorded.objects.count()) == before


def test_a_settlement_told_twice_at_once_is_taken_once(world: World) -> None:
    told = record(world.harbour, draft(world.harbour, world.now), draft(world.harbour, world.now), at=world.now)

    assert (len(told.taken), codes(told)) == (1, ["told_twice"])


def test_the_same_settlement_id_of_another_seller_is_another_payout(world: World) -> None:
    paid(world.harbour, world.now)
    paid(world.rival, world.now)

    assert Payout.objects.count() == 2


def test_the_balance_is_owed_until_the_money_leaves_and_owed_again_when_it_comes_back(world: World) -> None:
    paid(world.harbour, world.now, status=PayoutStatus.SCHEDULED)
    owed = balance(world)
    record(world.harbour, draft(world.harbour, world.now, status=PayoutStatus.IN_TRANSIT), at=world.now)
    sent = (balance(world), balance(world, AccountKind.PAID_OUT))
    record(world.harbour, draft(world.harbour, world.now, status=PayoutStatus.PAID), at=world.now)
    arrived = balance(world)
    back = draft(world.harbour, world.now, status=PayoutStatus.FAILED, reason="The account is closed", lines=None)
    record(world.harbour, back, at=world.now)
    failed = (balance(world), balance(world, AccountKind.PAID_OUT))
    record(world.harbour, draft(world.harbour, world.now, status=PayoutStatus.IN_TRANSIT), at=world.now)

    assert (owed, sent, arrived, failed) == (42_75, (0, 42_75), 0, (42_75, 0))
    assert (balance(world), balance(world, AccountKind.PAID_OUT)) == (0, 42_75)
    assert list(ledger.out_of_balance()) == []
    changes = Recorded.objects.filter(verb="payout.status_changed").order_by("pk")
    assert [one.data["to"] for one in changes] == ["in_transit", "paid", "failed", "in_transit"]
    assert changes[2].reason == "The account is closed"


def test_another_date_is_recorded_as_a_date_and_not_as_a_status(world: World) -> None:
    first = draft(world.harbour, world.now, status=PayoutStatus.SCHEDULED, pay_at=world.later(days=2))
    ref = record(world.harbour, first, at=world.now).taken[0].payout.ref
    moved = draft(world.harbour, world.now, status=PayoutStatus.SCHEDULED, pay_at=world.later(days=5), lines=None)

    outcome = record(world.harbour, moved, at=world.later(hours=1)).taken[0].outcome

    (entry,) = Recorded.objects.filter(subject_id=ref).exclude(verb="payout.recorded")
    assert (outcome, entry.verb) == ("changed", "payout.date_changed")
    assert entry.data == {"from": world.later(days=2).isoformat(), "to": world.later(days=5).isoformat()}
    assert sentences.say(entry) == "Date of the payout changed: 24 Nov 2026, 12:00 → 27 Nov 2026, 12:00"


def test_each_change_is_recorded_as_what_it_is(world: World) -> None:
    held = draft(world.harbour, world.now, status=PayoutStatus.ON_HOLD, reason="Identity not verified", pay_at=None)
    ref = record(world.harbour, held, at=world.now).taken[0].payout.ref
    for told in (
        {"status": PayoutStatus.ON_HOLD, "reason": "Bank account not verified", "pay_at": None},
        {"status": PayoutStatus.IN_TRANSIT, "pay_at": world.later(days=1)},
    ):
        record(world.harbour, draft(world.harbour, world.now, **told), at=world.later(hours=1))

    found = Recorded.objects.filter(subject_id=ref).exclude(verb="payout.recorded").order_by("pk")
    assert [(one.verb, one.reason) for one in found] == [
        ("payout.reason_changed", "Bank account not verified"), ("payout.status_changed", ""), ("payout.date_changed", ""),
    ]  # fmt: skip
    assert sentences.say(found[2]) == "Date of the payout changed: – → 23 Nov 2026, 12:00"


def test_a_negative_total_is_carried_over(world: World) -> None:
    paid(world.harbour, world.now, amounts=((LineKind.SERVICE_FEE, -321_69),), status=None)

    assert Payout.objects.get().status == PayoutStatus.NO_PAYOUT
    assert (balance(world), balance(world, AccountKind.CARRIED_OVER)) == (0, -321_69)


def test_a_source_that_names_only_a_day_is_read_by_it(world: World) -> None:
    told = draft(world.harbour, world.now, status=None, pay_at=world.later(days=2))
    first = record(world.harbour, told, at=world.now).taken[0]
    at_once = record(world.harbour, told, at=world.later(hours=1)).taken[0]
    then = record(world.harbour, told, at=world.later(days=2)).taken[0]

    assert (first.payout.status, first.outcome, at_once.outcome) == ("scheduled", "new", "repeated")
    assert (then.payout.status, then.outcome) == ("paid", "changed")


def test_a_day_does_not_overrule_what_was_said_in_words(world: World) -> None:
    told = draft(world.harbour, world.now, status=None)
    record(world.harbour, told, at=world.now)
    record(world.harbour, draft(world.harbour, world.now, status=PayoutStatus.FAILED, reason="Closed"), at=world.now)

    again = record(world.harbour, told, at=world.later(days=1))

    assert (again.taken[0].outcome, Payout.objects.get().status) == ("repeated", "failed")


def test_a_status_that_cannot_follow_is_refused(world: World) -> None:
    paid(world.harbour, world.now)

    told = record(world.harbour, draft(world.harbour, world.now, status=PayoutStatus.SCHEDULED), at=world.now)

    assert codes(told) == ["move_not_allowed"]
    assert Payout.objects.get().status == PayoutStatus.PAID


@pytest.mark.parametrize(
    "told", [{"total_minor": 60_00}, {"currency": "EUR"}, {"ends_at": datetime(2026, 11, 30, tzinfo=UTC)}]
)
def test_a_status_that_speaks_of_another_total_currency_or_period_is_refused(
    world: World, told: dict[str, object]
) -> None:
    owes = ((LineKind.FEE, -5_00),)
    paid(world.harbour, world.now, amounts=owes, status=PayoutStatus.SCHEDULED)
    other = draft(world.harbour, world.now, **({"total_minor": -5_00, "status": None} | told), lines=None)  # type: ignore[arg-type]

    found = record(world.harbour, other, at=world.now)

    assert codes(found) == ["other_content"]
    assert (Payout.objects.get().status, balance(world)) == (PayoutStatus.SCHEDULED, -5_00)


def test_a_total_below_zero_cannot_be_paid_by_telling_another(world: World) -> None:
    paid(world.harbour, world.now, amounts=((LineKind.FEE, -5_00),), status=PayoutStatus.SCHEDULED)

    told = record(world.harbour, draft(world.harbour, world.now, total_minor=60_00, lines=None), at=world.now)

    assert codes(told) == ["other_content"]
    assert balance(world, AccountKind.PAID_OUT) == 0


def test_no_name_of_a_settlement_meets_the_end_of_another(world: World) -> None:
    first = paid(world.harbour, world.now)

    told = record(world.harbour, draft(world.harbour, world.now, settlement="S-1:closed"), at=world.now)
    also = record(world.harbour, draft(world.harbour, world.now, settlement=first.closing_key), at=world.now)

    assert (codes(told), codes(also), balance(world)) == ([], [], 0)


def test_a_status_of_a_settlement_that_nobody_knows_is_refused(world: World) -> None:
    told = record(world.harbour, draft(world.harbour, world.now, lines=None), at=world.now)

    assert codes(told) == ["unknown_settlement"]


def test_only_the_marketplace_tells_of_payouts(world: World) -> None:
    told = [draft(world.harbour, world.now)]

    for person in (world.alice, world.fay, world.sam, world.tess):
        with pytest.raises(NotAllowed):
            actions.record_payouts(actor=person.actor, store=world.store, drafts=told, source="test", at=world.now)
    assert Payout.objects.count() == 0
    actions.record_payouts(actor=world.fred.actor, store=world.store, drafts=told, source="test", at=world.now)
    assert Payout.objects.count() == 1


def test_owners_finance_and_readers_see_payouts_support_is_told_and_strangers_find_nothing(world: World) -> None:
    payout = paid(world.harbour, world.now)

    for person in (world.alice, world.fay, world.bob, world.sam, world.fred):
        assert queries.payout_for(person.actor, payout.ref) == payout
    with pytest.raises(NotAllowed, match="finance"):
        queries.payout_for(world.sue.actor, payout.ref)
    with pytest.raises(NotFound):
        queries.payout_for(world.mallory.actor, payout.ref)
    with pytest.raises(NotFound):
        queries.line_for(world.mallory.actor, f"{payout.ref}-1")


def test_lines_are_found_by_kind_by_order_and_by_name(world: World) -> None:
    payout = paid(world.harbour, world.now, order="A-1")

    by_kind = queries.lines_of(payout, LinesAsked(kind="fee")).rows
    by_order = queries.lines_of(payout, LinesAsked(order="A-1")).rows
    named = queries.line_for(world.alice.actor, f"{payout.ref.lower()}-2")

    assert ([row.number for row in by_kind], len(by_order), named.number) == ([2], 3, 2)


amounts = st.lists(st.tuples(st.sampled_from(LineKind), st.integers(-(10**9), 10**9)), min_size=1, max_size=30)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(amounts, st.integers(1, 10**6))
def test_whatever_its_lines_are_the_kinds_add_up_to_the_total_and_the_ledger_balances(
    world: World, told: list[tuple[LineKind, int]], number: int
) -> None:
    total = sum(minor for _, minor in told)
    status = PayoutStatus.PAID if total > 0 else PayoutStatus.NO_PAYOUT
    seen = draft(world.harbour, world.now, settlement=f"H-{number}-{total}", amounts=told, status=status)

    taken = record(world.harbour, seen, at=world.now).taken

    for one in taken:
        assert sum(found.total.minor for found in queries.sums_of(one.payout)) == total
    assert list(ledger.out_of_balance()) == []
    assert balance(world) == 0


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(amounts, st.integers(1, 10**9))
def test_any_difference_is_refused(told: list[tuple[LineKind, int]], off: int) -> None:
    now = datetime.fromisoformat("2026-11-22T12:00:00+00:00")
    total = sum(minor for _, minor in told) + off
    seen = PayoutDraft("harbour", "S-1", "USD", total, now, now, lines(now, *told))

    found = rules.read(seen)

    assert isinstance(found, rules.Problem)
    assert found.code == "does_not_add_up"
