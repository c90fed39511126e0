"""Cases and what is said in them. Three tables for three audiences: messages (both sides), internal notes (associates),
seller notes (the seller's team). What is in one of them cannot turn up in another by a forgotten filter (ADR 60)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from goodstanding.base.files.models import StoredFile
from goodstanding.systems.cases.clocks import Clocks
from goodstanding.systems.cases.states import LABELS, Author, Label, Permit, Side, Status, permits, statuses_of
from goodstanding.systems.sellers.models import Seller


class Case(models.Model):
    """One matter between a seller and the marketplace.

    `label` is the seller's word for `status`; `waiting_since` is since when whoever's turn it is has had it. `due_at` is when
    the marketplace owes its next word, `seller_due_at` until when the seller may answer. The `last_` fields and
    `message_count` repeat the newest message, so that lists read one table. `wakes_at` is when the case next moves by itself.
    The seconds are those used before `clock_since` (clocks.py).
    """

    ref = models.CharField(max_length=12, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="cases")
    request_key = models.CharField(max_length=64)
    category = models.CharField(max_length=65)
    area = models.CharField(max_length=32)
    queue = models.CharField(max_length=32)
    priority = models.CharField(max_length=8)
    subject = models.CharField(max_length=160)
    summary = models.CharField(max_length=200)
    answers = models.JSONField(default=list)
    channel = models.CharField(max_length=8, default="web")

    status = models.CharField(max_length=20, default=Status.NEW)
    label = models.CharField(max_length=8, default=Label.OPEN)
    pending_who = models.CharField(max_length=80, blank=True)
    pending_what = models.CharField(max_length=200, blank=True)
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    requester_name = models.CharField(max_length=120)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    waiting_since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    seller_due_at = models.DateTimeField(null=True)
    wakes_at = models.DateTimeField(null=True)
    reminders_sent = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_how = models.CharField(max_length=12, blank=True)
    closed_by_kind = models.CharField(max_length=8, blank=True)
    closed_by_name = models.CharField(max_length=120, blank=True)
    close_reason = models.CharField(max_length=500, blank=True)

    last_at = models.DateTimeField()
    last_author = models.CharField(max_length=12)
    last_author_name = models.CharField(max_length=120)
    last_beginning = models.CharField(max_length=140)
    message_count = models.PositiveIntegerField(default=0)

    clock_side = models.CharField(max_length=12, default=Side.MARKETPLACE)
    clock_since = models.DateTimeField()
    turn_seconds = models.PositiveBigIntegerField(default=0)
    marketplace_seconds = models.PositiveBigIntegerField(default=0)
    seller_seconds = models.PositiveBigIntegerField(default=0)
    third_party_seconds = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "request_key"], name="case_once_per_request"),
            models.CheckConstraint(
                name="case_label_fits_status",
                condition=Q(label="open", status__in=[s.value for s in statuses_of(Label.OPEN)])
                | Q(label="pending", status__in=[s.value for s in statuses_of(Label.PENDING)])
                | Q(label="closed", status__in=[s.value for s in statuses_of(Label.CLOSED)]),
            ),
            models.CheckConstraint(
                name="case_closed_has_closer",
                condition=Q(label="closed", closed_at__isnull=False) & ~Q(closed_how="") & ~Q(closed_by_kind="")
                | ~Q(label="closed") & Q(closed_at__isnull=True, closed_how="", closed_by_kind=""),
            ),
            models.CheckConstraint(
                name="case_clock_fits_label",
                condition=Q(label="closed", clock_side="nobody") | ~Q(label="closed") & ~Q(clock_side="nobody"),
            ),
            models.CheckConstraint(
                name="case_pending_says_for_what",
                condition=~Q(label="pending") & Q(pending_what="") | Q(label="pending") & ~Q(pending_what=""),
            ),
            models.CheckConstraint(name="case_updated_after_opening", condition=Q(updated_at__gte=F("opened_at"))),
        ]
        indexes = [
            models.Index(fields=["seller", "-updated_at", "-id"], name="case_newest"),
            models.Index(fields=["seller", "-opened_at", "-id"], name="case_by_opening"),
            models.Index(fields=["seller", "label", "-updated_at", "-id"], name="case_by_label"),
            models.Index(fields=["label", "-updated_at", "-id"], name="case_desk_newest"),
            models.Index(fields=["due_at", "id"], name="case_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["queue", "due_at", "id"], name="case_queue_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["assignee", "due_at", "id"], name="case_mine_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["assignee", "label", "-updated_at", "-id"], name="case_mine_newest"),
            models.Index(fields=["-updated_at", "-id"], name="case_all_newest"),
            models.Index(fields=["wakes_at"], name="case_wakes", condition=Q(wakes_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.subject}"

    @property
    def state(self) -> Status:
        """The status as its enum."""
        return Status(self.status)

    @property
    def word(self) -> Label:
        """The seller's word for the status."""
        return LABELS[self.state]

    @property
    def clocks(self) -> Clocks:
        """The clocks as they were last handed over."""
        return Clocks(
            side=Side(self.clock_side),
            since=self.clock_since,
            turn_seconds=self.turn_seconds,
            marketplace_seconds=self.marketplace_seconds,
            seller_seconds=self.seller_seconds,
            third_party_seconds=self.third_party_seconds,
        )

    def permits(self, permit: Permit) -> bool:
        """What the status permits; ask this instead of comparing statuses."""
        return permits(self.state, permit)


class Turn(models.Model):
    """One stretch of time for which a case was with one side. Append-only but for its end; exactly one is unended while
    the case lives. Calendars and service levels are reckoned from these rows, so they can be reckoned anew."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="turns")
    side = models.CharField(max_length=12)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    target_seconds = models.PositiveIntegerField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], name="case_one_turn_runs", condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(
                name="case_turn_ends_later", condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at"))
            ),
        ]
        indexes = [models.Index(fields=["case", "id"], name="case_turns")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.side}"


class CaseMessage(models.Model):
    """Something said in a case by either side, readable by both. Append-only; `number` counts within the case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField()
    author = models.CharField(max_length=12, choices=[(a.value, a.value) for a in Author])
    author_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=120)
    body = models.TextField()
    channel = models.CharField(max_length=8, default="web")
    request_key = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="case_message_number"),
            models.UniqueConstraint(
                fields=["case", "request_key"], name="case_message_once", condition=~Q(request_key="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} #{self.number}"


class InternalNote(models.Model):
    """A note among associates. No seller-facing query touches this table."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="internal_notes")
    author_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=120)
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="case_internal_notes")]

    def __str__(self) -> str:
        return f"{self.case_id}: internal note"


class SellerNote(models.Model):
    """A note among the seller's own team. No query of the associates touches this table."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="seller_notes")
    author_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=120)
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="case_seller_notes")]

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


class CaseLink(models.Model):
    """A case is about something: an order, a notification, an earlier case. Readable from both ends.

    `seller` is repeated so that 'the cases about this order of mine' is one index; `title` is what it was called when linked.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    ref = models.CharField(max_length=64)
    title = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind", "ref"], name="case_link_once")]
        indexes = [
            models.Index(fields=["seller", "kind", "ref"], name="case_link_back"),
            models.Index(fields=["ref", "kind"], name="case_link_ref"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind} {self.ref}"


class ReplyDraft(models.Model):
    """What somebody is writing in a case and has not sent. One per person, case and kind (reply, answer, note)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8)
    body = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user", "kind"], name="case_draft_once")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"


class NewCaseDraft(models.Model):
    """A case that somebody is about to open. `request_key` becomes the case's, so that submitting twice opens one."""

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    category = models.CharField(max_length=65)
    about = models.CharField(max_length=80, blank=True)
    request_key = models.CharField(max_length=64)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "user", "category", "about"], name="case_new_draft_once"),
        ]
        indexes = [models.Index(fields=["user", "seller", "-saved_at"], name="case_new_draft_newest")]

    def __str__(self) -> str:
        return f"{self.category}: {self.request_key}"
