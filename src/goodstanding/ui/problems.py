"""Pages for what went wrong: they say what happened and what to do. `config.urls` names these as its handlers."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    status: int
    title: str
    happened: str
    next_step: str
    action_label: str
    action_url: str
    reference: str = ""


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Any refusal as a page."""
    return render(request, "ui/error.html", {"problem": problem}, status=problem.status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_page(
        request,
        Problem(
            status=400,
            title=_("This request could not be read"),
            happened=_("Part of the address or of the form was missing or damaged. Nothing was changed."),
            next_step=_("Go back, reload the page and try once more."),
            action_label=_("Go to the first page"),
            action_url="/",
        ),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_page(
        request,
        Problem(
            status=403,
            title=_("Your role does not include this"),
            happened=str(exception)
            if exception and str(exception)
            else _("You are signed in, but not allowed to do this. Nothing was changed."),
            next_step=_("An owner of the account can change your role, or do it for you."),
            action_label=_("Go to the first page"),
            action_url="/",
        ),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return problem_page(
        request,
        Problem(
            status=403,
            title=_("This form is too old to be accepted"),
            happened=_("It was opened before you last signed in, or cookies are blocked. Nothing was changed."),
            next_step=_("Go back, copy what you wrote if it is long, reload the page and send it again."),
            action_label=_("Go to the first page"),
            action_url="/",
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_page(
        request,
        Problem(
            status=404,
            title=_("There is nothing at this address"),
            happened=_("The address may be mistyped, the thing may be gone, or it belongs to another account."),
            next_step=_("Search for its number, or start from the first page."),
            action_label=_("Go to the first page"),
            action_url="/",
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the request, so that it works when the database or a context processor is what failed."""
    problem = Problem(
        status=500,
        title=_("Something failed on our side"),
        happened=_("The fault is recorded. Whether your last change was kept is not certain."),
        next_step=_("Wait a minute and reload; then look whether your change is there before you repeat it."),
        action_label=_("Go to the first page"),
        action_url="/",
        reference=str(getattr(request, "request_id", "")),
    )
    return HttpResponse(render_to_string("ui/error.html", {"problem": problem}), status=500)
