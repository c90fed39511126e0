"""The account behind a seller by program: inviting a new owner.

Looking needs sellers:read; every change its own scope, sellers:write (ADR 226), and the right of whoever is behind the token.
"""

from __future__ import annotations

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
from goodstanding.systems.sellers import actions, queries
from goodstanding.systems.sellers.models import TeamInvitation

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
