"""What an action refused, at the field of the form that it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.forms import Form

from goodstanding.kit.errors import Conflict, Invalid, Refusal

Made = TypeVar("Made")


def show(form: Form, refusal: Refusal) -> None:
    """Put a refusal at its field, or above the form where it has none there."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def heeded(form: Form, act: Callable[[], Made]) -> Made | None:
    """What an action made, or None where it refused what was filled in and the form says why. All else is raised."""
    try:
        return act()
    except (Invalid, Conflict) as refusal:
        show(form, refusal)
        return None
