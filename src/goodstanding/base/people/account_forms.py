"""allauth's forms in our words: a label at every field, no placeholder standing in for one."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goodstanding.base.people import rules

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


class AddKeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]  # as above
    """Add a passkey, or a key that is a second step only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: handed on as they come
        browser = rules.describe_device(context.request.headers.get("User-Agent", ""))
        kwargs["initial"] = {"name": browser, "passwordless": True} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = 60
        self.fields["name"].label = _("Name")
        self.fields["passwordless"].label = _("Sign in with it alone, without the password")
        self.fields["passwordless"].help_text = _(
            "A passkey. It asks for your finger, face or PIN. Without the tick it is a second step after the password."
        )


class _Key:
    """What is wrong with a key, said of a key: allauth has the words for codes only."""

    def clean_credential(self) -> Any:  # Any: allauth's own
        try:
            return super().clean_credential()  # type: ignore[misc]  # of the form that this stands before
        except ValidationError as error:
            if error.code != "incorrect_code":
                raise
            raise ValidationError(_("This key is not known here, or was removed. Sign in another way.")) from error


class SignInWithKeyForm(_Key, webauthn.LoginWebAuthnForm):  # type: ignore[misc]  # as above
    """Sign in with a passkey alone."""


class AuthenticateWithKeyForm(_Key, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    """A key as the second step of signing in."""


class ReauthenticateWithKeyForm(_Key, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    """A key once more."""


class ActivateAppForm(_Plain, ActivateTOTPForm):  # type: ignore[misc]  # as above
    """Set up an authenticator app."""
