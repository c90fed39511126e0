"""The rulebook's `performance` section as plain values: clocks, the ladder of consequences, words, rejections and checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from goodstanding.kit.errors import Invalid
from goodstanding.systems.performance.states import Answer, NotificationKind, Part, Severity
from goodstanding.systems.sellers.states import Standing


@dataclass(frozen=True, slots=True)
class Clocks:
    """How long things may take. Hours and days run through weekends and holidays."""

    plan_hours: int
    more_information_hours: int
    resubmit_hours: int
    review_hours: int
    reminder_hours: int
    late_answer_days: int
    reinstated_days: int
    repeat_days: int


@dataclass(frozen=True, slots=True)
class Redress:
    """One way in which a seller may have a decision looked at again, with the rule it comes from."""

    id: str
    text: str
    source: str
    months: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the operator's terms that a notification rests on."""

    code: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Restriction:
    """How a restricting standing is worded in a statement of reasons."""

    scope: str
    ends_when: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """Which standing each step imposes (None: none), and what acceptance or recovery makes of an imposed one."""

    issued: Standing | None
    missed: Standing | None
    refused: Standing | None
    refused_severe: Standing | None
    accepted: Mapping[Standing, Standing]
    recovered: Mapping[Standing, Standing]


@dataclass(frozen=True, slots=True)
class KindRule:
    """What one kind of notification asks for and leads to."""

    kind: NotificationKind
    label: str
    severity: Severity
    answer: Answer
    ladder: Ladder
    clause: Clause
    by_hand: bool
    evidence_expected: bool
    evidence_days_before: int
    subject: str
    facts: str
    required_action: str
    consequence: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """A reason for which a plan may be rejected, and its remedy."""

    code: str
    label: str
    explains: str
    remedy: str


@dataclass(frozen=True, slots=True)
class FindingRule:
    """What a finding means to a reviewer."""

    code: str
    blocks: bool
    rejects_as: str
    why: str
    mend: str


@dataclass(frozen=True, slots=True)
class CheckRules:
    """Limits, meanings and word lists of the checks while writing."""

    coverage_percent: int
    repeats_percent: int
    same_percent: int
    words: Mapping[Part, tuple[int, int]]
    findings: Mapping[str, FindingRule]
    words_of: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Playbook:
    """The whole section in one version of a rule pack."""

    version: str
    clocks: Clocks
    rejections_before_final: int
    redress: Sequence[Redress]
    restrictions: Mapping[Standing, Restriction]
    kinds: Mapping[NotificationKind, KindRule]
    metric_kind: NotificationKind
    rejections: Mapping[str, Rejection]
    checks: CheckRules

    def kind(self, kind: NotificationKind) -> KindRule:
        """The rule of a kind. Raises Invalid for a kind that this pack does not describe."""
        if kind not in self.kinds:
            raise Invalid(
                _("The rule pack in effect does not describe notifications of the kind %(kind)s.")
                % {"kind": kind.value},
                field="kind",
            )
        return self.kinds[kind]


_Data = Mapping[str, Any]  # Any: YAML, already checked against schemas/performance.json


def read_playbook(version: str, data: _Data) -> Playbook:
    """The section's checked data as values. Raises Invalid for a name that points nowhere."""
    clauses = {code: Clause(code, c["title"], c["text"]) for code, c in data["clauses"].items()}
    ladders = {name: _ladder(steps) for name, steps in data["ladders"].items()}
    return Playbook(
        version=version,
        clocks=Clocks(**data["clocks"]),
        rejections_before_final=data["rejections_before_final"],
        redress=[Redress(r["id"], r["text"], r["source"], r.get("months", 0)) for r in data["redress"] if r["enabled"]],
        restrictions={Standing(s): Restriction(r["scope"], r["ends_when"]) for s, r in data["restrictions"].items()},
        kinds={NotificationKind(n): _kind(n, d, clauses, ladders) for n, d in data["kinds"].items()},
        metric_kind=NotificationKind(data["metric_kind"]),
        rejections={r["code"]: Rejection(**r) for r in data["rejections"]},
        checks=_checks(data["checks"]),
    )


def _ladder(steps: _Data) -> Ladder:
    def hold(step: str) -> Standing | None:
        return Standing(steps[step]) if step in steps else None

    return Ladder(
        issued=hold("issued"),
        missed=hold("missed"),
        refused=hold("refused"),
        refused_severe=hold("refused_severe"),
        accepted={Standing(a): Standing(b) for a, b in steps["accepted"].items()},
        recovered={Standing(a): Standing(b) for a, b in steps["recovered"].items()},
    )


def _kind(name: str, data: _Data, clauses: Mapping[str, Clause], ladders: Mapping[str, Ladder]) -> KindRule:
    if data["clause"] not in clauses or data["ladder"] not in ladders:
        raise Invalid(
            _("performance.yaml, kind %(name)s: its clause or its ladder does not exist.") % {"name": name},
            field="performance",
        )
    evidence = data.get("evidence", {"expected": False, "days_before": 0})
    return KindRule(
        kind=NotificationKind(name),
        label=data["label"],
        severity=Severity(data["severity"]),
        answer=Answer(data["answer"]),
        ladder=ladders[data["ladder"]],
        clause=clauses[data["clause"]],
        by_hand=data["by_hand"],
        evidence_expected=evidence["expected"],
        evidence_days_before=evidence["days_before"],
        subject=data.get("subject", ""),
        facts=data.get("facts", ""),
        required_action=data["required_action"],
        consequence=data["consequence"],
    )


def _checks(data: _Data) -> CheckRules:
    return CheckRules(
        coverage_percent=data["coverage_percent"],
        repeats_percent=data["repeats_percent"],
        same_percent=data["same_percent"],
        words={Part(part): (low, high) for part, (low, high) in data["words"].items()},
        findings={code: FindingRule(code=code, **rule) for code, rule in data["findings"].items()},
        words_of={name: tuple(w.lower() for w in words) for name, words in data["words_of"].items()},
    )
