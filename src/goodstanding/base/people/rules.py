"""Pure decisions about people: what of a device is worth keeping, and which roles make sense."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from goodstanding.kit.actors import StaffRole
from goodstanding.kit.errors import Invalid

# Order matters: Edge and Opera also say Chrome, Chrome also says Safari.
_BROWSERS = [("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
             ("curl", "curl"), ("python", "a script")]  # fmt: skip
_SYSTEMS = [("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
            ("CrOS", "ChromeOS"), ("Linux", "Linux")]  # fmt: skip


def address_prefix(address: str) -> str:
    """The network an address belongs to: /24 for IPv4, /48 for IPv6; empty for what is no address.

    Enough to notice a sign-in from elsewhere, too little to point at one household.
    """
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False))


def describe_device(user_agent: str) -> str:
    """ "Firefox on Linux" from a User-Agent header; "an unknown browser" when it says nothing known."""
    browser = next(
        (name for sign, name in _BROWSERS if re.search(sign, user_agent, re.IGNORECASE)), "an unknown browser"
    )
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser


def checked_roles(roles: Iterable[str]) -> list[StaffRole]:
    """Staff roles in a fixed order, each once. Raises Invalid for none and for unknown ones."""
    try:
        chosen = {StaffRole(role) for role in roles}
    except ValueError as error:
        raise Invalid(_("There is no such role."), field="roles") from error
    if not chosen:
        raise Invalid(_("Choose at least one role."), field="roles")
    return [role for role in StaffRole if role in chosen]
