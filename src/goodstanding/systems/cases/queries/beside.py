"""What stands beside a case's thread: links both ways, labels, watchers, agreements, guests and fields, all in one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, DateTimeField, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast

from goodstanding.base.prepared import Prepared
from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import policies
from goodstanding.systems.cases.agreement_states import AgreementState
from goodstanding.systems.cases.models import (
    Case,
    CaseAgreement,
    CaseField,
    CaseGuest,
    CaseLabel,
    CaseLabelling,
    CaseLink,
    CaseNeed,
    CaseWatch,
)
from goodstanding.systems.cases.need_states import NeedState
from goodstanding.systems.cases.states import Author

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Linked:
    """An object a case is about, or (kind "case") a case that refers to it."""

    kind: str
    ref: str
    title: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A label of the team's on the case."""

    name: str
    tone: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """One line of the record of agreements. `who` put it down; `settled_by` answered for the other side, or took it back."""

    number: int
    text: str
    state: AgreementState
    side: Author
    who: str
    settled_by: str
    at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Needed:
    """One thing the seller was asked for. `who` asked; `settled_by` said that it is there, or not needed any more."""

    key: int
    text: str
    state: NeedState
    who: str
    settled_by: str
    at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Visitor:
    """A guest who is invited or was let in and was not taken out."""

    ref: str
    name: str
    email: str
    may_write: bool
    sees_files: bool
    accepted_at: datetime | None
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Beside:
    """All of it. Labels (those on the case, and the names the team uses) and watchers are empty outside the seller's team.

    `filled` is every field that associates filled in, by code: `told.told_fields` says which of them a seller reads.
    """

    links: Sequence[Linked]
    follow_ups: Sequence[Linked]
    labels: Sequence[Marked]
    known_labels: Sequence[str]
    watchers: int
    watched: bool
    agreements: Sequence[Agreed]
    needs: Sequence[Needed]
    guests: Sequence[Visitor]
    filled: Mapping[str, str]


def beside(actor: Actor, case: Case) -> Beside:
    """What stands beside a case whose reading was authorised already. One query, at most 200 of each kind."""
    asked = _of_team if policies.can_see_team_notes(actor, case) else _of_all
    found = asked.rows(case=case.pk, seller=case.seller_id, ref=case.ref)
    rows = sorted(found, key=lambda row: (row["sort"], row["what"]))
    of = {what: [row for row in rows if row["what"] == what] for what in _KINDS}
    return Beside(
        links=[Linked(row["a"], row["b"], row["c"]) for row in of["link"]],
        follow_ups=[Linked("case", row["b"], row["a"]) for row in of["follow_up"]],
        labels=sorted((Marked(row["a"], row["b"]) for row in of["label"]), key=lambda one: one.name.lower()),
        known_labels=sorted((row["a"] for row in of["known"]), key=str.lower),
        watchers=len(of["watch"]),
        watched=any(row["sort"] == actor.user_id for row in of["watch"]),
        agreements=[_agreed(row) for row in of["agreement"]],
        needs=[_needed(row) for row in of["need"]],
        guests=[_visitor(row) for row in of["guest"]],
        filled={row["a"]: row["b"] for row in of["field"]},
    )


_KINDS = ("link", "follow_up", "label", "known", "watch", "agreement", "need", "guest", "field")
_NOTHING = Value("", output_field=CharField())
_NEVER = Cast(Value(None, output_field=DateTimeField()), DateTimeField())


def _branch(found: QuerySet[Any], what: str, sort: str, at: str, **texts: Any) -> QuerySet[Any, dict[str, Any]]:
    """One kind as rows of the common shape. Any: rows of several tables, read by name above."""
    columns = {name: texts.get(name, _NOTHING) for name in ("a", "b", "c", "d", "e")}
    return found.values(
        at_one=F(at),
        at_two=texts.get("until", _NEVER),
        what=Value(what, output_field=CharField()),
        sort=F(sort),
        flag=texts.get("flag", Value(0, output_field=IntegerField())),
        **columns,
    )


def _links(case: int) -> QuerySet[Any, dict[str, Any]]:
    return _branch(CaseLink.objects.filter(case_id=case), "link", "pk", "at", a=F("kind"), b=F("ref"), c=F("title"))


def _follow_ups(seller: int, ref: str) -> QuerySet[Any, dict[str, Any]]:
    later = CaseLink.objects.filter(seller_id=seller, kind="case", ref=ref)
    return _branch(later, "follow_up", "pk", "at", a=F("case__subject"), b=F("case__ref"))


def _labels(case: int) -> QuerySet[Any, dict[str, Any]]:
    return _branch(
        CaseLabelling.objects.filter(case_id=case), "label", "pk", "at", a=F("label__name"), b=F("label__tone")
    )


def _known(seller: int) -> QuerySet[Any, dict[str, Any]]:
    return _branch(CaseLabel.objects.filter(seller_id=seller), "known", "pk", "made_at", a=F("name"))


def _watches(case: int) -> QuerySet[Any, dict[str, Any]]:
    return _branch(CaseWatch.objects.filter(case_id=case), "watch", "user_id", "at")


def _agreements(case: int) -> QuerySet[Any, dict[str, Any]]:
    return _branch(
        CaseAgreement.objects.filter(case_id=case), "agreement", "number", "proposed_at", until=F("settled_at"),
        a=F("text"), b=F("state"), c=F("side"), d=F("proposed_by_name"), e=F("settled_by_name"),
    )  # fmt: skip


def _needs(case: int) -> QuerySet[Any, dict[str, Any]]:
    asked = CaseNeed.objects.filter(Q(case_id=case, shown_in__isnull=True) | Q(shown_in_id=case))
    return _branch(
        asked, "need", "pk", "asked_at", until=F("settled_at"), a=F("text"), b=F("state"), c=F("asked_by_name"),
        d=F("settled_by_name"),
    )  # fmt: skip


def _guests(case: int) -> QuerySet[Any, dict[str, Any]]:
    there = CaseGuest.objects.filter(case_id=case, revoked_at__isnull=True)
    flags = Cast("may_write", IntegerField()) + Cast("sees_files", IntegerField()) * 2
    return _branch(
        there, "guest", "pk", "ends_at", until=F("accepted_at"), flag=flags, a=F("name"), b=F("email"), c=F("ref")
    )


def _fields(case: int) -> QuerySet[Any, dict[str, Any]]:
    return _branch(CaseField.objects.filter(case_id=case), "field", "pk", "at", a=F("code"), b=F("value"))


def _for_all(*, case: int, seller: int, ref: str) -> QuerySet[Any, dict[str, Any]]:
    return _links(case).union(
        _follow_ups(seller, ref), _agreements(case), _needs(case), _guests(case), _fields(case), all=True
    )


def _for_team(*, case: int, seller: int, ref: str) -> QuerySet[Any, dict[str, Any]]:
    more = (
        _agreements(case),
        _needs(case),
        _guests(case),
        _fields(case),
        _labels(case),
        _known(seller),
        _watches(case),
    )
    return _links(case).union(_follow_ups(seller, ref), *more, all=True)


_of_all, _of_team = Prepared(_for_all, one_plan=True), Prepared(_for_team, one_plan=True)


def _agreed(row: dict[str, Any]) -> Agreed:
    return Agreed(
        number=row["sort"], text=row["a"], state=AgreementState(row["b"]), side=Author(row["c"]), who=row["d"],
        settled_by=row["e"], at=row["at_one"], settled_at=row["at_two"],
    )  # fmt: skip


def _needed(row: dict[str, Any]) -> Needed:
    return Needed(
        key=row["sort"], text=row["a"], state=NeedState(row["b"]), who=row["c"], settled_by=row["d"], at=row["at_one"],
        settled_at=row["at_two"],
    )  # fmt: skip


def _visitor(row: dict[str, Any]) -> Visitor:
    return Visitor(
        ref=row["c"], name=row["a"], email=row["b"], may_write=bool(row["flag"] & 1), sees_files=bool(row["flag"] & 2),
        accepted_at=row["at_two"], ends_at=row["at_one"],
    )  # fmt: skip
