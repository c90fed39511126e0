"""Around every request below /api/: refusals that never reach an operation become problem details too."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
ROOT = "/api/"


def problem_details(get_response: Handler) -> Handler:
    """Answer with problem details wherever the framework would answer with a page: 400, 404, 405, 413, 500.

    HEAD is answered as GET; the server leaves the body out. NUL, which no name of ours contains and PostgreSQL cannot even
    compare, is refused here for every address.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ROOT):
            return get_response(request)
        from goodstanding.api import problems  # it loads what operations are made of, a fifth of a start

        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", "") or "\x00" in str(request.GET):
            return problems.problem(request, status=400, detail="The address contains a NUL character.")
        if request.method == "HEAD":
            request.method = "GET"
        response = get_response(request)
        if "Authorization" in request.headers:
            response.headers.setdefault("Cache-Control", "private, no-store")
        if response.status_code < 400 or problems.is_problem(response):
            return response
        return problems.instead_of(request, response)

    return handle
