"""Signing in by e-mail and password as allauth does it; reading who is signed in is prepared (ADR 81)."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from goodstanding.base.people.models import User
from goodstanding.base.prepared import Prepared


def _by_key(*, key: int) -> QuerySet[User]:
    return User.objects.filter(pk=key)


_user = Prepared(_by_key, one_plan=True)


class HouseBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """Allauth's backend."""

    def get_user(self, user_id: Any) -> User | None:  # Any: as Django calls it
        """The person of a session, or None once she may not sign in."""
        found = _user.first(key=int(user_id))
        return found if found is not None and self.user_can_authenticate(found) else None
