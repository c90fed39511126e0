"""The case itself, and the stretches of time it was with whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from goodstanding.systems.cases.clocks import Clocks
from goodstanding.systems.cases.need_states import Asked
from goodstanding.systems.cases.states import LABELS, Author, Label, Permit, Side, Status, permits, statuses_of
from goodstanding.systems.sellers.models import Seller

_OWED = Q(due_at__isnull=False, snoozed_until__isnull=True)
TIMED = Q(seller_due_at__isnull=False) | Q(due_at__isnull=False)
"""Cases in which something is due: the seller's answer or our word."""


class Case(models.Model):
    """One matter between a seller and the marketplace.

    `label` is the seller's word for `status`; `waiting_since` is since when whoever's turn it is has had it. `due_at` is when
    the marketplace owes its next word, `seller_due_at` until when the seller may answer. The `last_` fields and
    `message_count` repeat the newest message, so that lists read one table. `wakes_at` is when the case next moves by itself.
    The seconds are those used before `clock_since` (clocks.py). `level` is the level of an escalation that is open on the case,
    0 without one, and `level_due_at` when that level owes its answer; the rest is another system's (systems/escalation).
    `opened_by` is the side that wrote first, `requester` who of it did. `asked_count` and `missing_count` repeat how many things
    the seller was asked for (those not needed any more left out) and is still to send; null: none was asked for (ADR 228).
    """

    ref = models.CharField(max_length=12, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="cases")
    request_key = models.CharField(max_length=64)
    category = models.CharField(max_length=65)
    area = models.CharField(max_length=32)
    queue = models.CharField(max_length=32)
    priority = models.CharField(max_length=8)
    level = models.PositiveSmallIntegerField(default=0)
    level_due_at = models.DateTimeField(null=True)
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
    opened_by = models.CharField(max_length=12, default=Author.SELLER, choices=[(a.value, a.value) for a in Author])
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    waiting_since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    due_promise = models.CharField(max_length=20, blank=True)
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
    asked_count = models.PositiveSmallIntegerField(null=True)
    missing_count = models.PositiveSmallIntegerField(null=True)

    # Where a merged case went on; whether anything said elsewhere is shown here or the other way round (ADR 130).
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False)
    rearranged = models.BooleanField(default=False)
    snoozed_until = models.DateTimeField(null=True)

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
            models.CheckConstraint(
                name="case_merged_says_where",
                condition=Q(status="merged", merged_into__isnull=False)
                | ~Q(status="merged") & Q(merged_into__isnull=True),
            ),
            models.CheckConstraint(name="case_updated_after_opening", condition=Q(updated_at__gte=F("opened_at"))),
        ]
        indexes = [
            models.Index(fields=["seller", "-updated_at", "-id"], name="case_newest"),
            models.Index(fields=["seller", "-opened_at", "-id"], name="case_by_opening"),
            models.Index(fields=["seller", "-last_at", "-id"], name="case_by_last_word"),
            models.Index(fields=["seller", "subject", "id"], name="case_by_subject"),
            models.Index(fields=["seller", "label", "-updated_at", "-id"], name="case_by_label"),
            models.Index(fields=["label", "-updated_at", "-id"], name="case_desk_newest"),
            models.Index(F("seller"), Coalesce("seller_due_at", "due_at"), F("id"), name="case_timed", condition=TIMED),
            models.Index(fields=["queue", "due_at", "id"], name="case_queue_owed", condition=_OWED),
            models.Index(fields=["due_at", "id"], name="case_owed", condition=_OWED),
            models.Index(fields=["assignee", "due_at", "id"], name="case_mine_owed", condition=_OWED),
            models.Index(fields=["assignee", "label", "-updated_at", "-id"], name="case_mine_newest"),
            models.Index(fields=["-updated_at", "-id"], name="case_all_newest"),
            models.Index(fields=["level", "-updated_at", "-id"], name="case_escalated", condition=Q(level__gt=0)),
            models.Index(fields=["-updated_at", "-id"], name="case_asked", condition=Q(missing_count__isnull=False)),
            models.Index(fields=["wakes_at"], name="case_wakes", condition=Q(wakes_at__isnull=False)),
            models.Index(fields=["merged_into"], name="case_merged", condition=Q(merged_into__isnull=False)),
            models.Index(fields=["snoozed_until"], name="case_snoozed", condition=Q(snoozed_until__isnull=False)),
            models.Index(
                fields=["status", "-updated_at", "-id"],
                name="case_put_away",
                condition=Q(status__in=["spam", "trashed"]),
            ),
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
    def is_outreach(self) -> bool:
        """Whether the marketplace wrote first: nothing had been asked of it (ADR 218)."""
        return self.opened_by == Author.MARKETPLACE

    @property
    def only_informs(self) -> bool:
        """Whether the marketplace's first word resolved it, and nobody has opened it again."""
        return self.is_outreach and self.closed_at == self.opened_at

    @property
    def asked(self) -> Asked | None:
        """Whether the seller still owes things that were asked for; None where nothing was, and once the case is closed."""
        if self.missing_count is None or self.word is Label.CLOSED:
            return None
        return Asked.OPEN if self.missing_count else Asked.IN

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
