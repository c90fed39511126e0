"""Writing payouts: what the marketplace's own payment engine, or a file of it, tells of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor, StaffRole
from goodstanding.kit.errors import Invalid
from goodstanding.systems.payouts.recording import Batch, Recorded, Reject, Taken, TakenAs
from goodstanding.systems.payouts.rules import PayoutDraft
from goodstanding.systems.sellers.policies import require_staff
from goodstanding.systems.stores.models import Store

MOST_DRAFTS = 1_000


@transaction.atomic
def record_payouts(*, actor: Actor, store: Store, drafts: Sequence[PayoutDraft], source: str, at: datetime) -> Recorded:
    """Record payouts of one store. One transaction: every good one with all its lines and their ledger entries, or none.

    A payout whose lines do not add up to its total is refused with the difference; refused ones come back as rejects and do
    not stop the others. A seller's settlement id makes a repeat harmless; of a payout that is known only the status may change.
    Lines are read twice and never held all at once. Raises Invalid for more than MOST_DRAFTS drafts, NotAllowed for anybody
    but the marketplace's own programs and its associates in finance.
    """
    require_staff(actor, StaffRole.FINANCE)
    if len(drafts) > MOST_DRAFTS:
        raise Invalid(
            _("At most %(most)s payouts can be recorded at once. Send them in parts.") % {"most": MOST_DRAFTS},
            field="payouts",
        )
    return Batch(actor=actor, store=store, source=source, at=at).record(drafts)


__all__ = ["Recorded", "Reject", "Taken", "TakenAs", "record_payouts"]
