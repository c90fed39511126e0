"""A guest's pages: the invitation, one case, its files. She is found by the session of the link she used, or by her sign-in;
never by an account's rights, which she has none of."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.base.files import doors as uploads
from goodstanding.base.people import limits
from goodstanding.base.people.doors import HouseRequest
from goodstanding.base.people.models import User
from goodstanding.kit.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from goodstanding.kit.periods import day_of
from goodstanding.portal.cases import rows, shown
from goodstanding.portal.cases.forms import ReplyForm
from goodstanding.systems.cases import actions, queries, words
from goodstanding.systems.cases.actions import Reply
from goodstanding.systems.cases.models import CaseGuest
from goodstanding.systems.cases.states import Permit

P = ParamSpec("P")
SESSION = "case_guest"  # of the browser that used a link: Case ID to guest
LINKS_PER_HOUR = 30
LINK_ENDS_AFTER = 12 * 3600  # of rest; the invitation's own end is asked at every page


class GuestRequest(HouseRequest):
    """What a view under `guest_page` receives."""

    guest: CaseGuest


def guest_page(
    view: Callable[Concatenate[GuestRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let a guest of this very case in. Everybody else, the seller's own team too, finds nothing at this address."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        seen = cast(GuestRequest, request)  # the middleware has made it one
        case_ref = str(kwargs["case_ref"])
        ref = seen.session.get(SESSION, {}).get(case_ref) or _signed_in_as(seen, case_ref)
        if not ref:
            raise NotFound(_("There is no such page here."))
        seen.guest = queries.guest_for(str(ref), at=seen.now)
        if seen.guest.case.ref != case_ref:
            raise NotFound(_("There is no such page here."))
        timezone.activate(ZoneInfo(seen.guest.case.seller.store.time_zone))
        actions.see(guest=seen.guest, at=seen.now)
        return view(seen, *args, **kwargs)

    page.door = "guest"  # type: ignore[attr-defined]  # read by the test that walks every address
    return never_cache(page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an invitation, and use it: in this browser, or as the person signed in. A click is asked for, since mail scanners
    follow links."""
    seen = cast(HouseRequest, request)
    opening = queries.opening_by(secret, at=seen.now)
    user = seen.user if isinstance(seen.user, User) else None
    fits = user is not None and user.email == opening.guest.email and not user.is_staff
    if request.method == "POST":
        limits.consume(request, "guest", at=seen.now, per_hour=LINKS_PER_HOUR)
        guest = actions.let_in(secret=secret, user=user if fits else None, at=seen.now)
        if not fits:
            _remember(seen, guest)
        return redirect("guest:case", case_ref=guest.case.ref)
    context = {
        "guest": opening.guest,
        "last_day": _last_day(opening.guest),
        "used": opening.used and not fits,
        "case": opening.guest.case,
        "seller": opening.guest.case.seller,
        "fits": fits,
        "new_link_url": reverse("guest:new-link", kwargs={"secret": secret}),
    }
    return render(request, "portal/guests/join.html", context)


@never_cache
@require_POST
def new_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Mail a new link to the address of the invitation."""
    seen = cast(HouseRequest, request)
    limits.consume(request, "guest", at=seen.now, per_hour=LINKS_PER_HOUR)
    try:
        actions.send_new_link(secret=secret, at=seen.now)
    except Conflict as refusal:
        return render(request, "portal/guests/sent.html", {"refusal": refusal}, status=refusal.status)
    return render(request, "portal/guests/sent.html")


@require_safe
@guest_page
def show(request: GuestRequest, case_ref: str) -> HttpResponse:
    """The case as its guest sees it."""
    return _page(request)


@require_POST
@guest_page
def write(request: GuestRequest, case_ref: str) -> HttpResponse:
    """Say something on the seller's side, as a guest."""
    came = uploads.sent(request)
    body = request.POST.get("body", "")
    refs = request.POST.getlist("files_refs")
    reply = Reply(body, uploads=came, file_refs=refs, request_key=request.POST.get("key", "")[:64])
    try:
        actions.write_as_guest(guest_ref=request.guest.ref, reply=reply, at=request.now)
    except (Invalid, Conflict, NotAllowed) as refusal:
        kept = actions.keep_guest_files(guest_ref=request.guest.ref, uploads=came, named=refs, at=request.now)
        held = [*refs, *(file.ref for file in kept.files)]
        return _page(request, refusal=refusal, typed=body, refs=held, left_out=kept.left_out)
    return redirect(reverse("guest:case", kwargs={"case_ref": case_ref}) + "#latest")


@require_POST
@guest_page
def leave(request: GuestRequest, case_ref: str) -> HttpResponse:
    """Forget the case in this browser. The invitation stays; a new link brings her back."""
    held = {ref: guest for ref, guest in request.session.get(SESSION, {}).items() if ref != case_ref}
    request.session[SESSION] = held
    messages.info(request, _("This browser has forgotten the case."))
    return redirect("account_login")


@require_safe
@guest_page
def download(request: GuestRequest, case_ref: str, file_ref: str) -> HttpResponse:
    """A file of the case, for guests who were invited with attachments."""
    file = queries.guest_file(request.guest, file_ref)
    return cast(HttpResponse, uploads.as_attachment(file))  # a streamed answer; doors declare the common case


def _page(
    request: GuestRequest, *, refusal: Refusal | None = None, typed: str = "", refs: Sequence[str] = (),
    left_out: Sequence[str] = (),
) -> HttpResponse:  # fmt: skip
    guest = request.guest
    case = guest.case
    before = request.GET.get("before", "")
    thread = queries.guest_thread(guest, before=int(before) if before.isdecimal() and len(before) < 9 else None)
    catalogue = queries.catalogue_for(case.seller.store, request.now)
    context = {
        "guest": guest,
        "last_day": _last_day(guest),
        "case": case,
        "seller": case.seller,
        "refusal": refusal,
        "category": catalogue.label(case.category, shown.language()),
        "state": words.standing(case),
        "next_step": shown.next_step(case, catalogue, request.now) if case.closed_at is None else "",
        "unsent": typed,
        "said": rows.said_rows(shown.guest_thread(thread.messages, case, sees_files=guest.sees_files), request.now),
        "earlier": thread.earlier,
        "may_write": guest.may_write and case.permits(Permit.SELLER_WRITES) and case.closed_at is None,
        "form": ReplyForm(initial={"body": typed}),
        "key": secrets.token_urlsafe(18),
        **uploads.limits(),
        "left_out": _not_kept(left_out),
        "kept": queries.guest_uploads(guest, refs),
        "write_url": reverse("guest:messages", kwargs={"case_ref": case.ref}),
        "leave_url": reverse("guest:leave", kwargs={"case_ref": case.ref}),
    }
    return render(request, "portal/guests/case.html", context, status=refusal.status if refusal else 200)


def _not_kept(names: Sequence[str]) -> str:
    """Which files have to be chosen again, why, and what makes room."""
    if not names:
        return ""
    return _(
        "Not kept: %(names)s. At most %(most)s files, %(mb)s MB together, wait with an answer that was not sent. Take the tick off "
        "a file below to make room, or send these first."
    ) % {"names": ", ".join(names), "most": actions.MOST_KEPT, "mb": actions.MOST_KEPT_BYTES // 1_048_576}


def _last_day(guest: CaseGuest) -> date:
    """The last day on which the guest may come in, where the store is."""
    return day_of(guest.ends_at - timedelta(seconds=1), guest.case.seller.store.zone)


def _remember(request: HouseRequest, guest: CaseGuest) -> None:
    """Bind the guest to this browser. A fresh session key, so that nobody who knew the old one comes in with her."""
    held = dict(request.session.get(SESSION, {}))
    request.session.cycle_key()
    request.session[SESSION] = {**held, guest.case.ref: guest.ref}
    if not isinstance(request.user, User):
        request.session.set_expiry(LINK_ENDS_AFTER)


def _signed_in_as(request: HouseRequest, case_ref: str) -> str:
    return queries.guest_ref_of(request.user.pk, case_ref) if isinstance(request.user, User) else ""
