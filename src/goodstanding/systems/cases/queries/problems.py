"""Problems behind several cases: for associates with all there is, for a seller only that there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.systems.cases import policies
from goodstanding.systems.cases.errors import CaseNotFound
from goodstanding.systems.cases.models import Case, Problem, ProblemAnswer, ProblemAnswerCase, ProblemCase

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Reported:
    """What a seller learns of a problem: that others report it too, and what is known. Nobody's name, no number."""

    said: str


def problem_for(actor: Actor, ref: str) -> Problem:
    """A problem by its ref, for associates. Raises NotFound for anybody else."""
    found = Problem.objects.filter(ref=ref).first() if policies.can_see_internal(actor) else None
    if found is None:
        raise NotFound(_("There is no such problem."))
    return found


def problems(actor: Actor, *, closed: bool = False) -> Sequence[tuple[Problem, int]]:
    """Open (or closed) problems, newest first, with the number of their cases."""
    if not policies.can_see_internal(actor):
        raise CaseNotFound
    found = Problem.objects.filter(closed_at__isnull=not closed).annotate(n=Count("cases")).order_by("-pk")[:AT_ONCE]
    return [(problem, problem.n) for problem in found]


def cases_of_problem(actor: Actor, problem: Problem) -> Sequence[Case]:
    """The cases of a problem with their sellers, in the order in which they were added; at most 200 at once."""
    problem_for(actor, problem.ref)
    links = ProblemCase.objects.filter(problem=problem).select_related("case__seller__store", "case__assignee")
    return [link.case for link in links.order_by("pk")[:AT_ONCE]]


def refs_of_problem(actor: Actor, problem: Problem) -> Sequence[str]:
    """The Case IDs of all cases of a problem, in the order in which they were added."""
    problem_for(actor, problem.ref)
    return list(ProblemCase.objects.filter(problem=problem).order_by("pk").values_list("case__ref", flat=True))


def problem_of(actor: Actor, case: Case) -> Problem | None:
    """The problem behind a case, open or not, for associates. No query for a case fetched by `case_for`."""
    if not policies.can_see_internal(actor):
        return None
    return _behind(case)


def reported_by_others(actor: Actor, case: Case) -> Reported | None:
    """For the case's own seller: that others report the same, while it is looked into and another case has it too.

    No query for a case without a problem that was fetched by `case_for`.
    """
    if not policies.can_read(actor, case):
        raise CaseNotFound
    problem = _behind(case)
    if problem is None or problem.closed_at is not None:
        return None
    others = ProblemCase.objects.filter(problem=problem).exclude(case=case)
    return Reported(problem.said) if others.exists() else None


def _behind(case: Case) -> Problem | None:
    try:
        return case.problem_link.problem
    except ProblemCase.DoesNotExist:
        return None


def answers_of_problem(actor: Actor, problem: Problem) -> Sequence[tuple[ProblemAnswer, dict[str, int]]]:
    """The answers given to a problem's cases, newest first, each with how many cases have which verdict."""
    problem_for(actor, problem.ref)
    answers = list(ProblemAnswer.objects.filter(problem=problem).select_related("user").order_by("-pk")[:10])
    rows = (
        ProblemAnswerCase.objects.filter(answer__in=answers).values_list("answer_id", "verdict").annotate(n=Count("pk"))
    )
    counts: dict[int, dict[str, int]] = {}
    for answer_id, verdict, n in rows:
        counts.setdefault(answer_id, {})[verdict] = n
    return [(answer, counts.get(answer.pk, {})) for answer in answers]


def verdicts_of(actor: Actor, answer: ProblemAnswer) -> Sequence[ProblemAnswerCase]:
    """What became of an answer in each case, those held back first."""
    problem_for(actor, answer.problem.ref)
    found = ProblemAnswerCase.objects.filter(answer=answer).select_related("case__seller")
    return list(found.order_by("verdict", "pk")[:AT_ONCE])


def cases_waiting_for(answer_id: int, *, limit: int) -> Sequence[int]:
    """The next cases that wait for a problem's answer."""
    found = ProblemAnswerCase.objects.filter(answer_id=answer_id, verdict="waiting").order_by("pk")
    return list(found.values_list("pk", flat=True)[:limit])


def unfinished_answers() -> Sequence[int]:
    """Answers to problems that are still being given."""
    return list(ProblemAnswer.objects.filter(finished_at__isnull=True).values_list("pk", flat=True)[:50])
