"""The row of saved views above a list, drawn in code: all of it, one's own, the shared ones, and "Save this view"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.middleware.csrf import get_token
from django.utils.safestring import SafeString
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
    '<li><details><summary>{}</summary><form class="filters" method="post" action="{}">'
    '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="query" value="{}">'
    '<label>{}\n<input name="name" value="{}" maxlength="{}" required autocomplete="off"></label>{}'
    '<button class="btn quiet">{}</button></form></details></li>'
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
    def start(self) -> str:
        """Where the list opens for somebody who asks for nothing in particular and chose a view as its start; or nothing."""
        if self.request.META.get("QUERY_STRING"):
            return ""
        return next((self.request.path + rules.address(v.query, v.ref) for v in self.views if v.starts), "")

    def drawn(self, table: TableView) -> SafeString:
        """The row. Nothing at all where nothing is kept and nothing is there to keep."""
        query = rules.canonical(table.query.urlencode()) if table.query else ""
        if not self.views and not query:
            return _NOTHING
        came_from = table.query.get(VIEW, "")
        here = [view for view in self.views if view.query == query]
        current = next((view for view in here if view.ref == came_from), here[0] if here else None)
        return draw(
            _ROW,
            _("Saved views"),
            self._chips(current, plain=not query) if self.views else "",
            self._save(query, came_from) if query and not here else "",
            draw(_MANAGE, self.place.url, _("Manage views")) if self.views else "",
        )

    def _chips(self, current: Shown | None, *, plain: bool) -> SafeString:
        shared = draw(_SHARED, icon("users"), _("shared")) if any(view.shared for view in self.views) else _NOTHING
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
        boxes = [("starts", _("Open this list with it"))]
        if policies.may_share(actor, account_id):
            boxes.append(("shared", sharing_words(account_id)))
        name = next((view.name for view in self.views if view.ref == came_from and not view.shared), "")
        return draw(
            _SAVE, _("Save this view"), self.place.url, get_token(self.request), query, _("Name"), name, LONGEST_NAME,
            draw_all(_BOX, boxes), _("Save"),
        )  # fmt: skip


def strip_of(request: HouseRequest, place: Place) -> Strip:
    """The views of a list. One query; raises NotFound for strangers."""
    return Strip(request, place, queries.views_of(request.actor, place.name, place.account_id))


def sharing_words(account_id: int | None) -> str:
    """With whom a view is shared here."""
    return _("Share it with all associates") if account_id is None else _("Share it with the team")
