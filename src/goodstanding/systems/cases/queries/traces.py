"""Where a person appears in the cases: what an erasure would change, field by field."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.html import escape
from django.utils.translation import gettext as _

from goodstanding.base.people.models import User
from goodstanding.base.people.queries import addresses_of
from goodstanding.base.timeline.queries import count_by_actor
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.systems.cases import policies
from goodstanding.systems.cases.models import (
    Case,
    CaseAgreement,
    CaseGuest,
    CaseMessage,
    CaseNeed,
    InternalNote,
    SellerNote,
)
from goodstanding.systems.cases.queries.traces_beside import FORMER as FORMER
from goodstanding.systems.cases.queries.traces_beside import drafts_of, spots_in

SIGNED: Mapping[str, tuple[type[CaseMessage | InternalNote | SellerNote], tuple[str, ...]]] = {
    "message": (CaseMessage, ("body",)),
    "internal_note": (InternalNote, ("body",)),
    "seller_note": (SellerNote, ("body",)),
}
TEXTS = {"case": ("subject", "summary", "last_beginning", "close_reason", "pending_what", "pending_who")}
_LEAST = 3


def person_to_erase(actor: Actor, user_id: int) -> User:
    """Somebody by key, active or not. For associates only; raises NotFound."""
    user = User.objects.filter(pk=user_id).first() if policies.can_see_internal(actor) else None
    if user is None:
        raise NotFound(_("There is no such person."))
    return user


def person_by_address(actor: Actor, email: str) -> User:
    """Somebody by address, active or not. For associates only; raises NotFound."""
    user = User.objects.filter(email=email.strip().lower()).first() if policies.can_see_internal(actor) else None
    if user is None:
        raise NotFound(_("Nobody has this address."))
    return user


def cases_touched(user: User) -> QuerySet[Case]:
    """The cases that somebody asked for, wrote or noted in, agreed in, or had. Unbounded: for the erasure and its preview."""
    wrote = [Q(pk__in=model.objects.filter(author_user=user).values("case_id")) for model, _fields in SIGNED.values()]
    beside = [
        Q(pk__in=CaseAgreement.objects.filter(Q(proposed_by=user) | Q(settled_by=user)).values("case_id")),
        Q(pk__in=CaseNeed.objects.filter(Q(asked_by=user) | Q(settled_by=user)).values("case_id")),
    ]
    found = reduce(or_, [Q(requester=user), Q(assignee=user), *wrote, *beside])
    return Case.objects.filter(found).select_related("seller", "seller__store").order_by("pk")


def pattern_of(user: User) -> re.Pattern[str]:
    """The person's name and addresses as they may stand in a text."""
    wanted = sorted(wanted_of(user), key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in wanted), re.IGNORECASE)


def wanted_of(user: User) -> set[str]:
    """How the person may be written: name and addresses, plain, in HTML and in JSON. A name of one or two letters is not
    looked for."""
    plain = [text for text in (user.name, *addresses_of(user)) if len(text) >= _LEAST]
    return {written for text in plain for written in (text, escape(text), json.dumps(text)[1:-1])}


def traces_of(actor: Actor, user: User) -> Mapping[str, int]:
    """How many rows of which field name a person. What an erasure would change, counted without changing anything."""
    person_to_erase(actor, user.pk)
    pattern, hers, found = pattern_of(user), addresses_of(user), dict[str, int]()
    touched, seen = cases_touched(user), set[tuple[str, int]]()  # what two cases share is one row
    for case in touched.iterator(chunk_size=200):
        for field in ("last_author_name", "closed_by_name", "requester_name"):
            _add(found, f"case.{field}", getattr(case, field) == user.name)
        for field in TEXTS["case"]:
            _add(found, f"case.{field}", bool(pattern.search(getattr(case, field))))
        for spot in spots_in(case, user, pattern, hers):
            _add(found, spot.what, (spot.what, spot.row.pk) not in seen)
            seen.add((spot.what, spot.row.pk))
    for name, (model, fields) in SIGNED.items():
        for row in model.objects.filter(case__in=touched.values("pk")).iterator(chunk_size=200):
            _add(found, f"{name}.author_name", row.author_user_id == user.pk)
            for field in fields:
                _add(found, f"{name}.{field}", bool(pattern.search(getattr(row, field))))
    found["draft"] = sum(rows.count() for rows in drafts_of(user))
    found["timeline.actor_name"] = count_by_actor(user.pk)
    return {name: number for name, number in found.items() if number}


def keys_of(refs: Collection[str]) -> list[int]:
    """The keys of cases by their Case IDs, for finding them anew."""
    return list(Case.objects.filter(ref__in=list(refs)).order_by("pk").values_list("pk", flat=True))


def guests_in(cases: QuerySet[Case]) -> QuerySet[CaseGuest]:
    """The guests of cases, unordered, for asking further: mails to them are about their references."""
    return CaseGuest.objects.filter(case__in=cases.order_by().values("pk"))


def spoken_by(user_id: int) -> int:
    """How many messages and notes a person wrote: they stay, under another name."""
    return sum(model.objects.filter(author_user_id=user_id).count() for model, _fields in SIGNED.values())


def _add(found: dict[str, int], name: str, is_there: bool) -> None:
    if is_there:
        found[name] = found.get(name, 0) + 1
