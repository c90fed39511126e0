"""Importing: the one way in which files become events. Stops cleanly, goes on where it stopped, and may be repeated."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from goodstanding.base.timeline.actions import record
from goodstanding.connectors.imports.choosing import seller_for, store_for
from goodstanding.connectors.imports.errors import NotChosen, RunOvertaken, Unreadable
from goodstanding.connectors.imports.rejects import RejectsFile
from goodstanding.connectors.imports.shapes import Batch, KnownOrder, Rejected, Setting, Source
from goodstanding.connectors.models import ImportRun
from goodstanding.connectors.states import MOVES, RunState
from goodstanding.kit.actors import Actor
from goodstanding.kit.refs import new_ref
from goodstanding.kit.states import require_move
from goodstanding.systems.orders.actions import Recorded, Reject, announce_changes, record_events
from goodstanding.systems.orders.events import Kind
from goodstanding.systems.orders.queries import orders_of
from goodstanding.systems.orders.rules import source_of
from goodstanding.systems.payouts import actions as payouts
from goodstanding.systems.payouts.actions import TakenAs
from goodstanding.systems.sellers import queries as sellers
from goodstanding.systems.sellers.actions import open_sellers
from goodstanding.systems.sellers.models import Seller

LONGEST_SELLER_ID = 64


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for besides the files. `rejects_path` empty means: in `rejects_folder`, named after the run."""

    store: str = ""
    seller: str = ""
    create_sellers: bool = False
    dry_run: bool = False
    rejects_path: str = ""
    rejects_folder: Path = Path()


Watch = Callable[[ImportRun], None]  # told after each batch


def run_import(
    *, actor: Actor, source: Source, wish: Wish, clock: Callable[[], datetime], watch: Watch = lambda run: None
) -> ImportRun:
    """Import a source, or go on with it where an earlier run of the same contents stopped.

    Good rows are recorded some thousands at a time, each lot in one transaction with the run's position; bad rows land in
    the rejects file. With `dry_run` everything is done and then undone. An interrupt (Ctrl-C) leaves the run stopped at the
    last lot. Raises NotChosen when store or seller are not clear, and RunOvertaken when another process imports the same.
    """
    if wish.dry_run:
        with transaction.atomic():
            run = _run(actor, source, wish, clock, watch)
            transaction.set_rollback(True)
        return run
    return _run(actor, source, wish, clock, watch)


def _run(actor: Actor, source: Source, wish: Wish, clock: Callable[[], datetime], watch: Watch) -> ImportRun:
    at = clock()
    run = _begin(actor=actor, source=source, wish=wish, at=at)
    rejects = RejectsFile(Path(run.rejects_path), keep=run.rejects_bytes)
    recorder = _Recorder(actor, source, run, rejects, at)
    watch(run)
    try:
        for batch in source.batches(_setting(run), start=run.position):
            recorder.take(batch)
            watch(run)
    except (KeyboardInterrupt, OSError, UnicodeError) as error:
        run.refresh_from_db()
        recorder.announce(clock())
        _close(actor, run, RunState.STOPPED, at=clock())
        if isinstance(error, KeyboardInterrupt):
            raise
        raise Unreadable(
            ", ".join(run.names), f"Reading stopped: {error}. The same command goes on from there."
        ) from error
    finally:
        rejects.close()
    recorder.announce(clock())
    _close(actor, run, RunState.FINISHED, at=clock())
    return run


@transaction.atomic
def _begin(*, actor: Actor, source: Source, wish: Wish, at: datetime) -> ImportRun:
    """The run to go on with, or a new one; makes the store and the seller where the marketplace is empty."""
    store = store_for(actor=actor, source=source, code=wish.store, at=at)
    if wish.seller and not source.one_seller:
        raise NotChosen(f"Rows of {source.format} name their sellers themselves. Leave --seller out.", field="seller")
    seller, opened = None, False
    if source.one_seller:
        seller, opened = seller_for(
            actor=actor, store=store, source=source, external_id=wish.seller, may_open=wish.create_sellers, at=at
        )
    digest = hashlib.sha256(f"{source.format} {source.digest} {seller.pk if seller else ''}".encode()).hexdigest()
    unfinished = ImportRun.objects.filter(store=store, digest=digest).exclude(state=RunState.FINISHED)
    run = None if wish.dry_run else unfinished.order_by("-id").first()
    if run is not None:
        if run.state == RunState.STOPPED:
            _move(run, RunState.RUNNING)
        return run
    ref = new_ref()
    path = wish.rejects_path or str(wish.rejects_folder / f"{ref}-rejects.csv")
    first = not sellers.visible_to(actor).filter(store=store).exists()
    return ImportRun.objects.create(
        ref=ref, format=source.format, names=source.names[:100], digest=digest, store=store, seller=seller,
        opens_sellers=source.creates_sellers or wish.create_sellers or first, rejects_path=path, started_at=at,
        sellers_opened=int(opened),
    )  # fmt: skip


def _setting(run: ImportRun) -> Setting:
    if run.seller is None:
        return Setting(zone=run.store.zone, currency=run.store.currency)
    seller = run.seller

    def known_orders(order_ids: Sequence[str]) -> Mapping[str, KnownOrder]:
        return _known_orders(seller, order_ids)

    return Setting(
        zone=run.store.zone, currency=run.store.currency, seller=seller.external_id, known_orders=known_orders
    )


def _known_orders(seller: Seller, order_ids: Sequence[str]) -> Mapping[str, KnownOrder]:
    found = orders_of(seller).filter(external_id__in=[order_id[:64] for order_id in order_ids])
    rows = found.values_list("external_id", "placed_at", "shipped_at", "cancelled_at", "currency")
    return {row[0]: KnownOrder(*row[1:]) for row in rows}


class _Recorder:
    """Records one batch after the other for a run."""

    def __init__(self, actor: Actor, source: Source, run: ImportRun, rejects: RejectsFile, at: datetime) -> None:
        self.actor = actor
        self.source = source
        self.run = run
        self.rejects = rejects
        self.at = at
        self.known_sellers: set[str] = set()
        self.touched: set[int] = set()
        self.went_on = run.position > 0

    @transaction.atomic
    def take(self, batch: Batch) -> None:
        """Record a batch and the run's new position together."""
        run = self.run
        opened = self._open_missing(batch) if run.opens_sellers else 0
        recorded = Recorded()
        if batch.drafts:
            name = source_of(run.format, run.store.code)
            recorded = record_events(
                actor=self.actor, store=run.store, drafts=batch.drafts, source=name, at=self.at, announce=False
            )
            self.touched |= recorded.seller_ids
        paid = self._record_payouts(batch)
        recorded.accepted += sum(one.lines for one in paid.taken if one.outcome is TakenAs.NEW)
        recorded.repeated += sum(one.lines for one in paid.taken if one.outcome is not TakenAs.NEW)
        refused: list[Reject | payouts.Reject] = [*recorded.rejects, *paid.rejects]
        rejected = [*batch.rejected, *(_explained(one, batch) for one in refused)]
        before = run.position
        run.position = batch.position
        run.read += batch.read
        run.accepted += recorded.accepted
        run.repeated += recorded.repeated + batch.known
        run.waiting += batch.waiting
        run.rejected += len(rejected)
        run.rejected_by = dict(Counter(run.rejected_by) + Counter(one.code for one in rejected))
        run.sellers_opened += opened
        run.rejects_bytes = self.rejects.write(rejected)
        _save_progress(run, before)

    def _record_payouts(self, batch: Batch) -> payouts.Recorded:
        if not batch.payouts:
            return payouts.Recorded()
        name = source_of(self.run.format, self.run.store.code)
        return payouts.record_payouts(
            actor=self.actor, store=self.run.store, drafts=batch.payouts, source=name, at=self.at
        )

    def announce(self, at: datetime) -> None:
        """Have the sellers judged again, once for the whole file. A run that went on does not know whom its first part touched."""
        touched = self.touched
        if self.went_on:
            touched = set(sellers.visible_to(self.actor).filter(store=self.run.store).values_list("pk", flat=True))
        announce_changes(actor=self.actor, seller_ids=touched, at=at)

    def _open_missing(self, batch: Batch) -> int:
        """Open the sellers that orders of this batch are placed with; returns how many are new."""
        named = {draft.seller for draft in batch.drafts if draft.kind is Kind.PLACED} - self.known_sellers
        wanted = {seller for seller in named if _is_seller_id(seller)}
        self.known_sellers |= named
        if not wanted:
            return 0
        there = sellers.visible_to(self.actor).filter(store=self.run.store, external_id__in=sorted(wanted))
        missing = sorted(wanted - set(there.values_list("external_id", flat=True)))
        names = {seller: self.source.seller_name(seller) for seller in missing}
        open_sellers(actor=self.actor, store=self.run.store, names=names, at=self.at)
        return len(missing)


def _is_seller_id(text: str) -> bool:
    return 0 < len(text) <= LONGEST_SELLER_ID and text.isprintable() and text.strip() == text and "/" not in text


def _explained(reject: Reject | payouts.Reject, batch: Batch) -> Rejected:
    return Rejected(batch.origins[reject.place], reject.field, reject.code, reject.reason)


def _save_progress(run: ImportRun, before: int) -> None:
    """Save where the run is, if nobody else has moved it since. Raises RunOvertaken, which undoes the batch."""
    names = [
        "position", "read", "accepted", "repeated", "waiting", "rejected", "rejected_by", "sellers_opened", "rejects_bytes",
    ]  # fmt: skip
    changed = {name: getattr(run, name) for name in names}
    if not ImportRun.objects.filter(pk=run.pk, position=before, state=RunState.RUNNING).update(**changed):
        raise RunOvertaken("Another process is importing the same file. Let it finish, or stop it first.")


@transaction.atomic
def _close(actor: Actor, run: ImportRun, to: RunState, *, at: datetime) -> None:
    _move(run, to)
    run.finished_at = at
    run.save(update_fields=["finished_at"])
    counts = {"read": run.read, "accepted": run.accepted, "repeated": run.repeated, "rejected": run.rejected}
    data = {"format": run.format, "store": run.store.code, **counts}
    subject = ("import", run.ref)
    record(actor=actor, verb=f"import.{to.value}", subject=subject, at=at, data=data, staff_only=True)


def _move(run: ImportRun, to: RunState) -> None:
    require_move(MOVES, RunState(run.state), to, what="The import")
    run.state = to
    run.save(update_fields=["state"])
