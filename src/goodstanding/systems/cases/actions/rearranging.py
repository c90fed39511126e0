"""Merging two cases, splitting one, and taking either back (ADR 130).

Nothing said changes its case or its number. A message, an internal note and a seller's note are shown in another case instead,
each in its own table, so nothing can cross from one audience to another on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.outbox import actions as outbox
from goodstanding.kit.actors import Actor
from goodstanding.kit.refs import new_ref
from goodstanding.systems.cases import joining, policies, queries, rules
from goodstanding.systems.cases.actions import asking, moving, opening, promises, restoring
from goodstanding.systems.cases.actions.moving import Ending
from goodstanding.systems.cases.actions.talking import require_work
from goodstanding.systems.cases.errors import CannotMerge, CannotSplit, StatusForbids
from goodstanding.systems.cases.events import CaseRearranged
from goodstanding.systems.cases.models import (
    Case,
    CaseGuest,
    CaseLink,
    CaseMessage,
    CaseNeed,
    InternalNote,
    ReplyDraft,
    SellerNote,
    Turn,
)
from goodstanding.systems.cases.states import Author, ClosedHow, Permit, Priority, Rearranging, Side, Status

REASON_LIMIT = rules.REASON_LIMIT
Moved = dict[str, Any]  # Any: keys of rows, and where each was shown before


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is split off: messages by their place in the thread, and what the new case is called."""

    places: Sequence[int]
    subject: str
    category: str = ""


@transaction.atomic
def merge(*, actor: Actor, ref: str, into: str, reason: str, at: datetime) -> Case:
    """Join a case with another of the same seller: both threads become one in order of time; returns the one that goes on.

    The merged case points there, and what is written to it lands there. What either case owed is kept: the sooner due time,
    the more urgent priority. Needs the right `merge`. Raises CannotMerge, StatusForbids, NotFound, NotAllowed.
    """
    source, target = _both(actor, ref, into, at)
    kept = restoring.Kept(source, target)
    moved = _take_in(source, target, actor=actor, at=at)
    source.merged_into = target
    source.snoozed_until = None
    moving.move(source, Status.MERGED, actor=actor, at=at, left=Ending(ClosedHow.MERGED, reason.strip()[:REASON_LIMIT]))
    source.rearranged = target.rearranged = True
    for case in (source, target):
        if moved["needs"]:
            asking.count(case)
        moving.touch(case, at)
        case.save()
    restoring.remember(kept, Rearranging.MERGE, actor=actor, at=at, moved=moved, reason=reason)

    moving.log(source, "case.merged", actor=actor, at=at, reason=reason, into=target.ref)
    moving.log(target, "case.took_in", actor=actor, at=at, reason=reason, other=source.ref)
    _announce(source, target, Rearranging.MERGE, at)
    return target


@transaction.atomic
def split(*, actor: Actor, ref: str, part: Part, at: datetime) -> Case:
    """Let chosen messages of a case become a case of its own, which refers to the old one; returns it.

    It is the marketplace's turn in the new case, and the time since the seller wrote counts. Needs the right `merge`. Raises
    CannotSplit when nothing or everything was chosen, StatusForbids, NotFound, NotAllowed, Invalid.
    """
    case = queries.case_for(actor, ref, lock=True)
    _require_right(actor, case, at)
    policies.require_status(case, Permit.MERGE)
    chosen, left = _chosen(case, part.places)
    kept = restoring.Kept(case, None)

    new = _new_case(case, chosen, part, at)
    opening.insert(new)
    moving.set_due(new, at)
    new.save()
    moving.begin_turn(new, at)
    moved = _split_rows(case, new, chosen, at)
    case.rearranged = True
    restoring.repeat_last(case, left[-1])
    moving.touch(case, at)
    case.save()
    kept.other = new
    restoring.remember(kept, Rearranging.SPLIT, actor=actor, at=at, moved=moved)

    moving.log(case, "case.split", actor=actor, at=at, into=new.ref, messages=len(chosen))
    moving.log(new, "case.split_off", actor=actor, at=at, other=case.ref)
    _announce(case, new, Rearranging.SPLIT, at)
    return new


def _both(actor: Actor, ref: str, into: str, at: datetime) -> tuple[Case, Case]:
    """Both cases, locked in the order of their keys, that two merges at once cannot wait for each other."""
    source, target = queries.case_for(actor, ref), queries.case_for(actor, into)
    _require_right(actor, target, at)
    require_work(actor, source, at)
    if source.pk == target.pk:
        raise CannotMerge(_("A case cannot be joined with itself. Name another one."))
    if source.seller_id != target.seller_id:
        raise CannotMerge(_("These cases are of two sellers. Only cases of the same seller can become one."))
    first, second = sorted((source.pk, target.pk))
    held = {pk: Case.objects.select_related("seller", "seller__store").select_for_update(of=("self",)).get(pk=pk)
            for pk in (first, second)}  # fmt: skip
    source, target = held[source.pk], held[target.pk]
    policies.require_status(source, Permit.MERGE)
    if source.level:
        raise CannotMerge(_("Case %(ref)s is escalated. Join the other one with it instead.") % {"ref": source.ref})
    if not target.permits(Permit.ANSWER):
        raise StatusForbids(
            _("Case %(ref)s is closed. Reopen it first, or join the other way round.") % {"ref": target.ref}
        )
    _require_no_guests(source, target, at=at)
    return source, target


def _require_right(actor: Actor, case: Case, at: datetime) -> None:
    policies.require_right(actor, moving.catalogue_of(case, at).may("merge"))
    require_work(actor, case, at)


def _require_no_guests(*cases: Case, at: datetime) -> None:
    """A guest was let into one conversation, not into both."""
    guests = CaseGuest.objects.filter(case__in=cases, revoked_at__isnull=True, ends_at__gt=at)
    if guests.exists():
        raise CannotMerge(
            _(
                "A guest of the seller reads one of these cases and would read the other one too. "
                "Join them after the guest's access has ended."
            )
        )


def _take_in(source: Case, target: Case, *, actor: Actor, at: datetime) -> Moved:
    """Show what was said in one case in the other one, and have that owe what both owed. Returns what was moved."""
    moved: Moved = {name: _show_in(model, source, target) for name, model in restoring.SAID.items()}
    moved["links"] = _copy_links(source, target, at)
    moved["drafts"] = _move_drafts(source, target)
    if source.permits(Permit.ANSWER):
        _owe_both(source, target, actor=actor, at=at)
    target.message_count += len(moved["messages"])
    if source.last_at > target.last_at:
        for name in ("last_at", "last_author", "last_author_name", "last_beginning"):
            setattr(target, name, getattr(source, name))
    return moved


def _show_in(
    model: type[CaseMessage | InternalNote | SellerNote | CaseNeed], source: Case, target: Case
) -> list[list[int | None]]:
    rows = queries.shown_in(model, source)
    before = [list(pair) for pair in rows.order_by("pk").values_list("pk", "shown_in_id")]
    rows.update(shown_in=target)
    return before


def _copy_links(source: Case, target: Case, at: datetime) -> list[int]:
    has = set(CaseLink.objects.filter(case=target).values_list("kind", "ref")) | {("case", target.ref)}
    made = []
    for link in CaseLink.objects.filter(case=source).order_by("pk"):
        if (link.kind, link.ref) not in has:
            copy = CaseLink(
                case=target, seller_id=target.seller_id, kind=link.kind, ref=link.ref, title=link.title, at=at
            )
            copy.save()
            made.append(copy.pk)
    return made


def _move_drafts(source: Case, target: Case) -> list[int]:
    """Nobody loses what she was writing, unless she writes in both: then each stays where it is."""
    taken = set(ReplyDraft.objects.filter(case=target).values_list("user_id", "kind"))
    drafts = ReplyDraft.objects.filter(case=source).order_by("pk")
    free = [draft.pk for draft in drafts if (draft.user_id, draft.kind) not in taken]
    ReplyDraft.objects.filter(pk__in=free).update(case=target)
    return free


def _owe_both(source: Case, target: Case, *, actor: Actor, at: datetime) -> None:
    """The merged case owes what either owed: the answer by the sooner time, at the more urgent priority."""
    ours = source.clock_side == Side.MARKETPLACE.value
    target.priority = joining.more_urgent(Priority(target.priority), Priority(source.priority)).value
    if ours:
        promises.take_over(source, target, at)  # before the turn, which would promise a word of its own otherwise
    if ours and target.clock_side != Side.MARKETPLACE.value:
        moving.move(target, Status.OPEN, actor=actor, at=at)
    moving.set_due(target, at)
    if target.clock_side == Side.MARKETPLACE.value:
        running = Turn.objects.filter(case=target, ended_at__isnull=True)
        running.update(target_seconds=promises.target_of(target, at), due_at=target.due_at)


def _chosen(case: Case, places: Sequence[int]) -> tuple[list[CaseMessage], list[CaseMessage]]:
    wanted = set(places)
    messages = queries.placed(case)
    chosen = [message for message in messages if message.place in wanted]
    if not chosen or len(chosen) != len(wanted):
        raise CannotSplit(_("Choose the messages that are to become a case of their own."), field="messages")
    if len(chosen) == len(messages):
        raise CannotSplit(
            _("Leave at least one message here: with all of them it would be the same case."), field="messages"
        )
    return chosen, [message for message in messages if message.place not in wanted]


def _new_case(case: Case, chosen: Sequence[CaseMessage], part: Part, at: datetime) -> Case:
    catalogue = moving.catalogue_of(case, at)
    category = catalogue.leaf(part.category or case.category)
    first, last, used = chosen[0], chosen[-1], _waited(chosen, at)
    new = Case(
        seller=case.seller, request_key=new_ref(16), category=category.code, area=category.area, channel=case.channel,
        queue=category.queue if part.category else case.queue,
        priority=category.priority if part.category else case.priority,
        subject=moving.clean_line(part.subject, field="subject", limit=rules.SUBJECT_LIMIT, what=_("A subject")),
        summary=rules.summary_of(first.body), status=Status.OPEN, requester_id=case.requester_id,
        requester_name=case.requester_name, opened_by=case.opened_by, opened_at=first.at, updated_at=max(at, last.at),
        waiting_since=at, message_count=len(chosen), rearranged=True, clock_side=Side.MARKETPLACE, clock_since=at,
        turn_seconds=used, marketplace_seconds=used,
    )  # fmt: skip
    restoring.repeat_last(new, last)
    return new


def _waited(chosen: Sequence[CaseMessage], at: datetime) -> int:
    """Seconds since the first of the seller's messages that nobody answered, 0 when we had the last word."""
    waiting = None
    for message in reversed(chosen):
        if message.author != Author.SELLER:
            break
        waiting = message.at
    return max(0, int((at - waiting).total_seconds())) if waiting else 0


def _split_rows(case: Case, new: Case, chosen: Sequence[CaseMessage], at: datetime) -> Moved:
    before = [[message.pk, message.shown_in_id] for message in chosen]
    CaseMessage.objects.filter(pk__in=[message.pk for message in chosen]).update(shown_in=new)
    _copy_links(case, new, at)
    CaseLink.objects.get_or_create(
        case=new, kind="case", ref=case.ref, defaults={"seller_id": case.seller_id, "title": case.subject, "at": at}
    )
    return {"messages": before}


def _announce(case: Case, other: Case, kind: Rearranging, at: datetime) -> None:
    fact = CaseRearranged(
        case_ref=case.ref, other_ref=other.ref, seller_id=case.seller_id, kind=kind.value, undone=False
    )
    outbox.publish(fact, at=at)


__all__ = ["Part", "merge", "split"]
