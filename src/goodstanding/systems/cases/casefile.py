"""A case as a document for the archive, or for somebody who has no account.

Internal notes are in no query used here; the team's own only when the team asks for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodstanding.base.files.models import StoredFile
from goodstanding.base.timeline import sentences
from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import clocks, queries, words
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.models import Case, CaseMessage
from goodstanding.systems.cases.states import Author, how_told
from goodstanding.systems.cases.told import told_fields
from goodstanding.ui import moments
from goodstanding.ui.paper.document import Document, Entry, Part

MOST_MESSAGES = 500
MOST_SIGNS = 400_000  # about 150 pages; a longer case is printed from its newest part, and says so


def case_file(actor: Actor, case: Case, at: datetime, *, language: str, with_notes: bool = False) -> Document:
    """A case whose reading was authorised already, for paper. Seven queries. `with_notes` counts for the team alone.

    Instants are in the store's time zone, which stands beside them.
    """
    catalogue, zone = queries.catalogue_for(case.seller.store, at), case.seller.store.zone
    beside = queries.beside(actor, case)
    messages = _fitting(queries.thread(actor, case, limit=MOST_MESSAGES).messages)
    notes = queries.seller_notes(actor, case) if with_notes else []
    said = [(one.at, _said(one, zone)) for one in messages]
    private = _("%(who)s (private note of the team)")
    said += [(one.at, Entry(private % {"who": one.author_name}, _when(one.at, zone), one.body)) for one in notes]
    agreed = [line for one in beside.agreements for line in (f"{one.number}. {one.text}", _agreed(one))]
    history = [
        f"{_when(entry.at, zone)} · {sentences.say(entry)} · {entry.actor_name}"
        for entry in reversed(queries.history(actor, case, limit=200))
    ]
    parts = [
        Part(_("Conversation"), _left_out(case.message_count - len(messages)), _in_order(said)),
        *([Part(_("Asked for"), lines=[_asked(one, case) for one in beside.needs])] if beside.needs else []),
        *([Part(_("Record of agreements"), lines=agreed)] if agreed else []),
        Part(_("What happened"), lines=history),
    ]
    return Document(
        above=_("Case %(ref)s") % {"ref": case.ref},
        title=case.subject,
        facts=[
            *_facts(case, catalogue, at, language),
            *_about(case, beside.links, catalogue, language),
            *[(one.label, one.words) for one in told_fields(catalogue, case.category, beside.filled, language)],
        ],
        parts=parts,
        foot=_("Case %(ref)s") % {"ref": case.ref},
        printed=_("Printed %(at)s by %(who)s") % {"at": _when(at, zone), "who": actor.name},
        unset=_(
            "A ▯ stands for a letter that this file has no type for. The page of the case, and its print, show it."
        ),
    )


def _in_order(said: Sequence[tuple[datetime, Entry]]) -> list[Entry]:
    return [entry for _at, entry in sorted(said, key=lambda pair: pair[0])]


def _left_out(number: int) -> str:
    if number <= 0:
        return ""
    told = ngettext(
        "%(n)s earlier message is left out; the page of the case has it.",
        "%(n)s earlier messages are left out; the page of the case has them.",
        number,
    )
    return told % {"n": number}


def _fitting(messages: Sequence[CaseMessage]) -> list[CaseMessage]:
    room, kept = MOST_SIGNS, 0
    for message in reversed(messages):
        room -= len(message.body)
        if room < 0 and kept:
            break
        kept += 1
    return list(messages[len(messages) - kept :])


def _facts(case: Case, catalogue: Catalogue, at: datetime, language: str) -> list[tuple[str, str]]:
    read = clocks.read(case.clocks, at)
    zone = case.seller.store.zone
    facts = [
        (_("Seller"), f"{case.seller.name}, {case.seller.store.name}"),
        (_("Category"), catalogue.label(case.category, language)),
        (_("Status"), words.standing(case)),
        (_("Opened"), f"{_when(case.opened_at, zone)}, {words.opened_by(case)}"),
        (_("With the marketplace"), moments.span(read.marketplace_seconds)),
        (_("With the seller"), moments.span(read.seller_seconds)),
    ]
    if how := how_told(case.closed_how):
        closed = [str(words.HOW_WORDS.get(how, how)), case.closed_by_name]
        closed += [_when(case.closed_at, zone)] if case.closed_at else []
        facts.append((_("Closed"), ", ".join(part for part in closed if part)))
    if case.pending_what:
        facts.append((_("Waits for"), case.pending_what))
    if case.seller_due_at:
        facts.append((_("The seller answers by"), _when(case.seller_due_at, zone)))
    elif case.due_at:
        facts.append((_("The marketplace answers by"), _when(case.due_at, zone)))
    return facts


def _about(case: Case, links: Sequence[queries.Linked], catalogue: Catalogue, language: str) -> list[tuple[str, str]]:
    linked = [(str(words.KIND_WORDS.get(link.kind, link.kind)), f"{link.ref} {link.title}".strip()) for link in links]
    return linked + words.answers_of(case, catalogue, language)


def _said(message: CaseMessage, zone: ZoneInfo) -> Entry:
    side = _("seller") if message.author == Author.SELLER else _("marketplace")
    if message.channel == "guest":
        side = _("guest of the seller")
    files = [_paper(one.file) for one in message.sent]
    return Entry(f"{message.author_name} ({side})", _when(message.at, zone), message.body, files)


def _paper(file: StoredFile) -> str:
    size = f"{file.size // 1024} KB" if file.size >= 1024 else f"{file.size} B"
    return f"{_('Attachment')}: {file.name}, {size}, SHA-256 {file.sha256}"


def _when(at: datetime, zone: ZoneInfo) -> str:
    return f"{date_format(localtime(at, zone), 'D j M Y, H:i')} ({zone.key})"


def _asked(one: queries.Needed, case: Case) -> str:
    _mark, word = words.need(case, one.state)
    return f"{one.text}: {word}" + (f", {one.settled_by}" if one.settled_by else "")


def _agreed(one: queries.Agreed) -> str:
    word = str(words.AGREEMENT_WORDS[one.state])
    return f"{one.who}; {word}" + (f", {one.settled_by}" if one.settled_by else "")
