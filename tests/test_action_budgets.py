"""What a case's everyday actions ask of the database, through the doors at which people and programs send them.

Counted with real transactions and without the words that begin and end them: everything from the session to the redirect.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import NewCase, Reply
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Label, Outcome
from goodstanding.systems.desk import actions as desk
from tests.factories import cases
from tests.factories.orders import sell
from tests.factories.tokens import program_of
from tests.world import World

CATEGORY = "orders_shipping.templates"
BODY = "The template shows the wrong days."
TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")

# How many queries at most, those of the door itself among them.
OPENED = 10  # the action alone
SENT_AT_THE_PORTAL = 15  # and session, person, rights, seller; what looks like it
SENT_BY_A_PROGRAM = 18  # and token, rights, seller; the answer with the case
SELLER_ANSWERS = 26
ASSOCIATE_ANSWERS = 23
SELLER_CLOSES = 22
WRITTEN_FIRST = 18
WITH_A_TAG = 35  # a macro's words that name the case, and a step
KEPT_WHILE_TYPED = 8  # once in a second or so


@pytest.fixture
def settled(transactional_db: None, world: World) -> World:
    """What a process looks up once has been looked up."""
    _open(world.as_(world.alice), world, 0)
    world.work_off()
    return world


def test_opening_a_case_asks_ten_times(settled: World) -> None:
    new = NewCase(category=CATEGORY, subject="Wrong days", words=Reply(BODY, request_key="once"))

    asked = _asked(
        lambda: actions.open_case(actor=settled.alice.actor, seller=settled.harbour, new=new, at=settled.now)
    )

    assert asked <= OPENED


def test_contact_us_sends_a_case_with_few_queries(settled: World) -> None:
    client, living = settled.as_(settled.alice), _living()

    asked = _asked(lambda: _open(client, settled, 1, living))

    assert Case.objects.count() == len(living) + 1
    assert asked <= SENT_AT_THE_PORTAL


def test_many_cases_of_the_seller_make_another_one_no_dearer(settled: World) -> None:
    client, living = settled.as_(settled.alice), _living()
    few = _asked(lambda: _open(client, settled, 1, living))
    sell(settled.harbour, settled.now, good=30)
    for n in range(40):
        cases.open_case(settled, subject=f"Another matter {n}", request_key=f"more-{n}")

    living = _living()

    many = _asked(lambda: _open(client, settled, 2, living))

    assert many <= few


def test_a_program_opens_a_case_with_few_queries(settled: World) -> None:
    program = program_of(settled.alice)
    program.get("/token")
    said = {"category": CATEGORY, "subject": "Wrong days", "body": BODY}

    asked = _asked(lambda: _created(program.post("/sellers/harbour/cases", said)))

    assert asked <= SENT_BY_A_PROGRAM


def test_the_seller_and_the_associate_answer_and_the_seller_closes_with_few_queries(settled: World) -> None:
    seller, associate = settled.as_(settled.alice), settled.as_(settled.sam)
    case = cases.open_case(settled)
    hers, desk = f"/s/{settled.harbour.ref}/cases/{case.ref}/", f"/console/cases/{case.ref}/"
    waits = {"body": "Send us the label.", "outcome": Outcome.WAIT_FOR_SELLER, "what": "The label", "seen": 1}

    answered = _asked(lambda: _sent(associate.post(f"{desk}answers/", waits)))
    replied = _asked(lambda: _sent(seller.post(f"{hers}messages/", {"body": "Here it is.", "key": "k"})))
    closed = _asked(lambda: _sent(seller.post(f"{hers}closure/", {"reason": "solved"})))

    case.refresh_from_db()
    assert (case.message_count, case.label) == (3, Label.CLOSED)
    assert answered <= ASSOCIATE_ANSWERS
    assert replied <= SELLER_ANSWERS
    assert closed <= SELLER_CLOSES


def test_an_associate_writes_first_with_few_queries_and_what_is_typed_is_kept_with_fewer(settled: World) -> None:
    sam, url = settled.as_(settled.sam), "/console/cases/new/"
    macro = desk.make_macro(
        actor=settled.sam.actor,
        draft=desk.MacroDraft(name="Scan", body="Scan", steps=[("tag", "scan")]),
        at=settled.now,
    )
    said = {"seller": settled.harbour.ref, "category": CATEGORY, "subject": "The label", "outcome": "keep_open"}
    begun = {**said, "body": "{{case.id}}", "macro": macro.ref, "goes_with": "1"}
    sam.post(f"{url}{settled.harbour.ref}/draft/", {**said, "key": "typed"})

    kept = _asked(lambda: sam.post(f"{url}{settled.harbour.ref}/draft/", {**said, "body": BODY, "key": "typed"}))
    sent = _asked(lambda: _sent(sam.post(url, {**said, "body": BODY, "key": "typed"})))
    with_macro = _asked(lambda: _sent(sam.post(url, {**begun, "key": "begun"})))

    assert Case.objects.filter(opened_by="marketplace").count() == 2
    assert kept <= KEPT_WHILE_TYPED
    assert sent <= WRITTEN_FIRST
    assert with_macro <= WITH_A_TAG


def _open(client: Client, world: World, number: int, shown: list[str] | None = None) -> None:
    """The page has shown what looks like it."""
    form = {"subject": f"Days of template {number}", "body": BODY, "key": f"key-{number}"}
    _sent(client.post(f"/s/{world.harbour.ref}/cases/new/{CATEGORY}/", {**form, "shown": shown or []}))


def _living() -> list[str]:
    return list(Case.objects.values_list("ref", flat=True))


def _sent(answer: HttpResponse) -> None:
    assert answer.status_code == 302, answer.content


def _created(answer: HttpResponse) -> None:
    assert answer.status_code == 201, answer.content


def _asked(do: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        do()
    return sum(1 for query in asked.captured_queries if not query["sql"].startswith(TRANSACTION))
