"""One cause with many cases: what is found out once, and the answer that goes to all of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from goodstanding.systems.cases.models.case import Case


class Problem(models.Model):
    """One cause behind several cases, of one seller or of many. `title` and `cause` are for associates; sellers read `said`
    in their own cases, and never who else has reported it."""

    ref = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=160)
    cause = models.TextField(blank=True)
    said = models.CharField(max_length=300, blank=True)
    opened_by_name = models.CharField(max_length=120)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-id"], name="case_problems_open", condition=Q(closed_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"


class ProblemCase(models.Model):
    """A case that a problem is behind; a case has at most one."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="cases")
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="problem_link")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["problem", "id"], name="case_of_problem")]

    def __str__(self) -> str:
        return f"{self.problem_id}: {self.case_id}"


class ProblemAnswer(models.Model):
    """One answer to every case of a problem. The worker gives it case by case and can stop and go on anywhere.

    `needs` are things that each seller is asked for with it, one by one.
    """

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    outcome = models.CharField(max_length=24)
    what = models.CharField(max_length=200, blank=True)
    who = models.CharField(max_length=80, blank=True)
    needs = models.JSONField(default=list)
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.problem_id}: {self.outcome}"


class ProblemAnswerCase(models.Model):
    """What became of a problem's answer in one case: waiting, sent or held, and why it was held."""

    answer = models.ForeignKey(ProblemAnswer, on_delete=models.CASCADE, related_name="verdicts")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    seen = models.PositiveIntegerField()
    verdict = models.CharField(max_length=8, default="waiting")
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "case"], name="case_problem_answer_once")]
        indexes = [
            models.Index(fields=["answer", "id"], name="case_problem_waiting", condition=Q(verdict="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.case_id} {self.verdict}"
