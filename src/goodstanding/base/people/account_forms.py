"""allauth's forms in our words: a label at every field, no placeholder standing in for one."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_LABELS: dict[str, Promise] = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "oldpassword": _("Your password now"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "code": _("Code"),
}


class _Plain:
    """Sets labels and takes placeholders away. Help texts of passwords are said once, in the page's lead."""

    fields: dict[str, Any]  # Any: form fields of every kind

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: handed on as they come
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = _LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""


class SignInForm(_Plain, account.LoginForm):  # type: ignore[misc]  # allauth has no types
    """Sign in."""


class ResetPasswordForm(_Plain, account.ResetPasswordForm):  # type: ignore[misc]  # as above
    """Ask for a link."""


class ResetPasswordKeyForm(_Plain, account.ResetPasswordKeyForm):  # type: ignore[misc]  # as above
    """Set a new password through a link."""


class ChangePasswordForm(_Plain, account.ChangePasswordForm):  # type: ignore[misc]  # as above
    """Change the password."""


class SetPasswordForm(_Plain, account.SetPasswordForm):  # type: ignore[misc]  # as above
    """Set a first password."""


class AddEmailForm(_Plain, account.AddEmailForm):  # type: ignore[misc]  # as above
    """Change the address."""


class ReauthenticateForm(_Plain, account.ReauthenticateForm):  # type: ignore[misc]  # as above
    """Type the password once more."""


class AuthenticateForm(_Plain, mfa.AuthenticateForm):  # type: ignore[misc]  # as above
    """The second step of signing in."""


class ReauthenticateCodeForm(_Plain, mfa.ReauthenticateForm):  # type: ignore[misc]  # as above
    """Type a code once more."""


class ActivateAppForm(_Plain, ActivateTOTPForm):  # type: ignore[misc]  # as above
    """Set up an authenticator app."""
