"""Taking a person out of what is kept of a seller: changes of standing, viewings, invitations, sign-ups (GDPR Art. 17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q, QuerySet

from goodstanding.base.erasing import Columns, Someone, Table, some_of
from goodstanding.systems.sellers.models import Seller, SignUp, StandingChange, TeamInvitation, Viewing


def traces_of(her: Someone) -> Mapping[str, int]:
    """How many rows of what name her."""
    found = her.count(_tables(her))
    return some_of({**found, "invitation": _invitations(her).count(), "sign_up": _sign_ups(her).count()})


def erase(her: Someone) -> Mapping[str, int]:
    """Put another name in her place, an address that nobody has in place of hers, and remove what she signed up with.

    Reasons of a standing stay without her name: they are the marketplace's own. The caller has authorised it and records it.
    Returns how many rows of what changed.
    """
    changed = her.erase(_tables(her))
    invited = _invitations(her).update(email=f"former-{her.user_id}@invalid.invalid")
    signed_up, _each = _sign_ups(her).delete()
    return some_of({**changed, "invitation": invited, "sign_up": signed_up})


def _tables(her: Someone) -> Iterator[Table]:
    of = Q(seller_id__in=her.sellers)
    yield Table("standing", StandingChange.objects.all(), Columns(named=("actor_name",), texts=("reason",)), of)
    theirs = Q(account_id__in=Seller.objects.filter(pk__in=her.sellers).values("account_id"))
    yield Table("invitation.reason", TeamInvitation.objects.all(), Columns(texts=("reason",)), theirs)
    yield Table("viewing", Viewing.objects.all(), Columns(texts=("reason",)), of | Q(associate_id=her.user_id))


def _invitations(her: Someone) -> QuerySet[TeamInvitation]:
    """Those that are over: somebody who is still invited somewhere is asked there to take it back."""
    over = Q(accepted_at__isnull=False) | Q(revoked_at__isnull=False)
    return TeamInvitation.objects.filter(over, email__in=her.addresses)


def _sign_ups(her: Someone) -> QuerySet[SignUp]:
    return SignUp.objects.filter(email__in=her.addresses)
