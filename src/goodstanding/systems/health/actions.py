"""Judging sellers by their rates: opening and closing breaches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from goodstanding.base.outbox import actions as outbox
from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import SYSTEM
from goodstanding.kit.periods import day_of
from goodstanding.systems.health import rules
from goodstanding.systems.health.counting import series_of, window_counts
from goodstanding.systems.health.events import MetricBreached, MetricRecovered
from goodstanding.systems.health.models import Breach
from goodstanding.systems.health.rules import Count, Reading
from goodstanding.systems.rulebook.queries import rules_for
from goodstanding.systems.rulebook.rules import Rulebook
from goodstanding.systems.sellers.models import Seller

CHUNK = 500


def evaluate(seller_ids: Iterable[int], *, at: datetime) -> None:
    """Judge these sellers as of now: open a breach where a target is crossed with enough volume, close where it recovered.

    One open breach per seller and metric, whatever runs at the same time; safe to repeat. Announces MetricBreached and
    MetricRecovered. The rules of each seller's store decide.
    """
    by_store: dict[int, list[Seller]] = {}
    for seller in Seller.objects.filter(pk__in=list(seller_ids)).select_related("store").order_by("pk"):
        by_store.setdefault(seller.store_id, []).append(seller)
    for sellers in by_store.values():
        for start in range(0, len(sellers), CHUNK):
            _evaluate_chunk(sellers[start : start + CHUNK], at)


@transaction.atomic
def _evaluate_chunk(sellers: list[Seller], at: datetime) -> None:
    store = sellers[0].store
    book = rules_for(store, at)
    as_of = day_of(at, store.zone)
    series = [s for s in series_of(book) if s.metric.enforced]
    counts = window_counts([s.pk for s in sellers], series, as_of)
    open_now = Breach.objects.filter(seller__in=sellers, closed_at__isnull=True)
    open_by_key = {(b.seller_id, b.code): b for b in open_now.select_related("seller")}
    for seller in sellers:
        found = counts[seller.pk]
        readings = [
            rules.read(s.metric, w, s.channel, as_of, found.get((s, w), Count()))
            for s in series
            for w in s.metric.windows
        ]
        for code in {r.code for r in readings}:
            own = [r for r in readings if r.code == code]
            worst = _worst(own)
            breach = open_by_key.get((seller.pk, code))
            if worst is not None and breach is None:
                _open(seller, worst, book, at)
            elif worst is None and breach is not None:
                _close(breach, own, at)


def _worst(readings: list[Reading]) -> Reading | None:
    """The breaching reading over the longest window: the one a plan of action has to turn."""
    breaching = [r for r in readings if r.breaching]
    return max(breaching, key=lambda r: r.window_days, default=None)


def _open(seller: Seller, reading: Reading, book: Rulebook, at: datetime) -> None:
    try:
        with transaction.atomic():
            breach = Breach.objects.create(
                seller=seller, code=reading.code, window_days=reading.window_days, rule_version=book.name,
                numerator=reading.numerator, denominator=reading.denominator, from_on=reading.from_on,
                to_on=reading.to_on, opened_at=at,
            )  # fmt: skip
    except IntegrityError:
        return  # somebody else judged the same seller at the same time and opened it
    record(
        actor=SYSTEM, verb="breach.opened", subject=("breach", str(breach.pk)), at=at, seller_id=seller.pk,
        data={"code": reading.code, "numerator": reading.numerator, "denominator": reading.denominator,
              "window_days": reading.window_days, "rules": book.name},
    )  # fmt: skip
    outbox.publish(MetricBreached(breach_id=breach.pk, seller_id=seller.pk, code=reading.code), at=at)


def _close(breach: Breach, readings: list[Reading], at: datetime) -> None:
    longest = max(readings, key=lambda r: r.window_days)
    note = f"{longest.numerator} of {longest.denominator} in {longest.window_days} days"
    closed = Breach.objects.filter(pk=breach.pk, closed_at__isnull=True).update(closed_at=at, closing_note=note)
    if not closed:
        return
    record(
        actor=SYSTEM, verb="breach.closed", subject=("breach", str(breach.pk)), at=at, seller_id=breach.seller_id,
        data={"code": breach.code, "numerator": longest.numerator, "denominator": longest.denominator},
    )  # fmt: skip
    outbox.publish(MetricRecovered(breach_id=breach.pk, seller_id=breach.seller_id, code=breach.code), at=at)
