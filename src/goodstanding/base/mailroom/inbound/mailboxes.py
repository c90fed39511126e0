"""How far a mailbox was read."""

from __future__ import annotations

from datetime import datetime

from goodstanding.base.mailroom.models import Mailbox


def read_up_to(name: str, *, validity: int) -> int:
    """The number of the last mail that was read; 0 in a mailbox that is new or numbers its mails anew."""
    kept = Mailbox.objects.filter(name=name[:200]).first()
    return kept.last_uid if kept is not None and kept.validity == validity else 0


def note_read(name: str, *, validity: int, uid: int, at: datetime) -> None:
    """Keep how far it was read."""
    Mailbox.objects.update_or_create(
        name=name[:200], defaults={"validity": validity, "last_uid": uid, "read_at": at, "error": ""}
    )


def note_trouble(name: str, *, error: str) -> None:
    """Keep why it could not be read."""
    Mailbox.objects.update_or_create(name=name[:200], defaults={"error": error[:300]})


def trouble_with(name: str) -> str:
    """Why it could not be read the last time; empty when it could."""
    kept = Mailbox.objects.filter(name=name[:200]).first()
    return kept.error if kept else ""
