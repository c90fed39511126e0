"""The operator's stores (country sites) and the look of the marketplace."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import models


class Marketplace(models.Model):
    """The operator's name, looks and house rules. One row; missing means 'Goodstanding' in the default colours.

    `version` goes up with every change, so that browsers may keep what they fetched. Language and time zone are those of the
    console for associates who chose none of their own.
    """

    only = models.BooleanField(primary_key=True, default=True)
    name = models.CharField(max_length=80, default="Goodstanding")
    logo_ref = models.CharField(max_length=12, blank=True)
    accent = models.CharField(max_length=7, blank=True)
    accent_dark = models.CharField(max_length=7, blank=True)
    support_email = models.EmailField(blank=True)
    language = models.CharField(max_length=12, default="en-gb")
    time_zone = models.CharField(max_length=64, default="UTC")
    staff_mfa_required = models.BooleanField(default=False)
    sign_up_open = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="marketplace_one_row", condition=models.Q(only=True))]

    def __str__(self) -> str:
        return self.name


class Store(models.Model):
    """One country site. Its days, money, language and rules are its own."""

    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=12, default="en")
    country = models.CharField(max_length=2, blank=True)
    rule_pack = models.CharField(max_length=64, default="default")
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The store's time zone; its days begin and end there."""
        return ZoneInfo(self.time_zone)
