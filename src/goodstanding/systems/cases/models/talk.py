"""What is said in a case. Three tables for three audiences: messages (both sides), internal notes (associates),
seller notes (the seller's team). What is in one of them cannot turn up in another by a forgotten filter (ADR 60)."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.db.models import Q

from goodstanding.base.files.models import StoredFile
from goodstanding.systems.cases.models.case import Case
from goodstanding.systems.cases.states import Author


class CaseMessage(models.Model):
    """Something said in a case by either side, readable by both. Append-only; `number` counts within the case.

    `case` is where it was said and never changes; `shown_in` is another case in whose thread it stands since a merge or split.
    `place` is where it stands in the thread that it was read with.

    `kind` sets apart what is said about an escalation of the case; an everyday message has none.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField()
    author = models.CharField(max_length=12, choices=[(a.value, a.value) for a in Author])
    kind = models.CharField(max_length=12, blank=True)
    author_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=120)
    body = models.TextField()
    channel = models.CharField(max_length=8, default="web")
    request_key = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    shown_in = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="case_message_number"),
            models.UniqueConstraint(
                fields=["case", "request_key"], name="case_message_once", condition=~Q(request_key="")
            ),
        ]
        indexes = [models.Index(fields=["shown_in"], name="case_message_shown", condition=Q(shown_in__isnull=False))]

    def __str__(self) -> str:
        return f"{self.case_id} #{self.number}"

    @property
    def place(self) -> int:
        """Where it stands in the thread it was read with: its number, unless the thread was merged or split."""
        return int(self.__dict__.get("place_in_thread", self.number))

    def put_at(self, place: int) -> CaseMessage:
        """The message, standing at a place of the thread it is read with. Nothing is stored."""
        self.__dict__["place_in_thread"] = place
        return self

    @property
    def sent(self) -> Sequence[CaseAttachment]:
        """The files sent with it, oldest first: those that it was read with, else asked for now."""
        held: Sequence[CaseAttachment] | None = self.__dict__.get("files_sent")
        return list(self.attachments.select_related("file").order_by("pk")) if held is None else held

    def put_files(self, files: Sequence[CaseAttachment]) -> CaseMessage:
        """The message with its files, as a thread is read. Nothing is stored."""
        self.__dict__["files_sent"] = files
        return self


class InternalNote(models.Model):
    """A note among associates. No seller-facing query touches this table."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="internal_notes")
    author_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=120)
    body = models.TextField()
    at = models.DateTimeField()
    shown_in = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["case", "id"], name="case_internal_notes"),
            models.Index(fields=["shown_in"], name="case_internal_shown", condition=Q(shown_in__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: internal note"

    @property
    def sent(self) -> Sequence[InternalAttachment]:
        """The files kept with it, oldest first: those that it was read with, else asked for now."""
        held: Sequence[InternalAttachment] | None = self.__dict__.get("files_sent")
        return list(self.attachments.select_related("file").order_by("pk")) if held is None else held

    def put_files(self, files: Sequence[InternalAttachment]) -> InternalNote:
        """The note with its files, as a thread is read. Nothing is stored."""
        self.__dict__["files_sent"] = files
        return self


class SellerNote(models.Model):
    """A note among the seller's own team. No query of the associates reads this table."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="seller_notes")
    author_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=120)
    body = models.TextField()
    at = models.DateTimeField()
    shown_in = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["case", "id"], name="case_seller_notes"),
            models.Index(fields=["shown_in"], name="case_seller_shown", condition=Q(shown_in__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: seller note"


class CaseAttachment(models.Model):
    """A file attached to a message: whoever reads the message may download it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    message = models.ForeignKey(CaseMessage, on_delete=models.CASCADE, related_name="attachments")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="case_attachments")]

    def __str__(self) -> str:
        return self.file.name


class InternalAttachment(models.Model):
    """A file attached to an internal note: for associates only."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="internal_attachments")
    note = models.ForeignKey(InternalNote, on_delete=models.CASCADE, related_name="attachments")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.file.name
