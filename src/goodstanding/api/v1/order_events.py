"""Order events in: batches as JSON or as one event a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status
from pydantic import BaseModel, Field

from goodstanding.api.auth import actor_of, moment_of, needs
from goodstanding.api.reading import read_json, require_type
from goodstanding.api.refusals import Malformed
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.shapes import Shown, StoreParam
from goodstanding.base.tokens.scopes import Scope
from goodstanding.kit.errors import Invalid
from goodstanding.systems.orders.actions import record_events
from goodstanding.systems.orders.events import EventDraft, Kind
from goodstanding.systems.orders.rules import source_of
from goodstanding.systems.stores.queries import store_by_code

router = Router(tags=["Order events"])

JSON = "application/json"
LINES = "application/x-ndjson"
MAX_EVENTS = 1_000
SENDER = "events"  # as files of order events: the same event by both ways is the same (ADR 22)
FIELDS = ("seller", "order", "kind", "id", "at", "recorded_at", "data")


class OrderEvent(BaseModel):
    """Something that happened to an order."""

    seller: str = Field(max_length=64, description="The seller's external id.", examples=["harbour"])
    order: str = Field(max_length=64, description="Your id of the order.", examples=["A-1001"])
    kind: Kind = Field(examples=["shipped"])
    id: str = Field(
        max_length=160,
        description="Your id of this event. The same id again changes nothing.",
        examples=["A-1001-shipped"],
    )
    at: datetime = Field(
        description="When it happened, with a time zone offset.", examples=["2026-11-20T09:30:00+00:00"]
    )
    recorded_at: datetime | None = Field(
        None, description="When the marketplace learned of it; without it, now.", examples=["2026-11-20T09:31:12+00:00"]
    )
    data: dict[str, Any] = Field(  # Any: each kind has its own fields
        default_factory=dict,
        description="What the kind carries.",
        examples=[{"carrier": "UPS", "tracking_id": "1Z999"}],
    )


class OrderEventBatch(BaseModel):
    """Up to 1,000 events of one store."""

    store: str = Field(
        "", max_length=32, description="The store's code; optional where there is only one.", examples=["us"]
    )
    events: list[OrderEvent] = Field(min_length=1, max_length=MAX_EVENTS)


class Rejected(Shown):
    """An event that was not recorded, and why."""

    index: int = Field(description="Its place in the batch, counted from 0; in lines, the line less one.", examples=[1])
    field: str = Field(examples=["data.stars"])
    code: str = Field(examples=["bad_value"])
    reason: str = Field(examples=["stars must be a whole number from 1 to 5."])


class EventsRecorded(Shown):
    """What became of a batch. accepted + repeated + rejected events = events sent."""

    accepted: int = Field(description="New events.", examples=[1])
    repeated: int = Field(description="Events that were there already and said the same.", examples=[0])
    rejected: list[Rejected] = Field(description="One entry for each thing wrong.")


BODY = {
    "requestBody": {
        "required": True,
        "description": f"At most {MAX_EVENTS} events. As lines, each event is a JSON object on a line of its own.",
        "content": {
            JSON: {"schema": {"$ref": "#/components/schemas/OrderEventBatch"}},
            LINES: {"schema": {"type": "string", "description": "One OrderEvent a line."}},
        },
    }
}


@router.post(
    "/order-events",
    response={200: EventsRecorded, 207: EventsRecorded},
    auth=needs(Scope.ORDERS_WRITE),
    operation_id="recordOrderEvents",
    openapi_extra=BODY,
)
@repeatable
def record_order_events(request: HttpRequest, store: StoreParam = "") -> Status[EventsRecorded]:
    """Send what happened to orders, in any order and as often as you like: an event's id makes a repeat harmless.

    Good events are recorded even where others in the batch are not. 200 says that every event is recorded (now or before),
    207 that some were rejected: `rejected` lists each with its place, field, code and remedy. Only tokens of the marketplace
    may send events.
    """
    store_code, rows = _batch_of(request, store)
    drafts, rejected = _drafts_of(rows)
    chosen = store_by_code(store_code)
    recorded = record_events(
        actor=actor_of(request),
        store=chosen,
        drafts=drafts,
        source=source_of(SENDER, chosen.code),
        at=moment_of(request),
    )
    rejected += [Rejected(index=r.place, field=r.field, code=r.code, reason=r.reason) for r in recorded.rejects]
    rejected.sort(key=lambda one: one.index)
    found = EventsRecorded(accepted=recorded.accepted, repeated=recorded.repeated, rejected=rejected)
    return Status(207 if rejected else 200, found)


def _batch_of(request: HttpRequest, store: str) -> tuple[str, Sequence[object]]:
    """The store's code and the rows. A row that is not even JSON is handed on as the Malformed that says why."""
    if require_type(request, JSON, LINES) == LINES:
        return store, _bounded(list(_lines_of(request.body)))
    body = read_json(request.body)
    if not isinstance(body, Mapping) or not isinstance(body.get("events"), list):
        raise Invalid('The body is an object such as {"store": "us", "events": [ … ]}.', field="events", code="missing")
    unknown = set(body) - {"store", "events"}
    if unknown:
        name = min(unknown)
        raise Invalid(f"'{name[:40]}' is not part of a batch.", field=name[:64], code="unknown_field")
    named = body.get("store", "")
    if not isinstance(named, str):
        raise Invalid("store is the code of a store.", field="store", code="bad_value")
    if store and named and store != named:
        raise Invalid("The address and the body name different stores.", field="store", code="bad_value")
    return named or store, _bounded(body["events"])


def _bounded(rows: Sequence[object]) -> Sequence[object]:
    if not rows:
        raise Invalid("There is no event in this batch.", field="events", code="missing")
    if len(rows) > MAX_EVENTS:
        raise Invalid(
            f"At most {MAX_EVENTS} events fit in one batch. Send them in parts.", field="events", code="too_many"
        )
    return rows


def _lines_of(raw: bytes) -> Iterator[object]:
    for line in raw.rstrip().split(b"\n"):
        try:
            yield read_json(line)
        except Malformed as error:
            yield error


def _drafts_of(rows: Sequence[object]) -> tuple[list[EventDraft], list[Rejected]]:
    drafts: list[EventDraft] = []
    rejected: list[Rejected] = []
    for place, row in enumerate(rows):
        found = _draft_of(row, place)
        if isinstance(found, EventDraft):
            drafts.append(found)
        else:
            rejected.append(found)
    return drafts, rejected


def _draft_of(row: object, place: int) -> EventDraft | Rejected:
    """An event from a row whose values have the right types. What the values mean is checked where events are recorded."""
    if isinstance(row, Malformed):
        return Rejected(index=place, field="", code="not_json", reason=row.message)
    if not isinstance(row, Mapping):
        return Rejected(index=place, field="", code="not_an_object", reason="An event is a JSON object.")
    try:
        unknown = set(row) - set(FIELDS)
        if unknown:
            raise Invalid(
                f"An event has the fields {', '.join(FIELDS)}.", field=min(unknown)[:64], code="unknown_field"
            )
        data = row.get("data") or {}
        if not isinstance(data, Mapping):
            raise Invalid("data is an object.", field="data", code="bad_value")
        at = _instant(row, "at")
        if at is None:
            raise Invalid("at is missing.", field="at", code="missing")
        return EventDraft(
            seller=_text(row, "seller"), order=_text(row, "order"), kind=_kind(row), id=_text(row, "id"), at=at,
            data=data, recorded_at=_instant(row, "recorded_at"), place=place,
        )  # fmt: skip
    except Invalid as error:
        return Rejected(index=place, field=error.field, code=error.code, reason=error.message)


def _text(row: Mapping[str, object], field: str) -> str:
    value = row.get(field)
    if isinstance(value, str) and value.strip():
        return value
    if value in (None, "") or isinstance(value, str):
        raise Invalid(f"{field} is missing.", field=field, code="missing")
    raise Invalid(f"{field} is text.", field=field, code="bad_value")


def _kind(row: Mapping[str, object]) -> Kind:
    value = _text(row, "kind")
    if value not in list(Kind):
        raise Invalid(f"kind is one of: {', '.join(Kind)}.", field="kind", code="unknown_kind")
    return Kind(value)


def _instant(row: Mapping[str, object], field: str) -> datetime | None:
    value = row.get(field)
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
        if instant is not None and instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        instant = None
    code = "bad_value" if instant is None else "no_time_zone"
    raise Invalid(f"{field} is an instant such as 2026-11-20T09:30:00+00:00, with its offset.", field=field, code=code)
