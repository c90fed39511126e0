"""Who leads which queue: told of promises near their end, broken ones, and every morning of forgotten cases."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.service import names
from goodstanding.console.service.tabs import tabs
from goodstanding.kit.actors import StaffRole
from goodstanding.kit.errors import Invalid
from goodstanding.systems.service import actions, queries
from goodstanding.systems.stores import queries as stores


@staff_page()
def listing(request: StaffRequest) -> HttpResponse:
    """The leads of each queue; administrators set them."""
    queues = names.queues(names.catalogue(stores.stores(), request.now))
    if request.method == "POST":
        queue = request.POST.get("queue", "")
        if queue not in dict(queues):
            raise Invalid(_("There is no such queue."), field="queue")
        chosen = [int(one) for one in request.POST.getlist("leads") if one.isdecimal() and len(one) < 18]
        actions.set_leads(actor=request.actor, queue=queue, user_ids=chosen, at=request.now)
        messages.success(request, _("Saved."))
        return redirect("console:service-leads")
    held = queries.leads()
    may_edit = request.actor.has_staff_role(StaffRole.ADMINISTRATOR)
    context = {
        "tabs": tabs("service-leads"),
        "rows": [(code, label, held.get(code, []), [one.pk for one in held.get(code, [])]) for code, label in queues],
        "people": queries.possible_leads(request.actor) if may_edit else [],
        "may_edit": may_edit,
    }
    return render(request, "console/service/leads.html", context)
