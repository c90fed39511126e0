"""What has to be filled in before a case comes to its end."""

from __future__ import annotations

from datetime import datetime

from goodstanding.systems.cases.actions import moving
from goodstanding.systems.cases.errors import FieldsMissing
from goodstanding.systems.cases.models import Case, CaseField


def require_complete(case: Case, at: datetime) -> None:
    """Raise FieldsMissing unless the fields that the category needs at the end are filled in."""
    needed = [field for field in moving.catalogue_of(case, at).fields_of(case.category) if field.required_at_close]
    if not needed:
        return
    held = set(CaseField.objects.filter(case=case).values_list("code", flat=True))
    missing = [field.label.in_("en") for field in needed if field.code not in held]
    if missing:
        raise FieldsMissing(missing)
