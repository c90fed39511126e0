"""Letters and invitations as the cast would send and read them."""

from __future__ import annotations

import re

from goodstanding.base.mailroom.models import Mail
from goodstanding.kit.actors import SellerRole
from goodstanding.systems.sellers import actions
from goodstanding.systems.sellers.models import TeamInvitation
from tests.world import World

PASSWORD = "quiet violet harbour"


def invite(world: World, email: str = "carol@example.com", role: SellerRole = SellerRole.SUPPORT) -> TeamInvitation:
    """Alice invites somebody to her team."""
    return actions.invite(actor=world.alice.actor, seller_ref=world.harbour.ref, email=email, role=role, at=world.now)


def link_mailed_to(address: str) -> str:
    """The path of the newest link mailed to an address, as its reader would follow it."""
    text = Mail.objects.filter(to_address=address).latest("pk").text
    return re.findall(r"https?://[^/\s]+(/\S+)", text)[-1]
