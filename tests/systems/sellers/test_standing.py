import pytest

from goodstanding.kit.errors import Conflict, Invalid, NotAllowed
from goodstanding.systems.sellers import actions
from goodstanding.systems.sellers.states import MOVES, Permit, Standing, permits
from tests.world import World, happenings


@pytest.mark.parametrize("to", [Standing.RESTRICTED, Standing.SUSPENDED])
@pytest.mark.parametrize("cause", [("", ""), ("notification", "AAA-BBB"), ("statement", "")])
def test_nothing_is_taken_away_without_a_statement_of_reasons(
    world: World, to: Standing, cause: tuple[str, str]
) -> None:
    before = happenings()

    with pytest.raises(Invalid):
        actions.change_standing(
            actor=world.tess.actor, seller_id=world.harbour.pk, to=to, reason="So.", at=world.now, cause=cause
        )

    assert happenings() == before


def test_a_change_needs_a_reason_a_reviewer_and_a_line_in_the_table(world: World) -> None:
    before = happenings()

    with pytest.raises(Invalid):
        actions.change_standing(
            actor=world.tess.actor, seller_id=world.harbour.pk, to=Standing.AT_RISK, reason=" ", at=world.now
        )
    with pytest.raises(NotAllowed):
        actions.change_standing(
            actor=world.sam.actor, seller_id=world.harbour.pk, to=Standing.AT_RISK, reason="So.", at=world.now
        )
    with pytest.raises(Conflict):
        actions.change_standing(
            actor=world.tess.actor, seller_id=world.harbour.pk, to=Standing.REINSTATED, reason="So.", at=world.now
        )

    assert happenings() == before


def test_every_standing_leads_back_to_good_standing() -> None:
    for standing in Standing:
        seen, ahead = set(), {standing}
        while ahead:
            seen |= ahead
            ahead = {after for before in ahead for after in MOVES[before]} - seen
        assert Standing.NORMAL in seen


def test_cases_and_appeals_stay_open_in_every_standing() -> None:
    assert all(permits(standing, Permit.ANSWER) for standing in Standing)
