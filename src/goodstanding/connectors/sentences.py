"""What the record of imports says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodstanding.base.timeline.sentences import Sentence

SENTENCES = {
    "import.finished": Sentence(
        _(
            "Import %(subject)s finished: %(accepted)s events taken, %(repeated)s known already, %(rejected)s rows rejected"
        )
    ),
    "import.stopped": Sentence(
        _("Import %(subject)s stopped after %(read)s rows; the same command goes on from there")
    ),
}
