"""Taking a person out of the desk's tools: letters to many cases, macros, rules and what they did (GDPR Art. 17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q, QuerySet

from goodstanding.base.erasing import Columns, Someone, Table, some_of
from goodstanding.systems.cases.models import Case
from goodstanding.systems.desk.models import BulkChange, BulkItem, DeskRule, Macro, RuleRun
from goodstanding.systems.desk.states import BulkState

SENT = (BulkState.DONE, BulkState.UNDOING, BulkState.UNDONE)  # nothing of the letter is sent any more


def traces_of(her: Someone, cases: QuerySet[Case]) -> Mapping[str, int]:
    """How many rows of what name her or hold words of hers; `cases` are those she touched."""
    return some_of({"bulk.letter": _letters(her).count(), **her.count(_tables(her, cases))})


def erase(her: Someone, cases: QuerySet[Case]) -> Mapping[str, int]:
    """Put another name in her place. The text of a letter that she wrote to many cases goes once it is sent: each case keeps
    what it was told. The caller has authorised it and records it. Returns how many rows of what changed.
    """
    letters = list(_letters(her))
    for change in letters:
        change.letter |= {"body": f"[words of {her.former.lower()}]", "needs": []}
        change.save(update_fields=["letter"])
    return some_of({"bulk.letter": len(letters), **her.erase(_tables(her, cases))})


def _letters(her: Someone) -> QuerySet[BulkChange]:
    return BulkChange.objects.filter(user_id=her.user_id, state__in=SENT).exclude(letter={}).order_by("pk")


def _tables(her: Someone, cases: QuerySet[Case]) -> Iterator[Table]:
    in_her_cases = Q(case__in=cases.order_by().values("pk"))
    hers = Q(pk__in=BulkItem.objects.filter(in_her_cases).values("change_id")) | Q(user_id=her.user_id)
    changes = Columns(
        signed=(("user_id", "by_name"), ("undone_by_id", "undone_by_name")), named=("stopped_by_name",),
        data=("letter", "steps"),
    )  # fmt: skip
    yield Table("bulk", BulkChange.objects.all(), changes, hers)
    yield Table("bulk.case", BulkItem.objects.all(), Columns(texts=("said",)), in_her_cases)
    yield Table("rule.run", RuleRun.objects.all(), Columns(data=("said",)), in_her_cases)
    own = Q(made_by_name=her.name)
    macros = Columns(named=("made_by_name",), texts=("name", "body", "what", "who"), data=("steps", "needs"))
    yield Table("macro", Macro.objects.all(), macros, own | Q(owner_id=her.user_id))
    rules = Columns(named=("made_by_name",), texts=("name",), data=("steps",))
    yield Table("rule", DeskRule.objects.all(), rules, own)
