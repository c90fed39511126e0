"""Business calendars: which there are, which store counts by which, and changing one after a look at what that does."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.service.forms import CalendarForm
from goodstanding.console.service.saving import looked_or_saved
from goodstanding.console.service.tabs import tabs
from goodstanding.kit.actors import StaffRole
from goodstanding.kit.errors import Conflict
from goodstanding.systems.cases.queries.foreseeing import Foreseen
from goodstanding.systems.escalation.foreseeing import look
from goodstanding.systems.service import actions, queries
from goodstanding.systems.service.calendars import minutes_a_week
from goodstanding.systems.service.terms import AS_STORE, CalendarTerms
from goodstanding.systems.service.writing import write_slots
from goodstanding.systems.stores import queries as stores
from goodstanding.ui.frame import Crumb

ADMINISTRATOR = StaffRole.ADMINISTRATOR


@require_safe
@staff_page()
def listing(request: StaffRequest) -> HttpResponse:
    """Every calendar, and by which each store counts."""
    return _listing(request)


def _listing(
    request: StaffRequest, asked: tuple[str, str] = ("", ""), foreseen: Foreseen | None = None
) -> HttpResponse:
    terms = queries.terms_now(request.now)
    held = dict([asked])
    rows = [
        {"calendar": one, "hours": _hours(one), "url": reverse("console:service-calendar", args=[one.code])}
        for one in terms.calendars.values()
    ]
    context = {
        "tabs": tabs("service-calendars"),
        "rows": rows,
        "stores": [
            (store, held.get(store.code) or terms.of_store.get(store.code, terms.default_calendar))
            for store in stores.stores()
        ],
        "foreseen": foreseen,
        "calendars": list(terms.calendars.values()),
        "may_edit": request.actor.has_staff_role(ADMINISTRATOR),
    }
    return render(request, "console/service/calendars.html", context)


@require_POST
@staff_page(ADMINISTRATOR)
def set_store(request: StaffRequest) -> HttpResponse:
    """Say by which calendar a store counts, or look first what that would do."""
    store, code = request.POST.get("store", ""), request.POST.get("calendar", "")
    if "look" in request.POST:
        terms = queries.with_store(queries.terms_now(request.now), store, code)
        return _listing(request, (store, code), look(request.actor, terms, request.now))
    actions.set_store_calendar(actor=request.actor, store=store, code=code, at=request.now)
    messages.success(request, _("Saved. What is open is reckoned anew."))
    return redirect("console:service-calendars")


@staff_page(ADMINISTRATOR)
def new(request: StaffRequest) -> HttpResponse:
    """Add a calendar."""
    return _edit(request, None)


@staff_page()
def edit(request: StaffRequest, code: str) -> HttpResponse:
    """A calendar with its holidays; administrators change it."""
    return _edit(request, queries.calendar(code, request.now))


@require_POST
@staff_page(ADMINISTRATOR)
def remove(request: StaffRequest, code: str) -> HttpResponse:
    """Remove a calendar that nothing counts by."""
    try:
        actions.remove_calendar(actor=request.actor, code=code, at=request.now)
    except Conflict as refusal:
        messages.error(request, refusal.message)
        return redirect("console:service-calendar", code)
    messages.success(request, _("The calendar is removed."))
    return redirect("console:service-calendars")


def _edit(request: StaffRequest, known: CalendarTerms | None) -> HttpResponse:
    form = CalendarForm(request.POST) if request.method == "POST" else CalendarForm.showing(known)
    if known is not None:
        del form.fields["code"]
    sent = looked_or_saved(
        request,
        form,
        draft=partial(form.draft, known.code if known else ""),
        proposed=lambda draft: queries.proposed_calendar(request.actor, draft, request.now),
        save=lambda draft: actions.save_calendar(actor=request.actor, draft=draft, new=known is None, at=request.now),
    )
    if sent.saved is not None:
        return redirect("console:service-calendar", sent.saved.code)
    return _page(request, form, known, sent.foreseen)


def _page(
    request: StaffRequest, form: CalendarForm, known: CalendarTerms | None, foreseen: Foreseen | None
) -> HttpResponse:
    today = localtime(request.now).date()
    asked = _asked(form, known)
    context = {
        "form": form,
        "calendar": known,
        "feasts": queries.holidays_ahead(asked, today, request.now),
        "of_store": asked.country == AS_STORE,
        "foreseen": foreseen,
        "may_edit": request.actor.has_staff_role(ADMINISTRATOR),
        "crumbs": [Crumb(label=_("Calendars"), url=reverse("console:service-calendars"))],
    }
    return render(request, "console/service/calendar.html", context, status=422 if form.errors else 200)


def _asked(form: CalendarForm, known: CalendarTerms | None) -> CalendarTerms:
    """As much of the calendar as decides its holidays: as typed, else as it is kept, else as a new one begins."""
    if form.is_bound:
        country, region = form.data.get("country", ""), form.data.get("region", "")
        return CalendarTerms(code=known.code if known else "", name="", country=country, region=region)
    return known or CalendarTerms(code="", name="", country=AS_STORE)


def _hours(one: CalendarTerms) -> str:
    if one.always:
        return _("every hour of every day")
    days = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    said: list[tuple[list[str], str]] = []
    for day, slots in zip(days, one.hours, strict=True):
        text = write_slots(slots)
        if said and said[-1][1] == text:
            said[-1][0].append(day)
        else:
            said.append(([day], text))
    spans = [
        f"{group[0]} {text}"
        if len(group) == 1
        else _("%(first)s to %(last)s %(hours)s") % {"first": group[0], "last": group[-1], "hours": text}
        for group, text in said
        if text
    ]
    week = _("%(n)s h a week") % {"n": minutes_a_week(one.week) // 60}
    return "; ".join(spans) + f" ({week})"
