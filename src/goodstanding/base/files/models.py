"""Uploaded files: evidence and attachments. Bytes live in Django's storage, facts about them here."""

from django.conf import settings
from django.db import models

from goodstanding.base.files.states import Scan


class StoredFile(models.Model):
    """One accepted upload. `owner_kind` and `owner_ref` name the thing whose readers may download it.

    Until it is attached it belongs to nobody but its uploader; after a day without an owner it is removed. `scan` is what the
    virus scanner found out, `scan_note` its word for it; nothing but `doors.py` hands a file out, and it asks first.
    A copy for another owner is a row of its own over the same bytes (`path`), which go with the last of them.
    Of one that was erased (`erased_at`) size and sum stay, with a placeholder for its name; its bytes are gone.
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
    scan = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Scan], default=Scan.UNCHECKED.value)
    scan_note = models.CharField(max_length=200, blank=True)
    scanned_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner_kind", "owner_ref"], name="files_owner"),
            models.Index(fields=["path"], name="files_of_bytes"),
            models.Index(fields=["uploaded_at"], name="files_unowned", condition=models.Q(owner_kind="")),
            models.Index(fields=["id"], name="files_unchecked", condition=models.Q(scan=Scan.UNCHECKED.value)),
            models.Index(
                fields=["scan", "-id"],
                name="files_held",
                condition=models.Q(scan__in=[Scan.QUARANTINED.value, Scan.UNSCANNABLE.value, Scan.RELEASED.value]),
            ),
        ]

    def __str__(self) -> str:
        return self.name
