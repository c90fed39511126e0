"""The associates' tools by program: macros, rules, and changing many cases at once."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Status

from goodstanding.api import paging
from goodstanding.api.auth import actor_of, caller, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.case_shapes import file_out
from goodstanding.api.v1.cases import CaseId
from goodstanding.api.v1.desk_shapes import (
    TRIED_AT_ONCE,
    BulkDetail,
    BulkIn,
    BulkOut,
    BulkPage,
    BulkTryIn,
    MacroIn,
    MacroOut,
    MacrosOut,
    MatchesOut,
    PreviewOut,
    RuleIn,
    RuleMoveIn,
    RuleOut,
    RulesOut,
    RuleSwitchIn,
    RunPage,
    TriedOut,
    WordsOut,
    bulk_detail,
    bulk_out,
    desk_case,
    letter_from,
    macro_draft,
    macro_out,
    pairs,
    rule_draft,
    rule_out,
    run_out,
    view_from,
)
from goodstanding.api.v1.shapes import CursorParam, Limit
from goodstanding.base.search.words import sentence
from goodstanding.base.tokens.scopes import Scope
from goodstanding.systems.cases import needed
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.cases.queries import Owner, QueueFilter, Shelf
from goodstanding.systems.desk import actions, policies, queries
from goodstanding.systems.desk.actions import Wish
from goodstanding.systems.desk.rules import BULK_LIMIT

router = Router(tags=["The desk's tools"])

READ, WRITE = needs(Scope.CASES_READ), needs(Scope.CASES_WRITE)
MATCHES_SHOWN = 10
WHY = "Bulk change"

MacroRef = Annotated[str, Path(description="The macro's reference.", examples=["4K7-2QX9M"])]
RuleRef = Annotated[str, Path(description="The rule's reference.", examples=["4K7-2QX9M"])]
BulkRef = Annotated[str, Path(description="The bulk change's reference.", examples=["4K7-2QX9M"])]
Asked = Annotated[str, Query(max_length=300, description="As in the search for cases; empty: every case.")]


@router.get("/desk/macros", response=MacrosOut, auth=READ, operation_id="listMacros")
def list_macros(request: HttpRequest) -> MacrosOut:
    """The macros that one may use: those for all associates, and one's own."""
    return MacrosOut(data=[macro_out(one) for one in queries.macros_of(actor_of(request))])


@router.post("/desk/macros", response={201: MacroOut}, auth=WRITE, operation_id="makeMacro")
@repeatable
def make_macro(request: HttpRequest, payload: MacroIn) -> Status[MacroOut]:
    """Keep a macro, one's own or for all. Its fields are checked."""
    actor, at = caller(request)
    return Status(201, macro_out(actions.make_macro(actor=actor, draft=macro_draft(payload), at=at)))


@router.put("/desk/macros/{macro}", response=MacroOut, auth=WRITE, operation_id="changeMacro")
@repeatable
def change_macro(request: HttpRequest, macro: MacroRef, payload: MacroIn) -> MacroOut:
    """Write a macro anew. Those for all are the administrators'."""
    actor, at = caller(request)
    return macro_out(actions.change_macro(actor=actor, ref=macro, draft=macro_draft(payload), at=at))


@router.api_operation(["DELETE"], "/desk/macros/{macro}", response={204: None}, auth=WRITE, operation_id="removeMacro")
@repeatable
def remove_macro(request: HttpRequest, macro: MacroRef) -> Status[None]:
    """Take a macro away. What was sent with it stays."""
    actor, at = caller(request)
    actions.remove_macro(actor=actor, ref=macro, at=at)
    return Status(204, None)


@router.get("/cases/{ref}/macros", response=MacrosOut, auth=READ, operation_id="listFittingMacros")
def list_fitting_macros(request: HttpRequest, ref: CaseId) -> MacrosOut:
    """The macros that fit the case's category, the most fitting first."""
    actor = actor_of(request)
    found = queries.macros_for_case(actor, cases.case_for(actor, ref))
    return MacrosOut(data=[macro_out(one) for one in found])


@router.get("/cases/{ref}/macros/{macro}", response=WordsOut, auth=READ, operation_id="fillInMacro")
def fill_in_macro(request: HttpRequest, ref: CaseId, macro: MacroRef) -> WordsOut:
    """A macro's words for one case: they belong to whoever sends them."""
    actor, at = caller(request)
    found = queries.macro_for(actor, macro)
    return WordsOut(body=queries.filled_in(actor, found, cases.case_for(actor, ref), at))


@router.get("/desk/rules", response=RulesOut, auth=READ, operation_id="listRules")
def list_rules(request: HttpRequest) -> RulesOut:
    """Every rule in the order in which they run."""
    return RulesOut(data=[rule_out(one) for one in queries.rules_of(actor_of(request))])


@router.post("/desk/rules", response={201: RuleOut}, auth=WRITE, operation_id="makeRule")
@repeatable
def make_rule(request: HttpRequest, payload: RuleIn) -> Status[RuleOut]:
    """Keep a rule, switched on, after all others. For administrators."""
    actor, at = caller(request)
    return Status(201, rule_out(actions.make_rule(actor=actor, draft=rule_draft(payload), at=at)))


@router.put("/desk/rules/{rule}", response=RuleOut, auth=WRITE, operation_id="changeRule")
@repeatable
def change_rule(request: HttpRequest, rule: RuleRef, payload: RuleIn) -> RuleOut:
    """Write a rule anew. What it did stays done."""
    actor, at = caller(request)
    found = queries.rule_for(actor, rule)
    return rule_out(actions.change_rule(actor=actor, ref=found.ref, draft=rule_draft(payload), at=at))


@router.post("/desk/rules/{rule}/switch", response=RuleOut, auth=WRITE, operation_id="switchRule")
@repeatable
def switch_rule(request: HttpRequest, rule: RuleRef, payload: RuleSwitchIn) -> RuleOut:
    """Let a rule run, or rest."""
    actor, at = caller(request)
    found = queries.rule_for(actor, rule)
    return rule_out(actions.switch_rule(actor=actor, ref=found.ref, on=payload.on, at=at))


@router.post("/desk/rules/{rule}/place", response=RulesOut, auth=WRITE, operation_id="moveRule")
@repeatable
def move_rule(request: HttpRequest, rule: RuleRef, payload: RuleMoveIn) -> RulesOut:
    """Have a rule run one place earlier or later; answers with all in their order."""
    actor, at = caller(request)
    found = queries.rule_for(actor, rule)
    actions.move_rule(actor=actor, ref=found.ref, up=payload.up, at=at)
    return RulesOut(data=[rule_out(one) for one in queries.rules_of(actor)])


@router.api_operation(["DELETE"], "/desk/rules/{rule}", response={204: None}, auth=WRITE, operation_id="removeRule")
@repeatable
def remove_rule(request: HttpRequest, rule: RuleRef) -> Status[None]:
    """Take a rule away. What it did stays done."""
    actor, at = caller(request)
    actions.remove_rule(actor=actor, ref=queries.rule_for(actor, rule).ref, at=at)
    return Status(204, None)


@router.get("/desk/rules/{rule}/runs", response=RunPage, auth=READ, operation_id="listRuleRuns")
def list_rule_runs(
    request: HttpRequest,
    response: HttpResponse,
    rule: RuleRef,
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> RunPage:
    """The cases that a rule met and what each of its steps did there, the newest first."""
    found = queries.rule_for(actor_of(request), rule)
    page = queries.runs_of(found, cursor=paging.place(request, cursor), limit=limit)
    return RunPage(data=[run_out(one) for one in page.rows], next=paging.onward(request, response, page.older))


@router.get("/desk/matches", response=MatchesOut, auth=READ, operation_id="listMatches")
def list_matches(request: HttpRequest, q: Asked = "") -> MatchesOut:
    """The newest cases that answer a query now, at most ten, and what of it cannot be read: to look before a rule is made."""
    actor, at = caller(request)
    wanted = QueueFilter(owner=Owner.ALL, shelf=Shelf.ANY, text=q)
    found = cases.search_queue(actor, wanted, None, at, limit=MATCHES_SHOWN)
    hints = [str(sentence(hint)) for hint in found.hints]
    return MatchesOut(data=[desk_case(hit.case) for hit in found.hits], more=found.older is not None, hints=hints)


@router.post("/desk/bulk-changes/preview", response=PreviewOut, auth=WRITE, operation_id="previewBulkChange")
@repeatable
def preview_bulk_change(request: HttpRequest, payload: BulkTryIn) -> PreviewOut:
    """Try steps on each case and take them back at once: what would hinder it, without changing anything."""
    actor, at = caller(request)
    policies.require_desk(actor)
    files = actions.own_files(actor, payload.letter.files if payload.letter else ())
    work = actions.work_of(pairs(payload.steps), letter_from(payload.letter), files)
    view = view_from(payload.view)
    shown = cases.refs_of_view(actor, view, at, most=BULK_LIMIT + 1) if view else ()
    refs = list(dict.fromkeys([*payload.cases, *shown]))
    tried = [
        TriedOut(
            case=case.ref,
            hindered=actions.try_out(work, actor=actor, ref=case.ref, why=WHY, at=at) or None,
            text=needed.below(queries.words_for(actor, work.letter.body, case, at), work.letter.needs)
            if work.letter
            else None,
        )
        for case in cases.named(actor, refs[:TRIED_AT_ONCE])
    ]
    hindered = sum(one.hindered is not None for one in tried)
    return PreviewOut(
        data=tried, hindered=hindered, files=[file_out(one) for one in files], matching=min(len(refs), BULK_LIMIT + 1)
    )


@router.get("/desk/bulk-changes", response=BulkPage, auth=READ, operation_id="listBulkChanges")
def list_bulk_changes(
    request: HttpRequest, response: HttpResponse, limit: Limit = paging.DEFAULT_LIMIT, cursor: CursorParam = ""
) -> BulkPage:
    """Earlier bulk changes, the newest first: one's own, for administrators everybody's."""
    actor = actor_of(request)
    page = queries.bulk_changes_of(actor, cursor=paging.place(request, cursor), limit=limit)
    return BulkPage(data=[bulk_out(one) for one in page.rows], next=paging.onward(request, response, page.older))


@router.post("/desk/bulk-changes", response={202: BulkOut}, auth=WRITE, operation_id="beginBulkChange")
@repeatable
def begin_bulk_change(request: HttpRequest, payload: BulkIn) -> Status[BulkOut]:
    """Have the same steps done to many cases, and the same answer given, one by one, in the background.

    It can be taken back for a day; an answer until it has gone out.
    """
    actor, at = caller(request)
    letter = letter_from(payload.letter)
    file_refs = payload.letter.files if payload.letter else ()
    wish = Wish(
        refs=payload.cases, steps=pairs(payload.steps), request_key="", letter=letter, file_refs=file_refs,
        view=view_from(payload.view),
    )  # fmt: skip
    return Status(202, bulk_out(actions.begin(actor=actor, wish=wish, at=at)))


@router.get("/desk/bulk-changes/{change}", response=BulkDetail, auth=READ, operation_id="getBulkChange")
def get_bulk_change(
    request: HttpRequest,
    response: HttpResponse,
    change: BulkRef,
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> BulkDetail:
    """How far a bulk change is, and what came of each case."""
    found = queries.bulk_for(actor_of(request), change)
    page = queries.items_of(found, cursor=paging.place(request, cursor), limit=limit)
    files = queries.files_of_letter(found)
    return bulk_detail(found, queries.tally_of(found), page.rows, files, paging.onward(request, response, page.older))


@router.post("/desk/bulk-changes/{change}/undo", response={202: BulkOut}, auth=WRITE, operation_id="takeBackBulkChange")
@repeatable
def take_back_bulk_change(request: HttpRequest, change: BulkRef) -> Status[BulkOut]:
    """Have a finished bulk change taken back, case by case. What somebody decided since stays."""
    actor, at = caller(request)
    return Status(202, bulk_out(actions.take_back(actor=actor, ref=change, at=at)))


@router.post("/desk/bulk-changes/{change}/stop", response=BulkOut, auth=WRITE, operation_id="stopBulkChange")
@repeatable
def stop_bulk_change(request: HttpRequest, change: BulkRef) -> BulkOut:
    """Have a bulk change, or taking it back, stand still after the case at hand. What was done stays done."""
    actor, at = caller(request)
    return bulk_out(actions.stop(actor=actor, ref=change, at=at))


@router.post("/desk/bulk-changes/{change}/resume", response={202: BulkOut}, auth=WRITE, operation_id="resumeBulkChange")
@repeatable
def resume_bulk_change(request: HttpRequest, change: BulkRef) -> Status[BulkOut]:
    """Have a stopped bulk change go on where it stood."""
    actor, at = caller(request)
    return Status(202, bulk_out(actions.go_on(actor=actor, ref=change, at=at)))
