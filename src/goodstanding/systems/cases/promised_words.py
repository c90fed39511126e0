"""What is said about promises on both sides of the counter."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.systems.cases.promised import Progress
from goodstanding.systems.service.words import KIND_WORDS
from goodstanding.ui import moments


def used_of(stands: Progress) -> str:
    """ "First reply: 2 h of 8 h used", in working time where a calendar counts."""
    said = {
        "kind": KIND_WORDS[stands.kind],
        "used": moments.span(stands.used_seconds),
        "target": moments.span(stands.target_seconds),
    }
    if stands.always:
        return _("%(kind)s: %(used)s of %(target)s used") % said
    return _("%(kind)s: %(used)s of %(target)s working time used") % said
