"""Erasing a person wherever she is named: in the cases, and in the mail that came in (GDPR Art. 17; ADR 133)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from goodstanding.base.mailroom.inbound import forgetting
from goodstanding.base.people import queries as people
from goodstanding.base.people.models import User
from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.cases.queries.traces import FORMER


@transaction.atomic
def erase_person(*, actor: Actor, user_id: int, reason: str, at: datetime) -> Mapping[str, int]:
    """Take a former member out of the cases, the record and the mail that came in. Returns how many places changed.

    Raises as `systems.cases.actions.erase_person`, which also authorises it.
    """
    hers = _addresses(case_queries.person_to_erase(actor, user_id))
    changed = cases.erase_person(actor=actor, user_id=user_id, reason=reason, at=at)
    mails = forgetting.erase(person_id=user_id, addresses=hers, name=FORMER)
    if mails:
        subject = ("person", str(user_id))
        record(actor=actor, verb="person.mail_erased", subject=subject, at=at, data=dict(mails), staff_only=True)
    return {**changed, **mails}


def traces_of(actor: Actor, user: User) -> Mapping[str, int]:
    """How many rows of which field name a person. Raises NotFound for everybody but associates."""
    found = case_queries.traces_of(actor, user)
    return {**found, **forgetting.traces_of(user.pk, _addresses(user))}


def _addresses(user: User) -> Collection[str]:
    return people.addresses_of(user)
