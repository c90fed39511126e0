"""Which endpoint gets what, when it is tried again, and to which addresses nothing is ever sent."""

from __future__ import annotations

import ipaddress
import secrets
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from goodstanding.kit.errors import Invalid

# After each failure, as the Standard Webhooks specification proposes: ten tries within three days and a half.
PAUSES = tuple(timedelta(seconds=s) for s in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400))
OFF_AFTER = timedelta(days=5)
OLD_SECRET_WORKS_FOR = timedelta(hours=24)
KEPT_FOR = timedelta(days=30)
LONGEST_URL = 500
# An IPv6 address may carry an IPv4 address: translated (RFC 6052) it is judged by that one, in a tunnel nothing is sent.
_IPV6_INTERNET = ipaddress.IPv6Network("2000::/3")
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
_TUNNELS = tuple(ipaddress.IPv6Network(net) for net in ("2001::/23", "2002::/16", "2001:db8::/32", "3fff::/20"))
GONE = 410


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one try: the receiver's status with the beginning of its words, or why there was none."""

    status: int | None
    took_ms: int
    error: str = ""
    said: str = ""

    @property
    def taken(self) -> bool:
        """Whether the receiver confirmed it: any 2xx."""
        return self.status is not None and 200 <= self.status < 300


def next_try(tries: int, at: datetime, *, spread: float = 0) -> datetime | None:
    """When to try again after `tries` failures, or None to give up. `spread` (0 to 1) adds up to a tenth, so that what
    failed together does not come back together."""
    if tries > len(PAUSES):
        return None
    pause = PAUSES[tries - 1]
    return at + pause + timedelta(seconds=pause.total_seconds() * spread / 10)


def wants(patterns: Iterable[str], event: str) -> bool:
    """Whether an endpoint asked for an event: by name, by family ("case.*") or for everything ("*")."""
    family = event.partition(".")[0]
    return any(pattern in ("*", event, f"{family}.*") for pattern in patterns)


def clean_events(asked: Sequence[str], known: Sequence[str]) -> list[str]:
    """Patterns, each once. Raises Invalid for one that no event has."""
    families = {f"{name.partition('.')[0]}.*" for name in known}
    wanted = list(dict.fromkeys(asked))
    for name in wanted:
        if name != "*" and name not in families and name not in known:
            raise Invalid(
                _("There is no event '%(name)s'. Events: %(known)s.") % {"name": name[:64], "known": ", ".join(known)},
                field="events",
                code="unknown_event",
            )
    if not wanted:
        raise Invalid(_("Choose at least one event."), field="events")
    return wanted


def clean_url(text: str, *, inside_allowed: bool) -> str:
    """An address to send to. Raises Invalid unless it is https (http only where inside addresses are allowed) without
    a password in it, and not an inside address spelled out."""
    url = text.strip()
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise Invalid(_("This is not an address. Write it as https://host/path."), field="url") from None
    schemes = ("https", "http") if inside_allowed else ("https",)
    if (
        parts.scheme not in schemes
        or not host
        or len(url) > LONGEST_URL
        or any(c.isspace() or ord(c) < 32 for c in url)
    ):
        raise Invalid(
            _("Write it as https://host/path, in at most %(longest_url)s characters.") % {"longest_url": LONGEST_URL},
            field="url",
        )
    if parts.username is not None or parts.password is not None:
        raise Invalid(_("Leave name and password out: deliveries are signed instead."), field="url")
    if parts.fragment:
        raise Invalid(_("Leave out what follows '#': it never reaches a server."), field="url")
    if not inside_allowed and (host == "localhost" or host.endswith((".localhost", ".local", ".internal"))):
        raise Invalid(_("This address lies inside our own network."), field="url")
    if not inside_allowed and not _is_outside(host):
        raise Invalid(_("This address lies inside our own network."), field="url")
    return url


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: not ours, not the machine's own, not a cloud's inner service."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        packed = ip.ipv4_mapped or (ipaddress.IPv4Address(ip.packed[-4:]) if ip in _TRANSLATED else None)
        if packed is None:
            return ip in _IPV6_INTERNET and ip.is_global and not any(ip in net for net in _TUNNELS)
        ip = packed
    return ip.is_global and not ip.is_multicast


def new_secret() -> str:
    """A signing secret in the form that Standard Webhooks libraries read: whsec_ and 32 random bytes."""
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode('ascii')}"


def _is_outside(host: str) -> bool:
    try:
        return is_public(host)
    except ValueError:
        return True  # a name; what it leads to is looked at when it is called
