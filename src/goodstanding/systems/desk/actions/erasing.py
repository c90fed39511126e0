"""Taking a person out of the desk's tools: letters to many cases, macros, rules and what they did (GDPR Art. 17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from goodstanding.base.erasing import Columns, Someone
from goodstanding.systems.cases.models import Case
from goodstanding.systems.desk.models import BulkChange, BulkItem, DeskRule, Macro, RuleRun
from goodstanding.systems.desk.states import BulkState

SENT = (BulkState.DONE, BulkState.UNDOING, BulkState.UNDONE)  # nothing of the letter is sent any more


def traces_of(her: Someone, cases: QuerySet[Case]) -> Mapping[str, int]:
    """How many rows of what name her or hold words of hers; `cases` are those she touched."""
    found = {what: her.count(rows, columns, near=near) for what, rows, columns, near in _tables(her, cases)}
    return _told({"bulk.letter": _letters(her).count(), **found})


def erase(her: Someone, cases: QuerySet[Case]) -> Mapping[str, int]:
    """Put another name in her place. The text of a letter that she wrote to many cases goes once it is sent: each case keeps
    what it was told. The caller has authorised it and records it. Returns how many rows of what changed.
    """
    letters = list(_letters(her))
    for change in letters:
        change.letter["body"] = f"[words of {her.former.lower()}]"
        change.save(update_fields=["letter"])
    changed = {what: her.erase(rows, columns, near=near) for what, rows, columns, near in _tables(her, cases)}
    return _told({"bulk.letter": len(letters), **changed})


def _letters(her: Someone) -> QuerySet[BulkChange]:
    return BulkChange.objects.filter(user_id=her.user_id, state__in=SENT).exclude(letter={}).order_by("pk")


def _tables(
    her: Someone, cases: QuerySet[Case]
) -> Iterator[tuple[str, QuerySet[Any], Columns, Q]]:  # Any: rows of several tables
    in_her_cases = Q(case__in=cases.order_by().values("pk"))
    changes = BulkItem.objects.filter(in_her_cases).values("change_id")
    yield "bulk", BulkChange.objects.all(), Columns(
        signed=(("user_id", "by_name"), ("undone_by_id", "undone_by_name")), named=("stopped_by_name",),
        data=("letter", "steps"),
    ), Q(pk__in=changes) | Q(user_id=her.user_id)  # fmt: skip
    yield "bulk.case", BulkItem.objects.all(), Columns(texts=("said",)), in_her_cases
    yield "rule.run", RuleRun.objects.all(), Columns(data=("said",)), in_her_cases
    own = Q(made_by_name=her.name)
    yield "macro", Macro.objects.all(), Columns(
        named=("made_by_name",), texts=("name", "body", "what", "who"), data=("steps",)
    ), own | Q(owner_id=her.user_id)  # fmt: skip
    yield "rule", DeskRule.objects.all(), Columns(named=("made_by_name",), texts=("name",), data=("steps",)), own


def _told(found: Mapping[str, int]) -> Mapping[str, int]:
    return {what: number for what, number in found.items() if number}
