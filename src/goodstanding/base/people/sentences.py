"""What the record of people says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodstanding.base.people.words import STAFF_ROLE_WORDS
from goodstanding.base.timeline.sentences import Sentence

_ROLES = {role.value: word for role, word in STAFF_ROLE_WORDS.items()}

SENTENCES = {
    "person.profile_changed": Sentence(_("Changed the own profile")),
    "person.invited": Sentence(_("Invited %(to)s as associate: %(roles)s"), {"roles": _ROLES}),
    "person.invitation_resent": Sentence(_("Sent the invitation to %(to)s again")),
    "person.invitation_revoked": Sentence(_("Took the invitation to %(to)s back")),
    "person.made_administrator": Sentence(_("Made administrator, or given a new password, from the command line")),
    "person.joined": Sentence(_("Joined as associate: %(roles)s"), {"roles": _ROLES}),
    "person.roles_changed": Sentence(
        _("Changed the roles of %(name)s from %(from)s to %(to)s"), {"from": _ROLES, "to": _ROLES}
    ),
    "person.dismissed": Sentence(_("Ended the access of %(name)s")),
    "person.signed_in": Sentence(_("Signed in from %(network)s with %(device)s")),
    "person.signed_out": Sentence(_("Signed out, from %(network)s with %(device)s")),
}

SUBJECTS = {"person": _("Person"), "staff_invitation": _("Invitation")}
