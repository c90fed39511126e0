"""Erasing a person from the cases, so that the cases stay readable (GDPR Art. 17; ADR 133)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from goodstanding.base.people import actions as people
from goodstanding.base.people.models import User
from goodstanding.base.people.queries import addresses_of
from goodstanding.base.timeline import actions as timeline
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict
from goodstanding.systems.cases import policies, queries
from goodstanding.systems.cases.actions import moving
from goodstanding.systems.cases.actions.indexing import index
from goodstanding.systems.cases.models import Case, CaseGuest, CasePresence, Closing
from goodstanding.systems.cases.queries.traces import FORMER, SIGNED, TEXTS, cases_touched, pattern_of
from goodstanding.systems.cases.queries.traces_beside import drafts_of, spots_in
from goodstanding.systems.sellers.queries import works_somewhere

BATCH = 200


@transaction.atomic
def erase_person(*, actor: Actor, user_id: int, reason: str, at: datetime) -> Mapping[str, int]:
    """Take a former member's name and address out of every case, and out of the record; what was said stays.

    Signatures become "A former member of the team"; the name and the address vanish from texts in the cases that she touched;
    her drafts go. Returns how many rows of which field changed; the same is recorded, without the name. Needs the right
    `erase`. Raises Conflict for somebody who still works somewhere, NotFound, NotAllowed, Invalid without reason.
    """
    policies.require_right(actor, queries.house_catalogue(at).may("erase"))
    user = queries.person_to_erase(actor, user_id)
    why = moving.clean_line(reason, field="reason", limit=500, what=_("A reason"))
    _require_gone(user)
    changed: dict[str, int] = {}
    pattern = pattern_of(user)
    for case in cases_touched(user).iterator(chunk_size=BATCH):
        _count(changed, _beside(case, user, pattern, at))
        _count(changed, _erase_in(case, user, pattern))
    _count(changed, _signatures(user))
    for rows in drafts_of(user):
        _count(changed, {"draft": rows.count()})
        rows.delete()
    CasePresence.objects.filter(user=user).delete()
    changed["timeline.actor_name"] = timeline.forget_actor(user_id=user.pk, name=FORMER)
    people.forget(user, name=FORMER)
    timeline.record(
        actor=actor,
        verb="person.erased",
        subject=("person", str(user.pk)),
        at=at,
        reason=why,
        data=changed,
        staff_only=True,
    )
    return changed


def _require_gone(user: User) -> None:
    if people.was_forgotten(user):
        raise Conflict(_("This person is erased already."))
    if user.staff_roles or works_somewhere(user.pk):
        said = _(
            "This person still works in a team. Whoever manages it takes this person out; after that, erasing is possible. "
            "For the only owner of an account somebody else becomes an owner first, or the account is closed for good."
        )
        raise Conflict(said)


def _erase_in(case: Case, user: User, pattern: re.Pattern[str]) -> Mapping[str, int]:
    """One case with its texts. Found anew afterwards without the name."""
    changed: dict[str, int] = {}
    _count(changed, _clean([case], "case", TEXTS["case"], pattern))
    for name, (model, fields) in SIGNED.items():
        rows = model.objects.filter(case=case).order_by("pk")
        _count(changed, _clean(rows, name, fields, pattern))
    for field in ("last_author_name", "closed_by_name", "requester_name"):
        if getattr(case, field) == user.name:
            setattr(case, field, FORMER)
            changed[f"case.{field}"] = 1
    case.save()
    index(case)
    return changed


def _beside(case: Case, user: User, pattern: re.Pattern[str], at: datetime) -> Mapping[str, int]:
    """What stands beside its thread. A guest who is she herself is let in no more."""
    changed: dict[str, int] = {}
    for spot in list(spots_in(case, user, pattern, addresses_of(user))):
        if isinstance(spot.row, CaseGuest) and "email" in spot.after and spot.row.revoked_at is None:
            spot.after.update(revoked_at=at, revoked_by_name=FORMER)
        for name, value in spot.after.items():
            setattr(spot.row, name, value)
        spot.row.save(update_fields=list(spot.after))
        _count(changed, {spot.what: 1})
    return changed


def _clean(rows: Iterable[Model], name: str, fields: Iterable[str], pattern: re.Pattern[str]) -> Mapping[str, int]:
    changed: dict[str, int] = {}
    for row in rows:
        found = [field for field in fields if pattern.search(getattr(row, field))]
        for field in found:
            limit = row._meta.get_field(field).max_length  # type: ignore[union-attr]  # text columns only
            setattr(row, field, pattern.sub(f"[{FORMER.lower()}]", getattr(row, field))[:limit])
            changed[f"{name}.{field}"] = changed.get(f"{name}.{field}", 0) + 1
        if found:
            row.save(update_fields=found)
    return changed


def _signatures(user: User) -> Mapping[str, int]:
    changed = {
        f"{name}.author_name": model.objects.filter(author_user=user).update(author_name=FORMER)
        for name, (model, _fields) in SIGNED.items()
    }
    changed["closing.user_name"] = Closing.objects.filter(user_id=user.pk).update(user_name=FORMER)
    return changed


def _count(total: dict[str, int], more: Mapping[str, int]) -> None:
    for name, number in more.items():
        if number:
            total[name] = total.get(name, 0) + number
