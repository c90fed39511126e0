"""Plans of action: written and submitted by the seller, reviewed by associates."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Form, Path, Router
from ninja.files import UploadedFile

from goodstanding.api import etags, paging
from goodstanding.api.auth import actor_of, caller, moment_of, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.notifications import NotificationRef
from goodstanding.api.v1.plan_shapes import (
    DecisionIn,
    EvidenceIn,
    NotificationOut,
    NotificationPage,
    PlanIn,
    PlanOut,
    PlanParts,
    notification_fields,
    plan_etag,
    plan_out,
)
from goodstanding.api.v1.shapes import CursorParam, IfMatch, Limit
from goodstanding.base.files.doors import as_attachment
from goodstanding.base.tokens.scopes import Scope
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotAllowed
from goodstanding.systems.performance import actions, queries
from goodstanding.systems.performance.errors import PlanNotFound
from goodstanding.systems.performance.models import PlanOfAction

router = Router(tags=["Plans of action"])

EvidenceId = Annotated[int, Path(ge=1, le=2**63 - 1, description="The file's id in the plan.", examples=[12])]
PLAN = "/notifications/{ref}/plan"


@router.get(PLAN, response=PlanOut, auth=needs(Scope.NOTIFICATIONS_READ), operation_id="getPlan")
def get_plan(request: HttpRequest, ref: NotificationRef) -> HttpResponse:
    """The plan that answers a notification, with its draft, files, versions and decisions, and its version as ETag."""
    return _shown(request, _plan(request, ref))


@router.put(PLAN, response=PlanOut, auth=needs(Scope.NOTIFICATIONS_WRITE), operation_id="savePlan")
@repeatable
def save_plan(request: HttpRequest, ref: NotificationRef, payload: PlanIn, if_match: IfMatch = None) -> HttpResponse:
    """Write the draft; the first time begins the plan. Send the ETag you read as If-Match, or the last one to write wins."""
    actor, at = caller(request)
    begun = actions.start_plan(actor=actor, ref=ref, at=at)
    plan = _locked(request, begun.notification.ref)
    words = actions.DraftWords(**payload.model_dump())
    mark = actions.DraftMark(base=plan.draft.saves, window=f"token {actor.token_id}")
    actions.save_draft(actor=actor, plan_ref=plan.ref, words=words, mark=mark, at=at)
    return _shown(request, _plan(request, ref))


@router.post(
    f"{PLAN}/submission", response={201: PlanOut}, auth=needs(Scope.NOTIFICATIONS_WRITE), operation_id="submitPlan"
)
@repeatable
def submit_plan(request: HttpRequest, ref: NotificationRef, if_match: IfMatch = None) -> HttpResponse:
    """Submit the draft as it stands. What the form truly needs and lacks is named; everything else is advice."""
    plan = _locked(request, ref)
    actions.submit_plan(
        actor=actor_of(request),
        plan_ref=plan.ref,
        saves=plan.draft.saves,
        at=moment_of(request),
    )
    return _shown(request, _plan(request, ref), status=201)


@router.post(
    f"{PLAN}/evidence", response={201: PlanOut}, auth=needs(Scope.NOTIFICATIONS_WRITE), operation_id="attachEvidence"
)
@repeatable
def attach_evidence(
    request: HttpRequest, ref: NotificationRef, words: Form[EvidenceIn], file: File[UploadedFile]
) -> HttpResponse:
    """Attach a file to the draft. What it is is decided by its content, not by its name."""
    plan = _plan(request, ref)
    actions.attach_evidence(
        actor=actor_of(request),
        plan_ref=plan.ref,
        upload=file,
        about=actions.EvidenceFacts(words.proves, words.dated_on),
        at=moment_of(request),
    )
    return _shown(request, _plan(request, ref), status=201)


@router.get(
    f"{PLAN}/evidence/{{evidence_id}}", auth=needs(Scope.NOTIFICATIONS_READ), operation_id="downloadEvidence",
    openapi_extra={
        "responses": {200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}}
    },
)  # fmt: skip
def download_evidence(request: HttpRequest, ref: NotificationRef, evidence_id: EvidenceId) -> HttpResponseBase:
    """A file of the plan, as it was sent."""
    plan = _plan(request, ref)
    evidence = queries.evidence_for(actor_of(request), plan.ref, evidence_id)
    return as_attachment(evidence.file)


@router.api_operation(
    ["DELETE"],
    f"{PLAN}/evidence/{{evidence_id}}", response={204: None}, auth=needs(Scope.NOTIFICATIONS_WRITE),
    operation_id="removeEvidence",
)  # fmt: skip
@repeatable
def remove_evidence(request: HttpRequest, ref: NotificationRef, evidence_id: EvidenceId) -> HttpResponse:
    """Take a file away from the draft. Versions that were submitted with it keep it."""
    actor, at = caller(request)
    actions.remove_evidence(actor=actor, plan_ref=_plan(request, ref).ref, evidence_id=evidence_id, at=at)
    return HttpResponse(status=204)


@router.get("/reviews", response=NotificationPage, auth=needs(Scope.REVIEWS_WRITE), operation_id="listReviews")
def list_reviews(
    request: HttpRequest, response: HttpResponse, limit: Limit = paging.DEFAULT_LIMIT, cursor: CursorParam = ""
) -> NotificationPage:
    """The notifications whose plans wait for a decision, what is due first. For reviewers."""
    asked = queries.QueueAsked(cursor=paging.place(request, cursor), limit=limit)
    found = queries.review_queue(actor_of(request), asked)
    onward = paging.onward(request, response, found.older)
    return NotificationPage(
        data=[NotificationOut(**_queued_fields(plan)) for plan in found.rows],
        next=onward,
    )


@router.post(f"{PLAN}/review", response=PlanOut, auth=needs(Scope.REVIEWS_WRITE), operation_id="startReview")
@repeatable
def start_review(request: HttpRequest, ref: NotificationRef) -> HttpResponse:
    """Take a plan for review. Somebody else's is refused with her name."""
    actor, at = _reviewer(request), moment_of(request)
    actions.start_review(actor=actor, plan_ref=_plan(request, ref).ref, at=at)
    return _shown(request, _plan(request, ref))


@router.api_operation(
    ["DELETE"], f"{PLAN}/review", response=PlanOut, auth=needs(Scope.REVIEWS_WRITE), operation_id="releaseReview"
)
@repeatable
def release_review(request: HttpRequest, ref: NotificationRef) -> HttpResponse:
    """Give a plan back to the queue."""
    actor, at = _reviewer(request), moment_of(request)
    actions.release_review(actor=actor, plan_ref=_plan(request, ref).ref, at=at)
    return _shown(request, _plan(request, ref))


@router.post(f"{PLAN}/decision", response={201: PlanOut}, auth=needs(Scope.REVIEWS_WRITE), operation_id="decideOnPlan")
@repeatable
def decide_on_plan(
    request: HttpRequest, ref: NotificationRef, payload: DecisionIn, if_match: IfMatch = None
) -> HttpResponse:
    """Decide on the version that was read, after taking the plan for review. A rejection names the checks that failed."""
    actor, at = _reviewer(request), moment_of(request)
    plan = _locked(request, ref)
    failed = [actions.Failed(one.code, one.reason) for one in payload.failed]
    ruling = actions.Ruling(payload.version, payload.decision, payload.reason, failed)
    actions.decide(actor=actor, plan_ref=plan.ref, ruling=ruling, at=at)
    return _shown(request, _plan(request, ref), status=201)


def _reviewer(request: HttpRequest) -> Actor:
    """Decisions about sellers are made by people: a machine has no name to put under them."""
    actor: Actor = actor_of(request)
    if actor.user_id is None:
        raise NotAllowed("Plans are reviewed by people. Use a token of the reviewer's own.")
    return actor


def _plan(request: HttpRequest, ref: str) -> PlanOfAction:
    notification = queries.notification_for(actor_of(request), ref)
    plan = queries.plan_of(notification)
    if plan is None:
        raise PlanNotFound
    return plan


def _locked(request: HttpRequest, ref: str) -> PlanOfAction:
    """The plan, locked until the answer is made, in the version that If-Match names."""
    plan = queries.plan_for(actor_of(request), _plan(request, ref).ref, lock=True)
    etags.require_match(request, plan_etag(_parts(request, plan)))
    return plan


def _parts(request: HttpRequest, plan: PlanOfAction) -> PlanParts:
    actor, at = caller(request)
    return PlanParts(
        plan=plan,
        checked=queries.check_draft(plan.notification, plan, at=at),
        evidence=queries.evidence_of(plan),
        versions=queries.versions_of(plan),
        decisions=queries.decisions_on(plan, for_staff=actor.is_staff),
    )


def _shown(request: HttpRequest, plan: PlanOfAction, *, status: int = 200) -> HttpResponse:
    parts = _parts(request, plan)
    answer = HttpResponse(plan_out(parts).model_dump_json(), "application/json; charset=utf-8", status)
    answer["ETag"] = plan_etag(parts)
    return answer


def _queued_fields(plan: PlanOfAction) -> dict[str, Any]:  # Any: the values of the fields named
    notification = plan.notification
    notification.seller = plan.seller
    notification.plan = plan
    return notification_fields(notification)
