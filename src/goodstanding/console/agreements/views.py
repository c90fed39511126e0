"""What both sides keep beside a case, as associates see it: things asked for, the record of agreements, guests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodstanding.console.cases import doing
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.kit.errors import Conflict, Invalid, NotFound
from goodstanding.systems.cases import actions, queries, words
from goodstanding.systems.cases.agreement_states import AgreementState, Settling
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.need_states import NEED_MOVES, NeedState
from goodstanding.systems.cases.queries import Agreed
from goodstanding.systems.cases.states import Author

MARKS = {
    AgreementState.PROPOSED: "waiting",
    AgreementState.CONFIRMED: "good",
    AgreementState.DECLINED: "over",
    AgreementState.WITHDRAWN: "plain",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record, and what an associate may do about it."""

    agreed: Agreed
    mark: str
    word: str
    theirs: bool
    open: bool
    url: str


def panel(request: StaffRequest, case: Case) -> dict[str, object]:
    """What the part beside the case shows: the record, and who was let in from outside. One query."""
    found = queries.beside(request.actor, case)
    return {
        "agreements": [_line(case, one) for one in found.agreements],
        "agreements_url": reverse("console:cases-agreements", kwargs={"ref": case.ref}),
        "needs": [(one, *words.need(case, one.state), _need_steps(one.state)) for one in found.needs],
        "missing": sum(one.state is NeedState.MISSING for one in found.needs) if words.still_asks(case) else None,
        "needs_url": reverse("console:cases-needs", kwargs={"ref": case.ref}),
        "guests": found.guests,
    }


@require_POST
@staff_page()
def agree(request: StaffRequest, ref: str) -> HttpResponse:
    """Put something down as agreed; the seller confirms or declines it."""
    text = request.POST.get("text", "")
    return _do(request, ref, lambda: actions.propose_agreement(actor=request.actor, ref=ref, text=text, at=request.now))


@require_POST
@staff_page()
def settle(request: StaffRequest, ref: str, number: int) -> HttpResponse:
    """Confirm, decline or take back one agreement."""
    decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "")
    if decision not in set(Settling):
        raise NotFound(_("There is no such decision."))
    return _do(
        request, ref, lambda: actions.settle_agreement(
            actor=request.actor, ref=ref, number=number, settling=Settling(decision), reason=reason, at=request.now
        ),
    )  # fmt: skip


@require_POST
@staff_page()
def need(request: StaffRequest, ref: str) -> HttpResponse:
    """Say of a thing the seller was asked for whether it is there. The button names the thing and its state: `7:given`."""
    number, _colon, state = request.POST.get("need", "").partition(":")
    key = doing.number(number)
    if key is None or state not in set(NeedState):
        raise NotFound(_("There is no such decision."))
    return _do(
        request, ref,
        lambda: actions.settle_need(actor=request.actor, ref=ref, need=key, state=NeedState(state), at=request.now),
    )  # fmt: skip


def _need_steps(state: NeedState) -> list[tuple[str, str]]:
    """What may be said of it now, in the order of the buttons."""
    said = {
        NeedState.GIVEN: _("It is there"),
        NeedState.WAIVED: _("Not needed any more"),
        NeedState.MISSING: _("It is missing after all"),
    }
    return [(to.value, label) for to, label in said.items() if to in NEED_MOVES[state]]


def _do(request: StaffRequest, ref: str, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except (Invalid, Conflict) as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It is on the record, and both sides see it."))
    return doing.to_case(request, ref)


def _line(case: Case, agreed: Agreed) -> Line:
    return Line(
        agreed=agreed,
        mark=MARKS[agreed.state],
        word=str(words.AGREEMENT_WORDS[agreed.state]),
        theirs=agreed.side is Author.SELLER,
        open=agreed.state is AgreementState.PROPOSED,
        url=reverse("console:cases-agreement", kwargs={"ref": case.ref, "number": agreed.number}),
    )
