"""Erasing a former member from cases, mail and files by program: what it would change, then the change, then what was kept.

Looking needs cases:read; the change its own scope, people:erase (ADR 201), and the right to erase.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query, Router, Status
from pydantic import Field

from goodstanding.api.auth import caller, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.shapes import Given, Shown
from goodstanding.base.tokens.scopes import Scope
from goodstanding.flows import erasing
from goodstanding.flows.erasing import Report
from goodstanding.kit.errors import NotFound
from goodstanding.systems.cases import queries

router = Router(tags=["Erasure"])

READ, ERASE = needs(Scope.CASES_READ), needs(Scope.PEOPLE_ERASE)
BIGGEST = 2**31 - 1

Address = Annotated[
    str, Query(max_length=254, description="The person's e-mail address.", examples=["kim@shop.example"])
]
PersonId = Annotated[int, Path(ge=1, le=BIGGEST, description="The person, as found by address.", examples=[7])]


class PlaceOut(Shown):
    """A place in the team of an account that is open."""

    account: str = Field(examples=["Harbour Lane Ceramics"])
    seller: str = Field(description="The account's reference in its first store.", examples=["4K7-2QX9"])
    alone: bool = Field(
        description="Whether nobody else owns it: an owner is invited first, or the account closed.", examples=[True]
    )
    closes_at: datetime | None = Field(description="When it closes for good; erasing is possible from then on.")


class TracesOut(Shown):
    """Somebody, and in how many rows of which field she is named."""

    person: int = Field(examples=[7])
    name: str = Field(examples=["Kim"])
    active: bool = Field(description="Whether she may still sign in: then she is no former member.", examples=[False])
    held_by: list[PlaceOut] = Field(description="What has to be left first; none of it: erasing is possible.")
    is_associate: bool = Field(description="Whether the access as an associate has to end first.", examples=[False])
    traces: dict[str, int] = Field(description="Rows by field, by code.", examples=[{"message.signed": 12}])


class ErasureIn(Given):
    """Whom to erase, and why."""

    person: int = Field(ge=1, le=BIGGEST, examples=[7])
    reason: str = Field(max_length=500, examples=["Asked for by letter of 20 November"])
    with_files: bool = Field(False, description="Whether the files she sent in cases go too.", examples=[False])


class ErasureOut(Shown):
    """What an erasure changed and what it left. Why something stays is said on the page and in ADR 176 and 207."""

    person: int = Field(examples=[7])
    erased: dict[str, int] = Field(description="Rows changed by field, by code.", examples=[{"message.signed": 12}])
    kept: dict[str, int] = Field(
        description="What stays: 'accounts', 'messages', 'record', 'plans', 'files', 'evidence'.",
        examples=[{"messages": 12, "record": 30}],
    )


@router.get("/desk/traces", response=TracesOut, auth=READ, operation_id="getTraces")
def get_traces(request: HttpRequest, email: Address) -> TracesOut:
    """Where a person is named, before she is erased. For associates."""
    actor, _at = caller(request)
    user = queries.person_by_address(actor, email)
    found = erasing.traces_of(actor, user)
    held = erasing.held_by(actor, user)
    places = [
        PlaceOut(account=one.account, seller=one.seller_ref, alone=one.alone, closes_at=one.closes_at)
        for one in held.places
    ]
    return TracesOut(
        person=user.pk, name=user.name, active=user.is_active, held_by=places, is_associate=held.is_associate,
        traces=dict(found),
    )  # fmt: skip


@router.post("/desk/erasures", response={201: ErasureOut}, auth=ERASE, operation_id="erasePerson")
@repeatable
def erase_person(request: HttpRequest, payload: ErasureIn) -> Status[ErasureOut]:
    """Take a former member out of cases, escalations, the record, mail and deliveries. It cannot be taken back."""
    actor, at = caller(request)
    report = erasing.erase_person(
        actor=actor, user_id=payload.person, reason=payload.reason, at=at, with_files=payload.with_files
    )
    return Status(201, _told(payload.person, report))


@router.get("/desk/erasures/{person}", response=ErasureOut, auth=READ, operation_id="getErasure")
def get_erasure(request: HttpRequest, person: PersonId) -> ErasureOut:
    """What was erased of a person and what was kept, as the record has it. For associates."""
    actor, _at = caller(request)
    report = erasing.report_of(actor, person)
    if report is None:
        raise NotFound("Nobody was erased here.")
    return _told(person, report)


@router.post("/desk/erasures/{person}/files", response=ErasureOut, auth=ERASE, operation_id="eraseFilesOfPerson")
@repeatable
def erase_files_of_person(request: HttpRequest, person: PersonId) -> ErasureOut:
    """Let the files of somebody who was erased go too. A placeholder with size and sum stays."""
    actor, at = caller(request)
    return _told(person, erasing.erase_files(actor=actor, user_id=person, at=at))


def _told(person: int, report: Report) -> ErasureOut:
    return ErasureOut(person=person, erased=dict(report.erased), kept=dict(report.kept))
