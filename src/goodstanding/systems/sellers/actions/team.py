"""A seller account's team: inviting, joining, changing roles, leaving."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.mailroom import actions as mailroom
from goodstanding.base.mailroom.policies import ACCOUNT
from goodstanding.base.people import actions as people
from goodstanding.base.people.links import MOST_SENT, masked, renew
from goodstanding.base.people.models import User
from goodstanding.base.people.words import SELLER_ROLE_WORDS
from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import Actor, ActorKind, SellerRole, StaffRole
from goodstanding.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from goodstanding.systems.sellers import policies, queries
from goodstanding.systems.sellers.actions.telling import News, tell_team
from goodstanding.systems.sellers.actions.viewing import LONGEST_REASON
from goodstanding.systems.sellers.models import Membership, Seller, SellerAccount, TeamInvitation
from goodstanding.ui import moments

MOST_OPEN = 50


@transaction.atomic
def invite(*, actor: Actor, seller_ref: str, email: str, role: SellerRole, at: datetime) -> TeamInvitation:
    """Offer somebody a place in the team by mail; the link works for seven days. Owners only.

    Raises Invalid for an address that is none, Conflict for a member, for an address with an open invitation, and when 50
    are open already.
    """
    seller = queries.seller_for(actor, seller_ref)
    policies.require_write(actor, seller, SellerRole.OWNER)
    email = _address(email)
    account = _locked(seller)
    policies.require_open(account)
    if account.memberships.filter(user__email=email).exists():
        raise Conflict(_("This person is in the team already."), field="email")
    _require_room(account, email, at)

    invitation = TeamInvitation(account=account, email=email, role=role, invited_by_id=actor.user_id, invited_at=at)
    _send(invitation, seller, actor=actor, at=at)
    _record(actor, "team.invited", seller, at=at, data={"invitation": invitation.pk, "to": masked(email), "role": role})
    return invitation


@transaction.atomic
def invite_owner(*, actor: Actor, seller_ref: str, email: str, reason: str, at: datetime) -> TeamInvitation:
    """Offer somebody ownership of an account by mail, for instance because its owners can be reached no more (ADR 226).

    Administrators of the marketplace only. The link works once and for seven days; whoever accepts it becomes an owner, a
    colleague of the team too. The team is told by mail who invited, why and until when, and its owners may take it back.
    Raises Invalid without a reason or for an address that is none, Conflict for an owner and for an address with an open
    invitation.
    """
    policies.require_staff(actor, StaffRole.ADMINISTRATOR)
    seller = queries.seller_for(actor, seller_ref)
    email, reason = _address(email), _reason(reason)
    account = _locked(seller)
    policies.require_open(account)
    if account.memberships.filter(user__email=email, role=SellerRole.OWNER).exists():
        raise Conflict(_("This person is an owner of the account already."), field="email")
    if User.objects.filter(email=email).exclude(staff_roles=[]).exists():
        raise Conflict(_("Associates of the marketplace cannot own an account."), field="email")
    _require_room(account, email, at)

    invitation = TeamInvitation(
        account=account, email=email, role=SellerRole.OWNER, invited_by_id=actor.user_id, invited_at=at,
        by_marketplace=True, reason=reason,
    )  # fmt: skip
    _send(invitation, seller, actor=actor, at=at)
    data = {"invitation": invitation.pk, "to": masked(email)}
    _record(actor, "team.owner_invited", seller, at=at, data=data, reason=reason)
    _tell_of_owner(invitation, seller, by=actor.name, at=at)
    return invitation


@transaction.atomic
def resend(*, actor: Actor, seller_ref: str, invitation_id: int, at: datetime) -> TeamInvitation:
    """Mail an invitation again with a new link and seven more days; the earlier link ends. Ten times at most."""
    seller, invitation = _invitation(actor, seller_ref, invitation_id)
    if invitation.sent_count >= MOST_SENT:
        raise Conflict(_("This invitation was sent ten times. Take it back, and ask the person for another address."))
    invitation.sent_count += 1
    _send(invitation, seller, actor=actor, at=at)
    data = {"invitation": invitation.pk, "to": masked(invitation.email)}
    _record(actor, "team.invitation_resent", seller, at=at, data=data)
    return invitation


@transaction.atomic
def revoke(*, actor: Actor, seller_ref: str, invitation_id: int, at: datetime) -> None:
    """Take an invitation back; its link ends."""
    seller, invitation = _invitation(actor, seller_ref, invitation_id)
    invitation.revoked_at = at
    invitation.save(update_fields=["revoked_at"])
    data = {"invitation": invitation.pk, "to": masked(invitation.email)}
    _record(actor, "team.invitation_revoked", seller, at=at, data=data)


@transaction.atomic
def accept(*, user: User, secret: str, at: datetime) -> Membership:
    """Join the team as somebody who already signs in.

    Raises NotFound for a link that does not work (any more), NotAllowed when the invitation went to another address or the
    person is one of the marketplace's associates.
    """
    invitation = queries.invitation_by(secret, at=at, lock=True)
    if user.email != invitation.email:
        raise NotAllowed(
            _(
                "This invitation was sent to another address than the one you sign in with. Sign out, then open the link again."
            )
        )
    if user.is_staff:
        raise NotAllowed(
            _("Associates of the marketplace cannot join a seller's team. Use a sign-in of your own for it.")
        )
    return _join(invitation, user, at=at)


@transaction.atomic
def accept_as_new(*, secret: str, name: str, password: str, at: datetime) -> User:
    """Join the team as somebody new. The link has proved the address. The password must have passed the validators.

    Raises NotFound for a link that does not work (any more), Conflict when the address signs in already.
    """
    invitation = queries.invitation_by(secret, at=at, lock=True)
    if User.objects.filter(email=invitation.email).exists():
        raise Conflict(_("This address signs in already. Sign in, then open the link again."))
    user = people.create_person(email=invitation.email, name=name, password=password)
    _join(invitation, user, at=at)
    return user


@transaction.atomic
def change_role(*, actor: Actor, seller_ref: str, membership_id: int, role: SellerRole, at: datetime) -> Membership:
    """Give a member another role. Owners only; the last owner stays one (Conflict). The same role again is a no-op."""
    seller = queries.seller_for(actor, seller_ref)
    policies.require_write(actor, seller, SellerRole.OWNER)
    account = _locked(seller)
    policies.require_open(account)
    member = _member(account, membership_id)
    before = SellerRole(member.role)
    if before is role:
        return member
    if before is SellerRole.OWNER:
        _require_another_owner(account, member)
    member.role = role
    member.save(update_fields=["role"])
    data = {"person": member.user_id, "name": member.user.name, "from": before, "to": role}
    _record(actor, "team.role_changed", seller, at=at, data=data)
    return member


@transaction.atomic
def remove(*, actor: Actor, seller_ref: str, membership_id: int, at: datetime) -> None:
    """Take a member out of the team: an owner anybody, everybody herself. The last owner cannot go (Conflict) unless the account
    is closed."""
    seller = queries.seller_for(actor, seller_ref)
    account = _locked(seller)
    member = _member(account, membership_id)
    leaves = actor.may_write and member.user_id == actor.user_id
    if not leaves:
        policies.require_write(actor, seller, SellerRole.OWNER)
    if member.role == SellerRole.OWNER and account.closed_at is None:
        _require_another_owner(account, member)
    data = {"person": member.user_id, "name": member.user.name, "role": member.role}
    member.delete()
    _record(actor, "team.left" if leaves else "team.removed", seller, at=at, data=data)


def _tell_of_owner(invitation: TeamInvitation, seller: Seller, *, by: str, at: datetime) -> None:
    def news() -> News:
        return News(
            subject=_("The marketplace invites a new owner into your account"),
            paragraphs=[
                _("%(by)s of the marketplace has invited %(to)s as an owner of %(account)s.")
                % {"by": by, "to": masked(invitation.email), "account": seller.account.name},
                _("The reason: %(reason)s") % {"reason": invitation.reason},
                _("The invitation works until %(day)s and once. Whoever accepts it can do everything in the account, as every "
                  "owner can. If this is not right, an owner takes the invitation back on the team page, or you write to us.")
                % {"day": moments.absolute(invitation.expires_at, at)},
            ],
            action=_("See the team"), path="team/",
        )  # fmt: skip

    tell_team(seller, key=f"owner-invited:{invitation.pk}", news=news, at=at, but=invitation.email)


def _send(invitation: TeamInvitation, seller: Seller, *, actor: Actor, at: datetime) -> None:
    secret = renew(invitation, at=at)
    invitation.save()
    context = {
        "secret": secret,
        "inviter": actor.name,
        "by_marketplace": invitation.by_marketplace,
        "business": seller.name,
        "role": SELLER_ROLE_WORDS[SellerRole(invitation.role)],
        "expires_at": invitation.expires_at,
    }
    mailroom.write(
        key=f"team-invitation:{invitation.pk}:{invitation.sent_count}",
        to=mailroom.Addressee(user_id=None, address=invitation.email, name="", locale=seller.store.language),
        template="team_invitation", context=context, about=(ACCOUNT, ""), seller_id=seller.pk, at=at,
    )  # fmt: skip


def _join(invitation: TeamInvitation, user: User, *, at: datetime) -> Membership:
    account = SellerAccount.objects.select_for_update().get(pk=invitation.account_id)
    policies.require_open(account)
    role = SellerRole(invitation.role)
    known = account.memberships.filter(user=user).first()
    if known is not None and (not invitation.by_marketplace or known.role == role):
        raise Conflict(_("You are in this team already."))
    member = known or Membership(account=account, user=user, since=at)
    member.role = role
    member.save()
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    joined = Actor(kind=ActorKind.SELLER, user_id=user.pk, name=user.name, accounts={account.pk: role})
    verb = "team.became_owner" if invitation.by_marketplace else "team.joined"
    for seller in account.sellers.all():
        _record(joined, verb, seller, at=at, data={"invitation": invitation.pk, "role": role})
    return member


def _invitation(actor: Actor, seller_ref: str, invitation_id: int) -> tuple[Seller, TeamInvitation]:
    seller = queries.seller_for(actor, seller_ref)
    found = TeamInvitation.objects.select_for_update().filter(account_id=seller.account_id, pk=invitation_id).first()
    if not (found and found.by_marketplace and actor.has_staff_role(StaffRole.ADMINISTRATOR)):
        policies.require_write(actor, seller, SellerRole.OWNER)
    if found is None:
        raise NotFound(_("There is no such invitation here."))
    if found.accepted_at is not None or found.revoked_at is not None:
        raise Conflict(_("This invitation was accepted or taken back in the meantime."))
    return seller, found


def _locked(seller: Seller) -> SellerAccount:
    """The account, held until the end of the transaction: two owners who demote each other at once must take turns."""
    return SellerAccount.objects.select_for_update().get(pk=seller.account_id)


def _require_room(account: SellerAccount, email: str, at: datetime) -> None:
    """One open invitation for an address, and fifty in all. What has expired is put away first."""
    waiting = account.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True)
    waiting.filter(expires_at__lte=at).update(revoked_at=at)
    if waiting.filter(email=email).exists():
        raise Conflict(_("This address has an open invitation. Send it again instead."), field="email")
    if waiting.count() >= MOST_OPEN:
        raise Conflict(
            _("%(n)s invitations are open. Take some back before you send more.") % {"n": MOST_OPEN}, field="email"
        )


def _member(account: SellerAccount, membership_id: int) -> Membership:
    member = account.memberships.select_related("user").filter(pk=membership_id).first()
    if member is None:
        raise NotFound(_("There is no such member in this team."))
    return member


def _require_another_owner(account: SellerAccount, member: Membership) -> None:
    owners = account.memberships.filter(role=SellerRole.OWNER, user__is_active=True).exclude(pk=member.pk)
    if not owners.exists():
        raise Conflict(
            _(
                "An account needs an owner, and %(name)s is its only one. Make a colleague an owner, or invite somebody as one; "
                "after that this is possible. If nobody follows, close the account; the marketplace can invite an owner, too."
            )
            % {"name": member.user.name}
        )


def _record(
    actor: Actor, verb: str, seller: Seller, *, at: datetime, data: dict[str, object], reason: str = ""
) -> None:
    record(
        actor=actor, verb=verb, subject=("team", str(seller.account_id)), at=at, seller_id=seller.pk, data=data,
        reason=reason,
    )  # fmt: skip


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise Invalid(_("Say why. The account's team can read it."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("Keep the reason within %(n)s characters.") % {"n": LONGEST_REASON}, field="reason")
    return reason


def _address(text: str) -> str:
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid(_("This is not an e-mail address."), field="email") from error
    return address
