"""Reading views: fetch and authorise in one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from goodstanding.base.prepared import Prepared
from goodstanding.base.saved_views import policies
from goodstanding.base.saved_views.models import SavedView, Start
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound

MOST = 30
"""So many private views a person and list, and so many shared ones an account and list."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A view in the row above its list. `starts`: the list opens with it for the person who looks."""

    ref: str
    name: str
    query: str
    shared: bool
    owner_name: str
    starts: bool


_Row = tuple[str, str, str, bool, str, bool]


def _visible(place: str, user: int) -> QuerySet[SavedView, Any]:
    return (
        SavedView.objects.filter(Q(owner_id=user) | Q(shared=True), place=place)
        .annotate(starts_here=Exists(Start.objects.filter(view=OuterRef("pk"), user_id=user)))
        .order_by("shared", "position", "pk")
        .values_list("ref", "name", "query", "shared", "owner_name", "starts_here")
    )


def _of_a_team(*, place: str, account: int, user: int) -> QuerySet[SavedView, _Row]:
    return _visible(place, user).filter(account_id=account)[: 2 * MOST]


def _of_associates(*, place: str, user: int) -> QuerySet[SavedView, _Row]:
    return _visible(place, user).filter(account_id__isnull=True)[: 2 * MOST]


_team = Prepared(_of_a_team, one_plan=True)
_associates = Prepared(_of_associates, one_plan=True)


def views_of(actor: Actor, place: str, account_id: int | None) -> Sequence[Shown]:
    """The views of a list that somebody sees: one's own, then the shared ones, each in their order. One query.

    Raises NotFound for strangers.
    """
    if not policies.belongs(actor, account_id):
        raise NotFound(_("There is nothing here."))
    user = actor.user_id or 0
    if account_id is None:
        rows = _associates.rows(place=place, user=user)
    else:
        rows = _team.rows(place=place, account=account_id, user=user)
    return [
        Shown(ref, name, query, bool(shared), owner, bool(starts)) for ref, name, query, shared, owner, starts in rows
    ]


def view_for(actor: Actor, ref: str, *, lock: bool = False) -> SavedView:
    """The view with this reference. Raises NotFound for strangers, and for colleagues where it is private."""
    found = SavedView.objects.filter(ref=ref)
    view = (found.select_for_update() if lock else found).first()
    if view is None or not policies.can_see(actor, view):
        raise NotFound(_("There is no such view here."))
    return view


def view_in(actor: Actor, ref: str, *, place: str, account_id: int | None) -> SavedView:
    """The view with this reference, if it belongs to that list. Raises NotFound."""
    view = view_for(actor, ref)
    if (view.place, view.account_id) != (place, account_id):
        raise NotFound(_("There is no such view here."))
    return view
