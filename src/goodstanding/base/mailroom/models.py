"""Every mail the product writes, whether or not it could be sent: the outbox page shows them all."""

from django.db import models

from goodstanding.base.mailroom.states import MailState


class Mail(models.Model):
    """One rendered mail to one address. `key` makes a retry of the writer harmless: the same key is written once.

    `message_id` never changes, so that a mail sent twice after a crash is recognised as one by the receiving side.
    """

    key = models.CharField(max_length=200, unique=True)
    to_address = models.EmailField()
    to_name = models.CharField(max_length=120, blank=True)
    to_user_id = models.BigIntegerField(null=True)
    seller_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    about_kind = models.CharField(max_length=32, blank=True)
    about_ref = models.CharField(max_length=64, blank=True)
    message_id = models.CharField(max_length=200)
    state = models.CharField(
        max_length=8, choices=[(s.value, s.value) for s in MailState], default=MailState.QUEUED.value
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    written_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="mail_due"),
            models.Index(fields=["state", "-id"], name="mail_state"),
            models.Index(fields=["seller_id", "-id"], name="mail_seller"),
        ]
        constraints = [
            models.CheckConstraint(
                name="mail_queued_has_next_try",
                condition=~models.Q(state=MailState.QUEUED.value) | models.Q(next_try_at__isnull=False),
            ),
            models.CheckConstraint(
                name="mail_sent_has_time",
                condition=~models.Q(state=MailState.SENT.value) | models.Q(sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_address}: {self.subject}"
