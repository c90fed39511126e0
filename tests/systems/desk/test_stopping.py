"""A bulk change is stopped, goes on where it stood, and never does more than whoever began it may at that time."""

from __future__ import annotations

from typing import Any

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.people.models import User
from goodstanding.base.tokens.models import Token
from goodstanding.kit.actors import Actor, ActorKind, StaffRole
from goodstanding.kit.errors import Conflict, NotAllowed
from goodstanding.systems.cases.models import Case, CaseTagging
from goodstanding.systems.desk import actions
from goodstanding.systems.desk.actions import Wish
from goodstanding.systems.desk.models import BulkChange
from goodstanding.systems.desk.states import BulkState
from tests.factories.cases import open_case
from tests.world import Person, World, happenings


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


def begun(world: World, many: int = 3, by: Person | None = None) -> BulkChange:
    refs = [open_case(world, subject=f"Case number {n}").ref for n in range(many)]
    wish = Wish(refs=refs, steps=[("tag", "wave")], request_key="once")
    return actions.begin(actor=(by or world.sam).actor, wish=wish, at=world.now)


def go(world: World, change: BulkChange, what: str, by: Person | None = None) -> Any:
    return world.as_(by or world.sam).post(f"/console/desk/bulk/{change.ref}/{what}/")


def page_of(world: World, change: BulkChange) -> str:
    return world.as_(world.sam).get(f"/console/desk/bulk/{change.ref}/").content.decode()


def lose_roles(person: Person, *left: str) -> None:
    User.objects.filter(pk=person.user.pk).update(staff_roles=list(left))


def test_it_is_stopped_on_its_way_and_goes_on_where_it_stood(world: World) -> None:
    change = begun(world)
    actions.carry_on(change.pk, at=world.now, most=1)
    assert "Stop here" in page_of(world, change)

    assert go(world, change, "stop").status_code == 302
    world.work_off()
    stopped = page_of(world, change)
    assert CaseTagging.objects.count() == 1
    assert go(world, change, "resumption").status_code == 302
    world.work_off()

    assert "Sam stopped it here." in stopped
    assert "1 changed" in stopped
    assert "Go on" in stopped
    assert "3 changed" in page_of(world, change)
    assert CaseTagging.objects.count() == 3


def test_a_long_one_is_done_in_slices_until_it_is_through(world: World) -> None:
    change = begun(world, many=4)

    far = [actions.carry_on(change.pk, at=world.now, most=3).state for _n in range(2)]

    assert far == [BulkState.RUNNING, BulkState.DONE]
    assert CaseTagging.objects.count() == 4


def test_a_stopped_one_is_taken_back_and_what_never_had_its_turn_stays(world: World) -> None:
    change = begun(world)
    actions.carry_on(change.pk, at=world.now, most=2)
    go(world, change, "stop")

    go(world, change, "undo")
    world.work_off()

    change.refresh_from_db()
    assert change.state == BulkState.UNDONE
    assert sorted(change.items.values_list("state", flat=True)) == ["stays", "taken_back", "taken_back"]
    assert CaseTagging.objects.count() == 0


def test_taking_back_is_stopped_too_and_begun_again(world: World) -> None:
    change = begun(world)
    world.work_off()
    go(world, change, "undo")
    actions.carry_on(change.pk, at=world.now, most=1)

    go(world, change, "stop")
    world.work_off()
    assert CaseTagging.objects.count() == 2
    assert "Sam stopped it here." in page_of(world, change)
    go(world, change, "undo")
    world.work_off()

    assert CaseTagging.objects.count() == 0


def test_what_is_not_under_way_is_not_stopped_and_what_was_not_stopped_does_not_go_on(world: World) -> None:
    change = begun(world)
    with pytest.raises(Conflict):
        actions.go_on(actor=world.sam.actor, ref=change.ref, at=world.now)
    world.work_off()
    before = happenings()

    for act in (actions.stop, actions.go_on):
        with pytest.raises(Conflict):
            act(actor=world.sam.actor, ref=change.ref, at=world.now)

    assert happenings() == before


def test_stopping_what_has_just_ended_leads_to_what_became_of_it(world: World) -> None:
    change = begun(world)
    world.work_off()

    page = world.as_(world.sam).post(f"/console/desk/bulk/{change.ref}/stop/", follow=True).content.decode()

    assert "It was through before it could be stopped." in page
    assert "3 changed" in page


def test_a_colleague_neither_stops_it_nor_lets_it_go_on(world: World) -> None:
    change = begun(world)
    before = happenings()

    for act in (actions.stop, actions.go_on):
        with pytest.raises(NotAllowed, match="Sam"):
            act(actor=world.tess.actor, ref=change.ref, at=world.now)

    assert happenings() == before


@pytest.mark.parametrize("left", [[], ["moderator"]])
def test_it_stops_by_itself_once_whoever_began_it_may_not_work_on_cases(world: World, left: list[str]) -> None:
    change = begun(world)
    actions.carry_on(change.pk, at=world.now, most=1)
    lose_roles(world.sam, *left)

    world.work_off()

    page = world.as_(world.ada).get(f"/console/desk/bulk/{change.ref}/").content.decode()
    assert "Sam may not work on cases any more" in page
    assert CaseTagging.objects.count() == 1
    lose_roles(world.sam, "support")
    go(world, change, "resumption", by=world.ada)
    world.work_off()
    assert CaseTagging.objects.count() == 3


def test_a_role_that_was_taken_away_since_is_gone_though_another_one_lets_it_go_on(world: World) -> None:
    """The queue is for support: an administrator begins, and works in finance alone when the turn comes."""
    case = open_case(world)
    Case.objects.filter(pk=case.pk).update(queue="technical")
    wish = Wish(refs=[case.ref], steps=[("priority", "urgent")], request_key="once")
    change = actions.begin(actor=world.ada.actor, wish=wish, at=world.now)
    lose_roles(world.ada, "finance")

    world.work_off()

    item = change.items.get()
    assert (item.state, "This needs one of these roles" in item.said) == ("refused", True)


def test_a_role_given_since_does_not_widen_what_was_begun(world: World) -> None:
    case = open_case(world)
    Case.objects.filter(pk=case.pk).update(queue="technical")
    wish = Wish(refs=[case.ref], steps=[("priority", "urgent")], request_key="once")
    change = actions.begin(actor=world.fred.actor, wish=wish, at=world.now)
    lose_roles(world.fred, "finance", "support")

    world.work_off()

    assert change.items.get().state == "refused"


def test_an_administrator_takes_back_what_somebody_began_who_has_left(world: World) -> None:
    change = begun(world)
    world.work_off()
    User.objects.filter(pk=world.sam.user.pk).update(is_active=False, staff_roles=[])

    go(world, change, "undo", by=world.ada)
    world.work_off()

    change.refresh_from_db()
    assert (change.state, change.undone_by_name) == (BulkState.UNDONE, "Ada")
    assert CaseTagging.objects.count() == 0


def test_a_machine_whose_token_was_revoked_goes_on_no_more(world: World) -> None:
    token = Token.objects.create(
        name="Back office",
        role="support",
        for_staff=True,
        scopes=["cases:write"],
        created_at=world.now,
        expires_at=world.later(days=9),
    )
    machine = Actor(
        ActorKind.STAFF, user_id=None, name="Back office", staff_roles=frozenset({StaffRole.SUPPORT}), token_id=token.pk
    )
    refs = [open_case(world, subject=f"Case number {n}").ref for n in range(2)]
    wish = Wish(refs=refs, steps=[("tag", "wave")], request_key="once")
    change = actions.begin(actor=machine, wish=wish, at=world.now)
    actions.carry_on(change.pk, at=world.now, most=1)
    Token.objects.filter(pk=token.pk).update(revoked_at=world.now)

    world.work_off()

    change.refresh_from_db()
    assert (change.state, CaseTagging.objects.count()) == (BulkState.STOPPED, 1)
