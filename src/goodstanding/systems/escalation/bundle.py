"""An escalated case as one document to hand over outside: what was asked and decided, the log, then the whole case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.cases.casefile import case_file
from goodstanding.systems.cases.models import Case
from goodstanding.systems.escalation import display, queries
from goodstanding.systems.escalation.display import Brief, Line
from goodstanding.systems.escalation.errors import EscalationNotFound
from goodstanding.ui.paper.document import Document, Entry, Part


def bundle_file(actor: Actor, case: Case, at: datetime, *, language: str) -> Document:
    """The newest escalation of a case whose reading was authorised already, for paper; levels by their role, not by name.

    Notes of either side are in no query used here. Instants are in the store's time zone. Raises NotFound for a case that
    was not escalated.
    """
    latest = queries.latest_of(case)
    if latest is None:
        raise EscalationNotFound
    zone, book, steps = case.seller.store.zone, queries.handbook_for(case.seller.store, at), queries.steps_of(latest)
    brief = display.brief(latest, book, ())
    decided = [_entry(line, zone) for line in display.decisions(steps, latest, book)]
    log = [_line(line, zone) for line in reversed(display.log(steps, latest, book, names=False))]
    notices = [f"{notice.ref} {notice.subject}" for notice in queries.notices_of(case)]
    files = [f"{one.file.name}, SHA-256 {one.file.sha256}" for one in cases.attachments_of(case)]
    whole = case_file(actor, case, at, language=language)
    return replace(
        whole,
        above=f"{whole.above}, {_('escalation')} {latest.ref}",
        facts=[*_facts(brief), *([(_("Notifications"), "; ".join(notices))] if notices else []), *whole.facts],
        parts=[
            Part(_("What was asked"), _signed(brief, zone), _asked(brief, zone)),
            Part(_("What was decided"), "" if decided else _("Nothing is decided yet."), decided),
            Part(_("Log of the escalation"), lines=log),
            *whole.parts,
            Part(_("Documents"), "" if files else _("None were attached."), lines=files),
        ],
    )


def _facts(brief: Brief) -> list[tuple[str, str]]:
    asked = [(_("To"), brief.level), (_("Why"), "; ".join([brief.ground, *brief.others])), (_("Asked for"), brief.wish)]
    stake = [(_("At stake"), brief.stake)] if brief.stake else []
    prior = [(_("Earlier cases"), ", ".join(brief.prior))] if brief.prior else []
    return [*asked, *stake, *brief.facts, *prior]


def _asked(brief: Brief, zone: ZoneInfo) -> Sequence[Entry]:
    parts = (
        (_("Summary"), brief.summary), (_("Tried so far"), brief.tried), (_("Why it did not settle it"), brief.unresolved),
    )  # fmt: skip
    return [Entry(title, "", text) for title, text in parts if text]


def _signed(brief: Brief, zone: ZoneInfo) -> str:
    return f"{brief.by}, {_when(brief.at, zone)}"


def _entry(line: Line, zone: ZoneInfo) -> Entry:
    return Entry(f"{capfirst(line.what)} ({line.who})", _when(line.at, zone), line.why)


def _line(line: Line, zone: ZoneInfo) -> str:
    return " · ".join(part for part in (_when(line.at, zone), line.what, line.who) if part)


def _when(at: datetime, zone: ZoneInfo) -> str:
    return f"{date_format(localtime(at, zone), 'D j M Y, H:i')} ({zone.key})"
