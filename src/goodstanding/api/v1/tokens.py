"""The token itself: the first call to make."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from goodstanding.api.auth import actor_of, needs
from goodstanding.api.v1.shapes import Shown
from goodstanding.base.tokens import queries

router = Router(tags=["Token"])


class TokenOut(Shown):
    """The token that the request carried, and what it may do now."""

    name: str = Field(examples=["Order export"])
    prefix: str = Field(examples=["gs_k3m9qz"])
    acts_for: str = Field(description="'marketplace' or 'seller'.", examples=["marketplace"])
    acts_as: str = Field(description="The person or the machine that acts.", examples=["Order export"])
    scopes: list[str] = Field(examples=[["orders:write", "sellers:read"]])
    expires_at: datetime


@router.get("/token", response=TokenOut, auth=needs(None), operation_id="getToken")
def get_token(request: HttpRequest) -> TokenOut:
    """Which token this is and what it may do. Needs no scope: use it to see whether signing in works."""
    actor = actor_of(request)
    token = queries.by_id(actor.token_id or 0)
    return TokenOut(
        name=token.name,
        prefix=token.prefix,
        acts_for="marketplace" if actor.is_staff else "seller",
        acts_as=actor.name,
        scopes=sorted(actor.scopes or ()),
        expires_at=token.expires_at,
    )
