"""What the people of a seller's team mark cases with: labels of their own, and a watch list."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from goodstanding.systems.cases.models.case import Case
from goodstanding.systems.sellers.models import Seller


class CaseLabel(models.Model):
    """A word of a seller's team for sorting its cases. Nobody outside the team sees it. `tone` names a colour token."""

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=32)
    tone = models.CharField(max_length=8)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller", "name"], name="case_label_once")]

    def __str__(self) -> str:
        return self.name


class CaseLabelling(models.Model):
    """A label on a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="labellings")
    label = models.ForeignKey(CaseLabel, on_delete=models.CASCADE, related_name="labellings")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["label", "case"], name="case_labelled_once")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.label_id}"


class CaseWatch(models.Model):
    """Somebody of the team follows a case and gets its mail, whoever opened it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="watches")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "case"], name="case_watched_once")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.user_id}"
