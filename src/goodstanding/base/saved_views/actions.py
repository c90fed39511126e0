"""Keeping, naming, ordering and sharing views. Only what concerns shared ones is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from goodstanding.base.people.models import User
from goodstanding.base.saved_views import policies, queries, rules
from goodstanding.base.saved_views.models import SavedView, Start
from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict
from goodstanding.kit.refs import new_ref

NAME_TAKEN = "name_taken"
TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A view as somebody asks for it. `replace`: one of the same name shows this from now on. `seller_id`: under whose
    record a shared one is shown."""

    place: str
    account_id: int | None
    name: str
    query: str
    shared: bool = False
    starts: bool = False
    replace: bool = False
    seller_id: int | None = None


@transaction.atomic
def save(*, actor: Actor, wanted: Wanted, at: datetime) -> SavedView:
    """Keep a state of a list under a name, last in its row.

    Raises NotAllowed, Invalid by field, Conflict `name_taken` where a view of that name is there and is not to be replaced,
    Conflict `too_many` at MOST.
    """
    policies.require_keep(actor, wanted.account_id)
    if wanted.shared:
        policies.require_share(actor, wanted.account_id)
    name, query = rules.clean_name(wanted.name), rules.clean_query(wanted.query)
    view = SavedView(
        ref=new_ref(8), place=wanted.place, owner_id=_person(actor), owner_name=actor.name,
        account_id=wanted.account_id, shared=wanted.shared, name=name, query=query, created_at=at,
    )  # fmt: skip
    row = _locked_row(view)
    same = next((one for one in row if one.name == name), None)
    if same is not None:
        if not wanted.replace:
            raise Conflict(
                _("There is already a view called '%(name)s'.") % {"name": name}, field="name", code=NAME_TAKEN
            )
        view, verb = same, "view.changed"
        view.query = query
    else:
        _append(view, row)
        verb = "view.shared"
    view.save()
    _record(actor, verb, view, at=at, seller_id=wanted.seller_id)
    if wanted.starts:
        _start_with(actor, view)
    return view


@transaction.atomic
def change(*, actor: Actor, ref: str, wanted: Wanted, at: datetime) -> SavedView:
    """Have a view be as asked for: its name, what it shows, with whom it is shared, whether the list opens with it.

    All or nothing. Raises NotFound also for a view of another list, and what `rename`, `share` and `keep_private` raise.
    """
    queries.view_in(actor, ref, place=wanted.place, account_id=wanted.account_id)
    view = rename(actor=actor, ref=ref, name=wanted.name, seller_id=wanted.seller_id, at=at)
    query = rules.clean_query(wanted.query)
    if query != view.query:
        view.query = query
        view.save(update_fields=["query"])
        _record(actor, "view.changed", view, at=at, seller_id=wanted.seller_id)
    shift = share if wanted.shared else keep_private
    view = shift(actor=actor, ref=ref, seller_id=wanted.seller_id, at=at)
    if wanted.starts:
        _start_with(actor, view)
    else:
        view.starts.filter(user_id=_person(actor)).delete()
    return view


@transaction.atomic
def rename(*, actor: Actor, ref: str, name: str, seller_id: int | None = None, at: datetime) -> SavedView:
    """Call it something else. Raises NotFound, NotAllowed, Invalid, Conflict where the name is taken."""
    view = _changeable(actor, ref)
    before, view.name = view.name, rules.clean_name(name)
    if view.name != before:
        _require_free(view, _locked_row(view))
        view.save()
        _record(actor, "view.renamed", view, at=at, seller_id=seller_id, before=before)
    return view


@transaction.atomic
def move(*, actor: Actor, ref: str, to: Literal["up", "down"], seller_id: int | None = None, at: datetime) -> SavedView:
    """One place up or down among its kind. At the end of the row nothing changes."""
    view = _changeable(actor, ref)
    row = _locked_row(view)
    here = next(n for n, one in enumerate(row) if one.pk == view.pk)
    there = here + (1 if to == "down" else -1)
    if 0 <= there < len(row):
        row[here], row[there] = row[there], row[here]
        for n, one in enumerate(row, start=1):
            one.position = n
        SavedView.objects.bulk_update(row, ["position"])
        _record(actor, "view.moved", view, at=at, seller_id=seller_id)
    return view


@transaction.atomic
def share(*, actor: Actor, ref: str, seller_id: int | None = None, at: datetime) -> SavedView:
    """Show one's own view to everybody of the side, last in their row. Twice changes nothing.

    Raises NotFound, NotAllowed, Conflict where a shared view has its name or there are too many.
    """
    view = queries.view_for(actor, ref, lock=True)
    policies.require_share(actor, view.account_id)
    if not view.shared:
        view.shared = True
        _append(view, _locked_row(view))
        view.save()
        _record(actor, "view.shared", view, at=at, seller_id=seller_id)
    return view


@transaction.atomic
def keep_private(*, actor: Actor, ref: str, seller_id: int | None = None, at: datetime) -> SavedView:
    """Give a shared view back to the person who made it; for all others it is gone. Twice changes nothing.

    Raises NotFound, NotAllowed, Conflict where the maker has a private view of its name or too many.
    """
    view = _changeable(actor, ref)
    if view.shared:
        _record(actor, "view.made_private", view, at=at, seller_id=seller_id)
        view.shared = False
        _append(view, _locked_row(view))
        view.save()
        view.starts.exclude(user_id=view.owner_id).delete()
    return view


@transaction.atomic
def remove(*, actor: Actor, ref: str, seller_id: int | None = None, at: datetime) -> None:
    """Take it away for good. Whose list opened with it finds all of the list there."""
    view = _changeable(actor, ref)
    _record(actor, "view.removed", view, at=at, seller_id=seller_id)
    view.delete()


@transaction.atomic
def start_with(*, actor: Actor, ref: str) -> None:
    """Open the list with this view from now on, for the actor alone."""
    view = queries.view_for(actor, ref)
    policies.require_keep(actor, view.account_id)
    _start_with(actor, view)


@transaction.atomic
def start_plain(*, actor: Actor, place: str, account_id: int | None) -> None:
    """Open the list with all of it from now on, for the actor alone."""
    policies.require_keep(actor, account_id)
    Start.objects.filter(user_id=_person(actor), place=place, account_id=account_id).delete()


def _start_with(actor: Actor, view: SavedView) -> None:
    Start.objects.update_or_create(
        user_id=_person(actor), place=view.place, account_id=view.account_id, defaults={"view": view}
    )


def _changeable(actor: Actor, ref: str) -> SavedView:
    view = queries.view_for(actor, ref, lock=True)
    policies.require_change(actor, view)
    return view


def _append(view: SavedView, row: list[SavedView]) -> None:
    """Last in a row. Raises Conflict where there is no room or the name is taken."""
    _require_free(view, row)
    if len(row) >= queries.MOST:
        raise Conflict(
            _("There are already %(most)s views of this list. Remove one that is no longer used.")
            % {"most": queries.MOST},
            code=TOO_MANY,
        )
    view.position = row[-1].position + 1 if row else 1


def _require_free(view: SavedView, row: list[SavedView]) -> None:
    if any(one.name == view.name and one.pk != view.pk for one in row):
        raise Conflict(
            _("There is already a view called '%(name)s'.") % {"name": view.name}, field="name", code=NAME_TAKEN
        )


def _locked_row(view: SavedView) -> list[SavedView]:
    """The views that stand beside this one, in their order.

    Whoever keeps one for the first time has no row to lock: the person is locked instead, and names are unique anyway.
    """
    list(User.objects.select_for_update().filter(pk=view.owner_id).values_list("pk"))
    row: QuerySet[SavedView] = SavedView.objects.filter(
        place=view.place, account_id=view.account_id, shared=view.shared
    )
    if not view.shared:
        row = row.filter(owner_id=view.owner_id)
    return list(row.select_for_update().order_by("position", "pk"))


def _person(actor: Actor) -> int:
    return actor.user_id or 0  # asked for in policies.may_keep


def _record(actor: Actor, verb: str, view: SavedView, *, at: datetime, seller_id: int | None, **more: object) -> None:
    if not view.shared:
        return
    data = {"name": view.name, "place": view.place, **more}
    staff_only = view.account_id is None
    record(
        actor=actor, verb=verb, subject=("view", view.ref), at=at, seller_id=seller_id, staff_only=staff_only, data=data
    )
