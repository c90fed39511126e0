"""Who has how much: living and due cases per associate, handing over an absent colleague's, and being called by name."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.console.cases import doing, shown
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.systems.cases import actions, policies, queries


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def workload(request: StaffRequest) -> HttpResponse:
    """Every queue's and everybody's cases, the most due first; handing one associate's over to another or sharing them out."""
    if request.method == "POST":
        from_id, to_id = doing.number(request.POST.get("from", "")), doing.number(request.POST.get("to", ""))
        policies.require_work(request.actor, ())
        handed = actions.hand_over(actor=request.actor, from_id=from_id or 0, to_id=to_id, at=request.now)
        said = ngettext("One case was handed over.", "%(n)s cases were handed over.", handed) % {"n": handed}
        messages.success(request, said)
        return redirect("console:cases-workload")
    people = queries.associates([role.value for role in policies.WORKING_ROLES])
    loads = queries.workload(request.actor, request.now, people=people)
    catalogue = queries.house_catalogue(request.now)
    context = {
        "queues": [
            (load, catalogue.queue_label(load.queue, shown.language()), _cases(queue=load.queue))
            for load in queries.queue_loads(request.actor, request.now)
        ],
        "loads": [(load, _cases(q=f'assignee:"{load.name}" status:open,pending')) for load in loads if load.user_id],
        "nobodys_url": _cases(owner="unassigned"),
        "nobodys": next((load for load in loads if load.user_id is None), None),
        "people": people,
        "working": {person.pk for person in people},
        "may_work": policies.can_work(request.actor, ()),
    }
    return render(request, "console/cases/workload.html", context)


@require_safe
@staff_page()
def colleagues(request: StaffRequest) -> HttpResponse:
    """Who can be called in a note, as options for the box below it."""
    return render(request, "console/cases/_colleagues.html", {"people": queries.can_be_called(request.actor)})


def _cases(**narrowed: str) -> str:
    """The queue narrowed to the cases behind a number."""
    return f"{reverse('console:cases-queue')}?{urlencode({'owner': 'all', **narrowed})}"


@require_POST
@staff_page()
def mentions_read(request: StaffRequest) -> HttpResponse:
    """All that this associate was called for is read."""
    actions.read_mentions(actor=request.actor, at=request.now)
    return redirect("console:home")
