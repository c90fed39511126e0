"""What a seller sees of cases that were joined or split: where a case went, and what came into this one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from goodstanding.portal.doors import SellerRequest
from goodstanding.systems.cases import queries
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Rearranging


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done to where this case stands, in a sentence, with the other case's address."""

    sentence: str
    ref: str
    url: str
    at: datetime


def onward(request: SellerRequest, case: Case) -> HttpResponse | None:
    """To the case in which a merged one goes on, saying so; None for any other case."""
    if case.merged_into_id is None:
        return None
    going_on = queries.landing(case)
    said = _("Case %(old)s was joined with this one, %(new)s. Everything said in it stands here.")
    messages.info(request, said % {"old": case.ref, "new": going_on.ref})
    return redirect(_url(request, going_on.ref))


def steps(request: SellerRequest, case: Case) -> Sequence[Step]:
    """What was joined with or split off this case, the newest first. No query for a case that was left alone."""
    if not case.rearranged:
        return ()
    found = []
    for done in queries.rearrangements_of(request.actor, case):
        other = done.case if done.other_id == case.pk else done.other
        if other is not None:
            found.append(
                Step(_sentence(done.kind, came=done.other_id == case.pk), other.ref, _url(request, other.ref), done.at)
            )
    return found


def _sentence(kind: str, *, came: bool) -> str:
    if kind == Rearranging.SPLIT:
        return _("This part was split off from") if came else _("Some of the messages went on as")
    return _("Joined with this one:") if came else _("Joined with")


def _url(request: SellerRequest, ref: str) -> str:
    return reverse("portal:cases-detail", args=[request.seller.ref, ref])
