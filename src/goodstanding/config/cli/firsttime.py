"""A marketplace that nobody administers yet gets its first administrator."""

from __future__ import annotations

import secrets

from goodstanding.base.people.models import User
from goodstanding.kit.actors import StaffRole

FIRST_ADDRESS = "admin@example.com"


def first_administrator() -> None:
    """Make an administrator and print the sign-in once, unless somebody administers the marketplace already."""
    if any(StaffRole.ADMINISTRATOR in roles for roles in User.objects.values_list("staff_roles", flat=True) if roles):
        return
    password = secrets.token_urlsafe(12)
    User.objects.create_superuser(FIRST_ADDRESS, password, name="Administrator")
    print(f"administrator\t{FIRST_ADDRESS}\t{password}", flush=True)
