"""The sign-ins of the demo: passwords made for this installation and kept in its data folder, for its owner's eyes only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.db import transaction

from goodstanding.connectors.demo import signins
from goodstanding.kit.refs import ALPHABET


def new_password() -> str:
    """Twelve signs that can be read out (60 bits)."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(12)).lower()
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def keep(folder: Path, passwords: dict[str, str]) -> None:
    """Write the file anew, readable by its owner only from the first byte on."""
    path = folder / signins.FILE_NAME
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in signins.lines(passwords))


@transaction.atomic
def sign_ins(folder: Path) -> list[str]:
    """One line per sign-in: role, e-mail, password, with tabs between them. Empty without a demo.

    Where the file was lost, or the database came from elsewhere, new passwords are set and kept.
    """
    known = signins.known(folder)
    if known is not None:
        return known
    people = signins.people()
    passwords = {email: new_password() for email in people}
    for email, user in people.items():
        user.set_password(passwords[email])
        user.save(update_fields=["password"])
    keep(folder, passwords)
    return signins.lines(passwords)


def forget(folder: Path) -> None:
    """Remove the file."""
    (folder / signins.FILE_NAME).unlink(missing_ok=True)
