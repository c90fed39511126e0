"""The rows of the case log and of a thread, drawn without a template: more than half of these pages' time otherwise (ADR 80)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from goodstanding.base.search.showing import as_markup
from goodstanding.portal.cases import shown
from goodstanding.systems.cases import rules, words
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.display import Said
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.queries import Place, Where
from goodstanding.systems.cases.states import Author, Priority
from goodstanding.systems.sellers.models import Seller
from goodstanding.ui import moments, numbers, parts, talk
from goodstanding.ui.markup import draw, join, worded
from goodstanding.ui.templatetags.ui import tag

SUMMARY, LAST = 110, 90
EMPTY = SafeString("")
_CASE = (
    '<td role="rowheader" class="words main"><a href="{}">{}</a><small><span class="mono">{}</span> · {}</small>{}</td>'
)
_STATUS = '<td class="state" data-label="{}"><div>{}{}{}</div></td>'
_LAST = '<td class="words" data-label="{}"><div>{}<small>{}: {}</small></div></td>'
_TIME = '<td class="brief" data-label="{}"><time class="when {}" datetime="{}">{}<small>{}</small></time></td>'
_BY = '<td data-label="{}"><div><time class="when {}" datetime="{}">{}<small>{}</small></time><small>{}</small></div></td>'
_DAY = '<td class="spare" data-label="{}"><span class="nowrap"><time datetime="{}">{}</time></span></td>'
_NOTHING = '<td class="spare" data-label="{}"><span class="muted">{}</span></td>'
_FIRST = '{} · <span class="nowrap">{}</span>'
_SMALL, _WARN, _SPARE = "<small>{}</small>", '<small class="warn">{}</small>', '<small class="spare">{}</small>'


@dataclass(frozen=True, slots=True)
class Drawing:
    """What every row of one page needs."""

    seller: Seller
    catalogue: Catalogue
    now: datetime
    columns: Sequence[str]


def case_rows(found: Iterable[tuple[Case, Place | None]], drawing: Drawing) -> SafeString:
    """One table row per case; where it was searched, with what was found marked."""
    draw_cell = _cells(drawing)
    return join(
        SafeString(f"{_row(case, drawing)}{''.join(draw_cell[name](case, place) for name in drawing.columns)}</tr>\n")
        for case, place in found
    )


def said_rows(said: Iterable[Said], now: datetime, *, may_agree: bool = False) -> SafeString:
    """The entries of a case's thread, oldest first; with `may_agree` each message can be put down as agreed."""
    agree, mail = worded(_("Mark as agreed")), worded(_("By mail: show the whole mail"))
    return talk.thread([_entry(one, agree if may_agree else "", mail) for one in said], now)


def _entry(one: Said, agree: str, mail: str) -> talk.Message:
    marks = talk.link(f"?agree={one.order}#agreements", agree) if agree and one.kind != "note" else EMPTY
    whole = talk.link(one.whole_url, mail) if one.whole_url else EMPTY
    return talk.Message(
        who=one.who, at=one.at, sub=one.sub, kind=one.kind, text=one.text, anchor=one.anchor,
        more=join((talk.attached(one.files), marks, whole)),
    )  # fmt: skip


def _cells(drawing: Drawing) -> dict[str, Callable[[Case, Place | None], SafeString]]:
    by, status, last = worded(_("By when")), worded(_("Status")), worded(_("Last word"))
    opened, updated, priority = worded(_("Opened")), worded(_("Last updated")), worded(_("Priority"))
    ours, hers, our_answer, her_answer = _("We"), _("Your team"), worded(_("our answer")), worded(_("your answer"))
    wrote_first = worded(_("the marketplace wrote to you"))
    now, language = drawing.now, shown.language()
    base = reverse("portal:cases-list", kwargs={"seller_ref": drawing.seller.ref})
    tags: dict[tuple[str, str, bool, bool], SafeString] = {}  # most rows stand like another one
    labels = {leaf.code: worded(leaf.label.in_(language)) for leaf in drawing.catalogue.leaves()}

    def case_cell(case: Case, place: Place | None) -> SafeString:
        subject = as_markup(place.subject) if place else case.subject
        category = labels.get(case.category, case.category)
        if case.is_outreach:
            category = draw(_FIRST, category, wrote_first)
        return draw(_CASE, _address(base, case, place), subject, case.ref, category, _under(case, place))

    def by_cell(case: Case, place: Place | None) -> SafeString:
        at = case.seller_due_at or case.due_at
        if at is None:
            return draw(_NOTHING, by, numbers.NOTHING)
        whose = her_answer if case.seller_due_at else our_answer
        far, exact = moments.remaining(at, now), moments.absolute(at, now)
        return draw(_BY, by, moments.urgency(at, now), at.isoformat(), far, exact, whose)

    def status_cell(case: Case, place: Place | None) -> SafeString:
        soon = case.seller_due_at is not None and bool(moments.urgency(case.seller_due_at, now))
        key = (case.status, case.pending_who, soon, case.due_at is not None and case.due_at <= now)
        if key not in tags:
            tagged = shown.status(case, now)
            tags[key] = tag(tagged.state, tagged.word)
        silent = _silence(case, drawing.catalogue, now)
        what = draw(_SMALL, _what(case, now)) if case.pending_what else EMPTY
        if case.missing_count is not None:
            what += _asked(case)
        if case.level:
            what += draw(_SMALL, _("escalated, level %(n)s") % {"n": case.level})
        return draw(_STATUS, status, tags[key], what, draw(_WARN, silent) if silent else "")

    def last_cell(case: Case, place: Place | None) -> SafeString:
        who = hers if case.last_author == Author.SELLER else ours
        return draw(_LAST, last, who, case.last_author_name, _short(case.last_beginning, LAST))

    def opened_cell(case: Case, place: Place | None) -> SafeString:
        day = timezone.localtime(case.opened_at).date()
        return draw(_DAY, opened, day.isoformat(), moments.day(day, now))

    def updated_cell(case: Case, place: Place | None) -> SafeString:
        at = case.updated_at
        return draw(_TIME, updated, "", at.isoformat(), moments.relative(at, now), moments.absolute(at, now))

    def priority_cell(case: Case, place: Place | None) -> SafeString:
        return draw('<td data-label="{}">{}</td>', priority, str(words.PRIORITY_WORDS[Priority(case.priority)]))

    return {
        "by": by_cell, "case": case_cell, "status": status_cell, "last": last_cell, "opened": opened_cell,
        "updated": updated_cell, "priority": priority_cell,
    }  # fmt: skip


def _row(case: Case, drawing: Drawing) -> str:
    """Where a row begins: a case that is late, that the seller has to answer soon or that is silent stands out."""
    at, now = case.seller_due_at or case.due_at, drawing.now
    near = moments.urgency(at, now) if at else ""
    if near == "late" or (near and case.seller_due_at):
        return f'<tr class="{near}">'
    silent = rules.is_silent(case.word, case.updated_at, now, drawing.catalogue.silent_days)
    return '<tr class="silent">' if silent else "<tr>"


def _address(base: str, case: Case, place: Place | None) -> str:
    anchor = f"#m{place.number}" if place and place.where is Where.MESSAGE and place.number else ""
    return f"{base}{case.ref}/{anchor}"


def _under(case: Case, place: Place | None) -> SafeString | str:
    """What was found, else the summary, but not the same words as the last one's."""
    if place and place.snippet:
        return draw(_SMALL, as_markup(place.snippet))
    same = case.summary[:60] == case.last_beginning[:60]
    return "" if same else draw(_SPARE, _short(case.summary, SUMMARY))


def _what(case: Case, now: datetime) -> str:
    """What is waited for, with from whom where the status does not say it, since we are late."""
    late = case.pending_who and case.due_at is not None and case.due_at <= now
    return _short(f"{case.pending_who}: {case.pending_what}" if late else case.pending_what, LAST)


def _asked(case: Case) -> SafeString:
    """How much of what we asked for we have; for a case that is closed nothing."""
    said = words.asked_of(case)
    return parts.remark(words.asked_state(case), said) if said else EMPTY


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def _silence(case: Case, catalogue: Catalogue, now: datetime) -> str:
    if not rules.is_silent(case.word, case.updated_at, now, catalogue.silent_days):
        return ""
    return _("silent for %(span)s") % {"span": moments.span(int((now - case.updated_at).total_seconds()))}
