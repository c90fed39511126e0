"""What our own receiving server found out about the sender (Authentication-Results, RFC 8601)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"^\s*(dmarc|dkim|spf)\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"(?:header\.d|header\.i|header\.from|smtp\.mailfrom)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


class Trust(StrEnum):
    """PROVEN: the From address belongs to whoever sent it. FORGED: it does not. UNKNOWN: nobody looked, or it said nothing."""

    PROVEN = "proven"
    FORGED = "forged"
    UNKNOWN = "unknown"


def trust_in(sender: str, results: Sequence[str], *, server: str) -> Trust:
    """What the header of the trusted `server` says of a From address. The first one counts: later ones may be the sender's own.

    DMARC decides; where it was not checked, a passing DKIM or SPF of the same domain proves (RFC 7489, 3.1).
    """
    if not server or not results:
        return Trust.UNKNOWN
    said = _COMMENT.sub(" ", results[0]).split(";")
    if (said[0].split() or [""])[0].lower() != server:
        return Trust.UNKNOWN
    domain = sender.rpartition("@")[2].lower()
    proven = False
    for one in said[1:]:
        result = _RESULT.match(one)
        if result is None:
            continue
        method, verdict = result[1].lower(), result[2].lower()
        if method == "dmarc" and verdict in {"pass", "fail"}:
            return Trust.PROVEN if verdict == "pass" else Trust.FORGED
        proven = proven or (verdict == "pass" and _aligned(one, domain))
    return Trust.PROVEN if proven else Trust.UNKNOWN


def _aligned(result: str, domain: str) -> bool:
    named = [value.lower().rpartition("@")[2] for value in _PROPERTY.findall(result)]
    return any(name == domain or (domain.endswith(f".{name}") and "." in name) for name in named)
