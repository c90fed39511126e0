"""All addresses of the product."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from goodstanding.config import entry

urlpatterns = [
    path("", entry.front_door, name="front"),
    path("accounts/", include("goodstanding.base.people.urls")),
    path("accounts/", include("allauth.urls")),
    path("s/<str:seller_ref>/", include("goodstanding.portal.urls")),
    path("console/", include("goodstanding.console.urls")),
    path("api/", include("goodstanding.api.urls")),
    path("healthz", entry.healthz, name="healthz"),
]


def favicon(request: HttpRequest) -> HttpResponse:
    """Nothing: the icon is named in the page."""
    return HttpResponse(status=204)


urlpatterns.append(path("favicon.ico", favicon))

handler400 = "goodstanding.ui.problems.bad_request"
handler403 = "goodstanding.ui.problems.forbidden"
handler404 = "goodstanding.ui.problems.not_found"
handler500 = "goodstanding.ui.problems.server_error"
