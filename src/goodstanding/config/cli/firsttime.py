"""A marketplace that nobody administers yet gets its first administrator."""

from __future__ import annotations

import secrets

from goodstanding.base.clock import reading
from goodstanding.base.people import actions as people
from goodstanding.base.people import queries
from goodstanding.kit.actors import SYSTEM, StaffRole

FIRST_ADDRESS = "admin@example.com"


def first_administrator() -> None:
    """Make an administrator and print the sign-in once, unless somebody administers the marketplace already."""
    if not any(StaffRole.ADMINISTRATOR in person.staff_roles for person in queries.associates(SYSTEM)):
        make_administrator(email=FIRST_ADDRESS, name="Administrator")


def make_administrator(*, email: str, name: str) -> None:
    """Make an administrator, or give a known one a new password; print the sign-in once."""
    password = secrets.token_urlsafe(12)
    user = people.make_administrator(actor=SYSTEM, email=email, name=name, password=password, at=reading.now())
    print(f"administrator\t{user.email}\t{password}", flush=True)
