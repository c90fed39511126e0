"""What of a case can be found, and by whom.

Three documents at most: what both sides may read; for associates the same with their internal notes; for the seller's team the
same with its own notes. The latter two exist only where there are notes, in tables of their own (ADR 91). Facts about the case
are terms, so that every filter is as cheap as a word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from django.db.models import BigIntegerField, CharField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce

from goodstanding.base.prepared import Prepared
from goodstanding.base.search.audiences import Audience
from goodstanding.base.search.days import day_terms, minute_terms
from goodstanding.base.search.drafts import Draft
from goodstanding.base.search.folding import term, words_of
from goodstanding.base.search.registry import Source
from goodstanding.systems.cases.models import (
    Case,
    CaseAttachment,
    CaseField,
    CaseLabelling,
    CaseLink,
    CaseMessage,
    CaseTagging,
    CaseWatch,
    InternalAttachment,
    InternalNote,
    SellerNote,
)

KIND = "case"
VERSION = 2  # one more when documents are made differently: doctor then asks for a rebuild


@dataclass(slots=True)
class Thread:
    """What hangs on one case."""

    messages: list[CaseMessage] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    links: list[CaseLink] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    team: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    watchers: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)


def owner_of(seller_id: int) -> str:
    """How a seller is named as the owner of documents."""
    return f"s{seller_id}"


def drafts_of(cases: Sequence[Case]) -> list[Draft]:
    """The documents of some cases, from their rows as given and what hangs on them. One query, however many cases."""
    threads = _threads([case.pk for case in cases])
    return [draft for case in cases for draft in drafts_from(case, threads[case.pk])]


def drafts_from(case: Case, thread: Thread) -> Iterable[Draft]:
    """The documents of one case from what is in memory."""
    shared = (_head(case), *_about(case, thread.links), *(one.body for one in thread.messages), *thread.files)
    terms = frozenset(_facts(case, thread))
    yield _draft(case, Audience.SHARED, terms, shared)
    if thread.inside:
        yield _draft(case, Audience.STAFF, terms, (*shared, *thread.inside))
    if thread.team:
        yield _draft(case, Audience.TEAM, terms, (*shared, *thread.team))


def _draft(case: Case, audience: Audience, terms: frozenset[str], texts: tuple[str, ...]) -> Draft:
    return Draft(
        audience=audience,
        kind=KIND,
        ref=case.pk,
        changed_at=case.updated_at.astimezone(case.seller.store.zone),
        owner=owner_of(case.seller_id),
        terms=terms,
        texts=texts,
    )


def _head(case: Case) -> str:
    """What every part of a long case begins with. The Case ID is found with and without its hyphen."""
    return f"{case.subject} {case.ref} {case.ref.replace('-', '')}"


def _about(case: Case, links: Sequence[CaseLink]) -> Iterable[str]:
    yield case.summary
    yield case.pending_what
    yield case.close_reason
    yield from (str(answer.get("value", "")) for answer in case.answers)
    yield from (f"{link.ref} {link.title}" for link in links)


def _facts(case: Case, thread: Thread) -> Iterable[str]:
    yield term("id", case.ref)
    yield term("status", case.label)
    yield term("status", case.status)
    yield term("category", case.area)
    yield term("category", case.category)
    yield term("priority", case.priority)
    yield term("queue", case.queue)
    yield term("store", case.seller.store.code)
    yield from _assigned(case)
    yield from day_terms("opened", case.opened_at.astimezone(case.seller.store.zone).date())
    if case.due_at is not None:
        yield term("owes", 1)
        yield from minute_terms("due", case.due_at.astimezone(UTC))
    if case.snoozed_until is not None:
        yield term("snoozed", 1)
    if case.level:
        yield term("escalated", 1)
    if case.is_outreach:
        yield term("outreach", 1)
    if case.asked is not None:
        yield term("needs", case.asked)
    if thread.files:
        yield term("attachment", 1)
    for link in thread.links:
        yield term("about", f"{link.kind}:{link.ref}")
    for answer in case.answers:
        yield term("about", f"{answer.get('type', '')}:{answer.get('value', '')}")
    for name in (case.seller.name, case.seller.external_id, case.seller.ref):
        yield from (term("seller", word) for word in words_of(name))
    yield term("seller", case.seller.external_id)
    yield term("seller", case.seller.ref)
    yield from (term("label", name) for name in thread.labels)
    yield from (term("watcher", user_id) for user_id in thread.watchers)
    yield from (term("tag", name) for name in thread.tags)
    yield from (term("field", pair) for pair in thread.fields)
    yield from _writers(thread.messages)


def _assigned(case: Case) -> Iterable[str]:
    if case.assignee is None:
        yield term("assignee", 0)
        return
    yield term("assignee", case.assignee.pk)
    yield from (term("assigneename", word) for word in words_of(case.assignee.name))


def _writers(messages: Sequence[CaseMessage]) -> Iterable[str]:
    for author, user_id, name in {(one.author, one.author_user_id, one.author_name) for one in messages}:
        yield term("from", author)
        if user_id:
            yield term("by", user_id)
        yield from (term("from", word) for word in words_of(name))


def _threads(ids: Sequence[int]) -> Mapping[int, Thread]:
    """What hangs on some cases, from one query whatever their number."""
    found: dict[int, Thread] = defaultdict(Thread)
    rows = _of_one.rows(case=ids[0]) if len(ids) == 1 else list(_hanging(_of(ids), _on(ids))) if ids else []
    for what in _KINDS:
        for row in sorted((row for row in rows if row["what"] == what), key=lambda row: row["sort"]):
            _KINDS[what](found[row["owner"]], row)
    return found


Row = Mapping[str, Any]  # Any: a row of several tables, read by name below
_NOTHING = Value("", output_field=TextField())
_NOBODY = Value(0, output_field=BigIntegerField())

# What is read, in the order in which it stands in the documents, and where it goes.
_KINDS: Mapping[str, Callable[[Thread, Row], None]] = {
    "message": lambda thread, row: thread.messages.append(
        CaseMessage(author=row["a"], author_name=row["b"], author_user_id=row["person"] or None, body=row["c"])
    ),
    "file": lambda thread, row: thread.files.append(row["a"]),
    "link": lambda thread, row: thread.links.append(CaseLink(kind=row["a"], ref=row["b"], title=row["c"])),
    "note": lambda thread, row: thread.inside.append(row["a"]),
    "note_file": lambda thread, row: thread.inside.append(row["a"]),
    "team": lambda thread, row: thread.team.append(row["a"]),
    "label": lambda thread, row: thread.labels.append(row["a"]),
    "watch": lambda thread, row: thread.watchers.append(row["person"]),
    "tag": lambda thread, row: thread.tags.append(row["a"]),
    "field": lambda thread, row: thread.fields.append(f"{row['a']}:{row['b']}"),
}


def _hanging(of: Q, on: Callable[[str], Q]) -> QuerySet[Any, dict[str, Any]]:
    """All of it in rows of one shape; `of` takes rows of the cases, `on` what stands in their threads, wherever it was said
    (`queries.shown_in` for many)."""
    said = Coalesce("shown_in_id", "case_id")
    first, *others = (
        _branch(
            CaseMessage.objects.filter(on("")), "message", said,
            person=Coalesce("author_user_id", _NOBODY), a=F("author"), b=F("author_name"), c=F("body"),
        ),
        _branch(CaseAttachment.objects.filter(on("message__")), "file", _shown_by("message__"), a=F("file__name")),
        _branch(CaseLink.objects.filter(of), "link", F("case_id"), a=F("kind"), b=F("ref"), c=F("title")),
        _branch(InternalNote.objects.filter(on("")), "note", said, a=F("body")),
        _branch(InternalAttachment.objects.filter(on("note__")), "note_file", _shown_by("note__"), a=F("file__name")),
        _branch(SellerNote.objects.filter(on("")), "team", said, a=F("body")),
        _branch(CaseLabelling.objects.filter(of), "label", F("case_id"), a=F("label__name")),
        _branch(CaseWatch.objects.filter(of), "watch", F("case_id"), person=F("user_id")),
        _branch(CaseTagging.objects.filter(of), "tag", F("case_id"), a=F("tag__name")),
        _branch(CaseField.objects.filter(of), "field", F("case_id"), a=F("code"), b=F("value")),
    )  # fmt: skip
    return first.union(*others, all=True)


def _branch(
    found: QuerySet[Any], what: str, owner: Coalesce | F, **columns: Any
) -> QuerySet[Any, dict[str, Any]]:  # Any: rows of several tables
    given = {"person": _NOBODY, "a": _NOTHING, "b": _NOTHING, "c": _NOTHING, **columns}
    return found.order_by().values(what=Value(what, output_field=CharField()), owner=owner, sort=F("pk"), **given)


def _shown_by(through: str) -> Coalesce:
    """The case in whose thread a file's message or note stands."""
    return Coalesce(f"{through}shown_in_id", f"{through}case_id")


def _of(ids: Sequence[int]) -> Q:
    return Q(case_id__in=ids)


def _on(ids: Sequence[int]) -> Callable[[str], Q]:
    def shown(through: str) -> Q:
        own = Q(**{f"{through}case_id__in": ids, f"{through}shown_in__isnull": True})
        return own | Q(**{f"{through}shown_in_id__in": ids})

    return shown


_of_one = Prepared(lambda *, case: _hanging(_of([case]), _on([case])))


def _with_people(refs: Sequence[int]) -> Sequence[Case]:
    return list(Case.objects.filter(pk__in=refs).select_related("seller", "seller__store", "assignee"))


SOURCE = Source(
    kind=KIND,
    version=VERSION,
    count=Case.objects.count,
    after=lambda ref, limit: list(Case.objects.filter(pk__gt=ref).order_by("pk").values_list("pk", flat=True)[:limit]),
    exist=lambda refs: set(Case.objects.filter(pk__in=refs).values_list("pk", flat=True)),
    drafts=lambda refs: drafts_of(_with_people(refs)),
    newest=lambda limit: list(Case.objects.order_by("-updated_at", "-pk").values_list("pk", flat=True)[:limit]),
)
