"""Payouts: told by the marketplace's payment engine, read by everybody who may see a seller's money."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from ninja.responses import Status as Answered
from pydantic import AwareDatetime, Field

from goodstanding.api import paging
from goodstanding.api.auth import needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.sellers import seller_of
from goodstanding.api.v1.shapes import CursorParam, Given, Limit, SellerId, Shown, StoreParam
from goodstanding.base.tokens.scopes import Scope
from goodstanding.kit.errors import Conflict, Invalid
from goodstanding.systems.orders.rules import source_of
from goodstanding.systems.payouts import queries
from goodstanding.systems.payouts.actions import Reject, TakenAs, record_payouts
from goodstanding.systems.payouts.models import Payout, PayoutLine
from goodstanding.systems.payouts.queries import LinesAsked
from goodstanding.systems.payouts.rules import MOST_LINES, LineDraft, PayoutDraft
from goodstanding.systems.payouts.states import LineKind, PayoutStatus
from goodstanding.systems.stores.queries import store_by_code

router = Router(tags=["Payouts"])

LARGEST = 10**15
SENDER = "payouts"
CONFLICTS = frozenset({"other_content", "move_not_allowed"})

PayoutRef = Annotated[str, Path(description="The payout's reference.", examples=["4K7-2QX"])]
OfKind = Annotated[LineKind | None, Query(None, description="Only lines of this kind.")]
OfOrder = Annotated[str, Query("", max_length=64, description="Only lines that name this order.")]
Minor = Annotated[
    int,
    Field(strict=True, ge=-LARGEST, le=LARGEST, description="In minor units (cents); a minus is against the seller."),
]


class PayoutLineIn(Given):
    """One amount of a payout."""

    kind: LineKind = Field(examples=["sale"])
    amount_minor: Minor = Field(examples=[6000])
    description: str = Field("", max_length=200, description="In your own words.", examples=["Order · Principal"])
    order: str = Field("", max_length=64, description="Your id of the order, if it is about one.", examples=["A-1001"])
    sku: str = Field("", max_length=64, examples=["HL-TEAPOT-09"])
    posted_at: AwareDatetime = Field(examples=["2026-11-10T09:00:00+00:00"])


class PayoutIn(Given):
    """A settlement with its lines, which add up to its total; without lines, how one stands that was told before."""

    seller: str = Field(max_length=64, description="The seller's external id.", examples=["harbour"])
    settlement_id: str = Field(
        min_length=1,
        max_length=64,
        description="Your id of the settlement. The same again changes nothing.",
        examples=["S-1"],
    )
    currency: str = Field(pattern=r"^[A-Z]{3}$", examples=["USD"])
    total_minor: Minor = Field(examples=[6000])
    starts_at: AwareDatetime = Field(description="The period begins here …", examples=["2026-11-01T00:00:00+00:00"])
    ends_at: AwareDatetime = Field(description="… and ends before this.", examples=["2026-11-15T00:00:00+00:00"])
    status: PayoutStatus = Field(examples=["paid"])
    pay_at: AwareDatetime | None = Field(
        None,
        description="When it is to be sent, was sent or arrived, by the status.",
        examples=["2026-11-17T00:00:00+00:00"],
    )
    reason: str = Field(
        "", max_length=500, description="Why it is on hold or failed; its seller reads it.", examples=[""]
    )
    lines: list[PayoutLineIn] | None = Field(
        None, max_length=MOST_LINES, description="All of them, once. Later messages may leave them out."
    )


class KindSumOut(Shown):
    """What the lines of one kind come to."""

    kind: LineKind
    total_minor: int = Field(examples=[6000])
    lines: int = Field(examples=[1])


class PayoutOut(Shown):
    """What was settled for a period, and what became of the money."""

    ref: str = Field(description="Ours, as it stands on pages and in cases.", examples=["4K7-2QX"])
    settlement_id: str = Field(examples=["S-1"])
    source: str = Field(examples=["payouts:us"])
    starts_at: datetime
    ends_at: datetime
    currency: str = Field(examples=["USD"])
    total_minor: int = Field(description="In minor units of the currency (cents).", examples=[6000])
    line_count: int = Field(examples=[1])
    status: PayoutStatus = Field(examples=["paid"])
    status_since: datetime = Field(description="Since when it is known here to stand so.")
    pay_at: datetime | None
    reason: str = Field(examples=[""])


class PayoutTold(PayoutOut):
    """What became of a message about a payout."""

    outcome: TakenAs = Field(description="'new', 'changed' (its status) or 'repeated'.", examples=["new"])


class PayoutLineOut(Shown):
    """One amount of a payout."""

    ref: str = Field(description="By which a case can name it.", examples=["4K7-2QX-1"])
    number: int = Field(examples=[1])
    kind: LineKind
    amount_minor: int = Field(examples=[6000])
    description: str = Field(examples=["Order · Principal"])
    order: str = Field(examples=["A-1001"])
    sku: str = Field(examples=["HL-TEAPOT-09"])
    posted_at: datetime


class PayoutDetail(PayoutOut):
    """A payout with what its kinds come to, and some of its lines in the order of their source."""

    sums: list[KindSumOut] = Field(description="Together they are the total.")
    lines: list[PayoutLineOut]
    next: str | None = Field(description="The address of the next lines, null at the end.")


class PayoutPage(Shown):
    """Some payouts, the newest period first."""

    data: list[PayoutOut]
    next: str | None = Field(description="The address of the next page, null at the end.")


@router.post(
    "/payouts",
    response={200: PayoutTold, 201: PayoutTold},
    auth=needs(Scope.PAYOUTS_WRITE),
    operation_id="recordPayout",
)
@repeatable
def record_payout(request: HttpRequest, payload: PayoutIn, store: StoreParam = "") -> Answered[PayoutTold]:
    """Tell of a payout, or of how it stands now. 201 when it is new, 200 when it was known; a repeat changes nothing.

    A payout whose lines do not add up to its total is refused with 422 and the difference, one that was told before with other
    lines with 409. Only tokens of the marketplace may tell of payouts.
    """
    chosen = store_by_code(store)
    told = record_payouts(
        actor=request.actor,  # type: ignore[attr-defined]  # set by auth
        store=chosen,
        drafts=[_draft_of(payload)],
        source=source_of(SENDER, chosen.code),
        at=request.now,  # type: ignore[attr-defined]  # set by middleware
    )
    for reject in told.rejects:
        raise _refusal(reject)
    (taken,) = told.taken
    found = PayoutTold(**_fields(taken.payout), outcome=taken.outcome)
    return Answered(201 if taken.outcome is TakenAs.NEW else 200, found)


@router.get(
    "/sellers/{external_id}/payouts", response=PayoutPage, auth=needs(Scope.PAYOUTS_READ), operation_id="listPayouts"
)
def list_payouts(
    request: HttpRequest,
    response: HttpResponse,
    external_id: SellerId,
    store: StoreParam = "",
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> PayoutPage:
    """A seller's payouts, the newest period first. In a seller's team owners, finance and read-only members see them."""
    seller = seller_of(request, external_id, store)
    place = paging.place(request, cursor)
    page = queries.payouts_of(request.actor, seller, cursor=place, limit=limit)  # type: ignore[attr-defined]  # set by auth
    data = [PayoutOut(**_fields(payout)) for payout in page.rows]
    return PayoutPage(data=data, next=paging.onward(request, response, page.older))


@router.get("/payouts/{ref}", response=PayoutDetail, auth=needs(Scope.PAYOUTS_READ), operation_id="getPayout")
def get_payout(
    request: HttpRequest,
    response: HttpResponse,
    ref: PayoutRef,
    kind: OfKind = None,
    order: OfOrder = "",
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> PayoutDetail:
    """One payout with a page of its lines; `next` leads to the further ones."""
    place = paging.place(request, cursor)
    payout = queries.payout_for(request.actor, ref)  # type: ignore[attr-defined]  # set by auth
    asked = LinesAsked(kind=kind.value if kind else "", order=order)
    page = queries.lines_of(payout, asked, cursor=place, limit=limit)
    sums = [KindSumOut(kind=one.kind, total_minor=one.total.minor, lines=one.count) for one in queries.sums_of(payout)]
    return PayoutDetail(
        **_fields(payout),
        sums=sums,
        lines=[_line_out(line) for line in page.rows],
        next=paging.onward(request, response, page.older),
    )


def _draft_of(payload: PayoutIn) -> PayoutDraft:
    given = payload.model_dump(exclude={"lines"})
    lines = None if payload.lines is None else [_line_of(line, place) for place, line in enumerate(payload.lines)]
    return PayoutDraft(**given, lines=lines)


def _line_of(line: PayoutLineIn, place: int) -> LineDraft:
    return LineDraft(line.kind, line.amount_minor, line.description, line.order, line.sku, line.posted_at, place)


def _refusal(reject: Reject) -> Conflict | Invalid:
    kind = Conflict if reject.code in CONFLICTS else Invalid
    return kind(reject.reason, field=reject.field, code=reject.code)


def _fields(payout: Payout) -> dict[str, Any]:  # Any: the values of the fields named
    return {name: getattr(payout, name) for name in PayoutOut.model_fields}


def _line_out(line: PayoutLine) -> PayoutLineOut:
    return PayoutLineOut(
        ref=line.ref, number=line.number, kind=LineKind(line.kind), amount_minor=line.amount_minor,
        description=line.description, order=line.order_id, sku=line.sku, posted_at=line.posted_at,
    )  # fmt: skip
