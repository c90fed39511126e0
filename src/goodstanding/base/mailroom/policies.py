"""Who may read and retry mail."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.base.mailroom.models import Mail
from goodstanding.base.mailroom.states import MailState
from goodstanding.kit.actors import Actor, StaffRole
from goodstanding.kit.errors import NotAllowed

# Mails about somebody's own sign-in (password reset, address confirmation): whoever reads one could sign in as her.
ACCOUNT = "account"


def can_list(actor: Actor) -> bool:
    """Every associate sees which mails were written; nobody else."""
    return actor.is_staff


def can_read(actor: Actor, mail: Mail) -> bool:
    """Support and administrators read mails; sign-in mails only administrators, and only while they have not left."""
    if mail.about_kind == ACCOUNT:
        return actor.has_staff_role(StaffRole.ADMINISTRATOR) and mail.state != MailState.SENT
    return actor.has_staff_role(StaffRole.SUPPORT)


def require_read(actor: Actor, mail: Mail) -> None:
    """Raise NotAllowed unless the actor may read the mail's words."""
    if can_read(actor, mail):
        return
    if mail.about_kind == ACCOUNT:
        raise NotAllowed(
            _("This mail carries a sign-in link. Only an administrator may read it, and only before it is sent.")
        )
    raise NotAllowed(_("Reading mails needs the role support or administrator. Ask an administrator."))


def can_read_in(actor: Actor) -> bool:
    """Support and administrators read the mail that came in."""
    return actor.has_staff_role(StaffRole.SUPPORT)


def require_read_in(actor: Actor) -> None:
    """Raise NotAllowed unless the actor may read incoming mail."""
    if not can_read_in(actor):
        raise NotAllowed(_("Reading mails needs the role support or administrator. Ask an administrator."))


def can_retry(actor: Actor) -> bool:
    """Administrators."""
    return actor.has_staff_role(StaffRole.ADMINISTRATOR)


def require_retry(actor: Actor) -> None:
    """Raise NotAllowed unless the actor may send a mail again."""
    if not can_retry(actor):
        raise NotAllowed(_("Sending a mail again needs the role administrator. Ask an administrator."))
