"""Uploaded files: evidence and attachments. Bytes live in Django's storage, facts about them here."""

from django.conf import settings
from django.db import models


class StoredFile(models.Model):
    """One accepted upload. `owner_kind` and `owner_ref` name the thing whose readers may download it."""

    ref = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=300)
    owner_kind = models.CharField(max_length=32, blank=True)
    owner_ref = models.CharField(max_length=64, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["owner_kind", "owner_ref"], name="files_owner")]

    def __str__(self) -> str:
        return self.name
