"""What the record of sellers, their teams and viewings says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodstanding.base.people.words import SELLER_ROLE_WORDS
from goodstanding.base.timeline.sentences import Sentence
from goodstanding.systems.sellers.words import STANDING_WORDS

_ROLES = {role.value: word for role, word in SELLER_ROLE_WORDS.items()}
_STANDINGS = {standing.value: word for standing, word in STANDING_WORDS.items()}

SENTENCES = {
    "seller.opened": Sentence(_("Seller account opened")),
    "seller.signed_up": Sentence(_("Signed up and opened the seller account")),
    "seller.standing_changed": Sentence(
        _("Standing changed from “%(from)s” to “%(to)s”"), {"from": _STANDINGS, "to": _STANDINGS}
    ),
    "seller.viewing_started": Sentence(_("Began to view the portal as this seller, for %(minutes)s minutes at most")),
    "seller.viewing_ended": Sentence(_("Stopped viewing as this seller after %(minutes)s min")),
    "account.closing_asked": Sentence(_("Asked to close the account; final on %(day)s")),
    "account.notice_given": Sentence(_("The marketplace closes the account; final on %(day)s")),
    "account.closing_taken_back": Sentence(_("Took the closing of the account back")),
    "account.closed": Sentence(_("Account closed; its team reads what is there until %(day)s")),
    "account.access_ended": Sentence(_("The team's access to the closed account ended")),
    "team.invited": Sentence(_("Invited %(to)s to the team as %(role)s"), {"role": _ROLES}),
    "team.owner_invited": Sentence(_("Invited %(to)s to become an owner of the account")),
    "team.became_owner": Sentence(_("Accepted the marketplace's invitation and became an owner of the account")),
    "team.invitation_resent": Sentence(_("Sent the invitation to %(to)s again")),
    "team.invitation_revoked": Sentence(_("Took the invitation to %(to)s back")),
    "team.joined": Sentence(_("Joined the team as %(role)s"), {"role": _ROLES}),
    "team.role_changed": Sentence(_("Changed %(name)s from %(from)s to %(to)s"), {"from": _ROLES, "to": _ROLES}),
    "team.removed": Sentence(_("Took %(name)s out of the team")),
    "team.left": Sentence(_("Left the team")),
}

SUBJECTS = {"seller": _("Seller"), "team": _("Team")}
