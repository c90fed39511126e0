"""Remembering how cases were before they were rearranged, and putting them back exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from goodstanding.base.outbox import actions as outbox
from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import policies, queries, rules
from goodstanding.systems.cases.actions import asking, moving, promises
from goodstanding.systems.cases.actions.moving import Ending
from goodstanding.systems.cases.errors import CannotUndo
from goodstanding.systems.cases.events import CaseRearranged, CaseTurned
from goodstanding.systems.cases.models import (
    Case,
    CaseLink,
    CaseMessage,
    CaseNeed,
    InternalNote,
    Rearrangement,
    ReplyDraft,
    SellerNote,
    Turn,
)
from goodstanding.systems.cases.pictures import is_as, picture_of, put_back
from goodstanding.systems.cases.states import ClosedHow, Permit, Rearranging, Side, Status
from goodstanding.systems.service import actions as service

SAID: Mapping[str, type[CaseMessage | InternalNote | SellerNote | CaseNeed]] = {
    "messages": CaseMessage, "notes": InternalNote, "team_notes": SellerNote, "needs": CaseNeed,
}  # fmt: skip
RIGHTS = {
    Rearranging.MERGE: "merge", Rearranging.SPLIT: "merge", Rearranging.SPAM: "put_away", Rearranging.TRASH: "put_away",
}  # fmt: skip


@dataclass
class Kept:
    """How the cases of a rearrangement are before it. Taken when made; `other` may come later, when it is opened by it."""

    case: Case
    other: Case | None
    before: dict[str, Any] = field(default_factory=dict)  # Any: pictures

    def __post_init__(self) -> None:
        self.before = _pictures(self.case, self.other)


def remember(
    kept: Kept, kind: Rearranging, *, actor: Actor, at: datetime, moved: Mapping[str, Any], reason: str = ""
) -> Rearrangement:
    """Keep what is needed to take it back. Call it after both cases were saved."""
    return Rearrangement.objects.create(
        kind=kind.value, case=kept.case, other=kept.other, before=kept.before, after=_pictures(kept.case, kept.other),
        moved=dict(moved), reason=reason.strip()[:500], by_id=actor.user_id, by_name=actor.name, at=at,
    )  # fmt: skip


@transaction.atomic
def undo(*, actor: Actor, ref: str, step: int, at: datetime) -> Rearrangement:
    """Take a merge, a split or a putting away back, whoever did it and however long ago.

    A case in which nothing happened since stands exactly as before: messages, notes, links, turns, due time, drafts. Where
    something happened since, that stays where it was said. Newer rearrangements of the same cases come first. Raises CannotUndo,
    NotFound, NotAllowed.
    """
    case = queries.case_for(actor, ref)
    done = _locked(case, step)
    kind = Rearranging(done.kind)
    policies.require_right(actor, moving.catalogue_of(done.case, at).may(RIGHTS[kind]))
    _require_newest(done)
    _UNDO[kind](done, actor, at)
    done.undone_at, done.undone_by_name = at, actor.name
    done.save(update_fields=["undone_at", "undone_by_name"])
    if done.other is not None:
        fact = CaseRearranged(
            case_ref=done.case.ref,
            other_ref=done.other.ref,
            seller_id=done.case.seller_id,
            kind=kind.value,
            undone=True,
        )
        outbox.publish(fact, at=at)
    return done


def repeat_last(case: Case, message: CaseMessage) -> None:
    """Repeat a message in the case's row as the newest one."""
    case.last_at, case.last_author, case.last_author_name = message.at, message.author, message.author_name
    case.last_beginning = rules.one_line(message.body, rules.BEGINNING_LIMIT)


def _unmerge(done: Rearrangement, actor: Actor, at: datetime) -> None:
    source, target = done.case, done.other
    if target is None:
        raise CannotUndo(_("There is nothing to take it apart from."))
    _show_again(done)
    CaseLink.objects.filter(pk__in=done.moved.get("links", [])).delete()
    _drafts_back(done, source)
    _stand_as_before(target, done, "other", at)
    _stand_as_before(source, done, "case", at, whatever=True)
    moving.log(source, "case.unmerged", actor=actor, at=at, into=target.ref)
    moving.log(target, "case.let_go", actor=actor, at=at, other=source.ref)


def _unsplit(done: Rearrangement, actor: Actor, at: datetime) -> None:
    """The old case has its messages again. The new one was named to the seller: its number leads back."""
    case, new = done.case, done.other
    if new is None:
        raise CannotUndo(_("There is nothing to put back."))
    _show_again(done)
    exact = _stand_as_before(case, done, "case", at)
    said_since = queries.shown_in(CaseMessage, new)
    since = list(said_since.order_by("at", "pk"))
    for model in SAID.values():
        queries.shown_in(model, new).update(shown_in=case)
    if since:
        case.message_count += len(since)
        case.rearranged = True
        repeat_last(case, since[-1])
        asking.count(case)
    ours = new.clock_side == Side.MARKETPLACE.value and case.clock_side != Side.MARKETPLACE.value
    if since and exact and ours and case.permits(Permit.ANSWER):
        moving.move(case, Status.OPEN, actor=actor, at=at)
    case.save()
    new.merged_into, new.rearranged, new.snoozed_until = case, True, None
    asking.count(new)
    moving.move(new, Status.MERGED, actor=actor, at=at, left=Ending(ClosedHow.MERGED))
    service.disown((promises.CASE, new.ref))  # else the report would miss for good what the old case owes again
    moving.touch(new, at)
    new.save()
    moving.log(new, "case.merged", actor=actor, at=at, into=case.ref)
    moving.log(case, "case.rejoined", actor=actor, at=at, into=new.ref)


def _bring_back(done: Rearrangement, actor: Actor, at: datetime) -> None:
    _stand_as_before(done.case, done, "case", at, whatever=True)
    moving.log(done.case, "case.restored", actor=actor, at=at)


_UNDO = {
    Rearranging.MERGE: _unmerge, Rearranging.SPLIT: _unsplit, Rearranging.SPAM: _bring_back, Rearranging.TRASH: _bring_back,
}  # fmt: skip


def _locked(case: Case, step: int) -> Rearrangement:
    found = Rearrangement.objects.select_for_update(of=("self",)).filter(Q(case=case) | Q(other=case), pk=step).first()
    if found is None or found.undone_at is not None:
        raise CannotUndo(_("This was taken back already."))
    keys = sorted({found.case_id, found.other_id or found.case_id})
    held = {pk: Case.objects.select_related("seller", "seller__store").select_for_update(of=("self",)).get(pk=pk)
            for pk in keys}  # fmt: skip
    found.case = held[found.case_id]
    if found.other_id is not None:
        found.other = held[found.other_id]
    return found


def _require_newest(done: Rearrangement) -> None:
    cases = [done.case_id, *([done.other_id] if done.other_id else [])]
    later = Rearrangement.objects.filter(Q(case__in=cases) | Q(other__in=cases), pk__gt=done.pk, undone_at__isnull=True)
    newest = later.select_related("case").order_by("-pk").first()
    if newest is not None:
        raise CannotUndo(_("Case %(ref)s was rearranged after that. Take that back first.") % {"ref": newest.case.ref})


def _show_again(done: Rearrangement) -> None:
    """Every row that was moved, and stands where it was moved to, stands again where it stood."""
    for name, model in SAID.items():
        before: dict[int | None, list[int]] = {}
        for pk, shown in done.moved.get(name, []):
            before.setdefault(shown, []).append(pk)
        for shown, keys in before.items():
            model.objects.filter(pk__in=keys, shown_in=done.other_id).update(shown_in=shown)


def _drafts_back(done: Rearrangement, source: Case) -> None:
    """What was not sent meanwhile goes back, unless its writer began another one there."""
    taken = set(ReplyDraft.objects.filter(case=source).values_list("user_id", "kind"))
    moved = ReplyDraft.objects.filter(pk__in=done.moved.get("drafts", []))
    free = [draft.pk for draft in moved if (draft.user_id, draft.kind) not in taken]
    ReplyDraft.objects.filter(pk__in=free).update(case=source)


def _stand_as_before(case: Case, done: Rearrangement, name: str, at: datetime, *, whatever: bool = False) -> bool:
    """Put the row and its turns back when nothing happened since (or whatever happened); returns whether that was done."""
    before, after = done.before[name], done.after[name]
    if not whatever and not is_as(case, after["row"]):
        _stand_without(case)
        return False
    was = Side(case.clock_side)
    put_back(case, before["row"])
    asking.count(case)
    case.save()
    Turn.objects.filter(case=case, pk__gt=before["last_turn"]).delete()
    running = Turn.objects.filter(pk=before["turn"]["id"]).first() if before["turn"] else None
    if running is not None:
        put_back(running, before["turn"])
        running.save()
    if "promises" in before:
        service.put_back((promises.CASE, case.ref), before["promises"])
    promises.follow(case, at)  # what had ended with the case is promised again
    case.save(update_fields=["due_at", "due_promise"])
    side = Side(case.clock_side)
    if side is not was:
        fact = CaseTurned(case_ref=case.ref, seller_id=case.seller_id, before=was.value, after=side.value)
        outbox.publish(fact, at=at)
    return True


def _stand_without(case: Case) -> None:
    """The case goes on as it is, but for the newest message if that was not its own."""
    newest = queries.shown_in(CaseMessage, case).order_by("-at", "-pk").first()
    if newest is not None:
        repeat_last(case, newest)
    moved = Q(case=case, shown_in__isnull=False) | Q(shown_in=case)
    case.rearranged = any(model.objects.filter(moved).exists() for model in SAID.values())
    asking.count(case)
    case.save()


def _pictures(case: Case, other: Case | None) -> dict[str, Any]:  # Any: pictures
    return {name: _picture(one) for name, one in (("case", case), ("other", other)) if one is not None}


def _picture(case: Case) -> dict[str, Any]:  # Any: pictures
    turns = Turn.objects.filter(case=case).order_by("-pk")
    running = turns.filter(ended_at__isnull=True).first()
    last = turns.values_list("pk", flat=True).first()
    return {
        "row": picture_of(case), "turn": picture_of(running) if running else None, "last_turn": last or 0,
        "promises": service.picture_of((promises.CASE, case.ref)),
    }  # fmt: skip
