"""Writing and sending a plan of action."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from goodstanding.kit.errors import Invalid, Refusal
from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.portal.notifications import presenting, words
from goodstanding.portal.notifications.forms import EvidenceForm, PlanForm, SubmissionForm
from goodstanding.systems.performance import actions, display, queries
from goodstanding.systems.performance.errors import DraftMovedOn, PlanIncomplete, PlanNotFound
from goodstanding.systems.performance.models import PlanOfAction
from goodstanding.systems.performance.states import WRITTEN_PARTS, Do, Part
from goodstanding.systems.performance.words import PART_WORDS
from goodstanding.systems.sellers import policies as sellers
from goodstanding.ui.frame import Crumb


@require_POST
@seller_page
def start(request: SellerRequest, seller_ref: str, ref: str) -> HttpResponse:
    """Begin the plan from the facts."""
    actions.start_plan(actor=request.actor, ref=ref, at=request.now)
    return redirect(_address(request, "notifications-plan", ref))


@require_safe
@never_cache
@seller_page
def editor(request: SellerRequest, seller_ref: str, ref: str) -> HttpResponse:
    """The editor, as long as the plan may be changed; otherwise its versions."""
    plan = _plan(request, ref)
    if not plan.permits(Do.EDIT) or not plan.notification.permits(Do.ANSWER):
        return redirect(_address(request, "notifications-plan-versions", ref))
    if not sellers.can_write(request.actor, request.seller):
        return _confirm(request, plan)
    return _editor(request, plan, _form_of(plan))


@require_POST
@seller_page
def save(request: SellerRequest, seller_ref: str, ref: str) -> HttpResponse:
    """Keep the draft. A script gets JSON; a person comes back to the editor, or goes on to sending."""
    plan = _plan(request, ref)
    form = PlanForm(request.POST)
    by_script = "X-Autosave" in request.headers
    try:
        if not form.is_valid():
            raise Invalid(_("A field could not be read. Reload the page; what you wrote is kept on this device."))
        draft = actions.save_draft(
            actor=request.actor, plan_ref=plan.ref, words=form.words(), mark=form.mark(), at=request.now
        )
    except Refusal as refusal:
        if by_script:
            return JsonResponse({"detail": refusal.message, "code": refusal.code}, status=refusal.status)
        if isinstance(refusal, DraftMovedOn):
            return _conflict(request, ref, form, refusal)
        raise
    if by_script:
        return JsonResponse({"saved_at": timezone.localtime(draft.saved_at).strftime("%H:%M"), "saves": draft.saves})
    return redirect(
        _address(request, "notifications-plan-submission" if "send" in request.POST else "notifications-plan", ref)
    )


@require_POST
@seller_page
def check(request: SellerRequest, seller_ref: str, ref: str) -> HttpResponse:
    """What a reviewer would reject in the words as they stand in the window; nothing is kept."""
    plan = _plan(request, ref)
    form = PlanForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=204)
    return render(request, "performance/_checks.html", _checks(request, plan, form.words()) | {"swap": True})


@require_POST
@seller_page
def add_evidence(request: SellerRequest, seller_ref: str, ref: str) -> HttpResponse:
    """Attach a file."""
    sellers.require_write(
        request.actor, request.seller
    )  # before the form is read: a colleague without the right hears that first
    plan = _plan(request, ref)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.attach_evidence(
                actor=request.actor,
                plan_ref=plan.ref,
                upload=form.cleaned_data["file"],
                about=form.facts(),
                at=request.now,
            )
        except Invalid as refusal:
            form.add_error("file", refusal.message)
        else:
            return redirect(_address(request, "notifications-plan", ref) + "#evidence")
    return _editor(request, plan, _form_of(plan), evidence_form=form, status=422)


@require_POST
@seller_page
def remove_evidence(request: SellerRequest, seller_ref: str, ref: str, evidence_id: int) -> HttpResponse:
    """Take a file away from the draft."""
    plan = _plan(request, ref)
    actions.remove_evidence(actor=request.actor, plan_ref=plan.ref, evidence_id=evidence_id, at=request.now)
    return redirect(_address(request, "notifications-plan", ref) + "#evidence")


@never_cache
@seller_page
def submission(request: SellerRequest, seller_ref: str, ref: str) -> HttpResponse:
    """The whole plan once more before it is sent, with what a reviewer would say; POST sends it."""
    plan = _plan(request, ref)
    if request.method == "POST":
        form = SubmissionForm(request.POST)
        saves = form.cleaned_data["saves"] if form.is_valid() else -1
        try:
            actions.submit_plan(actor=request.actor, plan_ref=plan.ref, saves=saves, at=request.now)
        except PlanIncomplete as refusal:
            return _confirm(request, _plan(request, ref), refusal=refusal)
        return redirect(presenting.url_of(plan.notification))
    if not plan.permits(Do.SUBMIT):
        return redirect(presenting.url_of(plan.notification))
    return _confirm(request, plan)


def _plan(request: SellerRequest, ref: str) -> PlanOfAction:
    notification = queries.notification_for(request.actor, ref)
    plan = queries.plan_of(notification)
    if plan is None or notification.seller_id != request.seller.pk:
        raise PlanNotFound
    return plan


def _form_of(plan: PlanOfAction) -> PlanForm:
    draft = plan.draft
    return PlanForm(
        initial={
            **{part.value: getattr(draft, part.value) for part in WRITTEN_PARTS},
            "signer": draft.signer,
            "acknowledged": draft.acknowledged,
            "base": draft.saves,
            "window": actions.fresh_window(),
        }
    )


def _editor(
    request: SellerRequest, plan: PlanOfAction, form: PlanForm, *, evidence_form: EvidenceForm | None = None, status: int = 200,
    theirs: PlanOfAction | None = None,
) -> HttpResponse:  # fmt: skip
    notification = plan.notification
    for name in (*(part.value for part in WRITTEN_PARTS), "signer", "acknowledged"):
        form.fields[name].required = True  # shown as needed: sending asks for them, keeping the draft does not
    book = queries.playbook_for(request.seller.store, request.now)
    checked = _checks(request, plan, form.words() if form.is_bound else None)
    by_part = {check.part: check for check in checked["parts"]}
    context = {
        "notification": notification,
        "plan": plan,
        "form": form,
        "theirs": theirs,
        "evidence_form": evidence_form or EvidenceForm(),
        "evidence": queries.evidence_of(plan),
        "headline": words.headline(notification, plan, request.now),
        "crumbs": _crumbs(request, plan),
        "clocks": display.clocks(notification, plan, request.now),
        "decisions": display.decisions(plan, book)[:1],
        "texts_url": _address(request, "notifications-plan-checks", notification.ref),
        "draft_url": _address(request, "notifications-plan-draft", notification.ref),
        **checked,
        "fields": [(form[part.value], by_part[part]) for part in WRITTEN_PARTS],
        "evidence_check": by_part[Part.EVIDENCE],
        "acknowledgement_check": by_part[Part.ACKNOWLEDGEMENT],
    }
    return render(request, "portal/notifications/editor.html", context, status=status)


def _conflict(request: SellerRequest, ref: str, form: PlanForm, refusal: DraftMovedOn) -> HttpResponse:
    """The editor with both texts: saving from here replaces the other one knowingly."""
    plan = _plan(request, ref)
    mine = {name: form.data.get(name) for name in form.fields}
    again = PlanForm(mine | {"base": str(plan.draft.saves), "window": actions.fresh_window()})
    again.is_valid()
    again.add_error(None, refusal.message)
    return _editor(request, plan, again, theirs=plan, status=409)


def _checks(
    request: SellerRequest, plan: PlanOfAction, written: actions.DraftWords | None
) -> dict[str, Any]:  # Any: template context
    book = queries.playbook_for(request.seller.store, request.now)
    checked = queries.check_draft(plan.notification, plan, at=request.now, written=written)
    texts = display.texts_of(written or plan.draft)
    return {
        "parts": display.part_checks(checked, book, texts),
        "covered": checked.covered,
        "counted": checked.counted,
        "any_finding": bool(checked.findings),
        "coverage_asked": book.checks.coverage_percent,
    }


def _confirm(request: SellerRequest, plan: PlanOfAction, *, refusal: PlanIncomplete | None = None) -> HttpResponse:
    context = {
        "notification": plan.notification,
        "plan": plan,
        "evidence": queries.evidence_of(plan),
        "crumbs": _crumbs(request, plan),
        "form": SubmissionForm(initial={"saves": plan.draft.saves}),
        "draft": [(PART_WORDS[part], getattr(plan.draft, part.value)) for part in WRITTEN_PARTS],
        "can_send": sellers.can_write(request.actor, request.seller),
        "refusal": refusal,
        "by": words.what_to_do(plan.notification, plan, request.now),
        **_checks(request, plan, None),
    }
    return render(request, "portal/notifications/submission.html", context, status=refusal.status if refusal else 200)


def _crumbs(request: SellerRequest, plan: PlanOfAction) -> list[Crumb]:
    return [
        Crumb(label=_("Notifications"), url=reverse("portal:notifications", kwargs={"seller_ref": request.seller.ref})),
        Crumb(label=plan.notification.ref, url=presenting.url_of(plan.notification)),
    ]


def _address(request: SellerRequest, name: str, ref: str) -> str:
    return reverse(f"portal:{name}", kwargs={"seller_ref": request.seller.ref, "ref": ref})
