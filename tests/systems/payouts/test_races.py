"""Two at once: the same settlement told twice, and two statuses of one. Each ends as if one had come after the other."""

from __future__ import annotations

import pytest

from goodstanding.systems.ledger import queries as ledger
from goodstanding.systems.ledger.models import Entry
from goodstanding.systems.ledger.states import AccountKind
from goodstanding.systems.payouts.models import Payout, PayoutLine
from goodstanding.systems.payouts.recording import Recorded
from goodstanding.systems.payouts.states import PayoutStatus
from tests.factories.payouts import draft, paid, record
from tests.systems.cases.test_races import at_once
from tests.world import World


@pytest.mark.django_db(transaction=True)
def test_the_same_settlement_told_twice_at_once_is_one_payout() -> None:
    world = World()

    found = at_once(*[lambda: record(world.harbour, draft(world.harbour, world.now), at=world.now)] * 4)

    outcomes = [one.taken[0].outcome.value for one in found if isinstance(one, Recorded)]
    assert sorted(outcomes) == ["new", "repeated", "repeated", "repeated"]
    assert (Payout.objects.count(), PayoutLine.objects.count(), Entry.objects.count()) == (1, 3, 4)


@pytest.mark.django_db(transaction=True)
def test_a_return_told_twice_at_once_is_taken_back_from_the_ledger_once() -> None:
    world = World()
    paid(world.harbour, world.now)
    back = draft(world.harbour, world.now, status=PayoutStatus.FAILED, reason="The account is closed", lines=None)

    found = at_once(*[lambda: record(world.harbour, back, at=world.now)] * 4)

    outcomes = [one.taken[0].outcome.value for one in found if isinstance(one, Recorded)]
    assert sorted(outcomes) == ["changed", "repeated", "repeated", "repeated"]
    assert ledger.balance_of(world.harbour.pk, AccountKind.BALANCE, "USD").minor == 42_75
    assert Entry.objects.filter(corrects__isnull=False).count() == 1
