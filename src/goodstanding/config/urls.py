"""All addresses of the product."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from goodstanding.base.routes import later
from goodstanding.config import entry

urlpatterns = [
    path("", entry.front_door, name="front"),
    path("accounts/", include("goodstanding.base.people.urls")),
    path("accounts/", include("allauth.urls")),
    later("s/<str:seller_ref>/", "goodstanding.portal.urls", app="portal"),
    later("guest/", "goodstanding.portal.guests.urls", app="guest"),
    later("console/", "goodstanding.console.urls", app="console"),
    later("feedback/", "goodstanding.portal.casework.urls", app="feedback"),
    path("api/", include("goodstanding.api.urls")),
    later("gallery/", "goodstanding.ui.urls", app="ui"),
    path("", include("goodstanding.portal.account.urls")),
    path("join/associate/", include("goodstanding.console.people.joining_urls")),
    path("theme.css", entry.theme, name="theme"),
    path("brand/logo", entry.logo, name="logo"),
    path("healthz", entry.healthz, name="healthz"),
    path("livez", entry.livez, name="livez"),
    path("readyz", entry.readyz, name="readyz"),
]


def favicon(request: HttpRequest) -> HttpResponse:
    """Nothing: the icon is named in the page."""
    return HttpResponse(status=204)


urlpatterns.append(path("favicon.ico", favicon, name="favicon"))

handler400 = "goodstanding.ui.problems.bad_request"
handler403 = "goodstanding.ui.problems.forbidden"
handler404 = "goodstanding.ui.problems.not_found"
handler429 = "goodstanding.config.entry.too_often"
handler500 = "goodstanding.ui.problems.server_error"
