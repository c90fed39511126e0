"""Reading people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from goodstanding.base.keyset import Page, page_of
from goodstanding.base.people import policies
from goodstanding.base.people.errors import DeadLink
from goodstanding.base.people.links import hash_of
from goodstanding.base.people.models import StaffInvitation, User
from goodstanding.base.timeline.models import Entry
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.ui.paging import Cursor

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
SESSION_VERBS = ["person.signed_in", "person.signed_out"]


def person(user_id: int | None) -> User:
    """Somebody who may sign in. Raises NotFound."""
    user = User.objects.filter(pk=user_id, is_active=True).first() if user_id else None
    if user is None:
        raise NotFound(_("There is no such person here."))
    return user


def person_by_email(email: str) -> User:
    """Somebody who may sign in, by address. Raises NotFound."""
    return person(User.objects.filter(email=email.strip().lower()).values_list("pk", flat=True).first())


def person_at(address: str) -> User | None:
    """Somebody who may sign in and has proved to read mail at an address: that of her sign-in, or another she confirmed."""
    wanted = address.strip().lower()
    own = User.objects.filter(email=wanted, is_active=True).first()
    if own is not None or not wanted:
        return own
    proved = EmailAddress.objects.filter(email__iexact=wanted, verified=True, user__is_active=True)
    other = proved.select_related("user").first()
    return other.user if other else None


def addresses_of(user: User) -> set[str]:
    """Every address at which a person may be met, in lower case. The caller has authorised it."""
    found = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return {user.email.lower(), *(email.lower() for email in found)}


def associate(user_id: int, *, lock: bool = False) -> User:
    """One of the marketplace's associates. Raises NotFound for anybody else."""
    found = User.objects.filter(pk=user_id)
    user = (found.select_for_update() if lock else found).first()
    if user is None or not user.staff_roles:
        raise NotFound(_("There is no such associate."))
    return user


def associates(actor: Actor) -> Sequence[User]:
    """Every associate by name. Administrators only."""
    policies.require_administrator(actor)
    found = User.objects.filter(is_active=True).exclude(staff_roles=[])
    return list(found.order_by("name", "pk")[:500])


def with_second_factor(users: Sequence[User]) -> set[int]:
    """The ids of those who have set up a second factor."""
    held = Authenticator.objects.filter(user__in=users, type__in=FACTORS)
    return set(held.values_list("user_id", flat=True))


def has_second_factor(user: User) -> bool:
    """Whether an authenticator app or a passkey is set up; recovery codes alone don't count."""
    return bool(with_second_factor([user]))


def open_staff_invitations(actor: Actor) -> Sequence[StaffInvitation]:
    """Invitations of associates that are neither accepted nor taken back, newest first. Administrators only."""
    policies.require_administrator(actor)
    waiting = StaffInvitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True)
    return list(waiting.select_related("invited_by").order_by("-sent_at")[:200])


def staff_invitation_by(secret: str, *, at: datetime, lock: bool = False) -> StaffInvitation:
    """The open invitation behind a link. Raises NotFound for a link that is unknown, used, taken back or expired."""
    found = StaffInvitation.objects.select_related("invited_by").filter(token_hash=hash_of(secret))
    invitation = (found.select_for_update(of=("self",)) if lock else found).first()
    if invitation is None or not invitation.is_open(at):
        raise DeadLink(_("This invitation does not work any more. Ask the person who invited you for a new one."))
    return invitation


def sessions(actor: Actor, *, cursor: Cursor | None, limit: int = 50) -> Page[Entry]:
    """The record of associates' sign-ins and sign-outs, newest first. Administrators only."""
    policies.require_administrator(actor)
    found = Entry.objects.filter(verb__in=SESSION_VERBS)
    return page_of(found, order=("-at", "-id"), cursor=cursor, limit=limit)


def is_known(email: str) -> bool:
    """Whether somebody signs in with this address. Ask it only for whoever has proved to read mail there."""
    return User.objects.filter(email=email.lower()).exists()
