"""Erasing a person from the cases: who, what it would change, and then the change. For administrators."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from goodstanding.base.people.models import User
from goodstanding.console.cases import doing
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.flows import erasing
from goodstanding.kit.actors import StaffRole
from goodstanding.kit.errors import NotFound, Refusal
from goodstanding.systems.cases import queries, words

MORE_WORDS = {
    "agreement": gettext_lazy("Agreements"),
    "need": gettext_lazy("Things asked for"),
    "guest": gettext_lazy("Guests of cases"),
    "rearranged": gettext_lazy("Cases merged, split or put away"),
    "field": gettext_lazy("Fields of cases"),
    "closing": gettext_lazy("Answers to how a case went"),
    "closing.user_name": gettext_lazy("Ends of cases: who had it"),
    "problem": gettext_lazy("Problems with cases under them"),
    "scheduled": gettext_lazy("Answers that were sent later"),
    "escalation": gettext_lazy("Escalations: who asked, and their text"),
    "escalation.step": gettext_lazy("Steps of escalations: who took them, and their words"),
    "escalation.draft": gettext_lazy("Escalations being written, which go"),
    "mail_in": gettext_lazy("Mails that came in"),
    "failing_address": gettext_lazy("Addresses from which mail came back"),
    "mail_out": gettext_lazy("Mails that went to this person: address and words"),
    "mail_naming": gettext_lazy("Mails to others that name this person"),
    "delivery": gettext_lazy("Webhook deliveries"),
    "delivery.answer": gettext_lazy("Answers of other programs to deliveries"),
    "notification": gettext_lazy("Performance notifications"),
    "plan": gettext_lazy("Plans of action under this person's review"),
    "plan.draft": gettext_lazy("Plans of action being written"),
    "plan.evidence": gettext_lazy("Evidence of plans: who added it, what it proves"),
    "plan.version": gettext_lazy("Plans of action as they were submitted"),
    "plan.review": gettext_lazy("Decisions about plans of action"),
    "statement": gettext_lazy("Statements of reasons"),
    "standing": gettext_lazy("Changes of a seller's standing"),
    "viewing": gettext_lazy("Why an associate looked through a seller's eyes"),
    "invitation": gettext_lazy("Invitations into teams: address"),
    "invitation.reason": gettext_lazy("Why the marketplace invited an owner"),
    "closure": gettext_lazy("Closings of accounts: who asked, who took back, and why"),
    "membership": gettext_lazy("Places in teams of closed accounts, which go"),
    "sign_up": gettext_lazy("Sign-ups, which go"),
    "bulk.letter": gettext_lazy("Letters this person wrote to many cases, whose text goes"),
    "bulk": gettext_lazy("Changes to many cases"),
    "bulk.case": gettext_lazy("Changes to many cases: what came of one"),
    "rule.run": gettext_lazy("Runs of rules"),
    "macro": gettext_lazy("Macros"),
    "rule": gettext_lazy("Rules"),
    "timeline.own_words": gettext_lazy("Reasons this person gave in the record, which go"),
    "timeline.naming": gettext_lazy("Lines of the record that name this person"),
    "file.unsent": gettext_lazy("Uploads that were never sent, which go"),
    "file.sent": gettext_lazy("Files this person sent in cases"),
    "file.name": gettext_lazy("Names of files"),
}
KEPT = {
    "accounts": (
        gettext_lazy("Closed accounts this person had a place in: orders, payouts and what was decided"),
        gettext_lazy(
            "Bookkeeping law asks for them (GDPR Art. 17(3)(b)), and what was decided can be disputed until claims lapse "
            "(Art. 17(3)(e)). They name the business, not the person."
        ),
    ),
    "messages": (
        gettext_lazy("Messages and notes, signed by a former member"),
        gettext_lazy("Others answered them and decisions rest on them. Without the name and address they stay readable."),
    ),
    "record": (
        gettext_lazy("Lines of the record, by a former member"),
        gettext_lazy(
            "The marketplace has to show what was done and when (GDPR Art. 5(2)). Reasons that associates gave stay without the "
            "name: they are the marketplace's own (DSA Art. 17, P2B Art. 4)."
        ),
    ),
    "plans": (
        gettext_lazy("Plans of action this person submitted, signed by a former member"),
        gettext_lazy(
            "A decision about the account rests on them. It has to be given reasons for (DSA Art. 17), and can be disputed until "
            "claims lapse (GDPR Art. 17(3)(e))."
        ),
    ),
    "files": (
        gettext_lazy("Files this person sent in cases"),
        gettext_lazy("You did not ask for them to be erased. You may still do so, below."),
    ),
    "evidence": (
        gettext_lazy("Files of plans of action, and others outside cases"),
        gettext_lazy(
            "They are evidence for what was decided about the account, which has to be given reasons for (DSA Art. 17) and can be "
            "disputed until claims lapse. The name has left their names."
        ),
    ),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(StaffRole.ADMINISTRATOR)
def erase(request: StaffRequest) -> HttpResponse:
    """Look somebody up by address, see every field that names her, then erase her with a reason."""
    if request.method != "POST":
        told = doing.number(request.GET.get("erased", ""))
        if told is not None:
            return _confirmed(request, told)
        email = request.GET.get("email", "")
        try:
            user = queries.person_by_address(request.actor, email) if email else None
        except Refusal as refusal:
            return _page(request, None, refusal)
        return _page(request, user, None)
    user_id = doing.number(request.POST.get("person", "")) or 0
    try:
        if "only_files" in request.POST:
            erasing.erase_files(actor=request.actor, user_id=user_id, at=request.now)
            return redirect(f"{reverse('console:cases-erasure')}?erased={user_id}")
        erasing.erase_person(
            actor=request.actor, user_id=user_id, reason=request.POST.get("reason", ""), at=request.now,
            with_files=bool(request.POST.get("files")),
        )  # fmt: skip
    except Refusal as refusal:
        return _page(request, _still_named(request, user_id), refusal)
    return redirect(f"{reverse('console:cases-erasure')}?erased={user_id}")


def _still_named(request: StaffRequest, user_id: int) -> User | None:
    """Who was looked up on the page that was sent, so that a refusal keeps her there with what was typed."""
    try:
        user = queries.person_by_address(request.actor, request.GET.get("email", ""))
    except Refusal:
        return None
    return user if user.pk == user_id else None


def _confirmed(request: StaffRequest, user_id: int) -> HttpResponse:
    """What was erased and what was kept, and why, as the record has it."""
    report = erasing.report_of(request.actor, user_id)
    if report is None:
        raise NotFound(_("Nobody was erased here."))
    context = {
        "erased": _named(report.erased),
        "places": sum(report.erased.values()),
        "person": user_id,
        "has_files": report.kept.get("files", 0),
        "kept": [(*KEPT[name], number) for name, number in report.kept.items() if name in KEPT],
    }
    return render(request, "console/cases/erased.html", context)


def _named(found: Mapping[str, int]) -> list[tuple[str, int]]:
    names = {**words.TRACE_WORDS, **MORE_WORDS}
    return [(str(names.get(name, name)), number) for name, number in found.items()]


def _page(request: StaffRequest, user: User | None, refusal: Refusal | None) -> HttpResponse:
    traces = erasing.traces_of(request.actor, user) if user else {}
    context = {
        "person": user,
        "held": erasing.held_by(request.actor, user) if user else None,
        "reason": request.POST.get("reason", ""),
        "files": "files" in request.POST,
        "traces": _named(traces),
        "has_files": traces.get("file.sent", 0),
        "email": request.GET.get("email", ""),
        "refusal": refusal,
    }
    return render(request, "console/cases/erasure.html", context, status=refusal.status if refusal else 200)
