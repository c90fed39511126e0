"""Promises follow a matter: they begin, stand still, run on and end with it, in the transaction of whoever moves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from goodstanding.systems.service import queries, rules
from goodstanding.systems.service.life import Life, Owed
from goodstanding.systems.service.models import Promise
from goodstanding.systems.service.rules import Open
from goodstanding.systems.service.states import OWED_WORDS, REPLIES, Kind, Side, Verdict
from goodstanding.systems.service.terms import Place, ServiceTerms, Terms

_CHANGING = (
    "store", "queue", "category", "priority", "assignee_id", "seller_id", "policy", "calendar", "edition",
    "target_seconds", "used_seconds", "carried_seconds", "paused_since", "due_at", "warn_at", "look_at", "warned_at",
    "broken_at", "met_at", "ended_at", "verdict", "decided_at",
)  # fmt: skip


def follow(life: Life, *, at: datetime, spoke: Side | None = None, new: bool = False) -> Owed | None:
    """Bring the promises of a matter up to an instant and return the one due first on our side, or None.

    `spoke` says who has just said something that the other side can read. Terms in effect are applied to the time used so
    far: another priority, queue, calendar or policy moves what is due. May be called again at any time; nothing happens twice.
    The caller holds the matter's lock and a transaction. `new` spares looking for promises of a matter that begins now.
    """
    rows = [] if new else _all(life.subject)
    before = {row.pk: _state(row) for row in rows}
    step = _Step(life, queries.terms_for(life.store, at, fresh=True), queries.place_of(life.store), at)
    if life.end is None:
        step.revive(rows)
    living = [row for row in rows if row.ended_at is None]
    if spoke is Side.MARKETPLACE:
        met = rules.met_by_word([Open(Kind(row.kind), row.started_at) for row in living], at)
        step.end([row for row in living if row.kind in met], met=True)
    if life.end is not None:
        for row in living:
            if row.ended_at is None:
                step.end([row], met=rules.ended_by(life.end, Kind(row.kind)))
    else:
        rows += step.begin(rows, spoke)
    owed = step.apply([row for row in rows if row.ended_at is None])
    _save(rows, before)
    return owed


def take_over(life: Life, other: tuple[str, str], *, at: datetime) -> None:
    """Let a matter owe what another one, which is joined with it, owes: each word of ours by the sooner due time.

    The sooner time is kept in working time of the calendar that this matter is held to: where that is closed at the time, the
    word is due when it closed before. Call `follow` afterwards. The caller holds both locks and a transaction.
    """
    rows, others = _open(life.subject), _open(other)
    before = {row.pk: _state(row) for row in rows}
    step = _Step(life, queries.terms_for(life.store, at, fresh=True), queries.place_of(life.store), at)
    begun = step.take_over(rows, others)
    step.apply(begun)
    _save([*rows, *begun], before)


def picture_of(subject: tuple[str, str]) -> dict[str, int]:
    """What the open promises of a matter carry, by key; for putting that back."""
    return {str(row.pk): row.carried_seconds for row in _open(subject)}


def put_back(subject: tuple[str, str], picture: Mapping[str, int]) -> None:
    """Let the promises of a matter carry what they carried, without those that began since. Call `follow` afterwards."""
    for row in _open(subject):
        if str(row.pk) not in picture:
            row.delete()
    for key, carried in picture.items():
        Promise.objects.filter(pk=int(key)).exclude(carried_seconds=carried).update(carried_seconds=carried)


def disown(subject: tuple[str, str]) -> None:
    """Forget what a matter promised and never kept: it is none any more, and another one owes its words. What was kept stays."""
    Promise.objects.filter(subject_kind=subject[0], subject_ref=subject[1], met_at__isnull=True).delete()


def _all(subject: tuple[str, str]) -> list[Promise]:
    found = Promise.objects.select_for_update(of=("self",)).filter(subject_kind=subject[0], subject_ref=subject[1])
    return list(found.order_by("pk"))


def _open(subject: tuple[str, str]) -> list[Promise]:
    found = Promise.objects.select_for_update(of=("self",)).filter(subject_kind=subject[0], subject_ref=subject[1])
    return list(found.filter(ended_at__isnull=True).order_by("pk"))


@dataclass(frozen=True, slots=True)
class _Step:
    """One bringing up to date: the life, the terms in effect and the instant."""

    life: Life
    terms: ServiceTerms
    place: Place
    at: datetime

    def revive(self, rows: Sequence[Promise]) -> None:
        """Open again what ended with a matter whose end was taken back."""
        held = {row.kind for row in rows if row.ended_at is None}
        for row in rows:
            ended_at = row.ended_at
            back = ended_at and rules.revived(ended_at, row.met_at is not None, self.life.running_since)
            if back and row.kind not in held:
                row.ended_at = row.decided_at = row.broken_at = None
                row.verdict = ""

    def begin(self, rows: Sequence[Promise], spoke: Side | None) -> list[Promise]:
        """The promises that are owed from now on and not there yet."""
        begun = []
        had = {row.kind for row in rows}
        asked = self.life.asked
        if Kind.RESOLUTION not in had and (asked or spoke is Side.SELLER):
            begun.append(self._new(Kind.RESOLUTION, self.life.began_at if asked else self.at))
        first = asked and Kind.FIRST_REPLY not in had and len(self.life.turns) <= 1
        held = [Kind(row.kind) for row in rows if row.ended_at is None]
        kind = rules.to_begin(self.life.side, held, spoke=spoke.value if spoke else "", first=first)
        if kind is not None:
            begun.append(self._new(kind, self.at if spoke else self.life.turns[-1].started_at))
        for row in begun:
            self._count_what_was_waited(row)
        return [row for row in begun if row is not None]

    def take_over(self, rows: Sequence[Promise], other: Sequence[Promise]) -> list[Promise]:
        """Hold this matter to what the other one promised; returns the promises that had to begin for it."""
        held, begun = list(rows), []
        for owed in other:
            if owed.due_at is None or owed.paused_since is not None or Kind(owed.kind) is Kind.THIRD_PARTY_UPDATE:
                continue
            mine = self._same_word(held, Kind(owed.kind))
            if mine is None:
                mine = self._new(Kind.NEXT_REPLY if owed.kind in REPLIES else Kind(owed.kind), self.at)
                if mine is None:
                    continue
                held.append(mine)
                begun.append(mine)
            terms = self._terms(Kind(mine.kind))
            if terms is not None:
                due_by = rules.carried_for(self.life.turns, mine.started_at, terms, owed.due_at)
                mine.carried_seconds = max(mine.carried_seconds, due_by)
        return begun

    def _same_word(self, held: Sequence[Promise], kind: Kind) -> Promise | None:
        """The promise of the same word from us: any reply is one, and a reply is news too."""
        wanted = {kind} if kind is Kind.RESOLUTION else set(REPLIES) if kind in REPLIES else set(OWED_WORDS)
        found = [row for row in held if row.kind in wanted]
        return min(found, key=lambda row: (row.due_at is None, row.due_at or row.started_at), default=None)

    def _count_what_was_waited(self, row: Promise | None) -> None:
        terms = self._terms(Kind(row.kind)) if row is not None else None
        if row is not None and terms is not None and self.life.waited_since is not None and row.kind in REPLIES:
            row.carried_seconds = terms.calendar.elapsed(self.life.waited_since, row.started_at)

    def apply(self, rows: Sequence[Promise]) -> Owed | None:
        """Hold each open promise to the terms in effect; one that is promised no more is not needed any more."""
        owed: list[Owed] = []
        for row in rows:
            terms = self._terms(Kind(row.kind))
            if terms is None:
                self.end([row], met=False)
                continue
            found = self._reckon(row, terms)
            self._mark(row)
            if found.runs and row.due_at is not None:
                owed.append(Owed(Kind(row.kind), row.due_at, row.target_seconds))
        return min(owed, key=lambda one: one.due_at, default=None)

    def end(self, rows: Sequence[Promise], *, met: bool) -> None:
        """End promises: met, or not needed any more. One that was broken by now stays missed either way."""
        for row in rows:
            terms = self._terms(Kind(row.kind))
            if terms is not None:
                self._reckon(row, terms)
                if met and row.due_at is None:  # kept while the clock stood: due if it had run on from there
                    row.due_at = terms.calendar.after(self.at, row.target_seconds - row.used_seconds)
            missed = rules.verdict(row.due_at, self.at) is Verdict.MISSED
            row.met_at = self.at if met else None
            row.ended_at, row.look_at = self.at, None
            row.broken_at = row.due_at if missed else None
            row.decided_at = row.due_at if missed else self.at
            row.verdict = (Verdict.MISSED if missed else Verdict.KEPT if met else Verdict.MOOT).value

    def _terms(self, kind: Kind) -> Terms | None:
        return self.terms.terms_for(kind, self.life.group, self.place)

    def _new(self, kind: Kind, started_at: datetime) -> Promise | None:
        terms = self._terms(kind)
        if terms is None:
            return None
        return Promise(
            subject_kind=self.life.subject[0], subject_ref=self.life.subject[1], kind=kind.value, started_at=started_at,
            target_seconds=terms.target_seconds,
        )  # fmt: skip

    def _reckon(self, row: Promise, terms: Terms) -> rules.Reckoning:
        found = rules.reckon(self.life.turns, row.started_at, terms, self.at, carried_seconds=row.carried_seconds)
        group = self.life.group
        row.store, row.queue, row.category, row.priority = group.store, group.queue, group.category, group.priority
        row.assignee_id, row.seller_id = group.assignee_id, group.seller_id
        row.policy, row.calendar, row.edition = terms.policy, terms.calendar_code, self.terms.number
        row.target_seconds, row.used_seconds = terms.target_seconds, found.used_seconds
        row.due_at, row.warn_at, row.paused_since = found.due_at, found.warn_at, found.paused_since
        return found

    def _mark(self, row: Promise) -> None:
        """What the clock has still to say about an open promise.

        Under other terms a broken one may be in time again, and one whose end has moved away is warned of anew.
        """
        if row.broken_at is not None:
            if rules.is_broken(row.due_at, self.at):
                row.broken_at = row.decided_at = row.due_at
                row.look_at = None
                return
            row.broken_at, row.decided_at, row.verdict, row.warned_at = None, None, "", None
        if row.warned_at is not None and row.warn_at is not None and row.warn_at > self.at:
            row.warned_at = None
        if row.due_at is None:
            row.look_at = None
        elif row.warned_at is None and row.warn_at is not None:
            row.look_at = min(row.warn_at, row.due_at)
        else:
            row.look_at = row.due_at


def _state(row: Promise) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in _CHANGING)


def _save(rows: Sequence[Promise], before: dict[int, tuple[object, ...]]) -> None:
    changed = [row for row in rows if row.pk is not None and _state(row) != before[row.pk]]
    if changed:
        Promise.objects.bulk_update(
            changed, [name.removesuffix("_id") if name == "assignee_id" else name for name in _CHANGING]
        )
    fresh = [row for row in rows if row.pk is None]
    if fresh:
        Promise.objects.bulk_create(fresh)
