"""The file that keeps the demo's sign-ins, in the data folder. Read at every start, so it loads next to nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from goodstanding.base.people.models import User
from goodstanding.connectors.demo.people import SIGN_INS

FILE_NAME = "demo-signins.tsv"


def kept(folder: Path) -> dict[str, str]:
    """The passwords by e-mail, as far as the file is there."""
    path = folder / FILE_NAME
    if not path.exists():
        return {}
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {row[1]: row[2] for row in rows if len(row) == 3}


def people() -> dict[str, User]:
    """Who of the demo signs in, by e-mail. Empty without a demo."""
    return {user.email: user for user in User.objects.filter(is_demo=True, email__in=[w.email for w in SIGN_INS])}


def lines(passwords: Mapping[str, str]) -> list[str]:
    """One line per sign-in: role, e-mail, password, with tabs between them."""
    return [f"{who.sign_in}\t{who.email}\t{passwords[who.email]}" for who in SIGN_INS if who.email in passwords]


def known(folder: Path) -> list[str] | None:
    """The lines of everybody who signs in, or None when the file lacks somebody."""
    passwords, found = kept(folder), people()
    if not found.keys() <= passwords.keys():
        return None
    return lines({email: passwords[email] for email in found})
