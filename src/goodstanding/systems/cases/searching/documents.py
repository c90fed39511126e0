"""What of a case can be found, and by whom.

Three documents at most: what both sides may read; for associates the same with their internal notes; for the seller's team the
same with its own notes. The latter two exist only where there are notes, in tables of their own (ADR 91). Facts about the case
are terms, so that every filter is as cheap as a word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import TypeVar

from django.db.models import Q, QuerySet

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
VERSION = 1  # one more when documents are made differently: doctor then asks for a rebuild
Said = TypeVar("Said", CaseMessage, InternalNote, SellerNote)


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
    """The documents of some cases, from their rows as given and what hangs on them. Nine queries, however many cases."""
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
    found: dict[int, Thread] = defaultdict(Thread)
    for message in _shown(CaseMessage, ids).only(
        "case_id", "shown_in_id", "author", "author_name", "author_user_id", "body"
    ):
        found[message.shown_in_id or message.case_id].messages.append(message)
    for owner, other, name in _files(CaseAttachment, "message", ids):
        found[other or owner].files.append(name)
    for link in CaseLink.objects.filter(case_id__in=ids).order_by("pk"):
        found[link.case_id].links.append(link)
    for note in _shown(InternalNote, ids):
        found[note.shown_in_id or note.case_id].inside.append(note.body)
    for owner, other, name in _files(InternalAttachment, "note", ids):
        found[other or owner].inside.append(name)
    for team in _shown(SellerNote, ids):
        found[team.shown_in_id or team.case_id].team.append(team.body)
    for case_id, name in CaseLabelling.objects.filter(case_id__in=ids).values_list("case_id", "label__name"):
        found[case_id].labels.append(name)
    for case_id, user_id in CaseWatch.objects.filter(case_id__in=ids).values_list("case_id", "user_id"):
        found[case_id].watchers.append(user_id)
    for case_id, name in CaseTagging.objects.filter(case_id__in=ids).values_list("case_id", "tag__name"):
        found[case_id].tags.append(name)
    for case_id, code, value in CaseField.objects.filter(case_id__in=ids).values_list("case_id", "code", "value"):
        found[case_id].fields.append(f"{code}:{value}")
    return found


def _shown(model: type[Said], ids: Sequence[int]) -> QuerySet[Said]:
    """What stands in these cases' threads, wherever it was said (`queries.shown_in` for many)."""
    mine = Q(case_id__in=ids, shown_in__isnull=True)
    return model._default_manager.filter(mine | Q(shown_in_id__in=ids)).order_by("pk")


def _files(
    model: type[CaseAttachment] | type[InternalAttachment], on: str, ids: Sequence[int]
) -> Iterable[tuple[int, int | None, str]]:
    """Case, case in which it is shown instead, and name of each file."""
    mine = Q(**{f"{on}__case_id__in": ids, f"{on}__shown_in__isnull": True}) | Q(**{f"{on}__shown_in_id__in": ids})
    rows = model._default_manager.filter(mine).order_by("pk")
    return rows.values_list(f"{on}__case_id", f"{on}__shown_in_id", "file__name")


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
