"""What the record says about files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodstanding.base.timeline.sentences import Sentence

SENTENCES = {
    "file.quarantined": Sentence(_("File held back: the virus scanner found %(virus)s")),
    "file.released": Sentence(_("File released although the virus scanner found something")),
    "file.opened": Sentence(_("File that is held back opened")),
}
SUBJECTS = {"file": _("File")}
