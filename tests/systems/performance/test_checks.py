"""The checks while writing: a table of what reviewers reject, and properties that hold for any text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.systems.performance import checks
from goodstanding.systems.performance.checks import Against, CountedOrder, Finding, Proof, Written
from goodstanding.systems.performance.playbook import read_playbook
from goodstanding.systems.performance.states import Part
from goodstanding.systems.rulebook.queries import shipped
from tests.factories import notifications as make

RULES = read_playbook("test", shipped("default").section("performance")).checks
CAUSE, DONE, MEASURES = Part.ROOT_CAUSE, Part.IMMEDIATE_ACTIONS, Part.PREVENTIVE_MEASURES
NOTICE = "From 24 October 2026 to 22 November 2026, 6 of 100 count in the Late shipment rate. That is 6 %; the target is under 4 %."
ORDERS = [CountedOrder(f"L-{n:04d}", sku="HL-TEAPOT-09", carrier="Northpost", ship_from="Leeds") for n in range(10)]
OUTLINE = {CAUSE: "6 of 100 orders count.\n[Why did it happen?]"}


def against(**changes: object) -> Against:
    kept: dict[str, object] = {
        "notice": NOTICE, "orders": ORDERS, "outline": OUTLINE, "evidence_from": date(2026, 10, 24),
        "evidence_until": date(2026, 11, 22),
    }  # fmt: skip
    return Against(**(kept | changes))  # type: ignore[arg-type]


def plan(**changes: object) -> Written:
    texts = {CAUSE: make.ROOT_CAUSE, DONE: make.DONE, MEASURES: make.MEASURES}
    texts |= {Part(k): v for k, v in changes.items() if k in {p.value for p in Part}}  # type: ignore[misc]
    rest = {k: v for k, v in changes.items() if k in {"signer", "acknowledged", "evidence"}}
    return Written(texts, **({"signer": "Alice", "acknowledged": True, "evidence": [Proof(date(2026, 11, 14))]} | rest))  # type: ignore[arg-type]


def codes(found: list[Finding], part: Part) -> set[str]:
    return {f.code for f in found if f.part is part}


def test_a_good_plan_has_no_findings() -> None:
    assert checks.findings(plan(), against(), RULES) == []


@pytest.mark.parametrize(
    ("part", "text", "code"),
    [
        (CAUSE, "", "EMPTY"),
        (CAUSE, "6 of 100 orders count.\n[Why did it happen?]", "EMPTY"),
        (CAUSE, "We were late because we were late.", "TOO_SHORT"),
        (CAUSE, "We packed late. " * 250, "TOO_LONG"),
        (CAUSE, make.ROOT_CAUSE + " [Why did it happen?]", "OUTLINE_LEFT"),
        (CAUSE, f"{NOTICE} We regret it.", "REPEATS_NOTICE"),
        (CAUSE, "The carrier lost the parcels of 9 November.", "BLAMES_OTHERS"),
        (CAUSE, "Buyers were impatient and careless.", "BLAMES_OTHERS"),
        (CAUSE, "It was beyond our control.", "BLAMES_OTHERS"),
        (CAUSE, "Labels were printed late on 9 November.", "NO_OWN_PART"),
        (CAUSE, "We printed our labels late, with Northpost.", "NO_DATE"),
        (CAUSE, "We printed our labels late on 9 November.", "ITEMS_NOT_COVERED"),
        (CAUSE, "We take this very seriously and we printed our labels late.", "GENERIC"),
        (DONE, "We will refund 12 orders on 20 November.", "FUTURE_IN_DONE"),
        (DONE, "We are going to call the carrier.", "FUTURE_IN_DONE"),
        (DONE, "We refunded 12 orders.", "NO_DATE"),
        (DONE, "On 14 November we phoned around.", "NO_SCOPE"),
        (MEASURES, "We train our staff daily; the manager does it since 16 November.", "TRAINING_ALONE"),
        (MEASURES, "A report of open orders runs daily since 16 November.", "NO_OWNER"),
        (MEASURES, "The manager runs a report since 16 November.", "NO_FREQUENCY"),
        (MEASURES, "The manager runs a report daily.", "NO_START"),
    ],
)  # fmt: skip
def test_what_reviewers_reject_is_found(part: Part, text: str, code: str) -> None:
    assert code in codes(checks.findings(plan(**{part.value: text}), against(), RULES), part)


@pytest.mark.parametrize(
    ("part", "text", "code"),
    [
        (CAUSE, "Northpost lost parcels on 9 November, and we had no second carrier.", "BLAMES_OTHERS"),
        (DONE, "On 14 November we refunded 5.1 % of the price of 3 orders out of goodwill.", "FUTURE_IN_DONE"),
        (DONE, "On 14 November we refunded L-0003.", "NO_SCOPE"),
        (DONE, "On 14 November we refunded 58.40 USD.", "NO_SCOPE"),
        (DONE, "On 2026-11-14 we refunded 12 orders.", "NO_DATE"),
        (DONE, "On 14/11 we refunded 12 orders.", "NO_DATE"),
        (DONE, "On Nov 14 we refunded 12 orders.", "NO_DATE"),
        (MEASURES, "We train our staff. A daily report since 16 November alerts the manager.", "TRAINING_ALONE"),
        (CAUSE, "We missed the pick-up of L-0001, L-0002, L-0003, L-0004, L-0005 and L-0006.", "ITEMS_NOT_COVERED"),
        (CAUSE, "We stored HL-TEAPOT-09 in the wrong place.", "ITEMS_NOT_COVERED"),
    ],
)
def test_what_is_in_order_is_left_alone(part: Part, text: str, code: str) -> None:
    assert code not in codes(checks.findings(plan(**{part.value: text}), against(), RULES), part)


def test_missing_evidence_is_named() -> None:
    assert codes(checks.findings(plan(evidence=[]), against(), RULES), Part.EVIDENCE) == {"NO_EVIDENCE"}
    assert codes(checks.findings(plan(evidence=[]), against(evidence_expected=False), RULES), Part.EVIDENCE) == set()


@pytest.mark.parametrize(
    ("day", "wrong"),
    [(date(2026, 10, 23), True), (date(2026, 10, 24), False), (date(2026, 11, 23), True), (None, False)],
)
def test_evidence_from_another_time_is_named(day: date | None, wrong: bool) -> None:
    found = checks.findings(plan(evidence=[Proof(day)]), against(), RULES)

    assert ("EVIDENCE_OUT_OF_RANGE" in codes(found, Part.EVIDENCE)) is wrong


def test_the_signature_is_needed() -> None:
    found = checks.findings(plan(signer=" ", acknowledged=False), against(), RULES)

    assert {f.code for f in checks.blocking(found, RULES)} == {"NO_SIGNER", "NOT_ACKNOWLEDGED"}


def test_the_same_plan_again_is_noticed() -> None:
    earlier = [{CAUSE: make.ROOT_CAUSE, DONE: make.DONE, MEASURES: make.MEASURES}]

    assert "SAME_AS_BEFORE" in codes(checks.findings(plan(), against(earlier=earlier), RULES), CAUSE)
    assert "SAME_AS_BEFORE" not in codes(
        checks.findings(plan(root_cause="We moved the cut-off of 9 November."), against(earlier=earlier), RULES), CAUSE
    )


def test_a_finding_points_at_its_words() -> None:
    text = "We were slow on 9 November. The carrier lost it all. We know."

    found = checks.findings(plan(root_cause=text), against(), RULES)

    span = next(f for f in found if f.code == "BLAMES_OTHERS").spans[0]
    assert text[slice(*span)] == "The carrier lost it all."


def test_every_rejection_a_check_points_at_exists() -> None:
    book = read_playbook("test", shipped("default").section("performance"))

    assert {rule.rejects_as for rule in book.checks.findings.values()} <= set(book.rejections)


@given(st.text(max_size=400), st.text(max_size=400), st.text(max_size=400))
def test_any_text_is_read_and_every_place_lies_inside_it(cause: str, done: str, measures: str) -> None:
    written = plan(root_cause=cause, immediate_actions=done, preventive_measures=measures)

    for finding in checks.findings(written, against(), RULES):
        text = written.texts.get(finding.part, "")
        assert all(0 <= start < end <= len(text) for start, end in finding.spans)


@given(st.sets(st.integers(0, 9)))
def test_coverage_counts_the_orders_named(named: set[int]) -> None:
    text = " ".join(f"L-{n:04d}" for n in sorted(named))

    assert checks.coverage(Written({DONE: text}), against()) == (len(named), 10)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_naming_the_carrier_in_the_cause_covers_all(noise: str) -> None:
    assert checks.coverage(Written({CAUSE: f"{noise} Northpost."}), against()) == (10, 10)
