"""What is sent from the page of a calendar or a policy: looked at first, or saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.contrib import messages
from django.forms import Form
from django.utils.translation import gettext as _

from goodstanding.console.doors import StaffRequest
from goodstanding.systems.cases.queries.foreseeing import Foreseen
from goodstanding.systems.escalation.foreseeing import look
from goodstanding.systems.service import policies as rights
from goodstanding.systems.service.terms import ServiceTerms
from goodstanding.ui import refusing

Draft = TypeVar("Draft")


@dataclass(frozen=True, slots=True)
class Sent(Generic[Draft]):
    """What a change would do where that was asked, and the draft where it is saved. Neither: the form says why."""

    foreseen: Foreseen | None = None
    saved: Draft | None = None


def looked_or_saved(
    request: StaffRequest,
    form: Form,
    *,
    draft: Callable[[], Draft],
    proposed: Callable[[Draft], ServiceTerms],
    save: Callable[[Draft], object],
) -> Sent[Draft]:
    """Do what was asked with what was filled in. Raises NotAllowed for whoever may not change it."""
    if request.method != "POST":
        return Sent()
    rights.require_edit(request.actor)
    made = refusing.heeded(form, draft) if form.is_valid() else None
    if made is None:
        return Sent()
    if "look" in request.POST:
        return Sent(foreseen=refusing.heeded(form, lambda: look(request.actor, proposed(made), request.now)))
    if refusing.heeded(form, lambda: save(made)) is None:
        return Sent()
    messages.success(request, _("Saved. What is open is reckoned anew."))
    return Sent(saved=made)
