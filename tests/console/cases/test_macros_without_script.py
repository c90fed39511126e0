"""A macro is put into an answer by forms alone: what was typed stays, the words come after it, and what goes with it too."""

from __future__ import annotations

import pytest

from goodstanding.base.clock import reading
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.cases.models import Case, CaseMessage
from goodstanding.systems.desk import actions as desk
from goodstanding.systems.desk.actions import MacroDraft
from goodstanding.systems.desk.models import Macro
from tests.factories.cases import open_case
from tests.world import World, happenings


@pytest.fixture
def macro(world: World) -> Macro:
    """Words that also sort the case."""
    draft = MacroDraft(
        name="Scan", body="Dear {{seller.name}}", outcome="wait_for_seller", what="the scan", steps=[("tag", "scan")]
    )
    reading.move_to(world.now)
    return desk.make_macro(actor=world.sam.actor, draft=draft, at=world.now)


def test_a_macro_is_put_into_the_answer_by_forms_alone_and_sent_with_what_it_does(world: World, macro: Macro) -> None:
    case, sam = open_case(world), world.as_(world.sam)

    listed = sam.post(
        f"/console/desk/macros/for/{case.ref}/", {"body": "I looked.", "outcome": "keep_open"}, follow=True
    ).content.decode()
    path = f"/console/desk/macros/{macro.ref}/for/{case.ref}/"
    assert path in listed
    assert "Put it into the answer" in sam.get(path).content.decode()
    page = sam.post(path, follow=True).content.decode().partition('id="answer"')[2]

    assert "I looked.\n\nDear Harbour Lane Ceramics</textarea>" in page
    assert f'name="macro" value="{macro.ref}"' in page
    assert 'value="wait_for_seller" id="id_outcome_0" checked' in page.replace(" required", "")
    said = {"body": "I looked.", "outcome": "wait_for_seller", "what": "the scan", "seen": "1", "macro": macro.ref}
    sam.post(f"/console/cases/{case.ref}/answers/", said)
    assert CaseMessage.objects.filter(author="marketplace").count() == 1
    assert case_queries.tags_of(world.sam.actor, Case.objects.get()) == ["scan"]


def test_somebody_elses_macro_is_not_there(world: World, macro: Macro) -> None:
    case = open_case(world)
    before = happenings()

    assert world.as_(world.tess).post(f"/console/desk/macros/{macro.ref}/for/{case.ref}/").status_code == 404

    assert happenings() == before


def test_a_macro_names_the_third_party_for_whom_the_case_waits(world: World) -> None:
    reading.move_to(world.now)
    case, sam = open_case(world), world.as_(world.sam)
    asked = {
        "name": "Ask the carrier", "body": "We have asked the carrier.", "outcome": "wait_for_third_party",
        "what": "the proof of delivery", "who": "the carrier",
    }  # fmt: skip

    sam.post("/console/desk/macros/", asked)
    listed = sam.get("/console/desk/macros/").content.decode()
    path = f"/console/desk/macros/{Macro.objects.get().ref}/for/{case.ref}/"
    shown = sam.get(path).content.decode()
    page = sam.post(path, follow=True).content.decode().partition('id="answer"')[2]

    assert "Then it waits for the carrier: the proof of delivery" in listed
    assert "Then it waits for the carrier: the proof of delivery" in shown
    assert 'name="who" value="the carrier"' in page
    said = {"body": "We have asked.", "outcome": "wait_for_third_party", "what": "the proof", "who": "the carrier"}
    sam.post(f"/console/cases/{case.ref}/answers/", said | {"seen": "1"})
    assert Case.objects.get().pending_who == "the carrier"


def test_a_third_party_is_named_only_where_the_case_waits_for_one(world: World) -> None:
    reading.move_to(world.now)
    asked = {"name": "Thanks", "body": "Thank you.", "outcome": "resolve", "who": "the carrier"}

    page = world.as_(world.sam).post("/console/desk/macros/", asked)

    assert (page.status_code, Macro.objects.count()) == (422, 0)
    assert "where the case waits for somebody else" in page.content.decode()
