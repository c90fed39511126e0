"""From a request to an actor."""

from __future__ import annotations

from django.http import HttpRequest

from goodstanding.kit.actors import Actor, ActorKind, StaffRole

ANONYMOUS = Actor(kind=ActorKind.SELLER, user_id=None, name="")


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a session. Somebody who is not signed in holds no rights at all."""
    user = request.user
    if not user.is_authenticated:
        return ANONYMOUS
    if user.staff_roles:
        return Actor(
            kind=ActorKind.STAFF,
            user_id=user.pk,
            name=user.name,
            staff_roles=frozenset(StaffRole(r) for r in user.staff_roles),
        )
    accounts = dict(user.memberships.values_list("account_id", "role"))
    return Actor(kind=ActorKind.SELLER, user_id=user.pk, name=user.name, accounts=accounts)
