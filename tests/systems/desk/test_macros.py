"""Macros: words with fields for many cases, and what goes with sending them."""

from __future__ import annotations

import pytest

from goodstanding.kit.errors import Invalid, NotAllowed, NotFound
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.desk import actions, queries
from goodstanding.systems.desk.actions import MacroDraft
from goodstanding.systems.desk.models import Macro
from tests.factories import cases
from tests.world import Person, World

WORDS = "Dear {{seller.name}},\n\nabout **{{case.id}}** ({{case.category}}): {{ me.name }}"


def macro(world: World, by: Person, **more: object) -> Macro:
    draft = MacroDraft(**{"name": "Ask for the scan", "body": WORDS, **more})  # type: ignore[arg-type]  # fields by name
    return actions.make_macro(actor=by.actor, draft=draft, at=world.now)


def test_its_words_are_filled_in_for_the_case(world: World) -> None:
    case = cases.open_case(world)
    made = macro(world, world.sam)

    words = queries.filled_in(world.sam.actor, made, case, world.now)

    assert words.startswith("Dear Harbour Lane Ceramics,\n\nabout **" + case.ref)
    assert words.endswith(": Sam")
    assert "{{" not in words


def test_days_are_those_of_the_store_as_its_language_writes_them(world: World) -> None:
    case = cases.open_case(world)
    made = macro(world, world.sam, body="{{case.opened}} {{today}}")
    english = queries.filled_in(world.sam.actor, made, case, world.now)
    case.seller.store.language, case.seller.store.time_zone = "de", "Pacific/Auckland"

    german = queries.filled_in(world.sam.actor, made, case, world.now)

    assert english == "22 November 2026 22 November 2026"
    assert german == "23 November 2026 23 November 2026"


def test_ones_own_are_for_oneself_and_shared_ones_for_all(world: World) -> None:
    own, shared = macro(world, world.sam), macro(world, world.ada, shared=True, name="For all")

    assert [m.ref for m in queries.macros_of(world.sam.actor)] == [shared.ref, own.ref]
    assert [m.ref for m in queries.macros_of(world.tess.actor)] == [shared.ref]
    for person in (world.tess, world.alice):
        with pytest.raises(NotFound):
            queries.macro_for(person.actor, own.ref)
    with pytest.raises(NotAllowed):
        macro(world, world.sam, shared=True)
    with pytest.raises(NotAllowed):
        actions.remove_macro(actor=world.sam.actor, ref=shared.ref, at=world.now)


def test_those_that_fit_the_category_are_offered_the_most_fitting_first(world: World) -> None:
    case = cases.open_case(world)
    macro(world, world.sam, name="Any")
    macro(world, world.sam, name="Area", area="orders_shipping")
    macro(world, world.sam, name="Exactly", area=case.category)
    macro(world, world.sam, name="Other", area="payments")

    assert [one.name for one in queries.macros_for_case(world.sam.actor, case)] == ["Exactly", "Area", "Any"]


def test_sending_with_it_does_its_steps_and_says_what_hindered(world: World) -> None:
    case = cases.open_case(world)
    made = macro(world, world.sam, steps=[("tag", "scan"), ("queue", "nowhere"), ("assign", "me")])

    hindered = actions.use_macro(actor=world.sam.actor, ref=made.ref, case_ref=case.ref, at=world.now)

    case.refresh_from_db()
    made.refresh_from_db()
    assert hindered == ["There is no such queue."]
    assert (case.assignee_id, made.used) == (world.sam.user.pk, 1)
    assert case_queries.tags_of(world.sam.actor, case) == ["scan"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "), ("body", ""), ("body", "Dear {{nobody}}"), ("outcome", "explode"), ("area", "nowhere"),
        ("steps", [("spam", "")]),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_by_field(world: World, field: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        macro(world, world.sam, **{field: value})

    assert refused.value.field == field
    assert Macro.objects.count() == 0
