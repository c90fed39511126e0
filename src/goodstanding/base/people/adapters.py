"""How allauth behaves here: nobody signs up through it, its mails look like ours, associates' sessions are recorded."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from goodstanding.base.clock import reading
from goodstanding.base.people import actions
from goodstanding.base.people.actions import Device
from goodstanding.base.people.models import User
from goodstanding.ui.frame import Brand
from goodstanding.ui.mail import MailPage, render_mail


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-in, sign-out and the mails about them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never here: sellers sign up at /signup/, colleagues join by invitation."""
        return False

    def post_login(self, request: HttpRequest, user: User, **about: Any) -> HttpResponse:  # Any: allauth's
        """Record that an associate signed in, by whatever means."""
        actions.note_sign_in(user=user, device=self._device(request), at=reading.now())
        response: HttpResponse = super().post_login(request, user, **about)
        return response

    def logout(self, request: HttpRequest) -> None:
        """Record that an associate signed out."""
        if isinstance(request.user, User):
            actions.note_sign_out(user=request.user, device=self._device(request), at=reading.now())
        super().logout(request)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:  # Any: template context
        """The mail's text with the look of all our mails around it."""
        plain = super().render_mail(template_prefix, email, context, headers)
        paragraphs = [part.strip() for part in plain.body.split("\n\n") if part.strip()]
        url = next((part for part in paragraphs if part.startswith(("http://", "https://"))), "")
        page = MailPage(
            brand=_brand(),
            headline=plain.subject,
            paragraphs=[part for part in paragraphs if part != url],
            action_label=plain.subject if url else "",
            action_url=url,
        )
        text, html = render_mail(page)
        message = EmailMultiAlternatives(plain.subject, text, plain.from_email, plain.to, headers=headers)
        message.attach_alternative(html, "text/html")
        return message

    def _device(self, request: HttpRequest) -> Device:
        return Device(address=self.get_client_ip(request) or "", user_agent=request.headers.get("User-Agent", ""))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Second factors. Their secrets are encrypted with a key made from the installation's own."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret before it is stored."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a stored secret."""
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """To which name a passkey belongs, that of the address the person opened, and what a browser calls it when it asks."""
        host = urlsplit(f"//{context.request.get_host()}").hostname or ""
        return {"id": host, "name": _brand().name}


def _brand() -> Brand:
    brand: Brand = import_string(settings.MAIL_CONTEXT)()["brand"]
    return brand


def _fernet() -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(f"second factors:{settings.SECRET_KEY}".encode()).digest()))
