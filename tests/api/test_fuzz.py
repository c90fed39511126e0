"""The API against its own document: whatever is sent, no server error, and every answer as the document says.

Nine tenths of this is making requests up. What databases take differently is sent to both of them by test_hostile_bodies.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy, sampled_from
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from goodstanding.api import limits
from goodstanding.api.v1.document import document
from goodstanding.base.clock import reading
from goodstanding.config.wsgi import application
from tests.factories import cases, mails, notifications, orders
from tests.factories.tokens import Program, program_of
from tests.world import World

load_all_checks()
EXAMPLES = 8
FIXED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
LEFT_OUT = {
    # Absent and foreign look the same here: a well-formed request for a thing that is not there is 404, not 'positive'.
    "positive_data_acceptance",
    # A malformed request gets a token and the names of real things, and may be well-formed after that.
    "negative_data_rejection",
    # These follow a thing through several calls; each example here stands alone.
    "use_after_free",
    "ensure_resource_availability",
    "object_level_authorization",
}
CHECKED = [check for check in CHECKS.get_all() if check.__name__ not in LEFT_OUT]


class Populated:
    """A marketplace with one of everything, and two programs: a seller's and the marketplace's."""

    def __init__(self, world: World) -> None:
        reading.move_to(world.now)
        orders.sell(world.harbour, world.now, good=20, late=4)
        self.world = world
        open_one = notifications.issued(world.harbour, world.now)
        answered = notifications.issued(world.rival, world.now)
        plan = notifications.drafted(open_one, world.alice, world.now)
        notifications.submitted(answered, world.mallory, world.now)
        case = cases.open_case(world)
        self.seller: Program = program_of(world.alice)
        self.staff: Program = program_of(world.ada)
        uploaded = self.seller.upload(f"/notifications/{open_one.ref}/plan/evidence", {"file": notifications.receipt()})
        evidence = uploaded.json()["evidence"][0]["id"]
        self.real = {
            "seller": {
                "external_id": "harbour",
                "ref": open_one.ref,
                "order_id": "T-00001",
                "code": "LATE_SHIPMENT_RATE",
            },
            "staff": {"external_id": "rival", "ref": answered.ref, "order_id": "T-00001", "code": "ORDER_DEFECT_RATE"},
        }
        macro = self.staff.post("/desk/macros", {"name": "Scan", "body": "Dear {{seller.name}}", "shared": True}).json()
        steps = [{"kind": "tag", "value": "strike"}]
        rule = self.staff.post("/desk/rules", {"name": "Strike", "event": "opened", "steps": steps}).json()
        bulk = self.staff.post("/desk/bulk-changes", {"cases": [case.ref], "steps": steps}).json()
        problem = self.staff.post("/desk/problems", {"title": "Bank late"}).json()
        self.staff.post(f"/desk/problems/{problem['ref']}/cases", {"case": case.ref})
        views = [("/sellers/harbour/case-views", self.seller), ("/desk/views", self.staff)]
        own, desk = (side.post(at, {"name": "One", "query": "q=parcel"}).json()["data"][0]["ref"] for at, side in views)
        self.real["seller"]["view"], self.real["staff"]["view"] = own, desk
        mails.drop(world, mails.letter(sender="nobody@elsewhere.example", subject=f"[{case.ref}]"))
        mail = self.staff.get("/desk/mail-in").json()["data"][0]["ref"]
        terms = {"ends_on": f"{world.later(days=5):%Y-%m-%d}", "name": "Nora", "email": "nora@consultants.example"}
        guest = self.seller.post(f"/cases/{case.ref}/guests", terms).json()["guests"][0]["ref"]
        self.staff.post(f"/cases/{case.ref}/tags", {"name": "strike"})
        self.desk = {
            "macro": macro["ref"], "rule": rule["ref"], "change": bulk["ref"], "problem": problem["ref"], "mail": mail,
            "guest": guest, "name": "strike", "calendar": "weekdays", "policy": "standard", "store": "us",
            "queue": "payments", "category": "orders_shipping.templates", "step": "mediator", "person": world.sue.user.pk,
        }  # fmt: skip
        self.case_ref, self.plan_ref, self.evidence = case.ref, plan.ref, evidence


@pytest.fixture(scope="module")
def _populated(once: Callable[[Callable[[], Populated]], Populated]) -> Populated:
    return once(lambda: Populated(World()))


@pytest.fixture
def populated(_populated: Populated, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Populated]:
    monkeypatch.setattr(limits, "REQUESTS_A_MINUTE", 10**9)
    found = deepcopy(_populated)
    found.world.at(found.world.now)
    signals = (request_started, request_finished)
    for signal in signals:  # as Django's own test client does: the test's transaction outlives each request
        signal.disconnect(close_old_connections)
    yield found
    for signal in signals:
        signal.connect(close_old_connections)


SCHEMA = schemathesis.openapi.from_dict(document())
SCHEMA.app = application
OPERATIONS = {operation.label: operation for operation in (found.ok() for found in SCHEMA.get_all_operations())}


@pytest.mark.either
@pytest.mark.parametrize("label", OPERATIONS)
def test_nothing_that_is_sent_breaks_the_api(populated: Populated, label: str) -> None:
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        with suppress(Unsatisfiable):  # an operation without parameters cannot be asked wrongly
            _send_everything(populated, OPERATIONS[label].as_strategy(generation_mode=mode))


def _send_everything(populated: Populated, requests: SearchStrategy[schemathesis.Case]) -> None:
    @FIXED
    @given(case=requests, side=sampled_from(["seller", "staff", "anything"]))
    def send(case: schemathesis.Case, side: str) -> None:
        if side != "anything":
            _aim(case, populated, side)
        program = populated.seller if side == "seller" else populated.staff
        case.call_and_validate(headers={"Authorization": f"Bearer {program.secret}"}, checks=CHECKED)

    send()


def _aim(case: schemathesis.Case, populated: Populated, side: str) -> None:
    """Put the names of things that exist into the address, so that the operation itself is reached."""
    real = {**populated.real[side], **populated.desk, "case": populated.case_ref}
    if case.path.startswith("/api/v1/cases"):
        real["ref"] = populated.case_ref
    for name in case.path_parameters or {}:
        if name in real:
            case.path_parameters[name] = real[name]
        elif name == "evidence_id":
            case.path_parameters[name] = populated.evidence
