"""Guests of a case, invited and let in through the real actions, and the browsers they sit at."""

from __future__ import annotations

from datetime import date

from django.test import Client

from goodstanding.base.mailroom.models import Mail
from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import Terms
from goodstanding.systems.cases.models import Case, CaseGuest
from tests.world import World, browser

NORA = "nora@consultants.example"


def invited(
    world: World,
    case: Case,
    *,
    email: str = NORA,
    ends_on: date | None = None,
    may_write: bool = True,
    sees_files: bool = True,
) -> CaseGuest:
    """Alice invites Nora, who advises her, unless told otherwise."""
    last = ends_on or world.later(days=7).date()
    terms = Terms(email=email, name="Nora", ends_on=last, may_write=may_write, sees_files=sees_files)
    return actions.invite_guest(actor=world.alice.actor, ref=case.ref, terms=terms, at=world.now).guest


def secret_for(email: str = NORA) -> str:
    """The secret of the newest link, as the guest reads it in her mail."""
    text = Mail.objects.filter(key__startswith="case-guest", to_address=email).latest("pk").text
    return text.partition("/guest/join/")[2].split("/")[0]


def browser_of(guest: CaseGuest) -> Client:
    """A browser in which the guest has used her link."""
    client = browser()
    client.post(f"/guest/join/{secret_for(guest.email)}/")
    return client
