"""Saved views of the case log and of the desk's queue: a search with its filters and order under a name."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router, Status
from pydantic import Field

from goodstanding.api.auth import actor_of, caller, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.sellers import seller_of
from goodstanding.api.v1.shapes import Given, SellerId, Shown, StoreParam
from goodstanding.base.saved_views import queries
from goodstanding.base.saved_views.actions import Wanted, change, remove, save
from goodstanding.base.saved_views.queries import Shown as View
from goodstanding.base.tokens.scopes import Scope
from goodstanding.systems.sellers.models import Seller

router = Router(tags=["Saved views"])

READ, WRITE = needs(Scope.CASES_READ), needs(Scope.CASES_WRITE)
LOG, QUEUE = "portal:cases-list", "console:cases-queue"

ViewRef = Annotated[str, Path(description="The view's reference.", examples=["4K7-2QX9M"])]


class ViewIn(Given):
    """A view as it is to be."""

    name: str = Field(max_length=60, examples=["Payments that wait"])
    query: str = Field(
        max_length=2_000,
        description="As in the list's address, without its page.",
        examples=["status=pending&q=payout"],
    )
    shared: bool = Field(False, description="With the whole team; owners and administrators only.", examples=[False])
    starts: bool = Field(False, description="The list opens with it, for the person whose token it is.")


class ViewOut(Shown):
    """A view."""

    ref: str = Field(examples=["4K7-2QX9M"])
    name: str = Field(examples=["Payments that wait"])
    query: str = Field(examples=["q=payout&status=pending"])
    shared: bool = Field(examples=[False])
    by: str = Field(examples=["Alice"])
    starts: bool = Field(examples=[False])


class ViewsOut(Shown):
    """One's own views, then the shared ones, each in their order."""

    data: list[ViewOut]


@router.get("/sellers/{external_id}/case-views", response=ViewsOut, auth=READ, operation_id="listCaseViews")
def list_case_views(request: HttpRequest, external_id: SellerId, store: StoreParam = "") -> ViewsOut:
    """The views of a seller's case log, for its team."""
    return _of(request, LOG, seller_of(request, external_id, store).account_id)


@router.post("/sellers/{external_id}/case-views", response={201: ViewsOut}, auth=WRITE, operation_id="saveCaseView")
@repeatable
def save_case_view(
    request: HttpRequest, external_id: SellerId, payload: ViewIn, store: StoreParam = ""
) -> Status[ViewsOut]:
    """Keep a view of the case log, last in its row. For people: a machine keeps none."""
    seller = seller_of(request, external_id, store)
    queries.views_of(actor_of(request), LOG, seller.account_id)  # strangers learn nothing
    return Status(201, _saved(request, payload, seller))


@router.put("/sellers/{external_id}/case-views/{view}", response=ViewsOut, auth=WRITE, operation_id="changeCaseView")
@repeatable
def change_case_view(
    request: HttpRequest, external_id: SellerId, view: ViewRef, payload: ViewIn, store: StoreParam = ""
) -> ViewsOut:
    """Have a view be as sent: name, filters, sharing, whether the list opens with it."""
    return _changed(request, view, payload, seller_of(request, external_id, store))


@router.api_operation(
    ["DELETE"], "/sellers/{external_id}/case-views/{view}", response={204: None}, auth=WRITE,
    operation_id="removeCaseView",
)  # fmt: skip
@repeatable
def remove_case_view(
    request: HttpRequest, external_id: SellerId, view: ViewRef, store: StoreParam = ""
) -> Status[None]:
    """Take a view away for good."""
    return _removed(request, view, seller_of(request, external_id, store))


@router.get("/desk/views", response=ViewsOut, auth=READ, operation_id="listDeskViews")
def list_desk_views(request: HttpRequest) -> ViewsOut:
    """The views of the desk's queue, for associates."""
    return _of(request, QUEUE, None)


@router.post("/desk/views", response={201: ViewsOut}, auth=WRITE, operation_id="saveDeskView")
@repeatable
def save_desk_view(request: HttpRequest, payload: ViewIn) -> Status[ViewsOut]:
    """Keep a view of the queue, last in its row. For people: a machine keeps none."""
    return Status(201, _saved(request, payload, None))


@router.put("/desk/views/{view}", response=ViewsOut, auth=WRITE, operation_id="changeDeskView")
@repeatable
def change_desk_view(request: HttpRequest, view: ViewRef, payload: ViewIn) -> ViewsOut:
    """Have a view be as sent."""
    return _changed(request, view, payload, None)


@router.api_operation(["DELETE"], "/desk/views/{view}", response={204: None}, auth=WRITE, operation_id="removeDeskView")
@repeatable
def remove_desk_view(request: HttpRequest, view: ViewRef) -> Status[None]:
    """Take a view away for good."""
    return _removed(request, view, None)


def _of(request: HttpRequest, place: str, account_id: int | None) -> ViewsOut:
    found = queries.views_of(actor_of(request), place, account_id)
    return ViewsOut(data=[_view_out(one) for one in found])


def _saved(request: HttpRequest, payload: ViewIn, seller: Seller | None) -> ViewsOut:
    actor, at = caller(request)
    kept = save(actor=actor, wanted=_wanted(payload, seller), at=at)
    return _of(request, kept.place, kept.account_id)


def _changed(request: HttpRequest, view: str, payload: ViewIn, seller: Seller | None) -> ViewsOut:
    actor, at = caller(request)
    kept = change(actor=actor, ref=view, wanted=_wanted(payload, seller), at=at)
    return _of(request, kept.place, kept.account_id)


def _removed(request: HttpRequest, view: str, seller: Seller | None) -> Status[None]:
    actor, at = caller(request)
    place, account_id = (QUEUE, None) if seller is None else (LOG, seller.account_id)
    found = queries.view_in(actor, view, place=place, account_id=account_id)
    remove(actor=actor, ref=found.ref, seller_id=seller.pk if seller else None, at=at)
    return Status(204, None)


def _wanted(payload: ViewIn, seller: Seller | None) -> Wanted:
    return Wanted(
        **payload.model_dump(), place=QUEUE if seller is None else LOG,
        account_id=seller.account_id if seller else None, seller_id=seller.pk if seller else None,
    )  # fmt: skip


def _view_out(view: View) -> ViewOut:
    return ViewOut(
        ref=view.ref, name=view.name, query=view.query, shared=view.shared, by=view.owner_name, starts=view.starts
    )
