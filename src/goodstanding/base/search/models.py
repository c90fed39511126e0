"""What can be found: one table for each audience, so that no forgotten filter shows one's words to another (ADR 90)."""

from __future__ import annotations

from django.db import models


class Document(models.Model):
    """The words of one thing, or of one part of a long thing, and the facts about it.

    The key counts down with the time of the last change, so the newest is found first without sorting (`keys.py`). The database
    itself keeps the full-text index beside the table: FTS5 by triggers, a generated column with GIN (migration 0001).
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=16)
    ref = models.BigIntegerField()
    part = models.PositiveSmallIntegerField(default=0)
    terms = models.TextField()
    words = models.TextField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}.{self.part}"


class SharedDocument(Document):
    """What both sides of the counter may read."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref", "part"], name="search_shared_once")]


class StaffDocument(Document):
    """What only associates may read. No door of the sellers asks this table."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref", "part"], name="search_staff_once")]


class TeamDocument(Document):
    """What only a seller's own team may read. No door of the associates asks this table."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref", "part"], name="search_team_once")]


class Rebuild(models.Model):
    """How far a rebuild came, so that it can be gone on with."""

    kind = models.CharField(max_length=16, unique=True)
    done_up_to = models.BigIntegerField()
    version = models.PositiveIntegerField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind}: {self.done_up_to}"
