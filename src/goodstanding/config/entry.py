"""The front door, the marketplace's looks, and what an operator's probes ask."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from goodstanding.base.people.doors import HouseRequest
from goodstanding.base.work import queries as work
from goodstanding.config import tables
from goodstanding.console import doors as console
from goodstanding.portal import doors as portal
from goodstanding.systems.sellers import queries as sellers
from goodstanding.systems.stores import queries as stores
from goodstanding.ui.problems import Problem, problem_page
from goodstanding.ui.theme import theme_css

A_YEAR = 31_536_000


@login_required
def front_door(request: HttpRequest) -> HttpResponse:
    """Associates to the console, sellers to the store where they stand worst, others to a page that says so."""
    actor = cast(HouseRequest, request).actor
    if actor.is_staff:
        return redirect(console.home_url())
    seller = sellers.first_to_show(actor)
    return redirect(portal.home_url(seller)) if seller else render(request, "people/nowhere.html")


@require_safe
@cache_control(public=True, max_age=A_YEAR, immutable=True)
def theme(request: HttpRequest) -> HttpResponse:
    """The marketplace's colours as CSS. The address carries the settings' version, so browsers may keep it."""
    found = stores.marketplace()
    css = theme_css(found.accent, found.accent_dark) if found.accent else ""
    return HttpResponse(css, content_type="text/css; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=A_YEAR, immutable=True)
def logo(request: HttpRequest) -> FileResponse:
    """The marketplace's logo, which is checked to be an image when it is uploaded."""
    file = stores.logo()
    answer = FileResponse(default_storage.open(file.path), content_type=file.content_type)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """200 while the process serves at all. Asks nothing of the database: a restart would not mend that."""
    return JsonResponse({"status": "ok"})


livez.without_database = True  # type: ignore[attr-defined]  # see middleware.actor_and_clock


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when requests can be served: the database answers, its tables are up to date, a worker is alive. Else 503.

    Says which of the three fails, never how: `goodstanding doctor` tells the operator more.
    """
    checks = {"database": _database_answers()}
    checks["migrations"] = checks["database"] and not tables.missing()
    checks["worker"] = checks["migrations"] and bool(work.alive(timezone.now()))
    ready = all(checks.values())
    told = {name: "ok" if fine else "failing" for name, fine in checks.items()}
    return JsonResponse({"status": "ok" if ready else "failing", "checks": told}, status=200 if ready else 503)


readyz.without_database = True  # type: ignore[attr-defined]  # as livez: it looks by itself


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the process serves and reaches its database, else 503."""
    fine = _database_answers()
    return JsonResponse({"status": "ok" if fine else "failing"}, status=200 if fine else 503)


healthz.without_database = True  # type: ignore[attr-defined]  # as livez: it looks by itself


def too_often(request: HttpRequest) -> HttpResponse:
    """What allauth shows when somebody signs in, or asks for a password, too often."""
    return problem_page(
        request,
        Problem(
            status=429,
            title=_("That was too often"),
            happened=_("Too many tries from your address or for this sign-in. Nothing was changed."),
            next_step=_("Wait five minutes, then try once more."),
            action_label=_("Back to sign-in"),
            action_url=reverse("account_login"),
        ),
    )


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
