"""What the case page says about escalating, in one sentence, with the way on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from goodstanding.portal.cases import shown as cases
from goodstanding.portal.escalation import turn
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Permit
from goodstanding.systems.escalation import display, queries, words
from goodstanding.systems.escalation.handbook import Handbook
from goodstanding.systems.escalation.models import Escalation
from goodstanding.systems.escalation.rules import Offer, Why
from goodstanding.systems.escalation.states import CLOCK_RUNS, Do, State
from goodstanding.systems.escalation.words import language


@dataclass(frozen=True, slots=True)
class Panel:
    """One sentence, a tag where it is escalated, and the way on. `next_step` is for the head of the case, while it is open."""

    sentence: str
    url: str
    label: str
    state: str = ""
    word: str = ""
    main: bool = False
    next_step: str = ""


def panel(case: Case, now: datetime, *, may_write: bool) -> Panel:
    """The panel beside the thread of a case whose reading was authorised. Three queries."""
    latest = queries.latest_of(case)
    return told(case, latest, queries.offer_for(case, latest, now), now, may_write=may_write)


def told(case: Case, latest: Escalation | None, offer: Offer, now: datetime, *, may_write: bool) -> Panel:
    """The same from what was read already."""
    book = queries.handbook_for(case.seller.store, now)
    if latest is not None and latest.is_open:
        hers = may_write and latest.permits(Do.SAY)
        label = _("Read it, and say so") if hers else _("See where it is")
        return Panel(
            _where(latest, book), url(case), label, words.STATE_MARKS[latest.state], turn.word(latest), main=hers,
            next_step=turn.next_step(latest, case, book, now),
        )  # fmt: skip
    if display.outside_open(latest):
        return Panel(words.refusal(offer, book, now), url(case), _("See the steps outside"))
    if not offer.offered:
        address, label = way_on(case, offer, latest)
        return Panel(refused(case, offer, book, now), address, label)
    if not may_write:
        sentence = _("This case can be escalated. Your role reads only: a colleague who may write does it.")
        return Panel(sentence, url(case), _("See who decides"))
    return Panel(offered(offer, book), url(case), _("Escalate"), main=True)


def _where(escalation: Escalation, book: Handbook) -> str:
    """Where it is and what that means; by when stands at the head of the page."""
    said = display.headline(escalation, book) + "."
    if escalation.status is State.ANSWERED:
        return said + " " + _("Decided: %(verdict)s.") % {"verdict": words.verdict(escalation, escalation.verdict)}
    if escalation.status in CLOCK_RUNS:
        return said + " " + _("Somebody decides who did not answer before.")
    return said


def offered(offer: Offer, book: Handbook) -> str:
    """That it can be escalated, and why that is warranted."""
    return _("Not settled here? You can escalate this case. %(why)s") % {"why": grounds(offer, book)}


def grounds(offer: Offer, book: Handbook) -> str:
    """What warrants it, a sentence each: so the rule pack words them."""
    said = (book.grounds[code].label.in_(language()).rstrip(".") for code in offer.grounds)
    return " ".join(f"{one}." for one in said)


def refused(case: Case, offer: Offer, book: Handbook, now: datetime) -> str:
    """Why it cannot be escalated now, and from when; a case that is closed for good is not said to be reopened."""
    if Why.CLOSED in {no.why for no in offer.against} and not case.permits(Permit.REOPEN):
        return _("The case is closed for good. Open a follow-up case; it can be escalated like any other.")
    return words.refusal(offer, book, now)


def way_on(case: Case, offer: Offer, latest: Escalation | None) -> tuple[str, str]:
    """Where to go when it cannot be escalated now: never nowhere."""
    why = {no.why for no in offer.against}
    here = cases.url("cases-detail", case.seller, case)
    if Why.CLOSED in why and case.permits(Permit.REOPEN):
        return f"{here}#id_body", _("Write, and it is open again")
    if Why.CLOSED in why:
        return cases.write_url(case.seller, case.category, f"case:{case.ref}"), _("Open a follow-up case")
    if latest is not None:
        return url(case), _("See how the last one ended")
    return f"{here}#id_body", _("Write in the case")


def url(case: Case) -> str:
    """The address of a case's escalation."""
    return reverse("portal:escalation", kwargs={"seller_ref": case.seller.ref, "case_ref": case.ref})
