"""What the record of the ledger says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodstanding.base.timeline.sentences import Sentence

SENTENCES = {"ledger.corrected": Sentence(_("Entry %(subject)s corrected by entry %(by)s"))}
SUBJECTS = {"ledger": _("Ledger entry")}
