"""States of lists that people keep under a name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

LONGEST_NAME = 60
LONGEST_QUERY = 2_000
# Associates have no account: as one value, so that "only once" holds for them too.
_ACCOUNT = Coalesce("account_id", 0)


class SavedView(models.Model):
    """A query string of one list, without its page, under a name.

    `place` names the list ("portal:cases-list"); `account_id` is the seller account on the sellers' side and empty for
    associates. A private view is its owner's; a shared one is everybody's of that account, or every associate's.
    `position` orders one's private views among themselves and the shared ones among themselves.
    """

    ref = models.CharField(max_length=12, unique=True)
    place = models.CharField(max_length=60)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    owner_name = models.CharField(max_length=120)
    account_id = models.BigIntegerField(null=True)
    shared = models.BooleanField(default=False)
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.CharField(max_length=LONGEST_QUERY)
    position = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                F("owner"), F("place"), _ACCOUNT, F("name"), name="view_private_name", condition=Q(shared=False)
            ),
            models.UniqueConstraint(F("place"), _ACCOUNT, F("name"), name="view_shared_name", condition=Q(shared=True)),
            models.CheckConstraint(name="view_is_called_something", condition=~Q(name="") & ~Q(query="")),
        ]
        indexes = [
            models.Index(fields=["owner", "place", "position"], name="view_own"),
            models.Index(fields=["place", "account_id", "position"], name="view_shared", condition=Q(shared=True)),
        ]

    def __str__(self) -> str:
        return self.name


class Start(models.Model):
    """The view that a list opens with for one person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=60)
    account_id = models.BigIntegerField(null=True)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="starts")

    class Meta:
        constraints = [models.UniqueConstraint(F("user"), F("place"), _ACCOUNT, name="view_one_start")]

    def __str__(self) -> str:
        return f"{self.place}: {self.view_id}"
