"""Who does the background work, and what is to be started by the clock."""

from django.db import models


class Worker(models.Model):
    """One running worker process. `seen_at` moves every few seconds while it lives, in wall-clock time."""

    name = models.CharField(max_length=64, unique=True)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
    doing = models.CharField(max_length=200, blank=True)
    doing_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class Turn(models.Model):
    """When a task that runs by the clock is due next. The worker that moves `due_at` first is the one that queues it."""

    task = models.CharField(max_length=200, unique=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.task
