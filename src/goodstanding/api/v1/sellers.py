"""Seller accounts and how they stand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from goodstanding.api import paging
from goodstanding.api.auth import actor_of, needs
from goodstanding.api.v1.shapes import CursorParam, Limit, SellerId, Shown, StoreParam
from goodstanding.base.tokens.scopes import Scope
from goodstanding.systems.sellers import queries
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.sellers.states import Permit, Standing

router = Router(tags=["Sellers"])

OfStanding = Annotated[Standing | None, Query(None, description="Only sellers who stand so.")]


class SellerOut(Shown):
    """A seller account in one store."""

    external_id: str = Field(description="The id you know the seller by.", examples=["harbour"])
    ref: str = Field(description="The id in addresses of the portal.", examples=["4K7-2QX9"])
    name: str = Field(examples=["Harbour Lane Ceramics"])
    store: str = Field(description="The store's code.", examples=["us"])
    standing: Standing = Field(examples=["at_risk"])
    standing_since: datetime
    permits: list[Permit] = Field(
        description="What the standing permits, as far as the account is open. Ask this instead of comparing standings.",
        examples=[["sign_in", "answer"]],
    )
    joined_at: datetime
    closes_at: datetime | None = Field(description="When the account closes or closed; null while nobody closes it.")
    closed_at: datetime | None = Field(description="Since when it is closed for good.")


class SellerPage(Shown):
    """Some sellers."""

    data: list[SellerOut]
    next: str | None = Field(description="The address of the next page, null at the end.")


@router.get("/sellers", response=SellerPage, auth=needs(Scope.SELLERS_READ), operation_id="listSellers")
def list_sellers(
    request: HttpRequest,
    response: HttpResponse,
    standing: OfStanding = None,
    store: StoreParam = "",
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> SellerPage:
    """Sellers in the order in which they joined. A seller's token sees its own account only."""
    after = paging.after(request, cursor)
    rows = queries.listed(
        actor_of(request),
        standing=standing,
        store_code=store,
        after=after[0] if after else 0,
        limit=limit + 1,
    )
    page = paging.page(request, response, rows, limit, key=lambda seller: [seller.pk])
    return SellerPage(data=[seller_out(row) for row in page.rows], next=page.next)


@router.get("/sellers/{external_id}", response=SellerOut, auth=needs(Scope.SELLERS_READ), operation_id="getSeller")
def get_seller(request: HttpRequest, external_id: SellerId, store: StoreParam = "") -> SellerOut:
    """One seller by the id you know it by."""
    return seller_out(seller_of(request, external_id, store))


def seller_of(request: HttpRequest, external_id: str, store: str) -> Seller:
    """The seller in the address. Absent and foreign look the same: 404."""
    return queries.seller_by_external_id(actor_of(request), external_id, store)


def seller_out(seller: Seller) -> SellerOut:
    """A seller as it goes out."""
    return SellerOut(
        external_id=seller.external_id,
        ref=seller.ref,
        name=seller.name,
        store=seller.store.code,
        standing=Standing(seller.standing),
        standing_since=seller.standing_since,
        permits=[permit for permit in Permit if queries.permits(seller, permit)],
        joined_at=seller.joined_at,
        closes_at=seller.account.closes_at,
        closed_at=seller.account.closed_at,
    )
