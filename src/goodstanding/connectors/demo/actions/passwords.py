"""The sign-ins of the demo: passwords made for this installation and kept in its data folder, for its owner's eyes only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.db import transaction

from goodstanding.base.people.models import User
from goodstanding.connectors.demo.people import SIGN_INS
from goodstanding.kit.refs import ALPHABET

FILE_NAME = "demo-signins.tsv"


def new_password() -> str:
    """Twelve signs that can be read out (60 bits)."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(12)).lower()
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def keep(folder: Path, passwords: dict[str, str]) -> None:
    """Write the file anew, readable by its owner only from the first byte on."""
    path = folder / FILE_NAME
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in _lines(passwords))


@transaction.atomic
def sign_ins(folder: Path) -> list[str]:
    """One line per sign-in: role, e-mail, password, with tabs between them. Empty without a demo.

    Where the file was lost, or the database came from elsewhere, new passwords are set and kept.
    """
    people = {user.email: user for user in User.objects.filter(is_demo=True, email__in=[w.email for w in SIGN_INS])}
    passwords = _kept(folder)
    if not people.keys() <= passwords.keys():
        passwords = {email: new_password() for email in people}
        for email, user in people.items():
            user.set_password(passwords[email])
            user.save(update_fields=["password"])
        keep(folder, passwords)
    return _lines({email: passwords[email] for email in people})


def forget(folder: Path) -> None:
    """Remove the file."""
    (folder / FILE_NAME).unlink(missing_ok=True)


def _kept(folder: Path) -> dict[str, str]:
    path = folder / FILE_NAME
    if not path.exists():
        return {}
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {row[1]: row[2] for row in rows if len(row) == 3}


def _lines(passwords: dict[str, str]) -> list[str]:
    return [f"{who.sign_in}\t{who.email}\t{passwords[who.email]}" for who in SIGN_INS if who.email in passwords]
