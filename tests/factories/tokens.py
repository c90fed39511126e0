"""Programs that call the API: a token for somebody of the cast or for a machine, and a client that sends it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from goodstanding.base.clock import reading
from goodstanding.base.tokens.actions import TokenDraft, issue_to_machine, issue_to_person
from goodstanding.base.tokens.scopes import grantable
from goodstanding.kit.actors import SYSTEM
from goodstanding.systems.sellers.models import Seller
from tests.world import Person, browser


class Program:
    """A program with a token. `json` is what it last got."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.client = browser({"Authorization": f"Bearer {secret}"})

    def get(self, path: str, **headers: str) -> HttpResponse:
        """Read something below /api/v1."""
        return self.client.get(_address(path), headers=_named(headers))

    def post(self, path: str, body: object, **headers: str) -> HttpResponse:
        """Send JSON."""
        return self.client.post(_address(path), body, content_type="application/json", headers=_named(headers))

    def put(self, path: str, body: object, **headers: str) -> HttpResponse:
        """Replace something by JSON."""
        return self.client.put(_address(path), body, content_type="application/json", headers=_named(headers))

    def delete(self, path: str, **headers: str) -> HttpResponse:
        """Take something away."""
        return self.client.delete(_address(path), headers=_named(headers))

    def send(self, path: str, raw: bytes | str, content_type: str, **headers: str) -> HttpResponse:
        """Send bytes of some media type."""
        return self.client.post(_address(path), raw, content_type=content_type, headers=_named(headers))

    def upload(self, path: str, fields: dict[str, Any], **headers: str) -> HttpResponse:
        """Send a form with files."""
        return self.client.post(_address(path), fields, headers=_named(headers))


def program_of(person: Person, *scopes: str, days: int = 90, account: Seller | None = None) -> Program:
    """A program that acts as a person, with every scope she may grant unless some are named."""
    draft = TokenDraft("Test", scopes or _all(person.user.is_staff), days, account.account_id if account else None)
    return Program(issue_to_person(actor=SYSTEM, user=person.user, draft=draft, at=reading.now())[1])


def machine(role: str, *scopes: str, account: Seller | None = None) -> Program:
    """A machine of the marketplace, or of a seller account."""
    draft = TokenDraft("Machine", scopes or _all(account is None), 90, account.account_id if account else None)
    return Program(issue_to_machine(actor=SYSTEM, role=role, draft=draft, at=reading.now())[1])


def _all(to_staff: bool) -> tuple[str, ...]:
    return tuple(scope.value for scope in grantable(to_staff=to_staff))


def _address(path: str) -> str:
    return path if path.startswith("http") else f"/api/v1{path}"


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
