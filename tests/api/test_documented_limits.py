"""What the API says of the length of a text holds: the longest that is documented is taken, one sign more is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from goodstanding.api.v1.document import document
from goodstanding.base.clock import reading
from goodstanding.systems.cases.models import Case
from tests.factories.cases import answer, open_case
from tests.factories.tokens import program_of
from tests.world import World

WAITS = {"body": "x", "outcome": "wait_for_third_party", "what": "x", "who": "x"}
ASKS = {"body": "x", "outcome": "wait_for_seller", "needs": ["x"]}
LATER = {"send_at": "2026-11-24T08:00:00Z"}
MACRO = {"name": "x", "body": "x"}
OPENS = {"category": "orders_shipping.templates", "subject": "x", "body": "x"}


def nothing(world: World, case: Case) -> str:
    return ""


def macro(world: World, case: Case) -> str:
    return str(program_of(world.sam).post("/desk/macros", MACRO).json()["ref"])


def problem(world: World, case: Case) -> str:
    sam = program_of(world.sam)
    ref = str(sam.post("/desk/problems", {"title": "x"}).json()["ref"])
    sam.post(f"/desk/problems/{ref}/cases", {"case": case.ref})
    return ref


# By whom, operation, what it needs first, address, a body that is taken, and the fields whose length is documented.
SAID: list[tuple[str, str, Callable[[World, Case], str], str, dict[str, Any], tuple[str, ...]]] = [
    ("alice", "openCase", nothing, "/sellers/harbour/cases", OPENS, ("subject", "body")),
    ("sam", "writeInCase", nothing, "/cases/{case}/messages", WAITS, ("body", "what", "who")),
    ("sam", "writeInCase", nothing, "/cases/{case}/messages", ASKS, ("needs",)),
    ("alice", "writeInCase", nothing, "/cases/{case}/messages", {"body": "x"}, ("body",)),
    ("sam", "scheduleAnswer", nothing, "/cases/{case}/scheduled-answers", WAITS | LATER, ("body", "what", "who")),
    ("sam", "scheduleAnswer", nothing, "/cases/{case}/scheduled-answers", ASKS | LATER, ("needs",)),
    ("sam", "answerWithMacro", macro, "/cases/{case}/macro-answers", WAITS, ("body", "what", "who")),
    ("sam", "answerWithMacro", macro, "/cases/{case}/macro-answers", ASKS, ("needs",)),
    ("sam", "answerProblem", problem, "/desk/problems/{made}/answers", WAITS, ("body", "what", "who")),
    ("sam", "answerProblem", problem, "/desk/problems/{made}/answers", ASKS, ("needs",)),
    ("sam", "makeMacro", nothing, "/desk/macros", MACRO | WAITS, ("name", "body", "what", "who")),
    ("sam", "makeMacro", nothing, "/desk/macros", MACRO | ASKS, ("needs",)),
    ("sam", "beginBulkChange", nothing, "/desk/bulk-changes", {"letter": WAITS}, ("letter.body", "letter.what", "letter.who")),
    ("sam", "beginBulkChange", nothing, "/desk/bulk-changes", {"letter": ASKS}, ("letter.needs",)),
    ("sam", "writeToSeller", nothing, "/desk/sellers/harbour/cases", OPENS | WAITS, ("subject", "body", "what", "who")),
    ("sam", "writeToSeller", nothing, "/desk/sellers/harbour/cases", OPENS | ASKS, ("needs",)),
    ("sam", "noteInCase", nothing, "/cases/{case}/notes", {"body": "x"}, ("body",)),
    ("sam", "openProblem", nothing, "/desk/problems", {"title": "x"}, ("title", "cause", "said")),
    ("alice", "closeCase", nothing, "/cases/{case}/closure", {"reason": "solved"}, ("words",)),
    ("sam", "putCaseAway", nothing, "/cases/{case}/shelf", {"shelf": "spam", "reason": "x"}, ("reason",)),
    ("sam", "tagCase", nothing, "/cases/{case}/tags", {"name": "x"}, ("name",)),
    ("alice", "labelCase", nothing, "/cases/{case}/labels", {"name": "x"}, ("name",)),
    ("alice", "proposeAgreement", nothing, "/cases/{case}/agreements", {"text": "x"}, ("text",)),
    ("alice", "inviteGuest", nothing, "/cases/{case}/guests",
     {"name": "x", "email": "nora@consultants.example", "ends_on": "2026-11-29"}, ("name",)),
]  # fmt: skip
PUT = [
    ("sam", "describeCase", "/cases/{case}/description", {"subject": "x", "summary": "x"}, ("subject", "summary")),
    ("sam", "saveDraft", "/cases/{case}/drafts/answer", WAITS, ("body", "what", "who")),
    ("alice", "saveUnsentCase", "/sellers/harbour/case-drafts/orders_shipping.templates", {}, ("subject", "body")),
    ("sam", "saveFirstDraft", "/desk/sellers/harbour/case-draft", {}, ("subject", "body", "what", "who", "needs")),
]
FIELDS = [(*one[:5], field, "post") for one in SAID for field in one[5]]
FIELDS += [(by, op, nothing, path, body, field, "put") for by, op, path, body, fields in PUT for field in fields]
DOCUMENT = document()


def longest(operation: str, field: str) -> int:
    """How long a text of a field may be, as the document says it; of things in a list, each of them."""
    found = [one for path in DOCUMENT["paths"].values() for one in path.values() if one.get("operationId") == operation]
    schema = found[0]["requestBody"]["content"]["application/json"]["schema"]
    for name in field.split("."):
        schema = _plain(_plain(schema)["properties"][name])
    return int(_plain(schema.get("items", schema))["maxLength"])


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema itself: not its name, and not that it may be null."""
    for one in schema.get("anyOf", ()):
        if one.get("type") != "null":
            return _plain({**schema, **one, "anyOf": []})
    name = schema.get("$ref", "").rpartition("/")[2]
    return DOCUMENT["components"]["schemas"][name] if name else schema


def filled(body: dict[str, Any], field: str, length: int) -> dict[str, Any]:
    head, _, rest = field.partition(".")
    if rest:
        return {**body, head: filled(body[head], rest, length)}
    return {**body, head: ["x" * length] if head == "needs" else "x" * length}


@pytest.mark.parametrize(
    ("by", "operation", "first", "path", "body", "field", "method"), FIELDS, ids=[f"{o[1]}-{o[5]}-{o[0]}" for o in FIELDS]
)  # fmt: skip
def test_the_longest_text_that_is_documented_is_taken_and_one_sign_more_is_not(
    world: World,
    by: str,
    operation: str,
    first: Callable[[World, Case], str],
    path: str,
    body: dict[str, Any],
    field: str,
    method: str,
) -> None:
    reading.move_to(world.now)
    case = answer(world, open_case(world))
    program, made, most = program_of(getattr(world, by)), first(world, case), longest(operation, field)
    wanted = {**body, "macro": made} if first is macro else body
    wanted = {**wanted, "cases": [case.ref]} if "letter" in body else wanted
    send = getattr(program, method)
    address = path.format(case=case.ref, made=made)

    over = send(address, filled(wanted, field, most + 1))
    taken = send(address, filled(wanted, field, most))

    assert (over.status_code, taken.status_code < 300) == (422, True), (most, over.content, taken.content)
    assert over.json()["errors"][0]["pointer"].startswith(f"#/{field.replace('.', '/')}")
