"""Refusals of the ledger."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.kit.errors import Conflict, Invalid, NotFound


class Unbalanced(Invalid):
    """The postings of an entry do not sum to zero."""

    code = "unbalanced"


class OtherContent(Conflict):
    """The key was used before for an entry with other postings."""

    code = "other_content"


class AlreadyCorrected(Conflict):
    """The entry was corrected before; what follows it corrects the correction."""

    code = "already_corrected"


class EntryNotFound(NotFound):
    """No such entry of this seller."""

    def __init__(self) -> None:
        super().__init__(_("There is no such entry in this seller's ledger."))
