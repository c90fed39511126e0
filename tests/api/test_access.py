"""Every operation with every kind of token: a scope opens its own operations and no others, and a stranger sees nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from goodstanding.api.v1.document import document
from goodstanding.base.tokens.scopes import Scope, grantable
from goodstanding.systems.cases import actions as case_actions
from goodstanding.systems.desk import actions as desk
from goodstanding.systems.desk.actions import MacroDraft, RuleDraft
from tests.factories import cases, notifications, orders
from tests.factories.tokens import Program, machine, program_of
from tests.world import World, happenings

OPERATIONS = [
    (method.upper(), path, (operation["security"][0]["Bearer"] or [""])[0])
    for path, methods in document()["paths"].items()
    for method, operation in methods.items()
]


def _called(client: Client, method: str, path: str, names: dict[str, object]) -> int:
    address = path
    for name, value in names.items():
        address = address.replace(f"{{{name}}}", str(value))
    return client.generic(method, address, "{}", content_type="application/json").status_code


def _names(world: World) -> dict[str, object]:
    orders.sell(world.harbour, world.now, good=1)
    notification = notifications.issued(world.harbour, world.now)
    notifications.drafted(notification, world.alice, world.now)
    draft = MacroDraft(name="Scan", body="Please send the scan.", shared=True)
    macro = desk.make_macro(actor=world.ada.actor, draft=draft, at=world.now)
    steps = [("tag", "strike")]
    rule = desk.make_rule(
        actor=world.ada.actor, draft=RuleDraft(name="Strike", event="opened", query="", steps=steps), at=world.now
    )
    problem = case_actions.open_problem(actor=world.ada.actor, title="Bank late", cause="", said="", at=world.now)
    case = cases.open_case(world)
    wish = desk.Wish(refs=[case.ref], steps=steps, request_key="")
    return {
        "macro": macro.ref, "rule": rule.ref, "problem": problem.ref,
        "change": desk.begin(actor=world.sam.actor, wish=wish, at=world.now).ref,
        "external_id": "harbour", "order_id": "T-1", "code": "ORDER_DEFECT_RATE", "evidence_id": 1, "file": "AAA-BBB",
        "ref": notification.ref, "case": case.ref, "webhook": "AAA-BBBBB", "event": "evt_1", "view": "AAA-BBBBB",
        "mail": 1, "kind": "answer", "to": "A-1", "number": 1, "name": "strike", "guest": "AAA-BBBB", "person": world.bob.user.pk,
        "calendar": "weekdays", "policy": "standard", "store": "us", "queue": "payments", "category": "orders_shipping.templates",
        "step": 1, "scheduled": 1,
    }  # fmt: skip


def _for(path: str, names: dict[str, object]) -> dict[str, object]:
    return names | {"ref": names["case"]} if path.startswith("/api/v1/cases") else names


def test_every_operation_needs_a_token(world: World) -> None:
    names = _names(world)

    answers = {(m, p): _called(Client(), m, p, _for(p, names)) for m, p, _ in OPERATIONS}

    assert set(answers.values()) == {401}


@pytest.mark.parametrize("scope", list(Scope))
def test_a_scope_opens_its_own_operations_only(world: World, scope: Scope) -> None:
    names = _names(world)
    client = machine("administrator", scope.value).client

    refused = {
        (m, p) for m, p, needed in OPERATIONS if _called(client, m, p, _for(p, names)) == 403 and needed != scope
    }
    others = {(m, p) for m, p, needed in OPERATIONS if needed not in {scope.value, ""}}

    assert refused == others


def test_another_seller_sees_nothing_of_this_one(world: World) -> None:
    names = _names(world)
    client = program_of(world.mallory).client
    about_one = [(m, p) for m, p, scope in OPERATIONS if "{" in p and scope in list(grantable(to_staff=False))]
    before = happenings()

    answers = {(m, p): _called(client, m, p, _for(p, names)) for m, p in about_one}

    # A body that cannot be used is refused before anybody looks whose thing it is about: that tells nothing.
    assert set(answers.values()) <= {404, 422}
    assert {m for (m, _), status in answers.items() if status == 422} <= {"POST", "PUT"}
    assert happenings() == before


def test_a_read_only_colleague_writes_nothing(world: World) -> None:
    notification = notifications.issued(world.harbour, world.now)
    program: Program = program_of(world.bob)
    before = happenings()

    answers = [
        program.post(f"/notifications/{notification.ref}/acknowledgement", {}),
        program.put(f"/notifications/{notification.ref}/plan", {"root_cause": "x"}),
        program.post(
            "/sellers/harbour/cases",
            {"category": "orders_shipping.templates", "subject": "A subject here", "body": "B"},
        ),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert happenings() == before
