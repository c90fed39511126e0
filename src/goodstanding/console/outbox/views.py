"""Every mail the product wrote, whether or not it could leave."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from goodstanding.base.mailroom import actions, policies, queries
from goodstanding.base.mailroom.states import MailState
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.outbox import words
from goodstanding.ui.paging import Cursor
from goodstanding.ui.tables import Choice, Column, Filter, Sort, Table

# Mail programs know no style sheets, so the styles stand in the mail; everything else that a page could do is shut off.
PREVIEW_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"


@require_safe
@staff_page()
def outbox(request: StaffRequest) -> HttpResponse:
    """The list, newest first; one filter by where a mail stands."""
    counts = queries.counts()
    view = _table(counts).read(request.GET)
    state = MailState(view.values["state"]) if "state" in view.values else None
    place = _place(view.cursor)
    page = queries.outbox(request.actor, state=state, **place)
    context = {
        "rows": [words.row(mail) for mail in page.mails],
        "table": view,
        "headline": words.headline(counts),
        "lead": words.lead(counts),
        "server_set": bool(settings.SMTP_URL),
        "newer_url": view.newer_url(Cursor((str(page.newer),))) if page.newer else "",
        "older_url": view.older_url(Cursor((str(page.older),))) if page.older else "",
    }
    return render(request, "console/outbox/list.html", context)


@require_safe
@staff_page()
@never_cache
def mail(request: StaffRequest, mail_id: int) -> HttpResponse:
    """One mail: where it stands, and its words for those who may read them."""
    found = queries.mail_for(request.actor, mail_id)
    may_read = policies.can_read(request.actor, found)
    context = {
        "row": words.row(found),
        "mail": found,
        "address": queries.address_for(request.actor, found),
        "letter": actions.open_letter(actor=request.actor, mail_id=mail_id, at=request.now) if may_read else None,
        "why_hidden": "" if may_read else words.why_hidden(found),
        "may_retry": policies.can_retry(request.actor) and found.state in {MailState.KEPT, MailState.FAILED},
        "server_set": bool(settings.SMTP_URL),
    }
    return render(request, "console/outbox/mail.html", context)


@require_safe
@xframe_options_sameorigin
@staff_page()
@never_cache
def preview(request: StaffRequest, mail_id: int) -> HttpResponse:
    """The HTML of a mail as it will look, for the frame on its page: no script, no request, no origin of ours."""
    letter = actions.open_letter(actor=request.actor, mail_id=mail_id, at=request.now)
    response = HttpResponse(letter.html or _("This mail has no HTML part."))
    response["Content-Security-Policy"] = PREVIEW_POLICY
    return response


@require_POST
@staff_page()
def retry(request: StaffRequest, mail_id: int) -> HttpResponse:
    """Queue a kept or failed mail once more."""
    actions.retry(actor=request.actor, mail_id=mail_id, at=request.now)
    messages.success(request, _("The mail is queued again. It leaves within a few seconds."))
    return redirect("console:outbox-mail", mail_id=mail_id)


def _table(counts: dict[MailState, int]) -> Table:
    states = [Choice(value=s.value, label=str(words.STATE_WORDS[s]), count=counts[s]) for s in MailState]
    return Table(
        columns=(
            Column(label=_("Subject")),
            Column(label=_("To")),
            Column(label=_("State")),
            Column(label=_("Written")),
        ),
        filters=(Filter(param="state", label=_("State"), choices=states),),
        default_sort=Sort("id", True),
    )


def _place(cursor: Cursor | None) -> dict[str, int]:
    if cursor is None or not cursor.values[-1].isdecimal() or len(cursor.values[-1]) > 18:
        return {}
    return {"after" if cursor.backwards else "before": int(cursor.values[-1])}
