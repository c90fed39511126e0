"""Writing people: making them, their profiles, the marketplace's associates and the record of their sessions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.mailroom import actions as mailroom
from goodstanding.base.mailroom.policies import ACCOUNT
from goodstanding.base.people import policies, queries, rules
from goodstanding.base.people.links import MOST_SENT, masked, renew
from goodstanding.base.people.models import StaffInvitation, User
from goodstanding.base.people.words import STAFF_ROLE_WORDS
from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import Actor, ActorKind, StaffRole
from goodstanding.kit.errors import Conflict, Invalid, NotFound

_SAVED = ["name", "locale", "time_zone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a person says about herself. An empty language or time zone follows the place she is in."""

    name: str
    locale: str = ""
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """From where somebody signs in, as the request tells it."""

    address: str
    user_agent: str


def create_person(
    *, email: str, name: str, password: str | None = None, password_hash: str = "", demo: bool = False
) -> User:
    """Make a person whose address counts as confirmed: by a link that was followed, or by the operator's word.

    A password must have passed the validators; a hash is taken as it is. Raises Conflict for an address in use.
    """
    email = email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise Conflict(_("Somebody signs in with this address already."), field="email")
    user = User.objects.create_user(email, password, name=name.strip()[:120], is_demo=demo)
    if password_hash:
        user.password = password_hash
        user.save(update_fields=["password"])
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@transaction.atomic
def make_administrator(*, actor: Actor, email: str, name: str, password: str, at: datetime) -> User:
    """The operator's way in: an administrator who is made by a command, or a known one with a new password.

    Only the system itself may; refused (Conflict) for an address of somebody who is no administrator.
    """
    if not actor.is_system:
        raise NotFound(_("There is nothing here."))
    user = User.objects.select_for_update().filter(email=email.strip().lower()).first()
    if user is None:
        user = create_person(email=_address(email), name=name)
        user.staff_roles = [StaffRole.ADMINISTRATOR.value]
    elif StaffRole.ADMINISTRATOR not in user.staff_roles or not user.is_active:
        raise Conflict(_("Somebody who is no administrator signs in with this address."), field="email")
    user.set_password(password)
    user.save(update_fields=["staff_roles", "password"])
    _record(actor, "person.made_administrator", user, at=at, data={})
    return user


@transaction.atomic
def change_profile(*, actor: Actor, profile: Profile, at: datetime) -> User:
    """Change one's own name, language and time zone. Raises Invalid for an empty name, an unknown language or zone."""
    user = queries.person(actor.user_id)
    if not profile.name.strip():
        raise Invalid(_("Say what others should call you."), field="name")
    if profile.locale and profile.locale not in dict(settings.LANGUAGES):
        raise Invalid(_("This language is not offered."), field="locale")
    if profile.time_zone and profile.time_zone not in available_timezones():
        raise Invalid(_("There is no such time zone."), field="time_zone")
    user.name, user.locale, user.time_zone = profile.name.strip()[:120], profile.locale, profile.time_zone
    user.save(update_fields=_SAVED)
    record(actor=actor, verb="person.profile_changed", subject=("person", str(user.pk)), at=at, staff_only=True)
    return user


@transaction.atomic
def invite_associate(*, actor: Actor, email: str, roles: Iterable[str], at: datetime) -> StaffInvitation:
    """Offer somebody a place among the associates by mail; the link works for seven days. Administrators only.

    Raises Invalid for an address that is none or without a role, Conflict for an associate and for an open invitation.
    """
    policies.require_administrator(actor)
    chosen = rules.checked_roles(roles)
    email = _address(email)
    if User.objects.filter(email=email).exists():
        raise Conflict(
            _("Somebody signs in with this address already. Use an address of their own for associates."), field="email"
        )
    waiting = StaffInvitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True)
    waiting.filter(expires_at__lte=at).update(revoked_at=at)
    if waiting.filter(email=email).exists():
        raise Conflict(_("This address has an open invitation. Send it again instead."), field="email")
    invitation = StaffInvitation(email=email, staff_roles=chosen, invited_by_id=actor.user_id, invited_at=at)
    _send(invitation, actor=actor, at=at)
    _about(invitation, "person.invited", actor=actor, at=at, roles=chosen)
    return invitation


@transaction.atomic
def resend_invitation(*, actor: Actor, invitation_id: int, at: datetime) -> StaffInvitation:
    """Mail an invitation again with a new link and seven more days; the earlier link ends. Ten times at most."""
    policies.require_administrator(actor)
    invitation = _open_invitation(invitation_id)
    if invitation.sent_count >= MOST_SENT:
        raise Conflict(_("This invitation was sent ten times. Take it back, and ask the person for another address."))
    invitation.sent_count += 1
    _send(invitation, actor=actor, at=at)
    _about(invitation, "person.invitation_resent", actor=actor, at=at)
    return invitation


@transaction.atomic
def revoke_invitation(*, actor: Actor, invitation_id: int, at: datetime) -> None:
    """Take an invitation back; its link ends."""
    policies.require_administrator(actor)
    invitation = _open_invitation(invitation_id)
    invitation.revoked_at = at
    invitation.save(update_fields=["revoked_at"])
    _about(invitation, "person.invitation_revoked", actor=actor, at=at)


@transaction.atomic
def join_as_associate(*, secret: str, name: str, password: str, at: datetime) -> User:
    """Become an associate by an invitation's link. The password must have passed the validators.

    Raises NotFound for a link that does not work (any more), Conflict when the address signs in already.
    """
    invitation = queries.staff_invitation_by(secret, at=at, lock=True)
    user = create_person(email=invitation.email, name=name, password=password)
    user.staff_roles = invitation.staff_roles
    user.save(update_fields=["staff_roles"])
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    roles = frozenset(StaffRole(role) for role in user.staff_roles)
    actor = Actor(kind=ActorKind.STAFF, user_id=user.pk, name=user.name, staff_roles=roles)
    _record(actor, "person.joined", user, at=at, data={"roles": list(user.staff_roles)})
    return user


@transaction.atomic
def change_roles(*, actor: Actor, user_id: int, roles: Iterable[str], at: datetime) -> User:
    """Give an associate other roles. Administrators only; the last administrator stays one (Conflict)."""
    policies.require_administrator(actor)
    chosen = rules.checked_roles(roles)
    user = queries.associate(user_id, lock=True)
    before = list(user.staff_roles)
    if before == chosen:
        return user
    if StaffRole.ADMINISTRATOR not in chosen:
        _require_another_administrator(user)
    user.staff_roles = chosen
    user.save(update_fields=["staff_roles"])
    _record(actor, "person.roles_changed", user, at=at, data={"from": before, "to": chosen})
    return user


@transaction.atomic
def dismiss(*, actor: Actor, user_id: int, at: datetime) -> User:
    """End an associate's access at once: no roles, no sign-in, every session closed. The record keeps the name.

    Administrators only; the last administrator stays (Conflict).
    """
    policies.require_administrator(actor)
    user = queries.associate(user_id, lock=True)
    _require_another_administrator(user)
    before = list(user.staff_roles)
    user.staff_roles, user.is_active = [], False
    user.save(update_fields=["staff_roles", "is_active"])
    for session in UserSession.objects.filter(user=user):
        session.end()
    _record(actor, "person.dismissed", user, at=at, data={"from": before})
    return user


def forget(user: User, *, name: str) -> None:
    """Take a person's name and address out of her row; she signs in no more. The caller has authorised and records it."""
    user.name, user.email, user.is_active = name, _nowhere(user), False
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.filter(user=user).delete()


def was_forgotten(user: User) -> bool:
    """Whether a person was taken out of her row before."""
    return user.email == _nowhere(user)


def _nowhere(user: User) -> str:
    return f"former-{user.pk}@invalid.invalid"


def note_sign_in(*, user: User, device: Device, at: datetime) -> None:
    """Keep that an associate signed in, from which network and with what kind of browser. Sellers' sign-ins aren't kept."""
    if user.staff_roles:
        _session(user, "person.signed_in", device, at=at)


def note_sign_out(*, user: User, device: Device, at: datetime) -> None:
    """Keep that an associate signed out."""
    if user.staff_roles:
        _session(user, "person.signed_out", device, at=at)


def _session(user: User, verb: str, device: Device, *, at: datetime) -> None:
    roles = frozenset(StaffRole(role) for role in user.staff_roles)
    actor = Actor(kind=ActorKind.STAFF, user_id=user.pk, name=user.name, staff_roles=roles)
    data: dict[str, object] = {
        "network": rules.address_prefix(device.address),
        "device": rules.describe_device(device.user_agent),
    }
    _record(actor, verb, user, at=at, data=data)


def _send(invitation: StaffInvitation, *, actor: Actor, at: datetime) -> None:
    secret = renew(invitation, at=at)
    invitation.save()
    roles = ", ".join(str(STAFF_ROLE_WORDS[StaffRole(role)]) for role in invitation.staff_roles)
    mailroom.write(
        key=f"staff-invitation:{invitation.pk}:{invitation.sent_count}",
        to=mailroom.Addressee(user_id=None, address=invitation.email, name=""),
        template="staff_invitation",
        context={
            "secret": secret,
            "inviter": actor.name,
            "roles": roles,
            "expires_at": invitation.expires_at,
        },
        about=(ACCOUNT, ""), seller_id=None, at=at,
    )  # fmt: skip


def _open_invitation(invitation_id: int) -> StaffInvitation:
    found = StaffInvitation.objects.select_for_update().filter(pk=invitation_id).first()
    if found is None:
        raise NotFound(_("There is no such invitation."))
    if found.accepted_at is not None or found.revoked_at is not None:
        raise Conflict(_("This invitation was accepted or taken back in the meantime."))
    return found


def _require_another_administrator(user: User) -> None:
    if StaffRole.ADMINISTRATOR not in user.staff_roles:
        return
    others = User.objects.select_for_update().filter(is_active=True).exclude(pk=user.pk).exclude(staff_roles=[])
    if not any(StaffRole.ADMINISTRATOR in other.staff_roles for other in others):
        raise Conflict(_("The marketplace needs an administrator. Make somebody else one first."))


def _about(invitation: StaffInvitation, verb: str, *, actor: Actor, at: datetime, roles: Iterable[str] = ()) -> None:
    record(
        actor=actor, verb=verb, subject=("staff_invitation", str(invitation.pk)), at=at, staff_only=True,
        data={"to": masked(invitation.email), "roles": list(roles)},
    )  # fmt: skip


def _record(actor: Actor, verb: str, user: User, *, at: datetime, data: dict[str, object]) -> None:
    record(
        actor=actor, verb=verb, subject=("person", str(user.pk)), at=at, staff_only=True,
        data=data | {"name": user.name},
    )  # fmt: skip


def _address(text: str) -> str:
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid(_("This is not an e-mail address."), field="email") from error
    return address
