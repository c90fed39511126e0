"""Reading people."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from goodstanding.base.people.models import User

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(user: User) -> bool:
    """Whether an authenticator app or a passkey is set up; recovery codes alone don't count."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())
