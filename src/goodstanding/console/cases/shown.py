"""How a case reads to an associate: what is owed, by when, and everything said on every side of the counter but one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from heapq import merge

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goodstanding.base.search.showing import as_markup
from goodstanding.systems.cases import clocks, display, promised, promised_words, rules, words
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.display import Attached, Clock, Said
from goodstanding.systems.cases.models import Case, CaseAttachment, CaseMessage, InternalAttachment, InternalNote
from goodstanding.systems.cases.queries import DeskMarks, Place
from goodstanding.systems.cases.states import LABELS, Author, Label, Priority, Side, Status
from goodstanding.systems.service.states import Kind as Promised
from goodstanding.systems.service.words import KIND_WORDS
from goodstanding.ui import moments
from goodstanding.ui.addresses import addresses

_UNMARKED = DeskMarks()
_URGENT = frozenset({Priority.URGENT.value, Priority.HIGH.value})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue."""

    case: Case
    url: str
    state: str
    word: str
    category: str
    queue: str
    priority: str
    urgent: bool
    assignee: str
    promise: str
    silent: str
    asked: str
    asked_state: str
    subject: str
    found: str
    marks: DeskMarks


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What every line of one page needs. `query` keeps the queue's filters beside the case; where it was searched, `places`
    says what was found in which case."""

    catalogue: Catalogue
    now: datetime
    query: str = ""
    places: Mapping[int, Place] = field(default_factory=dict)
    marks: Mapping[int, DeskMarks] = field(default_factory=dict)


def rows(cases: Iterable[Case], listing: Listing) -> list[Row]:
    """Cases as their lines in the queue."""
    address, said_in = addresses("console:cases-detail", "ref"), language()
    known = _known(said_in)

    def row(case: Case) -> Row:
        state, word = _status(case, listing.now, known)
        place = listing.places.get(case.pk)
        silent = rules.is_silent(case.word, case.updated_at, listing.now, listing.catalogue.silent_days)
        return Row(
            case=case,
            url=address(case.ref) + listing.query,
            state=state,
            word=word,
            category=listing.catalogue.label(case.category, said_in),
            queue=listing.catalogue.queue_label(case.queue, said_in),
            priority=known.priorities[case.priority],
            urgent=case.priority in _URGENT,
            assignee=case.assignee.name if case.assignee else "",
            promise=known.promises.get(case.due_promise, ""),
            asked=words.asked_of(case),
            asked_state=words.asked_state(case),
            silent=moments.span(int((listing.now - case.updated_at).total_seconds())) if silent else "",
            subject=as_markup(place.subject) if place else case.subject,
            found=as_markup(place.snippet) if place else "",
            marks=listing.marks.get(case.pk, _UNMARKED),
        )

    return [row(case) for case in cases]


def status(case: Case, now: datetime) -> tuple[str, str]:
    """Shape and word of the status, from this side of the counter."""
    return _status(case, now, _known(language()))


def _status(case: Case, now: datetime, known: _Known) -> tuple[str, str]:
    late = case.due_at is not None and case.due_at <= now
    state, word = known.statuses[case.status, late]
    return (state, word % {"who": case.pending_who}) if case.status == Status.PENDING_THIRD_PARTY else (state, word)


@dataclass(frozen=True, slots=True)
class _Known:
    """The words that rows of lists are made of, in one language. Statuses by code and whether our word is late."""

    statuses: Mapping[tuple[str, bool], tuple[str, str]]
    priorities: Mapping[str, str]
    promises: Mapping[str, str]


@lru_cache(maxsize=32)
def _known(said_in: str) -> _Known:
    return _Known(
        statuses={(code, late): _status_word(code, late=late) for code in Status for late in (False, True)},
        priorities={code: str(word) for code, word in words.PRIORITY_WORDS.items()},
        promises={code: str(word) for code, word in KIND_WORDS.items()},
    )


def _status_word(code: Status, *, late: bool) -> tuple[str, str]:
    """Its shape and word. That of a third party still lacks its name."""
    if LABELS[code] is Label.CLOSED:
        return "plain", f"{words.LABEL_WORDS[Label.CLOSED]}: {words.STATUS_WORDS[code]}"
    if code is Status.PENDING_SELLER:
        return "waiting", _("Waits for the seller")
    if code is Status.PENDING_THIRD_PARTY:
        return ("over" if late else "waiting"), _("Waits for %(who)s")
    if late:
        return "over", _("Late: our turn")
    return "none", _("Our turn: %(status)s") % {"status": words.STATUS_WORDS[code]}


def owed(case: Case, now: datetime) -> str:
    """What the marketplace owes and by when, in one sentence."""
    if case.closed_at is not None:
        how = words.HOW_WORDS[case.closed_how]
        return _("Over since %(at)s: %(how)s.") % {"at": moments.absolute(case.closed_at, now), "how": how}
    if case.seller_due_at is not None:
        return _("The seller owes: %(what)s. Without an answer it is resolved on %(by)s.") % {
            "what": case.pending_what.rstrip("."),
            "by": moments.absolute(case.seller_due_at, now),
        }
    by: dict[str, object] = {"by": moments.absolute(case.due_at, now) if case.due_at else "", "who": case.pending_who}
    if case.status == Status.PENDING_THIRD_PARTY:
        return _("%(who)s was asked; tell the seller how it stands by %(by)s.") % by
    late = case.due_at is not None and case.due_at <= now
    if case.due_promise in (Promised.UPDATE, Promised.RESOLUTION):
        by["what"] = KIND_WORDS[case.due_promise]
        return (_("%(what)s: due since %(by)s.") if late else _("%(what)s: due by %(by)s.")) % by
    return (_("We owe an answer since %(by)s.") if late else _("We owe an answer by %(by)s.")) % by


def both_clocks(case: Case, catalogue: Catalogue, now: datetime) -> list[Clock]:
    """Ours first, then the seller's."""
    read = clocks.read(case.clocks, now)
    stands = promised.progress(case, now)
    used = {"used": moments.span(read.turn_seconds), "target": moments.span(stands.target_seconds)}
    ours = read.side is Side.MARKETPLACE
    never = not read.marketplace_seconds and case.is_outreach
    stopped = _("it has not run yet: we wrote first") if never else _("last turn %(used)s of %(target)s") % used
    return [
        Clock(
            label=_("Our clock"),
            value=left(case.due_at, now) if ours and case.due_at else _("stopped"),
            running=ours,
            note=promised_words.used_of(stands) if ours and case.due_promise else stopped,
            urgency=moments.urgency(case.due_at, now) if ours and case.due_at else "",
        ),
        Clock(
            label=_("Seller's clock"),
            value=left(case.seller_due_at, now) if case.seller_due_at else _("stopped"),
            running=read.side is Side.SELLER,
            note=_("%(used)s used in all") % {"used": moments.span(read.seller_seconds)},
            urgency="",
        ),
    ]


def thread(messages: Iterable[CaseMessage], notes: Iterable[InternalNote], case: Case) -> list[Said]:
    """Messages and internal notes in order of time."""
    said = (_message(one, case) for one in messages)
    inside = (_note(one, case) for one in notes)
    return list(merge(said, inside, key=lambda entry: (entry.at, entry.order)))


def url(name: str, case: Case) -> str:
    """The address of one of a case's pages."""
    return reverse(f"console:{name}", kwargs={"ref": case.ref})


def left(due_at: datetime, now: datetime) -> str:
    """What a running clock shows: "1 d 4 h left", or by how much it is overdue."""
    if due_at <= now:
        return moments.remaining(due_at, now)
    return _("%(span)s left") % {"span": moments.span(int((due_at - now).total_seconds()))}


def language() -> str:
    """The language of this request."""
    return get_language() or "en"


def _message(message: CaseMessage, case: Case) -> Said:
    hers = message.author == Author.SELLER
    side = (_("guest of the seller") if message.channel == "guest" else case.seller.name) if hers else _("marketplace")
    return Said(
        at=message.at,
        order=message.place,
        who=message.author_name,
        sub=f"{side} · {_('escalation')}" if message.kind else side,
        kind="" if hers else "mine",
        text=message.body,
        files=[_file(one, case) for one in message.sent],
        anchor=f"m{message.place}",
        whole_url=_whole_url(message, case),
    )


def _whole_url(message: CaseMessage, case: Case) -> str:
    if message.channel != "email" or message.case_id != case.pk:
        return ""
    return reverse("console:cases-mail", kwargs={"ref": case.ref, "number": message.number})


def _note(note: InternalNote, case: Case) -> Said:
    return Said(
        at=note.at,
        order=10**9,
        who=note.author_name,
        sub=_("internal note: associates only"),
        kind="note",
        text=note.body,
        files=[_file(one, case) for one in note.sent],
        anchor=f"n{note.pk}",
    )


def _file(one: CaseAttachment | InternalAttachment, case: Case) -> Attached:
    address = reverse("console:cases-file", kwargs={"ref": case.ref, "file_ref": one.file.ref})
    return display.attached(one.file, address)
