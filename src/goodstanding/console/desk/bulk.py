"""Changing many cases: choose, say what, see what would happen, do it, watch it, take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goodstanding.base.files import doors as uploads
from goodstanding.base.files.models import StoredFile
from goodstanding.console.cases import queue
from goodstanding.console.desk.choosing import choices_at
from goodstanding.console.desk.forms import OUTCOMES, Choices, LetterForm, StepsForm
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.kit.errors import Conflict, Invalid, Refusal
from goodstanding.systems.cases import needed
from goodstanding.systems.cases import policies as cases_policies
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.cases.models import ScheduledAnswer
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.desk import actions, policies, queries, rules
from goodstanding.systems.desk.actions import Wish, Work
from goodstanding.systems.desk.models import BulkChange, BulkItem
from goodstanding.systems.desk.rules import BULK_LIMIT, MOST_FILES, Letter, Step, steps_of
from goodstanding.systems.desk.states import TAKEN_BACK, UNDER_WAY, BulkState, ItemState, StepKind, StoppedFor
from goodstanding.systems.desk.words import BULK_WORDS, ITEM_TONES, ITEM_WORDS, STOPPED_WORDS, sentences_of
from goodstanding.ui.frame import Crumb
from goodstanding.ui.paging import Cursor

SHOWN = 100
TRIED = 25


@dataclass(frozen=True, slots=True)
class Forms:
    """What is to be done, as two forms, and what they offer."""

    steps: StepsForm
    letter: LetterForm
    choices: Choices
    files: Sequence[StoredFile] = ()

    def are_valid(self) -> bool:
        """Whether both can be read; both say what cannot."""
        return all([self.steps.is_valid(), self.letter.is_valid()])

    def fields(self, data: QueryDict) -> list[tuple[str, str]]:
        """Everything that was filled in, to be sent again."""
        names = [*self.steps.fields, *self.letter.fields]
        typed = [(name, value) for name in names for value in data.getlist(name) if value]
        return [*typed, *(("files_refs", file.ref) for file in self.files)]


@staff_page()
def choose(request: StaffRequest) -> HttpResponse:
    """The cases that the queue's filters name, with boxes, and what may be done to them; posting shows or begins it."""
    if request.method == "POST":
        return _asked(request)
    return _page(request, _forms(request, None), ())


@require_safe
@staff_page()
def listing(request: StaffRequest) -> HttpResponse:
    """Earlier bulk changes, newest first."""
    text = request.GET.get("after") or request.GET.get("before") or ""
    cursor = Cursor.decode(text, backwards="before" in request.GET) if text else None
    page = queries.bulk_changes_of(request.actor, cursor=cursor)
    choices = choices_at(request.now)
    context = {
        "rows": [
            {"it": one, "word": BULK_WORDS[BulkState(one.state)], "said": _all_said(one, choices)} for one in page.rows
        ],
        "newer": f"?before={page.newer.encode()}" if page.newer else "",
        "older": f"?after={page.older.encode()}" if page.older else "",
    }
    return render(request, "console/desk/bulk_list.html", context)


@require_safe
@staff_page()
def detail(request: StaffRequest, ref: str) -> HttpResponse:
    """One bulk change: how far it is, and what became of each case. Asked by htmx, only what moves."""
    change = queries.bulk_for(request.actor, ref)
    text = request.GET.get("after") or request.GET.get("before") or ""
    cursor = Cursor.decode(text, backwards="before" in request.GET) if text else None
    page = queries.items_of(change, cursor=cursor)
    tally = queries.tally_of(change)
    waiting = tally.of(ItemState.CHANGED if change.state == BulkState.UNDOING else ItemState.WAITING)
    under_way = change.state in UNDER_WAY
    mine = policies.may_take_back(request.actor, change)
    letters, letter = queries.letters_of(page.rows), rules.letter_of(change.letter)
    context = {
        "change": change,
        "letter": letter,
        "letter_read": needed.below(letter.body, letter.needs) if letter else "",
        "files": queries.files_of_letter(change) if change.letter else (),
        "word": BULK_WORDS[BulkState(change.state)],
        "said": _all_said(change, _choices(request, steps_of(change.steps))),
        "items": [_item(one, letters.get(one.pk)) for one in page.rows],
        "tally": [(ITEM_WORDS[state], n) for state, n in tally.by_state.items()],
        "all": tally.all,
        "passed": tally.all - waiting if under_way else tally.all,
        "under_way": under_way,
        "stopped": _stopped(change),
        "may_stop": mine and under_way,
        "may_go_on": mine and change.state == BulkState.STOPPED,
        "may_undo": mine
        and change.state in (BulkState.DONE, BulkState.STOPPED)
        and request.now <= change.undo_until
        and tally.of(ItemState.CHANGED) > 0,
        "newer": f"?before={page.newer.encode()}" if page.newer else "",
        "older": f"?after={page.older.encode()}" if page.older else "",
        "crumbs": [_crumb()],
    }  # fmt: skip
    part = "console/desk/_bulk.html" if request.headers.get("HX-Request") else "console/desk/bulk.html"
    return render(request, part, context)


@require_safe
@staff_page()
def file(request: StaffRequest, ref: str, file_ref: str) -> HttpResponse:
    """A file that goes with the answers, as a download."""
    found = queries.file_of_letter(request.actor, ref, file_ref)
    return cast(HttpResponse, uploads.as_attachment(found))  # a streamed answer; doors declare the common case


@require_POST
@staff_page()
def undo(request: StaffRequest, ref: str) -> HttpResponse:
    """Have it taken back."""
    change = actions.take_back(actor=request.actor, ref=ref, at=request.now)
    return redirect("console:desk-bulk", ref=change.ref)


@require_POST
@staff_page()
def stop(request: StaffRequest, ref: str) -> HttpResponse:
    """Have it stand still where it is; one that was through by then is no matter."""
    try:
        actions.stop(actor=request.actor, ref=ref, at=request.now)
    except Conflict:
        messages.info(request, _("It was through before it could be stopped."))
    return redirect("console:desk-bulk", ref=ref)


@require_POST
@staff_page()
def upload(request: StaffRequest) -> HttpResponse:
    """Take in one file of the answer to many before it is sent."""
    return uploads.taken_in(
        request, lambda file: actions.keep_letter_file(actor=request.actor, upload=file, at=request.now)
    )


@require_POST
@staff_page()
def go_on(request: StaffRequest, ref: str) -> HttpResponse:
    """Have it go on where it stood."""
    change = actions.go_on(actor=request.actor, ref=ref, at=request.now)
    return redirect("console:desk-bulk", ref=change.ref)


def _stopped(change: BulkChange) -> str:
    """Why it stands still, in a sentence."""
    if not change.stopped_for:
        return ""
    acting = change.by_name if change.state == BulkState.STOPPED else change.undone_by_name
    return STOPPED_WORDS[StoppedFor(change.stopped_for)] % {"stopped": change.stopped_by_name, "name": acting}


def _asked(request: StaffRequest) -> HttpResponse:
    refs = [*request.POST.getlist("case"), *request.POST.get("cases", "").split()]
    refs = list(dict.fromkeys(refs))[: BULK_LIMIT + 1]
    forms, key, do = _forms(request, request.POST), request.POST.get("key", "")[:64], request.POST.get("do")
    file_refs = request.POST.getlist("files_refs")
    wrong = ""
    if do != "begin":
        forms, wrong = _with_files(request, forms, file_refs)
    if wrong:
        return _page(request, forms, refs, status=422, wrong_files=wrong)
    if do == "words":
        return _page(request, _forms(request, _with_words(request, forms), forms.files), refs)
    if do == "again":
        return _page(request, forms, refs)
    if not forms.are_valid():
        return _page(request, forms, refs, status=422)
    letter = forms.letter.letter()
    try:
        if do != "begin" and "every" in request.POST:
            refs = list(dict.fromkeys([*refs, *_whole_view(request)]))[:BULK_LIMIT]
        if do == "begin" and key:
            wish = Wish(refs=refs, steps=forms.steps.steps(), request_key=key, letter=letter, file_refs=file_refs)
            return redirect("console:desk-bulk", ref=actions.begin(actor=request.actor, wish=wish, at=request.now).ref)
        return _preview(request, forms, refs, actions.work_of(forms.steps.steps(), letter, forms.files))
    except Refusal as refusal:
        if refusal.status not in (404, 422):
            raise
        field = refusal.field if isinstance(refusal, Invalid) else None
        if field == "view":
            return _page(request, forms, refs, status=422)  # beside the list stands what of the search is not read
        if field == "files":
            return _page(request, forms, refs, status=422, wrong_files=refusal.message)
        at_field = field if field in forms.letter.fields else None
        (forms.letter if at_field else forms.steps).add_error(at_field, refusal.message)
        return _page(request, forms, refs, status=422)


def _whole_view(request: StaffRequest, *, more: int = 0) -> Sequence[str]:
    """All that the queue shows by the address, as far as one bulk change goes."""
    catalogue, most = cases.house_catalogue(request.now), BULK_LIMIT + more
    wanted = queue.wanted_of(request, catalogue)
    return cases.refs_of_view(request.actor, wanted, request.now, most=most, catalogue=catalogue)


def _with_files(request: StaffRequest, forms: Forms, refs: Sequence[str]) -> tuple[Forms, str]:
    """The forms with the files of the letter, those sent now taken in, and what is wrong with those that were not."""
    try:
        held, wrong = actions.own_files(request.actor, refs), []
    except Invalid as refusal:
        held, wrong = queries.own_letter_files(request.actor, refs), [refusal.message]
    fresh = uploads.sent(request)
    if fresh:
        beside = [file.ref for file in held]
        came, refused = actions.keep_letter_files(actor=request.actor, uploads=fresh, beside=beside, at=request.now)
        held, wrong = [*held, *came], [*wrong, *refused]
    return replace(forms, files=held), " ".join(wrong)


def _choices(request: StaffRequest, steps: Sequence[Step]) -> Choices:
    """What names the steps; problems only where one of them names one."""
    choices = choices_at(request.now)
    return _with_problems(request, choices) if any(step.kind is StepKind.PROBLEM for step in steps) else choices


def _with_problems(request: StaffRequest, choices: Choices) -> Choices:
    found = cases.problems(request.actor)
    return replace(choices, problems={one.ref: f"{one.ref} {one.title}" for one, _n in found})


def _forms(request: StaffRequest, data: QueryDict | None, files: Sequence[StoredFile] = ()) -> Forms:
    choices = choices_at(request.now)
    allowed = set(TAKEN_BACK)
    if cases_policies.can(request.actor, cases.house_catalogue(request.now).may("problems")):
        choices = _with_problems(request, choices)
    else:
        allowed.discard(StepKind.PROBLEM)
    letter = LetterForm(data, macros=queries.macros_of(request.actor))
    return Forms(StepsForm(data, allowed=allowed, choices=choices), letter, choices, files)


def _with_words(request: StaffRequest, forms: Forms) -> QueryDict:
    """What was typed, with the words of the macro chosen in the answer."""
    data = request.POST.copy()
    macro = forms.letter.macros.get(data.get("macro", ""))
    if macro is not None:
        data["body"], data["outcome"], data["what"], data["who"] = macro.body, macro.outcome, macro.what, macro.who
        data["needs"] = "\n".join(macro.needs)
    return data


def _preview(request: StaffRequest, forms: Forms, refs: Sequence[str], work: Work) -> HttpResponse:
    """What would happen: the work tried on each case and rolled back, for the first TRIED cases; each letter as filled in."""
    actor, at = request.actor, request.now
    chosen = cases.named(actor, refs)
    tried = [
        {
            "case": one,
            "why": actions.try_out(work, actor=actor, ref=one.ref, why=_("Bulk change"), at=at) if n < TRIED else "",
            "tried": n < TRIED,
            "too_late": work.letter is not None and rules.comes_too_late(work.letter, one.due_at, at),
            "text": needed.below(queries.words_for(actor, work.letter.body, one, at), work.letter.needs)
            if work.letter
            else "",
        }
        for n, one in enumerate(chosen[: SHOWN if work.letter else TRIED])
    ]
    hindered = sum(bool(one["why"]) for one in tried)
    context = {
        "tried": tried,
        "refs": refs,
        "would": len(chosen) - hindered,
        "rest": max(0, len(chosen) - TRIED),
        "hindered": hindered,
        "said": [*_said(work.steps, forms.choices), *_letter_said(work.letter, forms)],
        "letter": work.letter,
        "files": work.files,
        "fields": forms.fields(request.POST),
        "every": "every" in request.POST,
        "key": get_random_string(32),
        "crumbs": [_crumb()],
    }
    return render(request, "console/desk/preview.html", context)


def _page(
    request: StaffRequest, forms: Forms, chosen: Sequence[str], *, status: int = 200, wrong_files: str = ""
) -> HttpResponse:
    desk = queue.read(request, cases.house_catalogue(request.now), limit=SHOWN)
    more = desk.page.older is not None
    every = len(_whole_view(request, more=1)) if more and not desk.hints else len(desk.rows)
    listed = {row.case.ref for row in desk.rows}
    context = {
        "elsewhere": [] if "every" in request.POST else [ref for ref in chosen if ref not in listed],
        "rows": desk.rows, "hints": desk.hints, "form": forms.steps, "letter": forms.letter, "chosen": chosen,
        "query": request.GET.urlencode(), "more": more, "shown": SHOWN,
        "every": "" if desk.hints else min(every, BULK_LIMIT), "every_capped": every > BULK_LIMIT, "cap": BULK_LIMIT,
        "every_chosen": "every" in request.POST, "crumbs": [_crumb()],
        "files": forms.files, "wrong_files": wrong_files, "most_files": MOST_FILES,
        **uploads.limits(),
        "answering": _answering(forms, chosen) or bool(wrong_files),
    }  # fmt: skip
    return render(request, "console/desk/choose.html", context, status=status)


def _answering(forms: Forms, chosen: Sequence[str]) -> bool:
    """Whether somebody is at writing an answer."""
    typed = any(forms.letter[name].value() for name in ("body", "macro", "outcome"))
    return bool(forms.files) or (bool(chosen) and typed)


def _letter_said(letter: Letter | None, forms: Forms) -> list[str]:
    """The letter as a step: what is said, what it leaves behind, what goes with it."""
    if letter is None:
        return []
    macro = forms.letter.macros.get(letter.macro)
    said = [_answer_said(letter)]
    if macro is not None:
        said += [_("With the answer: %(step)s") % {"step": one} for one in _said(steps_of(macro.steps), forms.choices)]
    return said


def _item(one: BulkItem, letter: ScheduledAnswer | None) -> dict[str, object]:
    state = ItemState(one.state)
    return {"it": one, "word": ITEM_WORDS[state], "tone": ITEM_TONES[state], "letter": letter}


def _all_said(change: BulkChange, choices: Choices) -> list[str]:
    letter = rules.letter_of(change.letter)
    return [*_said(steps_of(change.steps), choices), *([_answer_said(letter)] if letter else [])]


def _answer_said(letter: Letter) -> str:
    said = _("Answer each seller; then %(outcome)s") % {"outcome": OUTCOMES[Outcome(letter.outcome)]}
    what = letter.what or needed.in_one_line(letter.needs)
    return f"{said}: {what}" if what else said


def _said(steps: Sequence[Step], choices: Choices) -> list[str]:
    return sentences_of(steps, choices)


def _crumb() -> Crumb:
    return Crumb(label=_("Bulk changes"), url=reverse("console:desk-bulk-list"))
