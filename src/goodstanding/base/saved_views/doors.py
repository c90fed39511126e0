"""What both sites do with saved views: read the form, call one action, hand the page its values. Each site draws its own
frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from django.contrib import messages
from django.utils.translation import gettext as _

from goodstanding.base.people.doors import HouseRequest
from goodstanding.base.saved_views import actions, policies, queries, rules
from goodstanding.base.saved_views.actions import NAME_TAKEN, Wanted
from goodstanding.base.saved_views.forms import NameForm, ViewForm
from goodstanding.base.saved_views.models import SavedView
from goodstanding.base.saved_views.queries import Shown as View
from goodstanding.base.saved_views.strip import Place, sharing_words
from goodstanding.kit.errors import Refusal

Names = dict[str, Any]  # Any: template context
Act = Literal["name", "up", "down", "sharing", "privacy", "start", "removal"]


@dataclass(frozen=True, slots=True)
class ListPage:
    """The list that a page of views is about: what it is called, where it is, under whose record changes are shown."""

    place: Place
    label: str
    list_url: str
    seller_id: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A page's values and status; `gone_to` instead where the browser is sent on."""

    names: Names
    status: int = 200
    gone_to: str = ""


def listing(request: HouseRequest, page: ListPage) -> Shown:
    """All views of a list, to be looked after; posting keeps another one and goes on to it."""
    if request.method != "POST":
        return _page(request, page)
    form = ViewForm(request.POST)
    if not form.is_valid():
        return _page(request, page, {"form": _named(form, page)}, status=422)
    try:
        view = actions.save(actor=request.actor, wanted=_wanted(form, page), at=request.now)
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        return _asked(request, page, form, refusal)
    messages.success(request, _kept(view, form))
    return Shown({}, gone_to=page.list_url + rules.address(view.query, view.ref))


def act(request: HouseRequest, page: ListPage, ref: str, what: Act) -> Shown:
    """Rename, move, share, keep private, start with or remove a view, and back to its page."""
    view = _at(request, page, ref)
    form = NameForm(request.POST)
    if what == "name" and not form.is_valid():
        return _page(request, page, {"refused": _("A view needs a name of at most 60 characters.")}, status=422)
    try:
        _act(request, page, ref, what, form)
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        return _page(request, page, {"refused": refusal.message}, status=refusal.status)
    said = _done(what, form.cleaned_data["name"] if what == "name" else view.name)
    if said:
        messages.success(request, said)
    return Shown({}, gone_to=page.place.url)


def start_plain(request: HouseRequest, page: ListPage) -> Shown:
    """Open the list with all of it again."""
    actions.start_plain(actor=request.actor, place=page.place.name, account_id=page.place.account_id)
    messages.success(request, _("The list opens with all of it again."))
    return Shown({}, gone_to=page.place.url)


def _kept(view: SavedView, form: ViewForm) -> str:
    """What is said once a view is kept, by its name."""
    name = {"name": view.name}
    said = _("The view “%(name)s” is saved.") % name
    if form.cleaned_data["replace"]:
        said = _("The view “%(name)s” shows what the list shows now.") % name
    if view.shared:
        said += " " + _("Everybody it is shared with sees it.")
    return said + (" " + _("The list opens with it.") if form.cleaned_data["starts"] else "")


def _done(what: Act, name: str) -> str:
    """What is said once something was done to a view, by its name; nothing where the page shows it itself."""
    said = {
        "name": _("The view is called “%(name)s” now."),
        "sharing": _("The view “%(name)s” is shared."),
        "privacy": _("The view “%(name)s” is no longer shared."),
        "start": _("The list opens with “%(name)s” from now on."),
        "removal": _("The view “%(name)s” is removed. No entry of the list was touched."),
    }
    return said[what] % {"name": " ".join(name.split())} if what in said else ""


def _act(request: HouseRequest, page: ListPage, ref: str, what: Act, form: NameForm) -> None:
    actor, at, seller = request.actor, request.now, page.seller_id
    if what == "name":
        actions.rename(actor=actor, ref=ref, name=form.cleaned_data["name"], seller_id=seller, at=at)
    elif what in ("up", "down"):
        actions.move(actor=actor, ref=ref, to=what, seller_id=seller, at=at)
    elif what == "sharing":
        actions.share(actor=actor, ref=ref, seller_id=seller, at=at)
    elif what == "privacy":
        actions.keep_private(actor=actor, ref=ref, seller_id=seller, at=at)
    elif what == "start":
        actions.start_with(actor=actor, ref=ref)
    else:
        actions.remove(actor=actor, ref=ref, seller_id=seller, at=at)


def _at(request: HouseRequest, page: ListPage, ref: str) -> SavedView:
    """The view, which must be of the list and account that the page is about."""
    return queries.view_in(request.actor, ref, place=page.place.name, account_id=page.place.account_id)


def _asked(request: HouseRequest, page: ListPage, form: ViewForm, refusal: Refusal) -> Shown:
    """The form once more: with a question where the name is taken, with what is wrong otherwise."""
    more: Names = {"form": _named(form, page)}
    if refusal.code == NAME_TAKEN:
        more["taken"] = form.cleaned_data["name"]
    else:
        form.add_error(refusal.field if refusal.field in ("name",) else None, refusal.message)
    return _page(request, page, more, status=refusal.status)


def _named(form: ViewForm, page: ListPage) -> ViewForm:
    form.fields["shared"].label = sharing_words(for_team=page.place.account_id is not None)
    return form


def _page(request: HouseRequest, page: ListPage, more: Names | None = None, *, status: int = 200) -> Shown:
    actor, place = request.actor, page.place
    views = queries.views_of(actor, place.name, place.account_id)
    own, shared = [v for v in views if not v.shared], [v for v in views if v.shared]
    keeps, shares = policies.may_keep(actor, place.account_id), policies.may_share(actor, place.account_id)
    names: Names = {
        "rows": [*_rows(own, page, changes=keeps), *_rows(shared, page, changes=shares)],
        "own": len(own),
        "shared": len(shared),
        "starts": any(view.starts for view in views),
        "may_keep": keeps,
        "may_share": shares,
        "here": place.url,
        "label": page.label,
        "list_url": page.list_url,
        **(more or {}),
    }
    return Shown(names, status=status)


def _rows(views: list[View], page: ListPage, *, changes: bool) -> list[Names]:
    last = len(views) - 1
    return [
        {
            "it": view,
            "url": page.list_url + rules.address(view.query, view.ref),
            "says": rules.in_words(view.query),
            "changes": changes,
            "first": n == 0,
            "last": n == last,
        }
        for n, view in enumerate(views)
    ]


def _wanted(form: ViewForm, page: ListPage) -> Wanted:
    asked = form.cleaned_data
    return Wanted(
        place=page.place.name, account_id=page.place.account_id, name=asked["name"], query=asked["query"],
        shared=asked["shared"], starts=asked["starts"], replace=asked["replace"], seller_id=page.seller_id,
    )  # fmt: skip
