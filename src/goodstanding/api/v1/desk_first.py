"""Writing to a seller first by program: a case that the marketplace opens."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from goodstanding.api.auth import caller, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.case_shapes import CaseDetail, CaseIn
from goodstanding.api.v1.cases import new_case, shown
from goodstanding.api.v1.desk_cases import BIGGEST
from goodstanding.api.v1.sellers import seller_of
from goodstanding.api.v1.shapes import SellerId, StoreParam
from goodstanding.base.tokens.scopes import Scope
from goodstanding.systems.cases import actions
from goodstanding.systems.cases.rules import WHAT_LIMIT, WHO_LIMIT
from goodstanding.systems.cases.states import Outcome

router = Router(tags=["The desk's tools"])

WHAT = "For what the case waits; needed with the two outcomes that wait."
ASSIGNEE = "The associate who has the case, as in the workload; null: nobody; left out: whoever writes."


class FirstWordIn(CaseIn):
    """What an associate writes to a seller first. Of what the category asks nothing is needed."""

    outcome: Outcome = Field(
        description="What happens next. 'resolve' is for information: closed at once, and the seller's reply opens it again.",
        examples=["wait_for_seller"],
    )
    what: str = Field("", max_length=WHAT_LIMIT, description=WHAT, examples=["The invoice of March"])
    who: str = Field("", max_length=WHO_LIMIT, description="For which third party it waits.", examples=[""])
    assignee: int | None = Field(None, ge=1, le=BIGGEST, description=ASSIGNEE, examples=[7])


@router.post(
    "/desk/sellers/{external_id}/cases", response={201: CaseDetail}, auth=needs(Scope.CASES_WRITE),
    operation_id="writeToSeller",
)  # fmt: skip
@repeatable
def write_to_seller(
    request: HttpRequest, external_id: SellerId, payload: FirstWordIn, store: StoreParam = ""
) -> HttpResponse:
    """Write to a seller who had not asked. It opens a case that says from the start whose turn it is. For associates who work in
    the category's queue."""
    seller = seller_of(request, external_id, store)
    actor, at = caller(request)
    new = new_case(payload)
    first = actions.FirstWord(
        category=new.category, subject=new.subject, words=new.words, answers=new.answers, about=new.about,
        decision=actions.Decision(payload.outcome, what=payload.what, who=payload.who),
        assignee_id=payload.assignee if "assignee" in payload.model_fields_set else actor.user_id,
    )  # fmt: skip
    case = actions.write_first(actor=actor, seller_ref=seller.ref, first=first, at=at)
    answer = shown(request, case.ref, status=201)
    answer["Location"] = f"/api/v1/cases/{case.ref}"
    return answer
