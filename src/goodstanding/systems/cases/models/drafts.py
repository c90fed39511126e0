"""What is being written and was not sent yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from goodstanding.systems.cases.models.case import Case
from goodstanding.systems.sellers.models import Seller


class ReplyDraft(models.Model):
    """What somebody is writing in a case and has not sent. One per person, case and kind (reply, answer, note).

    Colleagues at the desk see each other's answers in the making; a reply is for its writer alone.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8)
    body = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    started_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user", "kind"], name="case_draft_once")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"


class NewCaseDraft(models.Model):
    """A case that somebody is about to open. `request_key` becomes the case's, so that submitting twice opens one.

    One of the seller's team has one per category and object; an associate who writes first has one per seller, without
    category here (ADR 223). Either is for its writer alone; colleagues at the desk learn of a first word that there is one, and
    since when (`started_at`, null: nothing is said in it yet).
    """

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    category = models.CharField(max_length=65)
    about = models.CharField(max_length=80, blank=True)
    request_key = models.CharField(max_length=64)
    fields = models.JSONField(default=dict)
    started_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "user", "category", "about"], name="case_new_draft_once"),
        ]
        indexes = [models.Index(fields=["user", "seller", "-saved_at"], name="case_new_draft_newest")]

    def __str__(self) -> str:
        return f"{self.category}: {self.request_key}"
