from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path


def nothing_here(request: HttpRequest) -> HttpResponse:
    """No such address. The middleware makes it a problem."""
    raise Http404


nothing_here.csrf_exempt = True  # type: ignore[attr-defined]  # so that a POST learns that the address is wrong

urlpatterns = [
    path("v1/", include("goodstanding.api.v1.urls")),
    re_path(r"", nothing_here, name="api-nothing"),
]
