"""Things that a seller is asked for: as they were typed, and as they stand below what is said. Pure (ADR 225, 228)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from goodstanding.kit.errors import Invalid
from goodstanding.systems.cases.rules import NEEDS_AT_ONCE, WHAT_LIMIT
from goodstanding.systems.cases.states import Outcome


def clean(needs: Sequence[str], outcome: str) -> list[str]:
    """Each thing once, as a line. Raises Invalid (`needs`) for too many, one too long, or where nothing is waited for from the
    seller."""
    lines = dict.fromkeys(" ".join(one.replace("\x00", "").split()) for one in needs)
    found = [line for line in lines if line]
    if found and outcome != Outcome.WAIT_FOR_SELLER:
        raise Invalid(_("What is missing is asked of a seller: let the case wait for the seller."), field="needs")
    if len(found) > NEEDS_AT_ONCE:
        raise Invalid(_("At most %(n)s things at once.") % {"n": NEEDS_AT_ONCE}, field="needs")
    if any(len(line) > WHAT_LIMIT for line in found):
        said = _("Each thing that is missing may have at most %(n)s characters.") % {"n": WHAT_LIMIT}
        raise Invalid(said, field="needs")
    return found


def below(body: str, needs: Sequence[str]) -> str:
    """What is said, with the things asked for as a list below it: mail, print and guests have no checklist."""
    return body + "\n\n" + "\n".join(f"- {line}" for line in needs) if needs else body


def in_one_line(needs: Sequence[str]) -> str:
    """For what a case waits where nothing else says it: "Proof of delivery; Invoice of May"."""
    return "; ".join(needs)


def joined(typed: str, more: Sequence[str]) -> str:
    """The lines of a form, with more things below those that it names already."""
    lines = [line.strip() for line in typed.splitlines()]
    return "\n".join(dict.fromkeys([*(line for line in lines if line), *more]))
