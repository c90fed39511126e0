"""What the record says about saved views. Private ones leave no trace there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodstanding.base.timeline.sentences import Sentence

SENTENCES = {
    "view.shared": Sentence(_("View '%(name)s' shared")),
    "view.changed": Sentence(_("Shared view '%(name)s' shows something else now")),
    "view.renamed": Sentence(_("Shared view '%(before)s' renamed to '%(name)s'")),
    "view.moved": Sentence(_("Shared view '%(name)s' moved in its row")),
    "view.made_private": Sentence(_("View '%(name)s' is no longer shared")),
    "view.removed": Sentence(_("Shared view '%(name)s' removed")),
}
SUBJECTS = {"view": _("View")}
