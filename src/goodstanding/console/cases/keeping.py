"""What the desk keeps about a case: snooze, answers for later, tags, fields; and the page of all tags."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.console.cases import doing
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.kit.errors import Invalid, NotFound, Refusal
from goodstanding.systems.cases import actions, policies, queries
from goodstanding.systems.desk import actions as desk

MORNING = 8


@require_POST
@staff_page()
def snooze(request: StaffRequest, ref: str) -> HttpResponse:
    """Lay the case aside until a time, or have it back now."""
    if "wake" in request.POST:
        return doing.do(
            request, ref, lambda: actions.wake_up(actor=request.actor, ref=ref, at=request.now), said=_("It is back.")
        )
    until = moment(request.POST.get("until_at") or request.POST.get("until", "")) or request.now
    return doing.do(
        request, ref, lambda: actions.snooze(actor=request.actor, ref=ref, until=until, at=request.now),
        said=_("Snoozed. It comes back by itself, or as soon as the seller writes."),
    )  # fmt: skip


@require_POST
@staff_page()
def stop_later(request: StaffRequest, ref: str) -> HttpResponse:
    """Stop an answer that was to be sent later; its text comes back into the answer."""
    scheduled = doing.number(request.POST.get("scheduled", "")) or 0
    return doing.do(
        request, ref,
        lambda: desk.stop_later(actor=request.actor, ref=ref, scheduled=scheduled, at=request.now),
        said=_("Stopped. The text is in your answer below."),
    )  # fmt: skip


@require_POST
@staff_page()
def tag(request: StaffRequest, ref: str) -> HttpResponse:
    """Put a tag on the case, or take one off."""
    gone = request.POST.get("remove", "")
    if gone:
        return doing.do(
            request, ref, lambda: actions.untag(actor=request.actor, ref=ref, name=gone, at=request.now),
            said=_("Tag taken away."),
        )  # fmt: skip
    name = request.POST.get("tag", "")
    return doing.do(
        request, ref, lambda: actions.tag(actor=request.actor, ref=ref, name=name, at=request.now), said=_("Tagged.")
    )


@require_POST
@staff_page()
def fill_in(request: StaffRequest, ref: str) -> HttpResponse:
    """Fill in the fields of the category."""
    values = {name.removeprefix("field_"): value for name, value in request.POST.items() if name.startswith("field_")}
    texts = {code: value for code, value in values.items() if isinstance(value, str)}
    return doing.do(
        request, ref, lambda: actions.fill_in(actor=request.actor, ref=ref, values=texts, at=request.now),
        said=_("Filled in."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def tags(request: StaffRequest) -> HttpResponse:
    """Every tag with its cases; rename one, let two become one, remove one."""
    if request.method != "POST":
        return _tags_page(request, None)
    name = request.POST.get("name", "")
    try:
        if "remove" in request.POST:
            actions.remove_tag(actor=request.actor, name=name, at=request.now)
        else:
            actions.rename_tag(actor=request.actor, name=name, to=request.POST.get("to", ""), at=request.now)
    except NotFound:
        return _tags_page(request, Invalid(_("There is no such tag any more.")))
    except Invalid as refusal:
        return _tags_page(request, refusal)
    messages.success(request, _("Changed in every case that had it."))
    return redirect("console:cases-tags")


@require_safe
@staff_page()
def tag_names(request: StaffRequest) -> HttpResponse:
    """The names of all tags as options, for the box on a case's page."""
    return render(request, "console/cases/_tag_names.html", {"names": queries.tag_names(request.actor)})


def moment(text: str) -> datetime | None:
    """An instant from a form: with a zone as written, else in the associate's own. None for what is none."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    if found is None:
        return None
    return found if found.tzinfo else found.replace(tzinfo=get_current_timezone())


def later_choices(now: datetime) -> list[tuple[str, str]]:
    """Times that are often meant: as values of a form, and in words."""
    here = localtime(now)
    tomorrow = (here + timedelta(days=1)).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    monday = tomorrow + timedelta(days=(7 - tomorrow.weekday()) % 7)
    return [
        ((here + timedelta(hours=1)).isoformat(), _("in an hour")),
        ((here + timedelta(hours=4)).isoformat(), _("in four hours")),
        (tomorrow.isoformat(), _("tomorrow morning")),
        (monday.isoformat(), _("Monday morning")),
    ]


def _tags_page(request: StaffRequest, refusal: Refusal | None) -> HttpResponse:
    context = {
        "tags": queries.tags_with_counts(request.actor),
        "may_change": policies.can(request.actor, queries.house_catalogue(request.now).may("tags")),
        "refusal": refusal,
    }
    return render(request, "console/cases/tags.html", context, status=refusal.status if refusal else 200)
