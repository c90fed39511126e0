"""What associates note among themselves appears behind no door of the seller's side: page, search, print, mail, API.

And what the seller's team notes for itself appears behind no door of the associates'.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.outbox.models import StoredFact
from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import CloseReason, Decision, Reply
from goodstanding.systems.cases.casefile import case_file
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Outcome, Rearranging
from tests.factories.cases import open_case
from tests.factories.tokens import program_of
from tests.world import World

WORDS = st.text(alphabet=string.ascii_letters, min_size=12, max_size=20)
STEPS = st.lists(st.sampled_from(["note", "team", "answer", "reply", "close", "resolve"]), min_size=1, max_size=6)


@settings(
    max_examples=8, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(secret=WORDS, team=WORDS, steps=STEPS)
def test_notes_stay_on_their_side_whatever_else_happens(world: World, secret: str, team: str, steps: list[str]) -> None:
    secret, team = f"INSIDE{secret}", f"TEAM{team}"
    with transaction.atomic():
        reading.move_to(world.now)
        case = open_case(world)
        for step in [*steps, "note", "team"]:
            _do(world, case, step, secret, team)
        world.work_off()

        assert all(secret not in text for text in _sellers_side(world, case))
        assert all(team not in text for text in _associates_side(world, case))
        assert secret in world.as_(world.sam).get(f"/console/cases/{case.ref}/").content.decode()
        assert team in world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()
        transaction.set_rollback(True)


def _do(world: World, case: Case, step: str, secret: str, team: str) -> None:
    sam, alice, at = world.sam.actor, world.alice.actor, world.now
    case.refresh_from_db()
    closed = case.label == "closed"
    if step == "note":
        actions.add_internal_note(actor=sam, ref=case.ref, note=Reply(secret), at=at)
    elif step == "team":
        actions.add_seller_note(actor=alice, ref=case.ref, note=Reply(team), at=at)
    elif step == "reply":
        actions.add_message(actor=alice, ref=case.ref, reply=Reply("More facts."), at=at)
    elif step == "close" and not closed:
        actions.close_by_seller(actor=alice, ref=case.ref, reason=CloseReason.SOLVED, words="", at=at)
    elif not closed:
        outcome = Outcome.RESOLVE if step == "resolve" else Outcome.WAIT_FOR_SELLER
        decision = Decision(outcome, what="proof")
        actions.answer(actor=sam, ref=case.ref, reply=Reply("An answer."), decision=decision, at=at)


def _sellers_side(world: World, case: Case) -> Iterator[str]:
    base = f"/s/{world.harbour.ref}"
    paths = [
        f"{base}/", f"{base}/cases/", f"{base}/cases/?q=INSIDE", f"{base}/cases/{case.ref}/", f"{base}/activity/",
        f"{base}/cases/{case.ref}/print/", f"{base}/cases/{case.ref}/opened/", f"{base}/search/?q=INSIDE",
        f"{base}/cases/new/orders_shipping.templates/hints/?subject=INSIDE",
    ]  # fmt: skip
    yield from _texts(world.as_(world.alice), paths, but="INSIDE")
    yield from (f"{m.subject}{m.text}{m.html}" for m in Mail.objects.all())
    yield json.dumps(list(StoredFact.objects.values_list("payload", flat=True)))
    yield json.dumps(list(Case.objects.filter(pk=case.pk).values()), default=str)


def _associates_side(world: World, case: Case) -> Iterator[str]:
    paths = ["/console/", "/console/cases/?shelf=any", f"/console/cases/{case.ref}/", "/console/audit/",
             f"/console/sellers/{world.harbour.ref}/"]  # fmt: skip
    yield from _texts(world.as_(world.sam), paths)
    yield from (f"{m.subject}{m.text}{m.html}" for m in Mail.objects.all())


def _texts(client: Client, paths: list[str], but: str = "") -> Iterator[str]:
    for path in paths:
        page = client.get(path)
        assert page.status_code in (200, 403, 404), path
        yield page.content.decode()


@pytest.mark.parametrize("shelf", [Rearranging.SPAM, Rearranging.TRASH])
def test_no_door_tells_a_seller_that_her_case_was_put_away_as_what(world: World, shelf: Rearranging) -> None:
    case = open_case(world)
    actions.put_away(actor=world.ada.actor, ref=case.ref, shelf=shelf, reason="Known botnet", at=world.now)
    base, alice, api = f"/s/{world.harbour.ref}/cases/", world.as_(world.alice), program_of(world.alice)
    case.refresh_from_db()

    csv = alice.get(reverse("portal:cases-export", args=[world.harbour.ref]))
    texts = [
        *_texts(alice, [base, f"{base}{case.ref}/", f"{base}{case.ref}/print/", f"{base}{case.ref}/history/"]),
        *_texts(api.client, [f"/api/v1/cases/{case.ref}", "/api/v1/sellers/harbour/cases"]),
        b"".join(csv.streaming_content).decode(),
        repr(case_file(world.alice.actor, case, world.now, language="en")),
    ]

    assert all(case.ref in text for text in texts[2:])
    assert not [text for text in texts if re.search("spam|trash|known botnet", text, re.IGNORECASE)]
    assert api.get(f"/sellers/harbour/cases?q=status:{case.status}").json()["hints"]  # no such word for her
    assert program_of(world.ada).get(f"/cases/{case.ref}").json()["status"] == case.status


@pytest.mark.parametrize("model", ["InternalNote", "InternalAttachment"])
def test_no_seller_facing_module_names_the_internal_tables(model: str) -> None:
    import goodstanding.flows
    import goodstanding.portal

    for package in (goodstanding.portal, goodstanding.flows):
        from pathlib import Path

        for file in Path(package.__path__[0]).rglob("*.py"):
            assert model not in file.read_text(encoding="utf-8"), file
