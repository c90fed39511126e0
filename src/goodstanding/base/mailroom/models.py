"""Every mail the product writes or takes in, whatever became of it: the outbox and the mail-in page show them all."""

from django.db import models

from goodstanding.base.mailroom.states import Door, InState, MailKind, MailState, Nature


class Mail(models.Model):
    """One rendered mail to one address. `key` makes a retry of the writer harmless: the same key is written once.

    `message_id` never changes, so that a mail sent twice after a crash is recognised as one by the receiving side.
    `threaded` mails about one thing to one person are one conversation (threads.py).
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
    nature = models.CharField(
        max_length=12, choices=[(n.value, n.value) for n in Nature], default=Nature.AUTOMATIC.value
    )
    threaded = models.BooleanField(default=False)
    reply_to = models.CharField(max_length=254, blank=True)
    in_reply_to = models.CharField(max_length=300, blank=True)
    references = models.TextField(blank=True)
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
            models.Index(fields=["message_id"], name="mail_message_id"),
            models.Index(
                fields=["about_kind", "about_ref", "to_user_id", "-id"],
                name="mail_thread",
                condition=models.Q(threaded=True),
            ),
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


class InboundMail(models.Model):
    """One mail that came in. Its bytes lie in the storage under `path` as they came; the rest was read from them.

    `fingerprint` is the same for the same mail by whatever way and however often it comes. `reason` and `detail` say why it
    stands where it stands, `matched_by` how it was found out what it is about. `shown` is its text without quotes and
    signature, `whole` all of it. `about_part` is the number of the message that it became.
    """

    ref = models.CharField(max_length=12, unique=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    times_seen = models.PositiveIntegerField(default=1)
    door = models.CharField(max_length=8, choices=[(d.value, d.value) for d in Door])
    envelope_from = models.CharField(max_length=254, blank=True)
    recipients = models.JSONField(default=list)
    path = models.CharField(max_length=300)
    size = models.PositiveBigIntegerField()
    message_id = models.CharField(max_length=300, blank=True)
    from_address = models.CharField(max_length=254, blank=True)
    from_name = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    shown = models.TextField(blank=True)
    whole = models.TextField(blank=True)
    files = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in MailKind])
    state = models.CharField(max_length=8, choices=[(s.value, s.value) for s in InState], default=InState.ARRIVED.value)
    reason = models.CharField(max_length=16, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    matched_by = models.CharField(max_length=10, blank=True)
    about_kind = models.CharField(max_length=32, blank=True)
    about_ref = models.CharField(max_length=64, blank=True)
    about_part = models.PositiveIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    arrived_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-id"], name="mail_in_state"),
            models.Index(fields=["about_kind", "about_ref", "person_id", "-id"], name="mail_in_about"),
        ]
        constraints = [
            models.CheckConstraint(
                name="mail_in_settled_says_why",
                condition=models.Q(state=InState.ARRIVED.value)
                | models.Q(settled_at__isnull=False) & ~models.Q(reason=""),
            ),
            models.CheckConstraint(
                name="mail_in_taken_says_where",
                condition=~models.Q(state=InState.TAKEN.value) | ~models.Q(about_ref=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_address}: {self.subject}"


class FailingAddress(models.Model):
    """An address from which mails came back. Forgotten when mail arrives from it again."""

    address = models.EmailField(unique=True)
    failures = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.address


class Mailbox(models.Model):
    """How far a mailbox was read. With another `validity` (RFC 3501, 2.3.1.1) its numbers mean other mails: read anew."""

    name = models.CharField(max_length=200, unique=True)
    validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name
