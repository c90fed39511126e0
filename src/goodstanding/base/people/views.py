"""A person's own pages: profile, sign-in and security, and the second factor that associates may have to set up."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language and time zone."""
    return render(request, "people/profile.html")


@login_required
def security(request: HttpRequest) -> HttpResponse:
    """Password, address and second factors, each with what is set."""
    return render(request, "people/security.html")


@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Told to associates who must set up a second factor before they may go on."""
    return render(request, "people/second_factor.html")
