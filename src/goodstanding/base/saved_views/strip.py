"""The row of saved views above a list, drawn in code: all of it, one's own, the shared ones, and "Save this view"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.middleware.csrf import get_token
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goodstanding.base.people.doors import HouseRequest
from goodstanding.base.saved_views import policies, queries, rules
from goodstanding.base.saved_views.models import LONGEST_NAME
from goodstanding.base.saved_views.queries import Shown
from goodstanding.ui.framing import icon
from goodstanding.ui.markup import draw, draw_all, worded
from goodstanding.ui.tables import VIEW, TableView

_ALL = "all"
_NOTHING = SafeString("")
_CURRENT = SafeString(' aria-current="page"')
_ROW = '<ul class="chips" aria-label="{}" data-no-print>{}{}{}</ul>'
_CHIP = '<li><a href="{}"{}>{}<span class="clip">{}</span></a></li>'
_MANAGE = '<li><a class="clear" href="{}">{}</a></li>'
_SHARED = '{}<span class="unseen">{}</span>'
_SAVE = (
    '<li><details><summary>{save}</summary><form class="filters" method="post" action="{{url}}">'
    '<input type="hidden" name="csrfmiddlewaretoken" value="{{token}}"><input type="hidden" name="query" value="{{query}}">'
    '<label>{name}\n<input name="name" value="{{name}}" maxlength="{longest}" required autocomplete="off"></label>{boxes}'
    '<button class="btn quiet">{done}</button></form></details></li>'
)
_BOX = '<label class="choice"><input type="checkbox" name="{}"> {}</label>'


@dataclass(frozen=True, slots=True)
class Place:
    """A list: its name, whose views it has, and where they are looked after."""

    name: str
    account_id: int | None
    url: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The views of a list for the person who asks."""

    request: HouseRequest
    place: Place
    views: Sequence[Shown]

    @property
    def onward(self) -> str:
        """The address that shows what this request means, where it is another one: the view that the list opens with, or
        what a form sent without its empty fields. Nothing where the list is to be shown as asked."""
        return self._start or self._tidied

    @property
    def _start(self) -> str:
        """Where the list opens for somebody who asks for nothing in particular and chose a view as its start; or nothing."""
        if self.request.META.get("QUERY_STRING"):
            return ""
        return next((self.request.path + rules.address(v.query, v.ref) for v in self.views if v.starts), "")

    @property
    def _tidied(self) -> str:
        """The address without what a form sent empty, so that it says only what is set; or nothing where it does already."""
        given = [(name, value) for name, values in self.request.GET.lists() for value in values]
        said = [(name, value) for name, value in given if value.strip()]
        if len(said) == len(given):
            return ""
        whole = [(VIEW, _ALL)] if any(view.starts for view in self.views) else []
        query = urlencode(said or whole)
        return f"{self.request.path}?{query}" if query else self.request.path

    def drawn(self, table: TableView) -> SafeString:
        """The row. Nothing at all where nothing is kept and nothing is there to keep."""
        query = rules.of_pairs((name, value) for name, values in table.query.lists() for value in values)
        if not self.views and not query:
            return _NOTHING
        came_from = table.query.get(VIEW, "")
        here = [view for view in self.views if view.query == query]
        current = next((view for view in here if view.ref == came_from), here[0] if here else None)
        return draw(
            _ROW,
            _("Saved views"),
            self._chips(current, plain=not query) if self.views else "",
            draw(_MANAGE, self.place.url, _("Manage views")) if self.views else "",
            self._save(query, came_from) if query and not here else "",
        )

    def _chips(self, current: Shown | None, *, plain: bool) -> SafeString:
        shared = _shared_mark(get_language())
        everything = f"?{VIEW}={_ALL}"
        chips = [(everything, _CURRENT if plain else _NOTHING, "", worded(_("Whole list")))]
        chips += [
            (
                rules.address(view.query, view.ref),
                _CURRENT if view is current else _NOTHING,
                shared if view.shared else "",
                worded(view.name),
            )
            for view in self.views
        ]
        return draw_all(_CHIP, chips)

    def _save(self, query: str, came_from: str) -> SafeString | str:
        """The form, with the name of the view that was opened and changed since."""
        actor, account_id = self.request.actor, self.place.account_id
        if not policies.may_keep(actor, account_id):
            return ""
        name = next((view.name for view in self.views if view.ref == came_from and not view.shared), "")
        pattern = _save_form(
            get_language(), for_team=account_id is not None, may_share=policies.may_share(actor, account_id)
        )
        return draw(pattern, url=self.place.url, token=get_token(self.request), query=query, name=name)


@lru_cache(maxsize=64)
def _save_form(language: str | None, *, for_team: bool, may_share: bool) -> str:
    """The form with places for what differs by request. Made once per language."""
    boxes = [("starts", _("Open this list with it"))]
    if may_share:
        boxes.append(("shared", sharing_words(for_team=for_team)))
    return draw(
        _SAVE,
        save=_("Save this view"),
        name=_("Name"),
        longest=LONGEST_NAME,
        boxes=draw_all(_BOX, boxes),
        done=_("Save"),
    )


@lru_cache(maxsize=64)
def _shared_mark(language: str | None) -> SafeString:
    return draw(_SHARED, icon("users"), _("shared"))


def strip_of(request: HouseRequest, place: Place) -> Strip:
    """The views of a list. One query; raises NotFound for strangers."""
    return Strip(request, place, queries.views_of(request.actor, place.name, place.account_id))


def sharing_words(*, for_team: bool) -> str:
    """With whom a view is shared here."""
    return _("Share it with the team") if for_team else _("Share it with all associates")
