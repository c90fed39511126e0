"""Health metrics as of any day, and exactly the orders behind each number."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from goodstanding.api import paging
from goodstanding.api.auth import moment_of, needs
from goodstanding.api.v1.sellers import seller_of
from goodstanding.api.v1.shapes import CursorParam, Limit, SellerId, Shown, StoreParam
from goodstanding.base.tokens.scopes import Scope
from goodstanding.systems.health import queries
from goodstanding.systems.health.counted import CountedAs, CountedOrder
from goodstanding.systems.health.rules import Reading
from goodstanding.systems.rulebook.rules import Condition, Status

router = Router(tags=["Health"])

AsOf = Annotated[
    date | None, Query(None, description="The day to look back from, in the store's calendar; default today.")
]
Code = Annotated[str, Path(description="The metric's code.", examples=["LATE_SHIPMENT_RATE"])]
Channel = Annotated[
    str, Query("", max_length=8, description="'mfn' or 'afn', for metrics kept per channel; default the first one.")
]
Window = Annotated[
    int | None, Query(None, ge=1, le=3650, description="Days, where a metric has several windows; default the longest.")
]


class Counted(StrEnum):
    """Which orders of a window are asked for."""

    COUNTED = "counted"
    AGAINST = "against"
    NOT_COUNTED = "not_counted"
    ALL = "all"


CountedParam = Annotated[
    Counted, Query(Counted.COUNTED, description="Which orders: those counted, against, not counted, or all.")
]


class MetricOut(Shown):
    """A metric in one window."""

    code: str = Field(examples=["LATE_SHIPMENT_RATE"])
    label: str = Field(examples=["Late shipment rate"])
    channel: str = Field(description="'mfn' or 'afn' for metrics kept per channel, else empty.", examples=[""])
    window: int = Field(description="Days.", examples=[30])
    from_on: date = Field(serialization_alias="from", description="First day of the window.")
    to_on: date = Field(serialization_alias="to", description="Last day of the window.")
    numerator: int = Field(examples=[41])
    denominator: int = Field(examples=[804])
    rate: float | None = Field(
        description="numerator / denominator to six places; null where nothing counts.", examples=[0.050995]
    )
    target: float | None = Field(description="The limit as a fraction; null where the rules set none.", examples=[0.04])
    target_condition: Condition | None = Field(description="How the rate is held against the target.")
    status: Status = Field(description="NONE where nothing counts or there is no target.", examples=["BAD"])
    enough_volume: bool = Field(description="Whether there is enough volume to act on the status.", examples=[True])


class HealthOut(Shown):
    """A seller's metrics as of one day."""

    seller: str = Field(description="The seller's external id.", examples=["harbour"])
    store: str = Field(examples=["us"])
    as_of: date
    rules: str = Field(description="The rules they were taken by, with their version.", examples=["default 2026.1"])
    metrics: list[MetricOut]


class CountedOrderOut(Shown):
    """An order and how it counts; where packages are counted, one package of an order."""

    order: str = Field(description="Your id of the order.", examples=["A-1001"])
    package: str = Field(
        description="Your id of the package, where packages are counted and the order has several; else empty.",
        examples=[""],
    )
    tracking_id: str = Field(description="Of the package, where packages are counted; else empty.", examples=["1Z999"])
    counted_as: CountedAs = Field(examples=["numerator"])
    against: bool = Field(description="Whether it pulls the rate the wrong way.", examples=[True])
    reason: str = Field(description="Why, as a stable code.", examples=["shipped_late"])
    explanation: str = Field(description="Why, in words.", examples=["Shipped on 12 Nov, 09:10, after the ship-by."])
    day: date = Field(description="The day that decides in which window it falls.")
    leaves_on: date = Field(description="The day on which it is no longer in the window.")


class CountedOrderPage(Shown):
    """Some of the orders behind a number, newest first."""

    metric: MetricOut
    data: list[CountedOrderOut]
    next: str | None = Field(description="The address of the next page, null at the end.")


@router.get(
    "/sellers/{external_id}/health", response=HealthOut, auth=needs(Scope.HEALTH_READ), by_alias=True,
    operation_id="getHealth",
)  # fmt: skip
def get_health(request: HttpRequest, external_id: SellerId, as_of: AsOf = None, store: StoreParam = "") -> HealthOut:
    """Every metric of a seller, one entry for each window and channel, as of a day."""
    seller = seller_of(request, external_id, store)
    health = queries.health_of(seller, at=moment_of(request), as_of=as_of)
    return HealthOut(
        seller=seller.external_id,
        store=seller.store.code,
        as_of=health.as_of,
        rules=health.rules,
        metrics=[metric_out(reading) for reading in health.readings],
    )


@router.get(
    "/sellers/{external_id}/health/{code}/orders", response=CountedOrderPage, auth=needs(Scope.HEALTH_READ),
    by_alias=True, operation_id="listCountedOrders",
)  # fmt: skip
def list_counted_orders(
    request: HttpRequest,
    response: HttpResponse,
    external_id: SellerId,
    code: Code,
    as_of: AsOf = None,
    window: Window = None,
    channel: Channel = "",
    counted: CountedParam = Counted.COUNTED,
    store: StoreParam = "",
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> CountedOrderPage:
    """Exactly the orders behind a number, each with how it counts and why."""
    seller = seller_of(request, external_id, store)
    after = paging.after(request, cursor)
    found = queries.counted_orders(
        seller,
        queries.Asked(code, window, channel, as_of),
        at=moment_of(request),
        kind=counted.value,
        after=after[0] if after else "",
        limit=limit,
    )
    onward = paging.link(request, response, [found.next_after] if found.next_after else None)
    return CountedOrderPage(
        metric=metric_out(found.reading), data=[_counted_out(row) for row in found.rows], next=onward
    )


def metric_out(reading: Reading) -> MetricOut:
    """A reading as it goes out."""
    target = reading.target
    return MetricOut(
        code=reading.code,
        label=reading.label,
        channel=reading.channel,
        window=reading.window_days,
        from_on=reading.from_on,
        to_on=reading.to_on,
        numerator=reading.numerator,
        denominator=reading.denominator,
        rate=round(reading.numerator / reading.denominator, 6) if reading.denominator else None,
        target=target.bps / 10_000 if target else None,
        target_condition=target.condition if target else None,
        status=reading.status,
        enough_volume=reading.enough,
    )


def _counted_out(row: CountedOrder) -> CountedOrderOut:
    return CountedOrderOut(
        order=row.order,
        package=row.package,
        tracking_id=row.tracking_id,
        counted_as=row.counted_as,
        against=row.against,
        reason=row.reason,
        explanation=row.sentence,
        day=row.anchored_on,
        leaves_on=row.leaves_on,
    )
