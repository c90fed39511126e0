"""Uploaded files: evidence and attachments. Bytes live in Django's storage, facts about them here."""

from django.conf import settings
from django.db import models


class StoredFile(models.Model):
    """One accepted upload. `owner_kind` and `owner_ref` name the thing whose readers may download it.

    Until it is attached it belongs to nobody but its uploader; after a day without an owner it is removed.
    """

    ref = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=300)
    purpose = models.CharField(max_length=32)
    owner_kind = models.CharField(max_length=32, blank=True)
    owner_ref = models.CharField(max_length=64, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["owner_kind", "owner_ref"], name="files_owner"),
            models.Index(fields=["uploaded_at"], name="files_unowned", condition=models.Q(owner_kind="")),
        ]

    def __str__(self) -> str:
        return self.name
