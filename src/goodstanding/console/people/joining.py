"""The public page on which an invited associate joins."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from goodstanding.base.people import actions, limits, queries
from goodstanding.base.people.doors import HouseRequest, sign_in
from goodstanding.base.people.forms import JoinForm
from goodstanding.base.people.models import User

JOINS_PER_HOUR = 60


@never_cache
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an invitation to the associates, and become one. Somebody signed in must sign out first."""
    at = cast(HouseRequest, request).now
    invitation = queries.staff_invitation_by(secret, at=at)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and not isinstance(request.user, User):
        limits.consume(request, "join", at=at, per_hour=JOINS_PER_HOUR)
        if form.is_valid():
            said = form.cleaned_data
            user = actions.join_as_associate(secret=secret, name=said["name"], password=said["password"], at=at)
            return sign_in(request, user)
    return render(request, "console/people/join.html", {"invitation": invitation, "form": form})
