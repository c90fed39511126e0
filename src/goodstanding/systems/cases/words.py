"""What the codes of the case system are called. Text is chosen when shown; codes are what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _said
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from goodstanding.base.files.rules import ALLOWED
from goodstanding.base.timeline.sentences import Sentence
from goodstanding.kit.money import Money
from goodstanding.systems.cases.agreement_states import AgreementState
from goodstanding.systems.cases.catalogue import REFERENCES, Catalogue, Kind
from goodstanding.systems.cases.joining import Sameness
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.need_states import Asked, NeedState
from goodstanding.systems.cases.rules import Hint
from goodstanding.systems.cases.states import ClosedHow, Label, Outcome, Priority, Status, Verdict, status_told
from goodstanding.ui import moments
from goodstanding.ui.templatetags.ui import money

Names = Mapping[str, Promise | str]

CASES = _("Cases")
LABEL_WORDS: Names = {Label.OPEN: _("Open"), Label.PENDING: _("Pending"), Label.CLOSED: _("Closed")}
STATUS_WORDS: Names = {
    Status.NEW: _("new"),
    Status.OPEN: _("open"),
    Status.REOPENED: _("reopened"),
    Status.PENDING_SELLER: _("waiting for the seller"),
    Status.PENDING_THIRD_PARTY: _("waiting for a third party"),
    Status.RESOLVED: _("resolved"),
    Status.CLOSED: _("closed"),
    Status.CANCELLED: _("withdrawn"),
    Status.MERGED: _("joined with another case"),
    Status.SPAM: _("spam"),
    Status.TRASHED: _("in the trash"),
}
PRIORITY_WORDS: Names = {
    Priority.URGENT: _("Urgent"),
    Priority.HIGH: _("High"),
    Priority.NORMAL: _("Normal"),
    Priority.LOW: _("Low"),
}
HOW_WORDS: Names = {
    ClosedHow.ANSWERED: _("resolved with an answer"),
    ClosedHow.SOLVED: _("closed by the seller as solved"),
    ClosedHow.WITHDRAWN: _("withdrawn by the seller"),
    ClosedHow.NO_REPLY: _("resolved because no reply came"),
    ClosedHow.MERGED: _("joined with another case"),
    ClosedHow.SPAM: _("put away as spam"),
    ClosedHow.TRASHED: _("put into the trash"),
}
RATING_WORDS: Names = {
    Verdict.YES: _("settled"),
    Verdict.PARTLY: _("settled in part"),
    Verdict.NO: _("not settled"),
}
SAMENESS_WORDS: Names = {
    Sameness.OBJECT: _("about the same order, notification or other object"),
    Sameness.WORDS: _("the same words in the subject"),
    Sameness.CATEGORY: _("the same category"),
    Sameness.TIME: _("opened within three days of each other"),
}
TRACE_WORDS: Names = {
    "case.last_author_name": _("Cases: who wrote last"),
    "case.closed_by_name": _("Cases: who closed it"),
    "case.requester_name": _("Cases: who opened them"),
    "case.subject": _("Cases: subject"),
    "case.summary": _("Cases: summary"),
    "case.last_beginning": _("Cases: last word"),
    "case.close_reason": _("Cases: reason for closing"),
    "case.pending_what": _("Cases: what it waits for"),
    "case.pending_who": _("Cases: whom it waits for"),
    "message.author_name": _("Messages signed"),
    "message.body": _("Messages: text"),
    "internal_note.author_name": _("Internal notes signed"),
    "internal_note.body": _("Internal notes: text"),
    "seller_note.author_name": _("Private notes of sellers signed"),
    "seller_note.body": _("Private notes of sellers: text"),
    "draft": _("Drafts, which go"),
    "timeline.actor_name": _("Lines of the record"),
}
CLOSING_WORDS: Names = {
    "closed": _("Ended"),
    "reopened": _("Reopened"),
    "overturned": _("Overturned"),
    "rated": _("Answered"),
    "yes": _("Settled"),
    "partly": _("In part"),
    "no": _("Not settled"),
}
OUTCOME_WORDS: Names = {
    Outcome.KEEP_OPEN: _("we go on working on it"),
    Outcome.WAIT_FOR_SELLER: _("waiting for the seller"),
    Outcome.WAIT_FOR_THIRD_PARTY: _("waiting for a third party"),
    Outcome.RESOLVE: _("resolved"),
}
HINT_WORDS: Names = {
    Hint.TOO_SHORT: _("A few words more would tell the case by its subject: what happened, to which order or listing."),
    Hint.SAYS_NOTHING: _("This subject fits any case. Name what happened and to which order, SKU or payout."),
    Hint.SHOUTING: _("Small letters read faster. The category decides how soon a case is answered, not its subject."),
}
KIND_WORDS: Names = {
    "order": _("Order"),
    "notification": _("Notification"),
    "case": _("Case"),
    "sku": _("SKU"),
    "metric": _("Metric"),
    "message": _("Buyer's message"),
    "payout": _("Payout"),
    "payout_line": _("Payout line"),
}

SCOPE_WORDS: Names = {
    "read": _("reads, without attachments"),
    "read_files": _("reads, with attachments"),
    "write": _("reads and writes, without attachments"),
    "write_files": _("reads and writes, with attachments"),
}
AGREEMENT_WORDS: Names = {
    AgreementState.PROPOSED: _("to be confirmed"),
    AgreementState.CONFIRMED: _("agreed"),
    AgreementState.DECLINED: _("declined"),
    AgreementState.WITHDRAWN: _("taken back"),
}
NEED_WORDS: Names = {
    NeedState.MISSING: _("still missing"),
    NeedState.GIVEN: _("given"),
    NeedState.WAIVED: _("not needed any more"),
}
NOT_GIVEN = _("not given")
ASKED_WORDS: Names = {Asked.OPEN: _("some of it is missing"), Asked.IN: _("nothing of it is missing")}
NEED_MARKS: Mapping[str, str] = {NeedState.MISSING: "close", NeedState.GIVEN: "good", NeedState.WAIVED: "plain"}

# A label's colour: the class that carries its token, and its name.
TONE_WORDS: Mapping[str, tuple[str, Promise | str]] = {
    "grey": ("plain", _("Grey")),
    "blue": ("waiting", _("Blue")),
    "green": ("good", _("Green")),
    "amber": ("close", _("Amber")),
    "red": ("over", _("Red")),
}

SENTENCES: Mapping[str, Sentence] = {
    "case.opened": Sentence(_("Case opened")),
    "case.opened_by_marketplace": Sentence(
        _("The marketplace wrote to the seller: %(outcome)s"), words={"outcome": OUTCOME_WORDS}
    ),
    "case.replied": Sentence(_("The seller wrote")),
    "case.answered": Sentence(_("Answered: %(outcome)s"), words={"outcome": OUTCOME_WORDS}),
    "case.reminded": Sentence(_("Reminder %(nth)s sent to the seller")),
    "case.closed": Sentence(_("Closed: %(how)s"), words={"how": HOW_WORDS}),
    "case.window_closed": Sentence(_("Closed for good: the time for reopening has passed")),
    "case.reopened": Sentence(_("Reopened")),
    "case.described": Sentence(_("Subject and summary rewritten")),
    "case.linked": Sentence(_("Linked to %(kind)s %(ref)s"), words={"kind": KIND_WORDS}),
    "case.unlinked": Sentence(_("No longer linked to %(kind)s %(ref)s"), words={"kind": KIND_WORDS}),
    "case.merged": Sentence(_("Joined with case %(into)s, where it goes on")),
    "case.took_in": Sentence(_("Case %(other)s was joined with this one")),
    "case.unmerged": Sentence(_("On its own again: no longer joined with case %(into)s")),
    "case.let_go": Sentence(_("Case %(other)s is on its own again")),
    "case.split": Sentence(_("%(messages)s messages went on as case %(into)s")),
    "case.split_off": Sentence(_("Split off case %(other)s")),
    "case.rejoined": Sentence(_("Case %(into)s was put back into this one")),
    "case.put_away": Sentence(_("Put away: %(as)s"), words={"as": STATUS_WORDS}),
    "case.restored": Sentence(_("Brought back: it stands as before")),
    "case.emptied": Sentence(_("Removed for good: its time on the shelf was over")),
    "case.joined_problem": Sentence(_("Put behind problem %(problem)s")),
    "case.left_problem": Sentence(_("Taken out of problem %(problem)s")),
    "problem.opened": Sentence(_("Problem opened")),
    "problem.described": Sentence(_("Problem described anew")),
    "problem.answered": Sentence(_("%(cases)s cases answered at once: %(outcome)s"), words={"outcome": OUTCOME_WORDS}),
    "problem.closed": Sentence(_("Problem closed")),
    "person.erased": Sentence(_("A former member was erased from the cases")),
    "person.mail_erased": Sentence(_("A former member was erased from mail, files, escalations and deliveries")),
    "tag.renamed": Sentence(_("Tag %(subject)s renamed to %(to)s")),
    "tag.removed": Sentence(_("Tag %(subject)s removed")),
    "case.snoozed": Sentence(_("Snoozed")),
    "case.woken": Sentence(_("Back from its snooze")),
    "case.reckoned": Sentence(
        _("Working hours or promises changed: what is due was reckoned anew, the time used counts")
    ),
    "case.answer_scheduled": Sentence(_("Answer to be sent later")),
    "case.answer_held": Sentence(_("Answer held back, not sent")),
    "case.answer_stopped": Sentence(_("Answer to be sent later stopped")),
    "case.tagged": Sentence(_("Tagged %(tag)s")),
    "case.untagged": Sentence(_("Tag %(tag)s taken away")),
    "case.filled_in": Sentence(_("Fields filled in: %(fields)s")),
    "case.guest_invited": Sentence(
        _("Guest %(name)s (%(to)s) invited until %(ends_on)s: %(scope)s"), words={"scope": SCOPE_WORDS}
    ),
    "case.guest_changed": Sentence(
        _("Guest %(name)s changed: %(scope)s, until %(ends_on)s; before: %(was_scope)s, until %(was_ends_on)s"),
        words={"scope": SCOPE_WORDS, "was_scope": SCOPE_WORDS},
    ),
    "case.guest_link_sent": Sentence(_("Guest %(name)s (%(to)s) sent a new link")),
    "case.guest_joined": Sentence(_("Guest %(name)s came in")),
    "case.guest_revoked": Sentence(_("Guest %(name)s taken out")),
    "case.agreement_proposed": Sentence(_("Agreement %(number)s put down")),
    "case.agreement_confirmed": Sentence(_("Agreement %(number)s confirmed")),
    "case.agreement_declined": Sentence(_("Agreement %(number)s declined")),
    "case.agreement_withdrawn": Sentence(_("Agreement %(number)s taken back")),
    "case.need_given": Sentence(_("What was asked for is there")),
    "case.need_waived": Sentence(_("What was asked for is not needed any more")),
    "case.need_missing": Sentence(_("What was asked for is missing after all")),
    "case.internal_note_added": Sentence(_("Internal note added")),
    "case.assigned": Sentence(_("Assigned")),
    "case.handed_to_queue": Sentence(_("Handed from queue %(from)s to %(to)s")),
    "case.prioritised": Sentence(
        _("Priority changed from %(from)s to %(to)s"), words={"from": PRIORITY_WORDS, "to": PRIORITY_WORDS}
    ),
}

# The same as the seller's own people read them.
SELLER_SENTENCES: Mapping[str, Sentence] = {
    "case.opened_by_marketplace": Sentence(_("The marketplace wrote to you")),
    "case.replied": Sentence(_("Your team wrote")),
    "case.reminded": Sentence(_("Reminder %(nth)s sent to you")),
    "case.closed": Sentence(
        _("Closed: %(how)s"),
        words={
            "how": {
                **HOW_WORDS,
                ClosedHow.SOLVED: _("your team said that it is solved"),
                ClosedHow.WITHDRAWN: _("your team withdrew it"),
                ClosedHow.NO_REPLY: _("no reply came from you"),
            }
        },
    ),
}


def answers_of(case: Case, catalogue: Catalogue, language: str) -> list[tuple[str, str]]:
    """The questions of the category and what the seller answered; objects are links and stand elsewhere."""
    leaf = next((leaf for leaf in catalogue.leaves() if leaf.code == case.category), None)
    asked = {question.code: question for question in leaf.questions} if leaf else {}
    shown = []
    for one in case.answers:
        if one["type"] in REFERENCES:
            continue
        question = asked.get(one["code"])
        label = question.label.in_(language) if question else one["code"]
        choices = {value: word.in_(language) for value, word in question.choices} if question else {}
        shown.append((label, _value(one, choices)))
    return shown


def opened_by(case: Case) -> str:
    """Who opened a case, as both sides read it; where that was not the seller's team, with the side."""
    if case.is_outreach:
        return _said("%(who)s, marketplace") % {"who": case.requester_name}
    return case.requester_name


def still_asks(case: Case) -> bool:
    """Whether what was asked for is waited for: not once the case is settled; where it ended for want of a reply, a reply may
    still bring it."""
    return case.label != Label.CLOSED or case.closed_how == ClosedHow.NO_REPLY


def need(case: Case, state: NeedState) -> tuple[str, str]:
    """Mark and word of a thing that was asked for."""
    if state is NeedState.MISSING and not still_asks(case):
        return "plain", str(NOT_GIVEN)
    return NEED_MARKS[state], str(NEED_WORDS[state])


def standing(case: Case) -> str:
    """How a case stands, as both sides and guests may read it: "Pending: waiting for the seller", and "Closed" alone when it
    is closed for good."""
    told, word = status_told(case.state), str(LABEL_WORDS[case.word])
    return word if told.value == case.word.value else f"{word}: {STATUS_WORDS[told]}"


def file_kind(content_type: str) -> str:
    """PDF, PNG, TXT, DOCX …: the short name of a type."""
    if content_type in ALLOWED and not content_type.startswith("image/"):
        return ALLOWED[content_type][0].upper()
    return content_type.rsplit("/", 1)[-1].split(".")[-1].upper()[:12]


def _value(answer: Mapping[str, str], choices: Mapping[str, str]) -> str:
    if answer["type"] == Kind.AMOUNT:
        return money(Money(int(answer["value"]), answer["currency"]))
    if answer.get("unsold"):
        return str(_("%(sku)s (no order has it)") % {"sku": answer["value"]})
    return choices.get(answer["value"], answer["value"])


def asked_of(case: Case) -> str:
    """How a living case stands that asked its seller for things, for either side: "2 of 5 things asked for are missing"."""
    n = {"n": case.missing_count or 0, "of": case.asked_count or 0}
    if case.asked is Asked.OPEN:
        return _of_several(n) if n["of"] > 1 else _said("The one thing asked for is missing")
    if case.asked is Asked.IN:
        said = ngettext("The one thing asked for is in", "All %(of)s things asked for are in", n["of"])
        return said % n
    return ""


def asked_state(case: Case) -> str:
    """Its mark, once it is the marketplace's turn: until then the status says that something is waited for."""
    if case.asked is None or case.due_at is None:
        return ""
    return NEED_MARKS[NeedState.MISSING if case.asked is Asked.OPEN else NeedState.GIVEN]


def _of_several(n: Mapping[str, int]) -> str:
    return (
        ngettext("%(n)s of %(of)s things asked for is missing", "%(n)s of %(of)s things asked for are missing", n["n"])
        % n
    )


def draft_goes(saved_at: datetime, catalogue: Catalogue, now: datetime) -> str:
    """Until when something that was not sent is kept, in the zone that is active: "kept until 21 Feb 2027"."""
    return _said("kept until %(day)s") % {"day": moments.absolute(catalogue.draft_goes_at(saved_at), now)}
