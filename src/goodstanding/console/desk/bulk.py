"""Changing many cases: choose, say what, see what would happen, do it, watch it, take it back."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from goodstanding.console.cases import queue
from goodstanding.console.desk.choosing import choices_at
from goodstanding.console.desk.forms import Choices, StepsForm
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.kit.errors import Refusal
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.desk import actions, policies, queries
from goodstanding.systems.desk.actions import Wish
from goodstanding.systems.desk.models import BulkItem
from goodstanding.systems.desk.rules import BULK_LIMIT, Step, clean_steps, steps_of
from goodstanding.systems.desk.states import TAKEN_BACK, BulkState, ItemState
from goodstanding.systems.desk.steps import try_out
from goodstanding.systems.desk.words import BULK_WORDS, ITEM_TONES, ITEM_WORDS, sentences_of
from goodstanding.ui.frame import Crumb
from goodstanding.ui.paging import Cursor

SHOWN = 100
TRIED = 25


@staff_page()
def choose(request: StaffRequest) -> HttpResponse:
    """The cases that the queue's filters name, with boxes, and what may be done to them; posting shows or begins it."""
    if request.method == "POST":
        return _asked(request)
    catalogue = cases.house_catalogue(request.now)
    desk = queue.read(request, catalogue, limit=SHOWN)
    choices = choices_at(request.now)
    context = {
        "rows": desk.rows,
        "hints": desk.hints,
        "form": StepsForm(None, allowed=TAKEN_BACK, choices=choices),
        "query": request.GET.urlencode(),
        "more": desk.page.older is not None,
        "shown": SHOWN,
        "crumbs": [_crumb()],
    }
    return render(request, "console/desk/choose.html", context)


@require_GET
@staff_page()
def listing(request: StaffRequest) -> HttpResponse:
    """Earlier bulk changes, newest first."""
    text = request.GET.get("after") or request.GET.get("before") or ""
    cursor = Cursor.decode(text, backwards="before" in request.GET) if text else None
    page = queries.bulk_changes_of(request.actor, cursor=cursor)
    choices = choices_at(request.now)
    context = {
        "rows": [
            {"it": one, "word": BULK_WORDS[BulkState(one.state)], "said": _said(steps_of(one.steps), choices)}
            for one in page.rows
        ],
        "newer": f"?before={page.newer.encode()}" if page.newer else "",
        "older": f"?after={page.older.encode()}" if page.older else "",
    }
    return render(request, "console/desk/bulk_list.html", context)


@require_GET
@staff_page()
def detail(request: StaffRequest, ref: str) -> HttpResponse:
    """One bulk change: how far it is, and what became of each case. Asked by htmx, only what moves."""
    change = queries.bulk_for(request.actor, ref)
    text = request.GET.get("after") or request.GET.get("before") or ""
    cursor = Cursor.decode(text, backwards="before" in request.GET) if text else None
    page = queries.items_of(change, cursor=cursor)
    tally = queries.tally_of(change)
    waiting = tally.of(ItemState.CHANGED if change.state == BulkState.UNDOING else ItemState.WAITING)
    under_way = change.state in (BulkState.RUNNING, BulkState.UNDOING)
    context = {
        "change": change,
        "word": BULK_WORDS[BulkState(change.state)],
        "said": _said(steps_of(change.steps), choices_at(request.now)),
        "items": [_item(one) for one in page.rows],
        "tally": [(ITEM_WORDS[state], n) for state, n in tally.by_state.items()],
        "all": tally.all,
        "passed": tally.all - waiting if under_way else tally.all,
        "under_way": under_way,
        "may_undo": policies.may_take_back(request.actor, change)
        and change.state == BulkState.DONE
        and request.now <= change.undo_until
        and tally.of(ItemState.CHANGED) > 0,
        "newer": f"?before={page.newer.encode()}" if page.newer else "",
        "older": f"?after={page.older.encode()}" if page.older else "",
        "crumbs": [_crumb()],
    }  # fmt: skip
    part = "console/desk/_bulk.html" if request.headers.get("HX-Request") else "console/desk/bulk.html"
    return render(request, part, context)


@require_POST
@staff_page()
def undo(request: StaffRequest, ref: str) -> HttpResponse:
    """Have it taken back."""
    change = actions.take_back(actor=request.actor, ref=ref, at=request.now)
    return redirect("console:desk-bulk", ref=change.ref)


def _asked(request: StaffRequest) -> HttpResponse:
    refs = list(dict.fromkeys(request.POST.getlist("case")))[: BULK_LIMIT + 1]
    choices = choices_at(request.now)
    form = StepsForm(request.POST, allowed=TAKEN_BACK, choices=choices)
    if not form.is_valid():
        return _again(request, form, refs)
    key = request.POST.get("key", "")[:64]
    try:
        if request.POST.get("do") == "begin" and key:
            wish = Wish(refs=refs, steps=form.steps(), request_key=key)
            return redirect("console:desk-bulk", ref=actions.begin(actor=request.actor, wish=wish, at=request.now).ref)
        steps = clean_steps(form.steps(), allowed=TAKEN_BACK)
        return _preview(request, form, refs, steps, choices)
    except Refusal as refusal:
        if refusal.status not in (404, 422):
            raise
        form.add_error(None, refusal.message)
        return _again(request, form, refs)


def _preview(
    request: StaffRequest, form: StepsForm, refs: Sequence[str], steps: list[Step], choices: Choices
) -> HttpResponse:
    """What would happen: each step tried on each case and rolled back, for the first TRIED cases."""
    chosen = cases.named(request.actor, refs)
    tried = [
        {"case": one, "why": try_out(steps, actor=request.actor, ref=one.ref, why=_("Bulk change"), at=request.now)}
        for one in chosen[:TRIED]
    ]
    hindered = sum(bool(one["why"]) for one in tried)
    context = {
        "tried": tried,
        "refs": refs,
        "would": len(chosen) - hindered,
        "rest": max(0, len(chosen) - TRIED),
        "hindered": hindered,
        "said": _said(steps, choices),
        "fields": [(name, value) for name in form.fields for value in request.POST.getlist(name) if value],
        "key": get_random_string(32),
        "crumbs": [_crumb()],
    }
    return render(request, "console/desk/preview.html", context)


def _again(request: StaffRequest, form: StepsForm, refs: Sequence[str]) -> HttpResponse:
    catalogue = cases.house_catalogue(request.now)
    desk = queue.read(request, catalogue, limit=SHOWN)
    context = {
        "rows": desk.rows, "hints": desk.hints, "form": form, "query": request.GET.urlencode(), "chosen": refs,
        "more": desk.page.older is not None, "shown": SHOWN, "crumbs": [_crumb()],
    }  # fmt: skip
    return render(request, "console/desk/choose.html", context, status=422)


def _item(one: BulkItem) -> dict[str, object]:
    state = ItemState(one.state)
    return {"it": one, "word": ITEM_WORDS[state], "tone": ITEM_TONES[state]}


def _said(steps: Sequence[Step], choices: Choices) -> list[str]:
    return sentences_of(steps, people=choices.people, queues=choices.queues)


def _crumb() -> Crumb:
    return Crumb(label=_("Bulk changes"), url=reverse("console:desk-bulk-list"))
