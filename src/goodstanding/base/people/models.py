"""People who sign in: sellers' team members and the marketplace's associates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from goodstanding.kit.actors import StaffRole


class Invitation(models.Model):
    """A place offered to whoever reads mail at an address. The link holds a secret of which only the hash is kept.

    Open until it is accepted, taken back or past `expires_at`. Sending it again makes a new secret; the old link ends.
    """

    email = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    sent_count = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.email

    def is_open(self, at: datetime) -> bool:
        """Whether the link still works at an instant."""
        return self.accepted_at is None and self.revoked_at is None and at < self.expires_at


class UserManager(BaseUserManager["User"]):
    """Makes users; addresses are kept in lower case, so that one person has one account."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:  # Any: model fields
        """Create a person who may sign in; without a password she must set one by mail first."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:  # Any: model fields
        """Create an administrator of the marketplace."""
        return self.create_user(email, password, staff_roles=[StaffRole.ADMINISTRATOR], **fields)


class User(AbstractBaseUser):
    """A person. Rights come from memberships (seller side) and staff roles (marketplace side), never from flags here."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(default=True)
    staff_roles = models.JSONField(default=list, blank=True)
    locale = models.CharField(max_length=12, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    is_demo = models.BooleanField(default=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.email

    @property
    def is_staff(self) -> bool:
        """Whether this person works for the marketplace."""
        return bool(self.staff_roles)

    @property
    def is_superuser(self) -> bool:
        """Django's admin is not used; kept for libraries that ask."""
        return StaffRole.ADMINISTRATOR in self.staff_roles

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django permissions are not used; policies decide (see each system's policies.py)."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """As `has_perm`."""
        return False


class StaffInvitation(Invitation):
    """A place offered among the marketplace's associates, with the roles it comes with."""

    staff_roles = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="staff_invitation_once",
            )
        ]


class CacheRow(models.Model):
    """The rows of Django's database cache, where limits on sign-in and public forms are counted (ADR 42).

    Django reads and writes this table itself; the model is here so that a migration makes it.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "people_cache"

    def __str__(self) -> str:
        return self.cache_key
