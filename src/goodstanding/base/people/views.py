"""A person's own pages: profile, sign-in and security, and the second factor that associates may have to set up."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from goodstanding.base.people import actions, queries
from goodstanding.base.people.actions import Profile
from goodstanding.base.people.doors import HouseRequest
from goodstanding.base.people.forms import ProfileForm
from goodstanding.base.people.models import User


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language and time zone."""
    user, house = cast(User, request.user), cast(HouseRequest, request)
    shown = {"name": user.name, "locale": user.locale, "time_zone": user.time_zone}
    form = ProfileForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        actions.change_profile(actor=house.actor, profile=Profile(**form.cleaned_data), at=house.now)
        messages.success(request, _("Your profile is saved."))
        return redirect("people-profile")
    return render(request, "people/profile.html", {"form": form})


@login_required
def security(request: HttpRequest) -> HttpResponse:
    """Address, password and second factors, each with what is set."""
    return render(request, "people/security.html", {"has_factor": queries.has_second_factor(cast(User, request.user))})


@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Told to associates who must set up a second factor before they may go on."""
    return render(request, "people/second_factor.html")
