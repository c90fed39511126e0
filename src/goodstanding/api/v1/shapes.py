"""What bodies look like, on both ways. Names are the trade's; instants are UTC, days those of the store."""

from typing import Annotated

from ninja import Header, Path, Query
from pydantic import BaseModel, ConfigDict

from goodstanding.api.paging import DEFAULT_LIMIT, LONGEST_CURSOR, MAX_LIMIT

Limit = Annotated[int, Query(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="How many rows at most.")]
CursorParam = Annotated[
    str, Query("", max_length=LONGEST_CURSOR, description="Where to go on, from 'next' of the page before.")
]
StoreParam = Annotated[
    str, Query("", max_length=32, description="The store's code, needed when the same id exists in several stores.")
]
SellerId = Annotated[
    str, Path(description="The seller's external id, percent-encoded where it holds other signs.", examples=["harbour"])
]
IfMatch = Annotated[
    str | None,
    Header(None, alias="If-Match", description="The ETag you read; refused with 412 when somebody was faster."),
]


class Given(BaseModel):
    """Something sent to us: names that we do not know are refused, because they are misspelt."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """Something sent out."""

    model_config = ConfigDict(frozen=True)
