"""Who may see and open files that were held back, and when a file may leave at all."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from goodstanding.base.files.models import StoredFile
from goodstanding.base.files.states import Scan
from goodstanding.kit.actors import Actor, StaffRole
from goodstanding.kit.errors import Conflict, NotAllowed


def can_list(actor: Actor) -> bool:
    """Every associate sees which files are held back; nobody else."""
    return actor.is_staff


def can_override(actor: Actor) -> bool:
    """Administrators."""
    return actor.has_staff_role(StaffRole.ADMINISTRATOR)


def require_override(actor: Actor) -> None:
    """Raise NotAllowed unless the actor may open or release a file that is held back."""
    if not can_override(actor):
        raise NotAllowed(_("Opening or releasing a file that is held back needs the role administrator."))


def require_fit_to_leave(file: StoredFile) -> None:
    """Raise NotAllowed for a file in quarantine, Conflict for one that the virus scanner is about to look at."""
    if file.scan == Scan.QUARANTINED:
        raise NotAllowed(
            _("This file is held back: the virus scanner found %(what)s in it. Ask the marketplace if that is wrong.")
            % {"what": file.scan_note}
        )
    if file.scan == Scan.UNCHECKED and settings.CLAMD:
        raise Conflict(_("This file is still being checked for viruses. Try again in a minute."), code="file_unchecked")
