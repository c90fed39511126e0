"""Erasing a person wherever she is named: cases, escalations, plans, the desk's letters, mail in and out, files, what was told to
programs, and the record (ADR 133, 176, 207)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from goodstanding.base.erasing import Someone, some_of
from goodstanding.base.files import erasing as files
from goodstanding.base.mailroom import erasing as sent
from goodstanding.base.mailroom.inbound import forgetting
from goodstanding.base.mailroom.policies import ACCOUNT
from goodstanding.base.people import queries as people
from goodstanding.base.people.models import User
from goodstanding.base.timeline import erasing as timeline
from goodstanding.base.timeline.actions import record
from goodstanding.base.timeline.queries import count_by_actor, entries_about
from goodstanding.base.webhooks import erasing as hooks
from goodstanding.flows.case_desk_mail import DESK
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases import policies
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.cases.actions.indexing import index_many
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.queries.traces import (
    FORMER,
    cases_touched,
    guests_in,
    keys_of,
    pattern_of,
    spoken_by,
    wanted_of,
)
from goodstanding.systems.desk.actions import erasing as desk
from goodstanding.systems.desk.queries import LETTER_FILES
from goodstanding.systems.escalation.actions import erasing as escalations
from goodstanding.systems.performance.actions import erasing as plans
from goodstanding.systems.sellers import queries as sellers_known
from goodstanding.systems.sellers.actions import erasing as sellers
from goodstanding.systems.sellers.queries import Place

UNSENT = ("case_draft", "case_scheduled")
IN_CASES = ("case", "case_internal", LETTER_FILES)
ERASED, TOLD = "person.erased", "person.mail_erased"


@dataclass(frozen=True, slots=True)
class Report:
    """What an erasure changed, and what it left: how many rows of what. Reasons for what stays are words (console)."""

    erased: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)
    told: Mapping[str, int] = field(default_factory=dict)  # of `erased`, what is beyond the cases


@dataclass(frozen=True, slots=True)
class _Her:
    """How to find her: taken before anything changes."""

    user: User
    someone: Someone
    cases: Mapping[str, int]

    @property
    def touched(self) -> QuerySet[Case]:
        """The cases that name her or that she had."""
        return cases_touched(self.user)

    @property
    def in_mail(self) -> Q:
        """The mails in which her name is looked for: about her cases, their guests, and the accounts she acted for."""
        cases, guests = self.touched.order_by().values("ref"), guests_in(self.touched).values("ref")
        return (
            Q(about_kind__in=("case", DESK), about_ref__in=cases)
            | Q(about_kind__in=("guest", ACCOUNT), about_ref__in=guests)
            | Q(about_kind="seller", seller_id__in=self.someone.sellers)
        )


@transaction.atomic
def erase_person(*, actor: Actor, user_id: int, reason: str, at: datetime, with_files: bool = False) -> Report:
    """Take a former member out of the cases, escalations, plans of action, letters to many cases, the record, mail that came
    in and went out, and deliveries.

    What she uploaded and never sent goes. With `with_files` her files in cases go too: a placeholder with size and sum stays.
    What was erased and what was kept is recorded, without her name. Raises as `systems.cases.actions.erase_person`, which also
    authorises it.
    """
    her = _her(case_queries.person_to_erase(actor, user_id))
    accounts = sellers_known.closed_with(user_id)
    erased = dict(cases.erase_person(actor=actor, user_id=user_id, reason=reason, at=at))
    more: dict[str, int] = {}
    more |= escalations.erase(her.someone, her.touched)
    more |= forgetting.erase(person_id=user_id, addresses=her.someone.addresses, name=FORMER)
    more |= sent.erase(her.someone, her.in_mail)
    more |= hooks.erase(her.someone)
    more |= sellers.erase(her.someone)
    more |= plans.erase(her.someone)
    more |= desk.erase(her.someone, her.touched)
    more |= timeline.erase(her.someone)
    more |= _files(her, at, with_files=with_files)
    index_many(sorted(her.cases.values()))
    kept = _kept(user_id, accounts)
    more = some_of(more)
    data: dict[str, object] = {**more, "kept": dict(kept)}
    record(actor=actor, verb=TOLD, subject=("person", str(user_id)), at=at, data=data, staff_only=True)
    return Report(some_of(erased | more), kept)


@transaction.atomic
def erase_files(*, actor: Actor, user_id: int, at: datetime) -> Report:
    """Let the files of somebody who was erased go too. Raises Conflict for somebody who was not, NotFound, NotAllowed."""
    policies.require_right(actor, case_queries.house_catalogue(at).may("erase"))
    before = report_of(actor, user_id)
    if before is None:
        raise Conflict(_("Erase the person first."))
    held = files.sent(user_id, IN_CASES)
    places = files.erase(user_id=user_id, kinds=IN_CASES, at=at)
    index_many(keys_of([ref for _kind, ref in places]))
    kept = _kept(user_id, before.kept.get("accounts", 0))
    told = {name: number for name, number in before.told.items() if name != "file.sent"}
    data: dict[str, object] = {**told, "file.sent": held, "kept": dict(kept)}
    record(actor=actor, verb=TOLD, subject=("person", str(user_id)), at=at, data=data, staff_only=True)
    return Report({**before.erased, "file.sent": held}, kept)


@dataclass(frozen=True, slots=True)
class Held:
    """What a person has to leave before she can be erased: her places in sellers' teams, and whether she is an associate."""

    places: Sequence[Place]
    is_associate: bool

    def __bool__(self) -> bool:
        return bool(self.places) or self.is_associate


def held_by(actor: Actor, user: User) -> Held:
    """What keeps a person from being erased. For associates; nobody else learns of any."""
    return Held(sellers_known.places_of(actor, user.pk), actor.is_staff and bool(user.staff_roles))


def traces_of(actor: Actor, user: User) -> Mapping[str, int]:
    """How many rows of which field name a person. Raises NotFound for everybody but associates."""
    found = dict(case_queries.traces_of(actor, user))
    her = _her(user)
    found |= escalations.traces_of(her.someone, her.touched)
    found |= forgetting.traces_of(user.pk, her.someone.addresses)
    found |= sent.traces_of(her.someone, her.in_mail)
    found |= hooks.traces_of(her.someone)
    found |= sellers.traces_of(her.someone)
    found |= plans.traces_of(her.someone)
    found |= desk.traces_of(her.someone, her.touched)
    found |= timeline.traces_of(her.someone)
    uploads = {"file.unsent": files.unsent(user.pk, UNSENT), "file.sent": files.sent(user.pk, IN_CASES)}
    return found | some_of(uploads)


def report_of(actor: Actor, user_id: int) -> Report | None:
    """What the record says of a person's erasure. None when there was none; raises NotFound for everybody but associates."""
    case_queries.person_to_erase(actor, user_id)
    entries = {one.verb: one.data for one in reversed(entries_about("person", str(user_id), for_staff=True, limit=50))}
    if ERASED not in entries:
        return None
    told = dict(entries.get(TOLD, {}))
    kept = told.pop("kept", {})
    return Report(some_of({**entries[ERASED], **told}), kept, told)


def _her(user: User) -> _Her:
    touched = list(cases_touched(user).values_list("ref", "pk", "seller_id"))
    known = {ref: key for ref, key, _seller in touched}
    someone = Someone(
        user_id=user.pk, name=user.name, addresses=people.addresses_of(user), wanted=sorted(wanted_of(user)),
        pattern=pattern_of(user), former=FORMER,
        sellers=timeline.sellers_of(user.pk) | {seller for _ref, _key, seller in touched},
    )  # fmt: skip
    return _Her(user, someone, known)


def _files(her: _Her, at: datetime, *, with_files: bool) -> Mapping[str, int]:
    """Her uploads. Names go from what stays; the cases that show them are found by their new names afterwards."""
    gone = files.drop_unsent(user_id=her.user.pk, kinds=UNSENT)
    held = files.sent(her.user.pk, IN_CASES)
    if with_files:
        files.erase(user_id=her.user.pk, kinds=IN_CASES, at=at)
    renamed = files.rename(user_id=her.user.pk, pattern=her.someone.pattern, word=FORMER.lower())
    return {"file.unsent": gone, "file.sent": held if with_files else 0, "file.name": len(renamed)}


def _kept(user_id: int, accounts: int) -> Mapping[str, int]:
    return some_of(
        {
            "accounts": accounts,
            "messages": spoken_by(user_id),
            "record": count_by_actor(user_id),
            "plans": plans.submitted_by(user_id),
            "files": files.sent(user_id, IN_CASES),
            "evidence": files.others(user_id, (*UNSENT, *IN_CASES)),
        }
    )
