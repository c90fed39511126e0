"""Many people open and answer cases in the same moment, over the pages: nobody waits for ever, nothing is lost or done twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import Count
from django.http import HttpResponse

from goodstanding.base.outbox.models import StoredFact
from goodstanding.base.search.models import SharedDocument
from goodstanding.base.timeline.models import Entry
from goodstanding.systems.cases.models import Case, CaseMessage, Turn
from goodstanding.systems.service.models import Promise
from tests.factories.cases import open_case
from tests.systems.cases.test_races import at_once
from tests.world import Person, World

CATEGORY = "orders_shipping.templates"
AT_ONCE = 6


@pytest.fixture
def crowd(transactional_db: None) -> World:
    return World()


def opens(world: World, person: Person, key: str) -> Callable[[], int]:
    seller = world.rival if person is world.mallory else world.harbour
    client = world.as_(person)
    form = {"subject": f"Matter {key}", "body": "The days are wrong.", "key": key, "anyway": "1"}
    return lambda: _status(client.post(f"/s/{seller.ref}/cases/new/{CATEGORY}/", form))


def answers(world: World, case: Case, body: str) -> Callable[[], int]:
    client = world.as_(world.sam)
    return lambda: _status(client.post(f"/console/cases/{case.ref}/answers/", {"body": body, "outcome": "keep_open"}))


def replies(world: World, case: Case, body: str) -> Callable[[], int]:
    client = world.as_(world.alice)
    form = {"body": body, "key": body}
    return lambda: _status(client.post(f"/s/{world.harbour.ref}/cases/{case.ref}/messages/", form))


def _status(answer: HttpResponse) -> int:
    return answer.status_code


def test_cases_opened_by_many_at_once_are_all_there_whole(crowd: World) -> None:
    people = [crowd.alice, crowd.mallory, crowd.sue]

    done = at_once(*[opens(crowd, people[n % 3], f"k{n}") for n in range(AT_ONCE)])

    assert done == [302] * AT_ONCE
    assert Case.objects.count() == CaseMessage.objects.count() == Turn.objects.count() == AT_ONCE
    assert SharedDocument.objects.filter(kind="case").count() == AT_ONCE
    assert Entry.objects.filter(verb="case.opened").count() == AT_ONCE
    assert StoredFact.objects.filter(name="CaseOpened").count() == AT_ONCE
    owed = Promise.objects.values("subject_ref").annotate(n=Count("pk")).values_list("n", flat=True)
    assert len(owed) == AT_ONCE
    assert len(set(owed)) == 1


def test_one_case_written_in_by_both_sides_at_once_keeps_every_word_in_order(crowd: World) -> None:
    case = open_case(crowd)
    acts = [(answers if n % 2 else replies)(crowd, case, f"Word {n}") for n in range(AT_ONCE)]

    done = at_once(*acts)

    assert done == [302] * AT_ONCE
    numbers = CaseMessage.objects.filter(case=case).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, AT_ONCE + 2))
    case.refresh_from_db()
    assert case.message_count == AT_ONCE + 1
    assert Turn.objects.filter(case=case, ended_at__isnull=True).count() == 1
    (found,) = SharedDocument.objects.filter(kind="case", ref=case.pk)
    assert all(f"word {n}" in found.words for n in range(AT_ONCE))


def test_several_cases_answered_and_opened_crosswise_at_once_never_stand_in_each_others_way(crowd: World) -> None:
    cases = [open_case(crowd, subject=f"Case {n}") for n in range(3)]
    acts = [
        act
        for n, case in enumerate(cases)
        for act in (answers(crowd, case, f"A{n}"), replies(crowd, case, f"R{n}"), opens(crowd, crowd.alice, f"new{n}"))
    ]

    done = at_once(*acts)

    assert done == [302] * len(acts)
    assert Case.objects.count() == 6
    assert CaseMessage.objects.count() == 3 + 6 + 3
