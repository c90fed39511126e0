"""Forgotten cases, worst first: every morning to whoever leads their queue, or to the administrators where nobody does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from goodstanding.base.mailroom.actions import Addressee, write
from goodstanding.base.people.models import User
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.cases.queries.overdue import overdue
from goodstanding.systems.service import queries as service
from goodstanding.systems.service.words import KIND_WORDS
from goodstanding.systems.stores import queries as stores
from goodstanding.systems.stores.models import Store

FIRST_HOUR = 7
SHOWN = 25


def tell(at: datetime) -> int:
    """Write today's digests, once a day and person, from seven in the morning in the marketplace's zone. Returns how many."""
    house = stores.marketplace()
    local = at.astimezone(ZoneInfo(house.time_zone))
    if local.hour < FIRST_HOUR:
        return 0
    written = 0
    for person, queues in _supervisors(at).values():
        found = overdue(queues, at, limit=SHOWN)
        if not found.count:
            continue
        context = {
            "brand": stores.brand(),
            "rows": [(one, KIND_WORDS.get(one.due_promise, "")) for one in found.cases],
            "count": found.count,
            "more": found.count - len(found.cases),
            "zone": person.time_zone or house.time_zone,
            "path": "/console/cases/?owner=all",
            "at": at,
        }
        write(
            key=f"forgotten:{local.date().isoformat()}:{person.pk}",
            to=Addressee(person.pk, person.email, person.name, person.locale),
            template="forgotten_cases", context=context, about=("service", "forgotten"), seller_id=None, at=at,
        )  # fmt: skip
        written += 1
    return written


def _supervisors(at: datetime) -> Mapping[int, tuple[User, Sequence[str]]]:
    """Everybody who is told about some queues, with these queues."""
    led = service.leads()
    known = stores.stores()
    catalogue = cases.catalogue_for(known[0] if known else Store(), at)
    found: dict[int, tuple[User, list[str]]] = {}
    for queue in catalogue.queues:
        for person in led.get(queue) or service.administrators():
            found.setdefault(person.pk, (person, []))[1].append(queue)
    return found
