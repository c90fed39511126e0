"""Taking a person out of what is kept of a seller: changes of standing, viewings, invitations, sign-ups (GDPR Art. 17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q, QuerySet

from goodstanding.base.erasing import Columns, Someone, Table, some_of
from goodstanding.systems.sellers.models import (
    Closure,
    Membership,
    Seller,
    SignUp,
    StandingChange,
    TeamInvitation,
    Viewing,
)


def traces_of(her: Someone) -> Mapping[str, int]:
    """How many rows of what name her."""
    found = her.count(_tables(her))
    rows = {"membership": _memberships(her), "invitation": _invitations(her), "sign_up": _sign_ups(her)}
    return some_of({**found, **{what: these.count() for what, these in rows.items()}})


def erase(her: Someone) -> Mapping[str, int]:
    """Put another name in her place, an address that nobody has in place of hers, and remove what she signed up with, and her
    places in teams of accounts that are closed for good.

    Reasons of a standing stay without her name: they are the marketplace's own. The caller has authorised it and records it.
    Returns how many rows of what changed.
    """
    changed = her.erase(_tables(her))
    invited = _invitations(her).update(email=f"former-{her.user_id}@invalid.invalid")
    signed_up, _each = _sign_ups(her).delete()
    left, _each = _memberships(her).delete()
    return some_of({**changed, "membership": left, "invitation": invited, "sign_up": signed_up})


def _tables(her: Someone) -> Iterator[Table]:
    of = Q(seller_id__in=her.sellers)
    yield Table("standing", StandingChange.objects.all(), Columns(named=("actor_name",), texts=("reason",)), of)
    theirs = Q(account_id__in=Seller.objects.filter(pk__in=her.sellers).values("account_id"))
    yield Table("invitation.reason", TeamInvitation.objects.all(), Columns(texts=("reason",)), theirs)
    closing = Columns(
        signed=(("asked_by_id", "asked_by_name"),),
        named=("taken_back_by_name",),
        texts=("reason", "ground", "taken_back_reason"),
    )
    yield Table("closure", Closure.objects.all(), closing, theirs)
    yield Table("viewing", Viewing.objects.all(), Columns(texts=("reason",)), of | Q(associate_id=her.user_id))


def _memberships(her: Someone) -> QuerySet[Membership]:
    """Only those of accounts that are closed for good: whoever works somewhere is not erased."""
    return Membership.objects.filter(user_id=her.user_id, account__closed_at__isnull=False)


def _invitations(her: Someone) -> QuerySet[TeamInvitation]:
    """Those that are over: somebody who is still invited somewhere is asked there to take it back."""
    over = Q(accepted_at__isnull=False) | Q(revoked_at__isnull=False)
    return TeamInvitation.objects.filter(over, email__in=her.addresses)


def _sign_ups(her: Someone) -> QuerySet[SignUp]:
    return SignUp.objects.filter(email__in=her.addresses)
