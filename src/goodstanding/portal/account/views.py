"""Public pages: opening a seller account and joining a team."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from goodstanding.base.people import limits
from goodstanding.base.people import queries as people
from goodstanding.base.people.doors import HouseRequest, sign_in
from goodstanding.base.people.forms import JoinForm
from goodstanding.base.people.models import User
from goodstanding.portal.account.forms import SignUpForm
from goodstanding.systems.sellers import actions, policies, queries
from goodstanding.systems.stores import queries as stores

SIGN_UPS_PER_HOUR = 10
JOINS_PER_HOUR = 60


@never_cache
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for a seller account. The link that opens it goes out by mail; where no mail can leave, it opens at once."""
    policies.require_sign_up_open(stores.marketplace())
    form = SignUpForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/account/sign_up.html", {"form": form})
    at = cast(HouseRequest, request).now
    limits.consume(request, "sign-up", at=at, per_hour=SIGN_UPS_PER_HOUR)
    secret = actions.ask_to_sign_up(application=form.application(), store=form.cleaned_data["store"], at=at)
    if secret and not settings.SMTP_URL:
        return redirect("sign-up-open", secret=secret)
    return redirect("sign-up-sent")


@never_cache
def sent(request: HttpRequest) -> HttpResponse:
    """The same words whether or not somebody signs in with the address already."""
    return render(request, "portal/account/sent.html")


@never_cache
def open_account(request: HttpRequest, secret: str) -> HttpResponse:
    """Open the account behind a sign-up link. Asks for a click, so that a mail scanner that follows links opens nothing."""
    at = cast(HouseRequest, request).now
    asked = queries.sign_up_by(secret, at=at)
    if request.method != "POST":
        return render(request, "portal/account/open.html", {"asked": asked})
    user, _seller = actions.complete_sign_up(secret=secret, at=at)
    return sign_in(request, user)


@never_cache
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an invitation to a team, and join it: as the person signed in, or as somebody new."""
    at = cast(HouseRequest, request).now
    invitation = queries.invitation_by(secret, at=at)
    user = request.user if isinstance(request.user, User) else None
    form = JoinForm(request.POST or None) if user is None else None
    if request.method == "POST":
        limits.consume(request, "join", at=at, per_hour=JOINS_PER_HOUR)
        if user is not None:
            actions.accept(user=user, secret=secret, at=at)
            return redirect("front")
        if form is not None and form.is_valid():
            said = form.cleaned_data
            joined = actions.accept_as_new(secret=secret, name=said["name"], password=said["password"], at=at)
            return sign_in(request, joined)
    context = {"invitation": invitation, "form": form, "known": people.is_known(invitation.email)}
    return render(request, "portal/account/join.html", context)
