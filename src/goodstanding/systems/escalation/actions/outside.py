"""What a store says about the steps outside our levels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Invalid
from goodstanding.systems.escalation import policies, queries
from goodstanding.systems.escalation.models import OutsideStep
from goodstanding.systems.stores.models import Store

NAME_LIMIT = 200
ADDRESS_LIMIT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Whom to turn to, and whether the step is open in this store."""

    enabled: bool
    name: str = ""
    address: str = ""
    email: str = ""
    url: str = ""


@transaction.atomic
def set_outside(*, actor: Actor, store: Store, code: str, turn: Turn, at: datetime) -> OutsideStep:
    """Switch a step on or off for a store and say whom to turn to. Administrators only; Invalid for an unknown step."""
    policies.require_administrator(actor)
    if code not in {rule.code for rule in queries.handbook_for(store, at).outside}:
        raise Invalid(_("There is no such step in the rules of this store."), field="code")
    _check(turn)
    kept, _fresh = OutsideStep.objects.update_or_create(
        store=store, code=code,
        defaults={
            "enabled": turn.enabled, "name": turn.name.strip(), "address": turn.address.strip(),
            "email": turn.email.strip(), "url": turn.url.strip(),
        },
    )  # fmt: skip
    record(
        actor=actor, verb="escalation.outside_set", subject=("store", store.code), at=at,
        data={"step": code, "enabled": turn.enabled}, staff_only=True,
    )  # fmt: skip
    return kept


def _check(turn: Turn) -> None:
    if len(turn.name) > NAME_LIMIT:
        raise Invalid(_("At most %(n)s characters.") % {"n": NAME_LIMIT}, field="name")
    if len(turn.address) > ADDRESS_LIMIT:
        raise Invalid(_("At most %(n)s characters.") % {"n": ADDRESS_LIMIT}, field="address")
    try:
        if turn.email.strip():
            validate_email(turn.email.strip())
    except ValidationError as error:
        raise Invalid(_("This is not an e-mail address."), field="email") from error
    try:
        if turn.url.strip():
            URLValidator(schemes=["https", "http"])(turn.url.strip())
    except ValidationError as error:
        raise Invalid(_("This is not a web address; it begins with https://."), field="url") from error
