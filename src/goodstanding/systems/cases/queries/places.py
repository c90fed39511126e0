"""Where in a case it was found: in its subject, in which message, in a note. Two queries at most for a whole page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import TypeAlias

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Left

from goodstanding.base.prepared import Prepared
from goodstanding.base.search.excerpts import Part, excerpt, found_in, marked
from goodstanding.base.search.nodes import Node, Phrase, phrases
from goodstanding.systems.cases.models import Case, CaseMessage, InternalNote, SellerNote

MESSAGES_OF_EACH = 40
SIGNS_OF_EACH = 4_000
Text: TypeAlias = tuple[int, int | None, int, str]  # whose, where it stands instead, its number, how it begins


class Where(StrEnum):
    """Where the words stand."""

    SUBJECT = "subject"
    MESSAGE = "message"
    NOTE = "note"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Place:
    """The subject with what was found in it, and the stretch of text that holds (more of) it. `number` is the message's."""

    subject: Sequence[Part]
    where: Where
    snippet: Sequence[Part] = ()
    number: int | None = None


def places_of(
    cases: Sequence[Case], node: Node | None, *, noted: Set[int], notes: type[InternalNote] | type[SellerNote]
) -> dict[int, Place]:
    """Where the words of a query stand in each case that it found. Of each case the newest messages are looked through, each
    to its SIGNS_OF_EACH-th sign, then the `notes` of those `noted` (the reader's own side's); what stands elsewhere (a file's
    name, a linked ID) is shown by the summary."""
    wanted = list(dict.fromkeys(phrases(node)))
    found: dict[int, Place] = {}
    missing: dict[int, set[Phrase]] = {}
    for case in cases:
        held = found_in(case.subject, wanted)
        found[case.pk] = Place(marked(case.subject, wanted), Where.SUBJECT if held else Where.ABOUT)
        if len(held) < len(wanted):
            missing[case.pk] = set(wanted) - held
    if missing:
        moved = any(case.rearranged for case in cases if case.pk in missing)
        texts = (
            _said_anywhere.rows(cases=list(missing), shown=list(missing))
            if moved
            else _said_in.rows(cases=list(missing))
        )
        _in_messages(texts, missing, wanted, found)
    if noted & missing.keys():
        _in_notes(notes, missing, found)
    for case in cases:
        if case.pk in missing and not found[case.pk].snippet:
            _in_summary(case, missing[case.pk], found)
    return found


def _texts(messages: QuerySet[CaseMessage]) -> QuerySet[CaseMessage, Text]:
    rows = messages.order_by("-at", "-pk")
    return rows.values_list("case_id", "shown_in_id", "number", Left("body", SIGNS_OF_EACH))


def _own(cases: Sequence[int]) -> Q:
    """The newest messages of some cases."""
    return Q(case_id__in=cases, shown_in__isnull=True, number__gt=F("case__message_count") - MESSAGES_OF_EACH)


_said_in = Prepared(lambda *, cases: _texts(CaseMessage.objects.filter(_own(cases))), one_plan=True)
# And those that stand in them since a merge or split; both lists name the same. Few cases have any, and looking for them costs
# PostgreSQL a millisecond and more of planning.
_said_anywhere = Prepared(
    lambda *, cases, shown: _texts(CaseMessage.objects.filter(_own(cases) | Q(shown_in_id__in=shown)))
)


def _in_messages(
    texts: Iterable[Text], missing: dict[int, set[Phrase]], wanted: Sequence[Phrase], found: dict[int, Place]
) -> None:
    """The newest message that holds the most of what the subject does not; all that was looked for is marked in it."""
    best: dict[int, tuple[int, str, int | None]] = {}
    for case_id, elsewhere, number, body in texts:
        case = elsewhere or case_id
        most = best[case][0] if case in best else 0
        if case in missing and most < len(missing[case]) and (held := found_in(body, missing[case])):
            best[case] = max(
                (len(held), body, None if elsewhere else number), best.get(case, (0, "", None)), key=itemgetter(0)
            )
    for case, (count, body, place) in best.items():
        found[case] = Place(found[case].subject, Where.MESSAGE, excerpt(body, wanted), place)
        if count == len(missing[case]):
            del missing[case]


def _in_notes(
    model: type[InternalNote] | type[SellerNote], missing: dict[int, set[Phrase]], found: dict[int, Place]
) -> None:
    """A note of the reader's own side, where no message holds everything."""
    rows = model._default_manager.filter(
        Q(case_id__in=list(missing), shown_in__isnull=True) | Q(shown_in_id__in=list(missing))
    )
    for case_id, elsewhere, body in rows.order_by("-pk").values_list(
        "case_id", "shown_in_id", Left("body", SIGNS_OF_EACH)
    )[:200]:
        case = elsewhere or case_id
        if case in missing and (parts := excerpt(body, list(missing[case]))):
            found[case] = Place(found[case].subject, Where.NOTE, parts)
            del missing[case]


def _in_summary(case: Case, wanted: set[Phrase], found: dict[int, Place]) -> None:
    parts = excerpt(case.summary, list(wanted))
    if parts:
        found[case.pk] = Place(found[case.pk].subject, found[case.pk].where, parts)
