"""Pure decisions about people: what of a device is worth keeping, and which roles make sense."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

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


def passkeys_work(scheme: str, host: str) -> bool:
    """Whether a browser takes passkeys at an address (Web Authentication 5.1.2, Secure Contexts 3.1).

    They belong to a name, never to a bare IP address, and need https, or a name that is the reader's own machine.
    """
    name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return bool(name) and (scheme == "https" or name == "localhost" or name.endswith(".localhost"))
    return False


def same_machine(host: str) -> str:
    """The same place by name, for an address such as 127.0.0.1:8000 that means the reader's own machine; else nothing."""
    place = urlsplit(f"//{host}")
    try:
        here = ipaddress.ip_address(place.hostname or "").is_loopback
    except ValueError:
        return ""
    return (f"localhost:{place.port}" if place.port else "localhost") if here else ""


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
