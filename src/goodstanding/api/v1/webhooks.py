"""Webhooks: addresses that are told of events, what was sent to them, and sending it once more."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Status
from pydantic import Field

from goodstanding.api import paging
from goodstanding.api.auth import actor_of, caller, moment_of, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.sellers import seller_of
from goodstanding.api.v1.shapes import CursorParam, Given, Limit, Shown, StoreParam
from goodstanding.base.tokens.scopes import Scope
from goodstanding.base.webhooks import actions, queries
from goodstanding.base.webhooks.actions import Wanted
from goodstanding.base.webhooks.models import Delivery, Endpoint
from goodstanding.base.webhooks.states import DeliveryState
from goodstanding.kit.errors import Invalid

router = Router(tags=["Webhooks"])

WebhookRef = Annotated[str, Path(description="The webhook's reference.", examples=["4K7-2QX9M"])]
EventRef = Annotated[str, Path(description="The event's id, as in the header webhook-id.", examples=["evt_4K72QX9M0A"])]
OfSeller = Annotated[
    str,
    Query("", max_length=200, description="The seller's external id, needed when a token acts for several accounts."),
]
InState = Annotated[DeliveryState | None, Query(None, description="Only deliveries that stand so.")]


class WebhookOut(Shown):
    """An address that is told of events."""

    ref: str = Field(examples=["4K7-2QX9M"])
    name: str = Field(examples=["Shop back office"])
    url: str = Field(examples=["https://shop.example/hooks"])
    events: list[str] = Field(description="Events by name, by family ('case.*'), or '*'.", examples=[["case.*"]])
    created_at: datetime
    switched_off_at: datetime | None
    switched_off_why: str = Field(description="'by_hand', 'failing' or 'gone'; empty while it is on.", examples=[""])
    failing_since: datetime | None = Field(description="Since when nothing arrives.")
    last_delivered_at: datetime | None


class WebhookMade(WebhookOut):
    """A webhook with its signing secret, which is shown only here."""

    secret: str = Field(examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])


class WebhooksOut(Shown):
    """Every webhook of the account, or of the marketplace."""

    data: list[WebhookOut]


class WebhookIn(Given):
    """A webhook to be set up, or what it is to be from now on."""

    name: str = Field(max_length=80, examples=["Shop back office"])
    url: str = Field(max_length=500, examples=["https://shop.example/hooks"])
    events: list[str] = Field(max_length=60, examples=[["case.answered", "notification.*"]])


class TryOut(Shown):
    """One attempt."""

    at: datetime
    status: int | None = Field(description="What the receiver answered; null when there was no answer.")
    error: str
    took_ms: int


class DeliveryOut(Shown):
    """One event on its way to a webhook."""

    event_ref: str = Field(examples=["evt_4K72QX9M0A"])
    event: str = Field(examples=["case.answered"])
    at: datetime
    state: DeliveryState
    tries: int
    next_try_at: datetime | None
    delivered_at: datetime | None
    last_status: int | None
    last_error: str


class DeliveryDetail(DeliveryOut):
    """A delivery to the letter, with its attempts, the newest first."""

    body: str
    log: list[TryOut]


class DeliveryPage(Shown):
    """Some deliveries."""

    data: list[DeliveryOut]
    next: str | None = Field(description="The address of the next page, null at the end.")


@router.get("/webhooks", response=WebhooksOut, auth=needs(Scope.WEBHOOKS_READ), operation_id="listWebhooks")
def list_webhooks(request: HttpRequest, seller: OfSeller = "", store: StoreParam = "") -> WebhooksOut:
    """A marketplace's token sees the marketplace's, a seller's token those of its account."""
    account, _seller_id = _account(request, seller, store)
    shown = queries.endpoints_of(actor_of(request), account)
    return WebhooksOut(data=[WebhookOut(**_fields(one.endpoint)) for one in shown])


@router.post("/webhooks", response={201: WebhookMade}, auth=needs(Scope.WEBHOOKS_WRITE), operation_id="setUpWebhook")
@repeatable
def set_up_webhook(
    request: HttpRequest, payload: WebhookIn, seller: OfSeller = "", store: StoreParam = ""
) -> Status[WebhookMade]:
    """Tell an address of events from now on. Owners for their account, administrators for the marketplace."""
    account, seller_id = _account(request, seller, store)
    actor, at = caller(request)
    made, secret = actions.set_up(actor=actor, account_id=account, wanted=_wanted(payload, seller_id), at=at)
    return Status(201, WebhookMade(**_fields(made), secret=secret))


@router.get("/webhooks/{webhook}", response=WebhookOut, auth=needs(Scope.WEBHOOKS_READ), operation_id="getWebhook")
def get_webhook(request: HttpRequest, webhook: WebhookRef) -> WebhookOut:
    """One webhook and how it does."""
    return WebhookOut(**_fields(queries.endpoint_for(actor_of(request), webhook)))


@router.put("/webhooks/{webhook}", response=WebhookOut, auth=needs(Scope.WEBHOOKS_WRITE), operation_id="changeWebhook")
@repeatable
def change_webhook(request: HttpRequest, webhook: WebhookRef, payload: WebhookIn) -> WebhookOut:
    """Change name, address and events."""
    actor, at = caller(request)
    return WebhookOut(**_fields(actions.change(actor=actor, ref=webhook, wanted=_wanted(payload, None), at=at)))


@router.api_operation(
    ["DELETE"],
    "/webhooks/{webhook}",
    response={204: None},
    auth=needs(Scope.WEBHOOKS_WRITE),
    operation_id="removeWebhook",
)
def remove_webhook(request: HttpRequest, webhook: WebhookRef) -> Status[None]:
    """Take it away for good; what waits for it is given up."""
    actions.remove(actor=actor_of(request), ref=webhook, at=moment_of(request))
    return Status(204, None)


@router.post(
    "/webhooks/{webhook}/test",
    response={202: DeliveryOut},
    auth=needs(Scope.WEBHOOKS_WRITE),
    operation_id="testWebhook",
)
@repeatable
def test_webhook(request: HttpRequest, webhook: WebhookRef) -> Status[DeliveryOut]:
    """Send an event called 'ping' now."""
    sent = actions.ping(actor=actor_of(request), ref=webhook, at=moment_of(request))
    return Status(202, DeliveryOut(**_delivery(sent)))


@router.post(
    "/webhooks/{webhook}/switch", response=WebhookOut, auth=needs(Scope.WEBHOOKS_WRITE), operation_id="switchWebhook"
)
@repeatable
def switch_webhook(request: HttpRequest, webhook: WebhookRef, on: Annotated[bool, Query(True)] = True) -> WebhookOut:
    """Switch it on or off. What happens while it is off is not made up for."""
    actor, at = caller(request)
    switch = actions.switch_on if on else actions.switch_off
    return WebhookOut(**_fields(switch(actor=actor, ref=webhook, at=at)))


@router.get(
    "/webhooks/{webhook}/deliveries",
    response=DeliveryPage,
    auth=needs(Scope.WEBHOOKS_READ),
    operation_id="listDeliveries",
)
def list_deliveries(
    request: HttpRequest,
    response: HttpResponse,
    webhook: WebhookRef,
    state: InState = None,
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> DeliveryPage:
    """What was sent to it within the last 30 days, newest first."""
    actor = actor_of(request)
    endpoint = queries.endpoint_for(actor, webhook)
    page = queries.deliveries_of(
        actor, endpoint, state=state.value if state else "", cursor=paging.place(request, cursor), limit=limit
    )
    onward = paging.onward(request, response, page.older)
    return DeliveryPage(data=[DeliveryOut(**_delivery(one)) for one in page.rows], next=onward)


@router.get(
    "/webhooks/{webhook}/deliveries/{event}", response=DeliveryDetail, auth=needs(Scope.WEBHOOKS_READ),
    operation_id="getDelivery",
)  # fmt: skip
def get_delivery(request: HttpRequest, webhook: WebhookRef, event: EventRef) -> DeliveryDetail:
    """One delivery: what is sent, to the letter, and every try."""
    actor = actor_of(request)
    found = queries.delivery_for(actor, queries.endpoint_for(actor, webhook), event)
    log = [TryOut(at=t.at, status=t.status, error=t.error, took_ms=t.took_ms) for t in queries.tries_of(found)]
    return DeliveryDetail(**_delivery(found), body=found.body, log=log)


@router.post(
    "/webhooks/{webhook}/deliveries/{event}/replay", response={202: DeliveryOut}, auth=needs(Scope.WEBHOOKS_WRITE),
    operation_id="replayDelivery",
)  # fmt: skip
@repeatable
def replay_delivery(request: HttpRequest, webhook: WebhookRef, event: EventRef) -> Status[DeliveryOut]:
    """Send it once more under the same id."""
    actor, at = caller(request)
    return Status(202, DeliveryOut(**_delivery(actions.replay(actor=actor, ref=webhook, event_ref=event, at=at))))


def _account(request: HttpRequest, external_id: str, store: str) -> tuple[int | None, int | None]:
    """The account meant, and the seller named. Raises Invalid when a token acts for several and names none."""
    actor = actor_of(request)
    if external_id:
        seller = seller_of(request, external_id, store)
        return (None if actor.is_staff else seller.account_id), seller.pk
    if actor.is_staff:
        return None, None
    if len(actor.accounts) != 1:
        raise Invalid("This token acts for several accounts: name one of their sellers.", field="seller")
    return next(iter(actor.accounts)), None


def _wanted(payload: WebhookIn, seller_id: int | None) -> Wanted:
    return Wanted(name=payload.name, url=payload.url, events=payload.events, seller_id=seller_id)


def _fields(endpoint: Endpoint) -> dict[str, Any]:  # Any: the model's values
    names = WebhookOut.model_fields
    return {name: getattr(endpoint, name) for name in names}


def _delivery(found: Delivery) -> dict[str, Any]:  # Any: as above
    return {name: getattr(found, name) for name in DeliveryOut.model_fields}
