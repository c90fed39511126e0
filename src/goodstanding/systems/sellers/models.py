"""Seller accounts, their people, and how they stand in each store."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from goodstanding.base.people.models import Invitation
from goodstanding.kit.actors import SellerRole
from goodstanding.systems.sellers.states import ClosureState, Standing
from goodstanding.systems.stores.models import Store


class SellerAccount(models.Model):
    """The contract party. One account may sell in several stores and has one team.

    The last three say how its closing stands, for every page to read: when it closes or closed, since when it is closed for
    good, and until when its team reads what is there (ADR 227).
    """

    name = models.CharField(max_length=160)
    created_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    access_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="account_closing_has_its_days",
                condition=models.Q(closes_at__isnull=True, closed_at__isnull=True, access_until__isnull=True)
                | models.Q(closes_at__isnull=False, access_until__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Seller(models.Model):
    """An account in one store. Orders, metrics, standing and notifications belong here."""

    ref = models.CharField(max_length=12, unique=True)
    account = models.ForeignKey(SellerAccount, on_delete=models.PROTECT, related_name="sellers")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="sellers")
    external_id = models.CharField(max_length=64)
    name = models.CharField(max_length=160)
    standing = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Standing], default=Standing.NORMAL)
    standing_since = models.DateTimeField()
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "external_id"], name="seller_external_id"),
            models.CheckConstraint(
                name="seller_standing", condition=models.Q(standing__in=[s.value for s in Standing])
            ),
        ]
        indexes = [
            models.Index(fields=["external_id"], name="seller_by_external_id"),
            models.Index(fields=["standing", "id"], name="seller_by_standing"),
            models.Index(fields=["name", "id"], name="seller_by_name"),
            models.Index(fields=["joined_at", "id"], name="seller_by_joined"),
            models.Index(fields=["standing_since", "id"], name="seller_by_since"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's place in a seller account's team."""

    account = models.ForeignKey(SellerAccount, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=[(r.value, r.value) for r in SellerRole])
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.account}"


class StandingChange(models.Model):
    """One change of standing, with its reasons in words fit for the seller. Append-only."""

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="standing_changes")
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    at = models.DateTimeField()
    reason = models.TextField()
    cause_kind = models.CharField(max_length=32, blank=True)
    cause_ref = models.CharField(max_length=64, blank=True)
    actor_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["seller", "-id"], name="standing_change_seller")]

    def __str__(self) -> str:
        return f"{self.seller_id}: {self.before} to {self.after}"


class TeamInvitation(Invitation):
    """A place offered in a seller account's team: by an owner, or to a new owner by the marketplace, which says why (ADR 226)."""

    account = models.ForeignKey(SellerAccount, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=10, choices=[(r.value, r.value) for r in SellerRole])
    by_marketplace = models.BooleanField(default=False)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="team_invitation_of_the_marketplace",
                condition=models.Q(by_marketplace=False, reason="")
                | (models.Q(by_marketplace=True, role=SellerRole.OWNER) & ~models.Q(reason="")),
            ),
            models.UniqueConstraint(
                fields=["account", "email"],
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="team_invitation_once",
            ),
        ]


class Closure(models.Model):
    """The closing of an account: asked for by an owner, or by the marketplace with its reasons (ADR 227; P2B Art. 4(2)).

    `final_at` is when it is, or became, final; until then whoever asked may take it back. `access_until` is how long the team
    reads afterwards. What was told to the seller stays as it was told: a later version of the rules changes none of it.
    """

    ref = models.CharField(max_length=12, unique=True)
    account = models.ForeignKey(SellerAccount, on_delete=models.PROTECT, related_name="closures")
    seller = models.ForeignKey(
        Seller, on_delete=models.PROTECT, related_name="+"
    )  # in whose store and words it was asked
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in ClosureState])
    by_marketplace = models.BooleanField()
    reason = models.TextField()
    ground = models.TextField(blank=True)
    at_once = models.TextField(blank=True)
    redress = models.JSONField(default=list)
    complaint_until = models.DateTimeField(null=True)
    rule_version = models.CharField(max_length=80)
    stood_open = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_by_name = models.CharField(max_length=120)
    final_at = models.DateTimeField()
    access_until = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by_name = models.CharField(max_length=120, blank=True)
    taken_back_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=~models.Q(state=ClosureState.TAKEN_BACK), name="closure_once"
            ),
            models.CheckConstraint(
                name="closure_by_the_marketplace_has_its_ground",
                condition=~models.Q(reason="") & (models.Q(by_marketplace=False) | ~models.Q(ground="")),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "final_at"], name="closure_by_final"),
            models.Index(fields=["account", "-id"], name="closure_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.state}"

    @property
    def pending(self) -> bool:
        """Whether it is asked for and not final."""
        return self.state == ClosureState.ASKED


class SignUp(models.Model):
    """A seller account asked for and not confirmed yet: it opens when the link sent to the address is followed.

    The password is kept hashed, the link's secret too. Rows are of no use once `used_at` is set or `expires_at` has passed.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    person_name = models.CharField(max_length=120)
    business_name = models.CharField(max_length=160)
    password_hash = models.CharField(max_length=160)
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.email


class Viewing(models.Model):
    """An associate looking at the portal through a seller's eyes: why, from when, and until when at the latest."""

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="viewings")
    associate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["associate", "seller", "-id"], name="viewing_by_associate"),
            models.Index(fields=["seller", "-id"], name="viewing_of_seller"),
        ]

    def __str__(self) -> str:
        return f"{self.associate_id} as seller {self.seller_id}"

    def minutes_by(self, at: datetime) -> int:
        """How long it had lasted at an instant, or lasted in all, in minutes."""
        until = min(self.ended_at or self.ends_at, at)
        return int((until - self.started_at).total_seconds() // 60)
