"""How a case reads to its seller: whose turn it is, what happens next and by when, in one sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goodstanding.base.timeline import sentences
from goodstanding.base.timeline.models import Entry
from goodstanding.portal.hooks import subject_links
from goodstanding.systems.cases import clocks, display, promised, promised_words, rules, words
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.display import Attached, Clock, Said
from goodstanding.systems.cases.models import (
    Case,
    CaseAttachment,
    CaseLink,
    CaseMessage,
    Closing,
    NewCaseDraft,
    SellerNote,
)
from goodstanding.systems.cases.queries import Linked
from goodstanding.systems.cases.states import Author, Label, Permit, Side, Status
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.service.states import Kind as Promised
from goodstanding.ui import moments
from goodstanding.ui.frame import State

WHO_LIMIT = 36  # of a third party's name in a status; the sentence beside it has all of it


@dataclass(frozen=True, slots=True)
class Tagged:
    """A status as shape and word."""

    state: State | str
    word: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """A case that somebody began and did not send."""

    subject: str
    category: str
    saved_at: datetime
    goes: str
    url: str


def status(case: Case, now: datetime) -> Tagged:
    """Open, Pending or Closed, and whose turn it is."""
    if case.status == Status.PENDING_SELLER:
        soon = case.seller_due_at is not None and moments.urgency(case.seller_due_at, now)
        return Tagged("close" if soon else "waiting", _("Pending: waits for you"))
    late = case.due_at is not None and case.due_at <= now
    if case.status == Status.PENDING_THIRD_PARTY:
        if late:
            return Tagged("over", _("Pending: we are late"))
        return Tagged("waiting", _("Pending: waits for %(who)s") % {"who": rules.one_line(case.pending_who, WHO_LIMIT)})
    if case.state in {Status.SPAM, Status.TRASHED, Status.CLOSED}:
        return Tagged("plain", _("Closed"))
    if case.word is Label.CLOSED:
        return Tagged("plain", f"{_('Closed')}: {words.STATUS_WORDS[case.state]}")
    if late:
        return Tagged("over", _("Open: we are late"))
    return Tagged("none", _("Open: our turn"))


def history(entries: Iterable[Entry]) -> list[tuple[str, Entry]]:
    """What was done, in sentences that speak to the seller's own people."""
    return [(sentences.say(entry, words.SELLER_SENTENCES), entry) for entry in entries]


def rated(end: Closing | None) -> tuple[str, Closing] | None:
    """What was said about the end of a case, in words; nothing where nobody said anything."""
    return (str(words.RATING_WORDS[end.verdict]), end) if end is not None and end.verdict else None


def unsent(drafts: Iterable[NewCaseDraft], catalogue: Catalogue, seller: Seller, now: datetime) -> list[Unsent]:
    """The cases somebody began and did not send, and until when they are kept."""
    return [
        Unsent(
            subject=draft.fields.get("subject", ""),
            category=catalogue.label(draft.category, language()),
            saved_at=draft.saved_at,
            goes=words.draft_goes(draft.saved_at, catalogue, now),
            url=write_url(seller, draft.category, draft.about),
        )
        for draft in drafts
    ]


def write_url(seller: Seller, category: str, about: str = "") -> str:
    """The address at which a case of a category is written, about an object (`kind:ref`) or nothing."""
    url = reverse("portal:cases-write", kwargs={"seller_ref": seller.ref, "category": category})
    return f"{url}?{urlencode({'about': about}, safe=':')}" if about else url


def next_step(case: Case, catalogue: Catalogue, now: datetime) -> str:
    """What happens next and by when, in one sentence."""
    if case.status == Status.PENDING_SELLER and case.seller_due_at is not None:
        return _("We need from you: %(what)s. Our clock stands still until you answer, at the latest on %(by)s.") % {
            "what": case.pending_what.rstrip("."),
            "by": moments.absolute(case.seller_due_at, now),
        }
    if case.status == Status.PENDING_THIRD_PARTY and case.due_at is not None:
        if case.due_at <= now:
            said = _(
                "We wait for %(who)s: %(what)s. We are late: by %(by)s you were to hear from us how it stands. "
                "You need do nothing."
            )
        else:
            said = _("We wait for %(who)s: %(what)s. You need do nothing; you hear from us by %(by)s.")
        return said % {
            "who": case.pending_who,
            "what": case.pending_what.rstrip("."),
            "by": moments.absolute(case.due_at, now),
        }
    if case.closed_at is not None:
        return _ended(case, case.closed_at, catalogue, now)
    by = {"by": moments.absolute(case.due_at, now) if case.due_at else ""}
    settles = case.due_promise == Promised.RESOLUTION
    if case.due_at is not None and case.due_at <= now:
        if settles:
            said = _(
                "It is our turn, and we are late: it was to be settled by %(by)s. Your clock stands still meanwhile."
            )
        else:
            said = _(
                "It is our turn, and we are late: our answer was due on %(by)s. Your clock stands still meanwhile."
            )
        return said % by
    if settles:
        return _("It is our turn: it is to be settled by %(by)s. You need do nothing until then.") % by
    if case.due_promise == Promised.UPDATE:
        return _("It is our turn: you hear from us by %(by)s. You need do nothing until then.") % by
    return _("It is our turn: you have an answer by %(by)s. You need do nothing until then.") % by


def both_clocks(case: Case, catalogue: Catalogue, now: datetime) -> list[Clock]:
    """The seller's clock and ours. One runs while the case lives; who waits never loses time."""
    read = clocks.read(case.clocks, now)
    return [_her_clock(case, read, now), _our_clock(case, read, now)]


def thread(messages: Iterable[CaseMessage], notes: Iterable[SellerNote], seller: Seller, case: Case) -> list[Said]:
    """Messages and the team's private notes in order of time."""
    said = (_message(one, seller, case) for one in messages)
    private = (_note(one) for one in notes)
    return list(merge(said, private, key=lambda entry: (entry.at, entry.order)))


def guest_thread(messages: Iterable[CaseMessage], case: Case, *, sees_files: bool) -> list[Said]:
    """Messages as a guest of the case reads them; no note of either side, and files only by invitation."""
    found = []
    for one in messages:
        hers = one.author == Author.SELLER
        side = (_("guest of the seller") if one.channel == "guest" else case.seller.name) if hers else _("marketplace")
        files = [_file(a, reverse("guest:file", args=[case.ref, a.file.ref])) for a in one.sent if sees_files]
        kind = "mine" if hers else ""
        found.append(Said(one.at, one.place, one.author_name, side, kind, one.body, files, f"m{one.place}"))
    return found


def about(
    case: Case, links: Sequence[CaseLink] | Sequence[Linked], catalogue: Catalogue, seller: Seller
) -> list[tuple[str, str, str]]:
    """What the case is about: label, text and address (or nothing) of each linked object and answer."""
    linked = [
        (str(words.KIND_WORDS.get(link.kind, link.kind)), _called(link), link_url(link.kind, link.ref, seller))
        for link in links
    ]
    return linked + [(label, text, "") for label, text in words.answers_of(case, catalogue, language())]


def _called(link: CaseLink | Linked) -> str:
    """An object as its own page calls it: most by their ID, a metric by its name."""
    return link.title if link.kind == "metric" and link.title else link.ref


def link_url(kind: str, ref: str, seller: Seller) -> str:
    """The address of a linked object's page, or nothing where it has none."""
    if kind in subject_links:
        return subject_links[kind](seller, ref)
    try:
        return reverse("portal:orders-detail", args=[seller.ref, ref]) if kind == "order" else ""
    except NoReverseMatch:
        return ""


def url(name: str, seller: Seller, case: Case) -> str:
    """The address of one of a case's pages."""
    return case_url(name, seller, case.ref)


def case_url(name: str, seller: Seller, ref: str) -> str:
    """The same by the Case ID."""
    return reverse(f"portal:{name}", kwargs={"seller_ref": seller.ref, "case_ref": ref})


def left(due_at: datetime, now: datetime) -> str:
    """What a running clock shows: "1 d 4 h left", or by how much it is overdue."""
    if due_at <= now:
        return moments.remaining(due_at, now)
    return _("%(span)s left") % {"span": moments.span(int((due_at - now).total_seconds()))}


def language() -> str:
    """The language of this request."""
    return get_language() or "en"


def attached(message: CaseMessage, seller: Seller, case: Case) -> list[Attached]:
    """The files of a message, with their addresses."""
    return [_file(one, reverse("portal:cases-file", args=[seller.ref, case.ref, one.file.ref])) for one in message.sent]


def _file(one: CaseAttachment, url: str) -> Attached:
    return display.attached(one.file, url)


def _whole_url(message: CaseMessage, seller: Seller, case: Case) -> str:
    if message.channel != "email" or message.case_id != case.pk:
        return ""
    return reverse("portal:cases-mail", args=[seller.ref, case.ref, message.number])


def _ended(case: Case, closed_at: datetime, catalogue: Catalogue, now: datetime) -> str:
    how = {
        "informed": _("We wrote this for your information on %(on)s; you need do nothing."),
        "answered": _("We resolved it with our answer on %(on)s."),
        "solved": _("%(who)s closed it as solved on %(on)s."),
        "withdrawn": _("%(who)s withdrew it on %(on)s."),
        "no_reply": _("It was resolved on %(on)s because no answer came."),
        "merged": _("It was joined with another case on %(on)s and goes on there."),
        "spam": _("It was closed on %(on)s without an answer. If that is a mistake, open a follow-up case."),
        "trashed": _("It was closed on %(on)s without an answer. If that is a mistake, open a follow-up case."),
    }["informed" if case.only_informs else case.closed_how] % {
        "on": moments.absolute(closed_at, now), "who": case.closed_by_name,
    }  # fmt: skip
    if not (case.permits(Permit.REOPEN) or case.status == Status.CLOSED):
        return how
    until = rules.reopen_until(closed_at, catalogue.waits)
    if case.status == Status.CLOSED or now > until:
        return how + " " + _("The time for reopening has passed; a follow-up case refers to this one.")
    return how + " " + _("You can reopen it until %(until)s.") % {"until": moments.absolute(until, now)}


def _her_clock(case: Case, read: clocks.Clocks, now: datetime) -> Clock:
    used = moments.span(read.seller_seconds)
    if case.seller_due_at is not None:
        value = left(case.seller_due_at, now)
        note = _("until %(at)s") % {"at": moments.absolute(case.seller_due_at, now)}
        return Clock(_("Your clock"), value, True, note, moments.urgency(case.seller_due_at, now))
    late = case.due_at is not None and case.due_at <= now and read.side is Side.MARKETPLACE
    if late:
        note = _("%(used)s used so far; it stands still while we are late") % {"used": used}
    else:
        note = _("%(used)s used so far; it runs only while we wait for you") % {"used": used}
    return Clock(_("Your clock"), _("stopped"), False, note, "")


def _our_clock(case: Case, read: clocks.Clocks, now: datetime) -> Clock:
    stands = promised.progress(case, now)
    used = {"used": moments.span(read.turn_seconds), "target": moments.span(stands.target_seconds)}
    if case.level_due_at is not None and read.side is not Side.NOBODY:
        return _level_clock(case, case.level_due_at, read.side, now)
    if read.side is Side.MARKETPLACE and case.due_at is not None:
        note = promised_words.used_of(stands) if case.due_promise else ""
        return Clock(_("Our clock"), left(case.due_at, now), True, note, moments.urgency(case.due_at, now))
    if read.side is Side.SELLER and not read.marketplace_seconds and case.is_outreach:
        note = _("it runs once you answer")
    elif read.side is Side.SELLER:
        note = _("our last turn took %(used)s of %(target)s; it runs again when you answer") % used
    elif read.side is Side.THIRD_PARTY and case.due_at is not None:
        note = _("we tell you how it stands by %(at)s") % {"at": moments.absolute(case.due_at, now)}
    else:
        note = _("%(used)s used in all") % {"used": moments.span(read.marketplace_seconds)}
    return Clock(_("Our clock"), _("stopped"), False, note, "")


def _level_clock(case: Case, due_at: datetime, side: Side, now: datetime) -> Clock:
    """Our clock while a level owes its decision: it runs whoever else is asked meanwhile."""
    note = _("until the decision of level %(n)s, to which the case is escalated") % {"n": case.level}
    if side is Side.THIRD_PARTY and case.due_at is not None:
        tells = moments.absolute(case.due_at, now)
        note += "; " + _("about %(who)s we tell you by %(at)s") % {"who": case.pending_who, "at": tells}
    return Clock(_("Our clock"), left(due_at, now), True, note, moments.urgency(due_at, now))


def _message(message: CaseMessage, seller: Seller, case: Case) -> Said:
    hers = message.author == Author.SELLER
    side = (_("your guest") if message.channel == "guest" else _("your team")) if hers else _("marketplace")
    return Said(
        at=message.at,
        order=message.place,
        who=message.author_name or (_("You") if hers else _("Support")),
        sub=f"{side} · {_('escalation')}" if message.kind else side,
        kind="mine" if hers else "",
        text=message.body,
        files=attached(message, seller, case),
        anchor=f"m{message.place}",
        whole_url=_whole_url(message, seller, case) if hers else "",
    )


def _note(note: SellerNote) -> Said:
    return Said(note.at, 10**9, _("Private note"), _("%(who)s, your team only") % {"who": note.author_name}, "note",
                note.body, (), f"n{note.pk}")  # fmt: skip
