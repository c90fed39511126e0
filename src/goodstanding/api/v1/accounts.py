"""The account behind a seller by program: inviting a new owner, closing the account and taking that back.

Looking needs sellers:read; every change its own scope, sellers:write (ADR 226, 227), and the right of whoever is behind the token.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router, Status
from pydantic import Field

from goodstanding.api.auth import actor_of, caller, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.sellers import seller_of
from goodstanding.api.v1.shapes import Given, SellerId, Shown, StoreParam
from goodstanding.base.tokens.scopes import Scope
from goodstanding.flows import closing as flow
from goodstanding.systems.sellers import actions, queries
from goodstanding.systems.sellers.actions import ClosingWish
from goodstanding.systems.sellers.models import Closure, TeamInvitation
from goodstanding.systems.sellers.states import ClosureState

router = Router(tags=["Accounts"])

READ, WRITE = needs(Scope.SELLERS_READ), needs(Scope.SELLERS_WRITE)
InvitationId = Annotated[int, Path(ge=1, le=2**53, description="The invitation, as listed.", examples=[7])]


class OwnerIn(Given):
    """Whom to invite as an owner, and why."""

    email: str = Field(max_length=254, examples=["kim@shop.example"])
    reason: str = Field(max_length=500, examples=["The only owner has died; extract of the register of 20 November"])


class InvitationOut(Shown):
    """A place in the account's team that somebody is offered. Its link goes out by mail only."""

    id: int = Field(examples=[7])
    email: str = Field(examples=["kim@shop.example"])
    role: str = Field(examples=["owner"])
    by_marketplace: bool = Field(description="Whether the marketplace invited, and not an owner.", examples=[True])
    reason: str = Field(description="Why the marketplace invited; empty otherwise.", examples=[""])
    invited_at: datetime
    expires_at: datetime


class InvitationList(Shown):
    """The open invitations of a team, newest first."""

    data: list[InvitationOut]


class AccountClosingIn(Given):
    """Why an account is to be closed. Ground and a reason to close at once are the marketplace's alone."""

    reason: str = Field(max_length=2_000, examples=["We give up the business at the end of the year."])
    ground: str = Field(
        "", max_length=2_000, description="The clause of the terms: needed of the marketplace.", examples=[""]
    )
    at_once: str = Field(
        "", max_length=32, description="A code of the rulebook's 'accounts', where no notice is owed.", examples=[""]
    )


class TakingBackIn(Given):
    """Why a closing is taken back: needed of the marketplace."""

    reason: str = Field("", max_length=2_000, examples=[""])


class OpenOut(Shown):
    """How many things stand open with an account, in all its stores. None of them keeps it from closing."""

    cases: int = Field(examples=[2])
    plans: int = Field(description="Notifications that wait for the seller's answer.", examples=[0])
    payouts: int = Field(description="Payouts that have not arrived.", examples=[1])
    to_ship: int = Field(examples=[3])
    claimable: int = Field(description="Orders for which a buyer may still claim.", examples=[48])


class AccountClosingOut(Shown):
    """How the closing of an account stands."""

    ref: str = Field(examples=["4K7-2QX9"])
    state: ClosureState = Field(examples=["asked"])
    by_marketplace: bool = Field(examples=[False])
    reason: str
    ground: str
    at_once: str = Field(description="Why no notice was owed; empty otherwise.")
    asked_at: datetime
    asked_by: str = Field(examples=["Alice"])
    final_at: datetime = Field(description="When it is, or became, final.")
    access_until: datetime = Field(description="Until when the team reads what is there.")
    complaint_until: datetime | None
    taken_back_at: datetime | None


class AccountOut(Shown):
    """What closing an account means now: what stands open, and the newest closing, if there ever was one."""

    open: OpenOut
    closing: AccountClosingOut | None


@router.get("/sellers/{external_id}/closing", response=AccountOut, auth=READ, operation_id="getClosing")
def get_closing(request: HttpRequest, external_id: SellerId, store: StoreParam = "") -> AccountOut:
    """What stands open with the account, and how its closing stands."""
    _actor, at = caller(request)
    seller = seller_of(request, external_id, store)
    closure = queries.closure_of(seller)
    found = OpenOut(**asdict(flow.stands_open(seller, at)))
    return AccountOut(open=found, closing=_told(closure) if closure else None)


@router.post(
    "/sellers/{external_id}/closing", response={201: AccountClosingOut}, auth=WRITE, operation_id="closeAccount"
)
@repeatable
def close_account(
    request: HttpRequest, external_id: SellerId, payload: AccountClosingIn, store: StoreParam = ""
) -> Status[AccountClosingOut]:
    """Ask for the closing as an owner, or close it for the marketplace as an administrator, by whose token it is."""
    actor, at = caller(request)
    ref = seller_of(request, external_id, store).ref
    if actor.is_staff:
        wish = ClosingWish(reason=payload.reason, ground=payload.ground, at_once=payload.at_once)
        return Status(201, _told(flow.give_notice(actor=actor, seller_ref=ref, wish=wish, at=at)))
    return Status(201, _told(flow.ask_to_close(actor=actor, seller_ref=ref, reason=payload.reason, at=at)))


@router.post(
    "/sellers/{external_id}/closing/taking-back", response=AccountClosingOut, auth=WRITE, operation_id="keepAccount"
)
@repeatable
def keep_account(
    request: HttpRequest, external_id: SellerId, payload: TakingBackIn, store: StoreParam = ""
) -> AccountClosingOut:
    """Take the closing back: an owner her own side's until it is final, an administrator any while the team still reads."""
    actor, at = caller(request)
    ref = seller_of(request, external_id, store).ref
    return _told(actions.take_back(actor=actor, seller_ref=ref, reason=payload.reason, at=at))


@router.get("/sellers/{external_id}/invitations", response=InvitationList, auth=READ, operation_id="listInvitations")
def list_invitations(request: HttpRequest, external_id: SellerId, store: StoreParam = "") -> InvitationList:
    """Places in the team that are offered and neither accepted nor taken back."""
    seller = seller_of(request, external_id, store)
    team = queries.team_of(actor_of(request), seller)
    return InvitationList(data=[_shown(one) for one in team.invitations])


@router.post(
    "/sellers/{external_id}/owner-invitations",
    response={201: InvitationOut}, auth=WRITE, operation_id="inviteOwner",
)  # fmt: skip
@repeatable
def invite_owner(
    request: HttpRequest, external_id: SellerId, payload: OwnerIn, store: StoreParam = ""
) -> Status[InvitationOut]:
    """Offer somebody ownership of the account by mail: for administrators of the marketplace. The team is told."""
    actor, at = caller(request)
    invitation = actions.invite_owner(
        actor=actor, seller_ref=seller_of(request, external_id, store).ref, email=payload.email, reason=payload.reason,
        at=at,
    )  # fmt: skip
    return Status(201, _shown(invitation))


@router.post(
    "/sellers/{external_id}/invitations/{invitation}/revocation",
    response={204: None}, auth=WRITE, operation_id="revokeInvitation",
)  # fmt: skip
@repeatable
def revoke_invitation(
    request: HttpRequest, external_id: SellerId, invitation: InvitationId, store: StoreParam = ""
) -> Status[None]:
    """Take an invitation back: an owner any of the team's, an administrator those of the marketplace."""
    actor, at = caller(request)
    seller = seller_of(request, external_id, store)
    actions.revoke(actor=actor, seller_ref=seller.ref, invitation_id=invitation, at=at)
    return Status(204, None)


def _shown(invitation: TeamInvitation) -> InvitationOut:
    return InvitationOut(
        id=invitation.pk, email=invitation.email, role=invitation.role, by_marketplace=invitation.by_marketplace,
        reason=invitation.reason, invited_at=invitation.invited_at, expires_at=invitation.expires_at,
    )  # fmt: skip


def _told(closure: Closure) -> AccountClosingOut:
    return AccountClosingOut(
        ref=closure.ref, state=ClosureState(closure.state), by_marketplace=closure.by_marketplace, reason=closure.reason,
        ground=closure.ground, at_once=closure.at_once, asked_at=closure.asked_at, asked_by=closure.asked_by_name,
        final_at=closure.final_at, access_until=closure.access_until, complaint_until=closure.complaint_until,
        taken_back_at=closure.taken_back_at,
    )  # fmt: skip
