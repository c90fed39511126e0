"""Sellers as associates see them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from goodstanding.console.doors import StaffRequest, home_url, staff_page


@require_POST
@staff_page()
def end_viewing(request: StaffRequest, ref: str) -> HttpResponse:
    """Leave the seller's eyes and go back to the seller in the console."""
    return redirect(f"{home_url()}sellers/")
