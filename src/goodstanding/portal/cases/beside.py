"""What stands beside the thread on a case's page: what it is about, labels, watching, agreements, guests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from goodstanding.kit.periods import day_of
from goodstanding.portal.cases import shown
from goodstanding.portal.cases.forms import AgreementForm, GuestForm, LabelForm
from goodstanding.portal.doors import SellerRequest
from goodstanding.systems.cases import policies, queries, rules, words
from goodstanding.systems.cases.agreement_states import AgreementState
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.models import Case, CaseMessage
from goodstanding.systems.cases.need_states import NeedState
from goodstanding.systems.cases.queries import Agreed, Marked, Visitor
from goodstanding.systems.cases.states import Author, Permit
from goodstanding.systems.cases.told import told_fields
from goodstanding.ui import moments

_AGREED = {
    AgreementState.PROPOSED: "waiting",
    AgreementState.CONFIRMED: "good",
    AgreementState.DECLINED: "over",
    AgreementState.WITHDRAWN: "plain",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A label as its text and the class of its colour."""

    name: str
    css: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record of agreements, and what this reader may do about it."""

    agreed: Agreed
    mark: str
    word: str
    who: str
    may_answer: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class Guest:
    """A guest as the page shows her."""

    visitor: Visitor
    scope: str
    state: str
    over: bool
    form: GuestForm


def context(
    request: SellerRequest, case: Case, catalogue: Catalogue, thread: Sequence[CaseMessage]
) -> dict[str, object]:
    """Everything for the panels, from one query."""
    found = queries.beside(request.actor, case)
    own = policies.can_see_team_notes(request.actor, case)
    writes = policies.can_write_as_seller(request.actor, request.seller)
    return {
        "about": shown.about(case, found.links, catalogue, request.seller),
        "follow_ups": [(one.ref, shown.case_url("cases-detail", request.seller, one.ref)) for one in found.follow_ups],
        "own_marks": own,
        "labels": [chip(one) for one in found.labels],
        "known_labels": found.known_labels,
        "label_form": LabelForm(auto_id="label_%s"),
        "watchers": found.watchers,
        "watched": found.watched,
        "agreements": [_line(one, writes) for one in found.agreements],
        "agreement_form": _agreement_form(request, case, thread),
        "may_agree": writes and case.permits(Permit.SELLER_WRITES),
        "needs": [(one, *words.need(case, one.state)) for one in found.needs],
        "missing": [one for one in found.needs if one.state is NeedState.MISSING] if words.still_asks(case) else [],
        "guests": [_guest(one, request) for one in found.guests],
        "told": told_fields(catalogue, case.category, found.filled, shown.language()),
        "guest_form": GuestForm(auto_id="guest_%s", initial={"ends_on": _default_end(request, catalogue)}),
        "may_invite": writes,
    }


def chip(label: Marked) -> Chip:
    """A label's text with the class of its colour."""
    return Chip(label.name, words.TONE_WORDS.get(label.tone, words.TONE_WORDS["grey"])[0])


def _line(agreed: Agreed, writes: bool) -> Line:
    open_ = writes and agreed.state is AgreementState.PROPOSED
    ours = agreed.side is Author.MARKETPLACE
    return Line(
        agreed=agreed,
        mark=_AGREED[agreed.state],
        word=str(words.AGREEMENT_WORDS[agreed.state]),
        who=_("%(who)s, marketplace") % {"who": agreed.who} if ours else _("%(who)s, your team") % {"who": agreed.who},
        may_answer=open_ and ours,
        may_withdraw=open_ and not ours,
    )


def _agreement_form(request: SellerRequest, case: Case, thread: Sequence[CaseMessage]) -> AgreementForm:
    """Filled from the message it was asked from (`?agree=3`)."""
    place = request.GET.get("agree", "")
    message = next((one for one in thread if str(one.place) == place), None)
    if message is None:
        return AgreementForm(auto_id="agree_%s")
    number = "" if case.rearranged else str(message.number)
    initial = {"text": rules.one_line(message.body, 300), "message": number}
    return AgreementForm(auto_id="agree_%s", initial=initial)


def _guest(visitor: Visitor, request: SellerRequest) -> Guest:
    now = request.now
    scope = _("reads and writes") if visitor.may_write else _("reads")
    files = _("with attachments") if visitor.sees_files else _("without attachments")
    end = visitor.ends_at - timedelta(minutes=1)
    terms = {
        "scope": "write" if visitor.may_write else "read", "sees_files": visitor.sees_files,
        "ends_on": day_of(end, request.seller.store.zone),
    }  # fmt: skip
    form = GuestForm(auto_id=f"guest_{visitor.ref}_%s", initial=terms)
    if visitor.ends_at <= now:
        return Guest(visitor, f"{scope}, {files}", _("ended"), True, form)
    state = _("came in, until %(last)s") if visitor.accepted_at else _("invited, until %(last)s")
    return Guest(visitor, f"{scope}, {files}", state % {"last": moments.absolute(end, now)}, False, form)


def _default_end(request: SellerRequest, catalogue: Catalogue) -> str:
    today = day_of(request.now, request.seller.store.zone)
    return (today + timedelta(days=catalogue.limits.guest_days)).isoformat()
