"""What both sites do with webhooks: read the form, call one action, hand the page its values. Each site draws its own frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from goodstanding.base.people.doors import HouseRequest
from goodstanding.base.webhooks import actions, policies, queries
from goodstanding.base.webhooks.actions import Wanted
from goodstanding.base.webhooks.forms import EndpointForm
from goodstanding.base.webhooks.models import Delivery, Endpoint
from goodstanding.base.webhooks.states import DeliveryState
from goodstanding.base.webhooks.words import OFF_WORDS, STATE_TONES, STATE_WORDS
from goodstanding.kit.errors import NotFound, Refusal
from goodstanding.ui import refusing
from goodstanding.ui.frame import Tab
from goodstanding.ui.paging import Cursor

Names = dict[str, Any]  # Any: template context


@dataclass(frozen=True, slots=True)
class Place:
    """Whose webhooks a page is about, and where they live."""

    account_id: int | None
    seller_id: int | None
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A page's values and status; `gone_to` instead where the browser is sent on."""

    names: Names
    status: int = 200
    gone_to: str = ""


def listing(request: HouseRequest, place: Place) -> Shown:
    """All endpoints, and the form for another one: its secret is shown once, in the answer to the form."""
    if request.method != "POST":
        return _list(request, place, _form(place))
    form = _form(place, request.POST)
    if not form.is_valid():
        return _list(request, place, form, status=422)
    try:
        made, secret = actions.set_up(
            actor=request.actor, account_id=place.account_id, wanted=_wanted(form, place), at=request.now
        )
    except Refusal as refusal:
        return _list(request, place, _told(form, refusal), status=refusal.status)
    return _list(request, place, _form(place), more={"made": made, "secret": secret})


def detail(request: HouseRequest, place: Place, ref: str) -> Shown:
    """One endpoint: what was sent to it, and its form."""
    endpoint = _at(request, place, ref)
    if request.method != "POST":
        return _detail(request, place, endpoint, _form(place, of=endpoint))
    form = _form(place, request.POST, of=endpoint)
    if not form.is_valid():
        return _detail(request, place, endpoint, form, status=422)
    try:
        actions.change(actor=request.actor, ref=ref, wanted=_wanted(form, place), at=request.now)
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        return _detail(request, place, endpoint, _told(form, refusal), status=refusal.status)
    return Shown({}, gone_to=f"{place.url}{ref}/")


def act(request: HouseRequest, place: Place, ref: str, what: str) -> Shown:
    """Switch an endpoint on or off, remove it, send a test, or replace its secret (shown once, in this answer)."""
    actor, at, seller = request.actor, request.now, place.seller_id
    _at(request, place, ref)
    here = f"{place.url}{ref}/"
    if what == "secret":
        endpoint, secret = actions.replace_secret(actor=actor, ref=ref, seller_id=seller, at=at)
        return _detail(request, place, endpoint, _form(place, of=endpoint), more={"made": endpoint, "secret": secret})
    if what == "removal":
        actions.remove(actor=actor, ref=ref, seller_id=seller, at=at)
        here = place.url
    elif what == "off":
        actions.switch_off(actor=actor, ref=ref, seller_id=seller, at=at)
    elif what == "on":
        actions.switch_on(actor=actor, ref=ref, seller_id=seller, at=at)
    else:
        actions.ping(actor=actor, ref=ref, at=at)
    return Shown({}, gone_to=here)


def delivery(request: HouseRequest, place: Place, ref: str, event_ref: str) -> Shown:
    """One delivery to the letter, with every try; posting sends it once more."""
    endpoint = _at(request, place, ref)
    if request.method == "POST":
        actions.replay(actor=request.actor, ref=ref, event_ref=event_ref, seller_id=place.seller_id, at=request.now)
        return Shown({}, gone_to=f"{place.url}{ref}/{event_ref}/")
    found = queries.delivery_for(request.actor, endpoint, event_ref)
    names = {
        "endpoint": endpoint,
        "row": _row(found),
        "tries": queries.tries_of(found),
        "here": f"{place.url}{ref}/{event_ref}/",
        "may_manage": policies.may_manage(request.actor, endpoint.account_id),
        "list_url": place.url,
        "endpoint_url": f"{place.url}{ref}/",
    }
    return Shown(names)


def _at(request: HouseRequest, place: Place, ref: str) -> Endpoint:
    """The endpoint, which must be of the account that the page is about."""
    endpoint = queries.endpoint_for(request.actor, ref)
    if endpoint.account_id != place.account_id:
        raise NotFound(_("There is no such webhook here."))
    return endpoint


def _list(
    request: HouseRequest, place: Place, form: EndpointForm, *, status: int = 200, more: Names | None = None
) -> Shown:
    shown = queries.endpoints_of(request.actor, place.account_id)
    names: Names = {
        "rows": [
            {"it": one.endpoint, "waiting": one.waiting, "given_up": one.given_up, **_state(one.endpoint)}
            for one in shown
        ],
        "on": sum(one.endpoint.switched_off_at is None for one in shown),
        "form": form,
        "here": place.url,
        "may_manage": policies.may_manage(request.actor, place.account_id),
        **(more or {}),
    }
    return Shown(names, status=status)


def _detail(
    request: HouseRequest,
    place: Place,
    endpoint: Endpoint,
    form: EndpointForm,
    *,
    status: int = 200,
    more: Names | None = None,
) -> Shown:
    here = f"{place.url}{endpoint.ref}/"
    state = request.GET.get("state", "")
    state = state if state in set(DeliveryState) else ""
    text = request.GET.get("after") or request.GET.get("before") or ""
    cursor = Cursor.decode(text, backwards="before" in request.GET) if text else None
    page = queries.deliveries_of(request.actor, endpoint, state=state, cursor=cursor)
    narrowed = f"state={state}&" if state else ""
    names: Names = {
        "endpoint": endpoint,
        "deliveries": [_row(one) for one in page.rows],
        "newer": f"?{narrowed}before={page.newer.encode()}" if page.newer else "",
        "older": f"?{narrowed}after={page.older.encode()}" if page.older else "",
        "tabs": [Tab(label=_("All"), url=here, current=not state), *(_tab(one, here, state) for one in DeliveryState)],
        "form": form,
        "here": here,
        "list_url": place.url,
        "may_manage": policies.may_manage(request.actor, endpoint.account_id),
        **_state(endpoint),
        **(more or {}),
    }
    return Shown(names, status=status)


def _tab(one: DeliveryState, here: str, chosen: str) -> Tab:
    return Tab(label=str(STATE_WORDS[one]), url=f"{here}?state={one.value}", current=chosen == one)


def _row(found: Delivery) -> Names:
    state = DeliveryState(found.state)
    return {"it": found, "tone": STATE_TONES[state], "word": STATE_WORDS[state]}


def _state(endpoint: Endpoint) -> Names:
    if endpoint.switched_off_at is not None:
        return {"tone": "none", "word": _("Off"), "why": OFF_WORDS.get(endpoint.switched_off_why, "")}
    if endpoint.failing_since is not None:
        return {"tone": "over", "word": _("Failing"), "why": ""}
    return {"tone": "good", "word": _("On"), "why": ""}


def _form(place: Place, data: object = None, *, of: Endpoint | None = None) -> EndpointForm:
    return EndpointForm(data, of=of, to_sellers=place.account_id is not None)


def _wanted(form: EndpointForm, place: Place) -> Wanted:
    asked = form.cleaned_data
    return Wanted(name=asked["name"], url=asked["url"], events=asked["events"], seller_id=place.seller_id)


def _told(form: EndpointForm, refusal: Refusal) -> EndpointForm:
    refusing.show(form, refusal)
    return form
