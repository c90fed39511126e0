"""What the desk keeps about cases: snoozes, answers for later, tags, fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import CharField, Count, F, QuerySet, Value

from goodstanding.base.prepared import Prepared
from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import policies
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.errors import CaseNotFound
from goodstanding.systems.cases.models import (
    Case,
    CaseField,
    CasePresence,
    CaseTag,
    CaseTagging,
    ProblemCase,
    ReplyDraft,
    ScheduledAnswer,
)
from goodstanding.systems.cases.queries.reading import catalogue_for
from goodstanding.systems.stores import queries as stores
from goodstanding.systems.stores.models import Store

TAGS_AT_ONCE = 500
LOOKING = timedelta(seconds=45)
TYPING = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else at the desk who has the case open or has an answer in the making.

    `looking` and `typing` fade within a minute; the draft stays until it is sent or emptied.
    """

    name: str
    looking: bool
    typing: bool
    kind: str = ""
    started_at: datetime | None = None
    body: str = ""
    draft: int | None = None


@dataclass(frozen=True, slots=True)
class DeskMarks:
    """What stands on a case among associates: its tags by name, and the ref of the open problem behind it, or nothing."""

    tags: Sequence[str] = ()
    problem: str = ""


def house_catalogue(at: datetime) -> Catalogue:
    """The catalogue for what belongs to no store: that of the first one."""
    known = stores.stores()
    return catalogue_for(known[0] if known else Store(), at)


def snoozed_before(at: datetime) -> Sequence[str]:
    """Case IDs whose snooze ends by an instant, the earliest first; at most 500."""
    return [ref for (ref,) in _snoozed.rows(at=at)]


def scheduled_before(at: datetime) -> Sequence[int]:
    """Answers that are to be sent by an instant, the earliest first; at most 200."""
    return [key for (key,) in _to_send.rows(at=at)]


def _to_send_by(*, at: datetime) -> QuerySet[ScheduledAnswer, tuple[int]]:
    found = ScheduledAnswer.objects.filter(state="waiting", send_at__lte=at)
    return found.order_by("send_at").values_list("pk")[:200]


_snoozed = Prepared(
    lambda *, at: Case.objects.filter(snoozed_until__lte=at).order_by("snoozed_until").values_list("ref")[:500]
)
_to_send = Prepared(_to_send_by)


def scheduled_of(actor: Actor, case: Case) -> Sequence[ScheduledAnswer]:
    """The answers of a case that wait or were held, newest first. For anybody but associates there are none."""
    if not policies.can_see_internal(actor):
        return []
    return _scheduled.rows(case=case.pk)


def _waiting_or_held(*, case: int) -> QuerySet[ScheduledAnswer]:
    found = ScheduledAnswer.objects.filter(case_id=case, state__in=["waiting", "held"]).select_related("user")
    return found.order_by("-pk")[:5]


_scheduled = Prepared(_waiting_or_held, one_plan=True)


def scheduled_by_key(key: int) -> ScheduledAnswer | None:
    """An answer for reactions, with its case and its writer."""
    return ScheduledAnswer.objects.select_related("case", "user").filter(pk=key).first()


def scheduled_by_keys(keys: Sequence[int]) -> Mapping[int, ScheduledAnswer]:
    """Answers for later by their keys. Reading what names them was authorised already."""
    return {one.pk: one for one in ScheduledAnswer.objects.filter(pk__in=list(keys))} if keys else {}


def _held(*, user: int) -> QuerySet[ScheduledAnswer]:
    return ScheduledAnswer.objects.filter(state="held", user_id=user).select_related("case").order_by("-pk")[:10]


_held_answers = Prepared(_held, one_plan=True)


def held_answers_of(actor: Actor) -> Sequence[ScheduledAnswer]:
    """The ten newest of this associate's answers that were held back."""
    return _held_answers.rows(user=policies.writer(actor))


def tags_of(actor: Actor, case: Case) -> Sequence[str]:
    """The tags of a case, by name. For anybody but associates there are none."""
    if not policies.can_see_internal(actor):
        return []
    return list(CaseTagging.objects.filter(case=case).order_by("tag__name").values_list("tag__name", flat=True))


def _marks(*, cases: Sequence[int]) -> QuerySet[CaseTagging, tuple[int, str, str]]:
    """Tags and open problems of some cases as rows of one kind: case, which of the two, name or ref."""
    text = CharField()
    tags = CaseTagging.objects.filter(case_id__in=cases).annotate(
        which=Value(_TAG, output_field=text), said=F("tag__name")
    )
    behind = ProblemCase.objects.filter(case_id__in=cases, problem__closed_at__isnull=True).annotate(
        which=Value(_PROBLEM, output_field=text), said=F("problem__ref")
    )
    columns = ("case_id", "which", "said")
    found: QuerySet[CaseTagging, tuple[int, str, str]] = tags.values_list(*columns)
    return found.union(behind.values_list(*columns), all=True)


_TAG, _PROBLEM = "tag", "problem"
_marks_of = Prepared(_marks, one_plan=True)


def desk_marks(actor: Actor, cases: Sequence[Case]) -> Mapping[int, DeskMarks]:
    """Tags and open problems of a page of cases, by the case's key; a case with neither is left out. One query.

    For anybody but associates there are none.
    """
    if not cases or not policies.can_see_internal(actor):
        return {}
    tags: dict[int, list[str]] = {}
    problems: dict[int, str] = {}
    for case_id, which, said in _marks_of.rows(cases=[case.pk for case in cases]):
        if which == _PROBLEM:
            problems[case_id] = said
        else:
            tags.setdefault(case_id, []).append(said)
    return {key: DeskMarks(sorted(tags.get(key, ())), problems.get(key, "")) for key in tags.keys() | problems.keys()}


def tag_names(actor: Actor) -> Sequence[str]:
    """Every tag by name, for offering while typing. Raises NotFound for anybody but associates."""
    if not policies.can_see_internal(actor):
        raise CaseNotFound
    return list(CaseTag.objects.order_by("name").values_list("name", flat=True)[:TAGS_AT_ONCE])


def tags_with_counts(actor: Actor) -> Sequence[tuple[CaseTag, int]]:
    """Every tag by name with the number of its cases. Raises NotFound for anybody but associates."""
    if not policies.can_see_internal(actor):
        raise CaseNotFound
    found = CaseTag.objects.annotate(cases=Count("taggings")).order_by("name")[:TAGS_AT_ONCE]
    return [(tag, tag.cases) for tag in found]


def fields_of(case: Case) -> dict[str, str]:
    """What is filled in of a case's fields, by code. Who may see which is the door's to ask of the catalogue."""
    return dict(CaseField.objects.filter(case=case).values_list("code", "value"))


def _here(*, case: int, since: datetime, me: int) -> QuerySet[CasePresence, tuple[int, str]]:
    found = CasePresence.objects.filter(case_id=case, seen_at__gt=since).exclude(user_id=me)
    return found.values_list("user_id", "user__name")[:20]


def _writing(*, case: int, me: int) -> QuerySet[ReplyDraft]:
    drafts = ReplyDraft.objects.filter(case_id=case, kind__in=["answer", "note"], started_at__isnull=False)
    return drafts.exclude(user_id=me).select_related("user").order_by("started_at")[:10]


_others_here, _others_writing = Prepared(_here, one_plan=True), Prepared(_writing, one_plan=True)


def company(actor: Actor, case: Case, at: datetime) -> Sequence[Colleague]:
    """Who else works on this case just now, by name: two queries. For anybody but associates nobody."""
    if not policies.can_see_internal(actor):
        return []
    names = dict(_others_here.rows(case=case.pk, since=at - LOOKING, me=policies.writer(actor)))
    writing = _others_writing.rows(case=case.pk, me=policies.writer(actor))
    found = [
        Colleague(
            draft.user.name,
            draft.user_id in names,
            draft.saved_at > at - TYPING,
            draft.kind,
            draft.started_at,
            draft.body,
            draft.pk,
        )
        for draft in writing
    ]
    busy = {draft.user_id for draft in writing}
    found += [Colleague(name, looking=True, typing=False) for user_id, name in names.items() if user_id not in busy]
    return sorted(found, key=lambda one: one.name)
