"""Every mail the product writes, whether or not it could be sent: the outbox page shows them all."""

from django.db import models


class MailState(models.TextChoices):
    """Where a mail stands. KEPT means that no SMTP server is set: it stays in the outbox page."""

    QUEUED = "queued"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"


class Mail(models.Model):
    """One rendered mail to one address. `key` makes a retry of the writer harmless: the same key is written once."""

    key = models.CharField(max_length=200, unique=True)
    to_address = models.EmailField()
    to_user_id = models.BigIntegerField(null=True)
    seller_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    about_kind = models.CharField(max_length=32, blank=True)
    about_ref = models.CharField(max_length=64, blank=True)
    message_id = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    written_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="mail_due"),
            models.Index(fields=["seller_id", "-id"], name="mail_seller"),
        ]

    def __str__(self) -> str:
        return f"{self.to_address}: {self.subject}"
