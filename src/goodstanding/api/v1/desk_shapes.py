"""What the desk's tools look like, on both ways: macros, rules, bulk changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pydantic import Field, JsonValue

from goodstanding.api.v1.case_shapes import FileOut, Thing, file_out
from goodstanding.api.v1.shapes import Given, Shown
from goodstanding.base.files.models import StoredFile
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.need_states import Asked
from goodstanding.systems.cases.queries import Owner, QueueFilter, Shelf
from goodstanding.systems.cases.rules import NEEDS_AT_ONCE, WHAT_LIMIT, WHO_LIMIT
from goodstanding.systems.cases.states import Outcome, Priority
from goodstanding.systems.desk.actions import MacroDraft, RuleDraft
from goodstanding.systems.desk.models import BulkChange, BulkItem, DeskRule, Macro, RuleRun
from goodstanding.systems.desk.queries import Tally
from goodstanding.systems.desk.rules import BODY_LIMIT, BULK_LIMIT, LETTER_WAITS, MOST_FILES, STEPS_LIMIT, Letter
from goodstanding.systems.desk.states import BulkState, Event, ItemState, StepKind, StoppedFor

STEP_VALUE = (
    "A person's number ('me', empty for nobody), a code, a tag, days, words, a problem ('new:' and a title opens it)."
)
WHO = "For which third party the case waits then: with 'wait_for_third_party' alone."
THINGS = (
    "Things the seller is asked for, one by one: with 'wait_for_seller' alone. They stand below the words, as a list."
)
AREA = "For which category, or area of categories; empty: for all."
KINDS: dict[str, JsonValue] = {"enum": [kind.value for kind in StepKind]}
TRIED_AT_ONCE = 25
WHOLE_VIEW = f"All cases that the queue shows by this, at most {BULK_LIMIT:,} with those named; more are refused."


class DeskStepIn(Given):
    """One thing to do to a case."""

    kind: str = Field(min_length=1, max_length=20, examples=["tag"], json_schema_extra=KINDS)
    value: str = Field("", max_length=2_000, description=STEP_VALUE, examples=["carrier-strike"])


class DeskStepOut(Shown):
    """One thing that is done to a case."""

    kind: str = Field(examples=["tag"], json_schema_extra=KINDS)
    value: str = Field(description=STEP_VALUE, examples=["carrier-strike"])


class MacroIn(Given):
    """Words with fields, and what goes with sending them."""

    name: str = Field(max_length=80, examples=["Ask for the scan"])
    body: str = Field(max_length=10_000, examples=["Dear {{seller.name}}, please send the scan for {{case.id}}."])
    area: str = Field("", max_length=65, description=AREA, examples=["orders_shipping"])
    outcome: Outcome | None = Field(None, description="What happens next when it is sent.")
    what: str = Field("", max_length=WHAT_LIMIT, description="For what the case waits then.", examples=[""])
    who: str = Field("", max_length=WHO_LIMIT, description=WHO, examples=[""])
    needs: list[Thing] = Field(default_factory=list, max_length=NEEDS_AT_ONCE, description=THINGS, examples=[[]])
    shared: bool = Field(False, description="For all associates; administrators only.", examples=[False])
    steps: list[DeskStepIn] = Field(default_factory=list, max_length=STEPS_LIMIT)


class MacroOut(Shown):
    """A macro that one may use."""

    ref: str = Field(examples=["4K7-2QX9M"])
    name: str = Field(examples=["Ask for the scan"])
    body: str = Field(examples=["Dear {{seller.name}}, please send the scan for {{case.id}}."])
    area: str = Field(description=AREA, examples=["orders_shipping"])
    outcome: Outcome | None
    what: str = Field(examples=[""])
    who: str = Field(description=WHO, examples=[""])
    needs: list[str] = Field(description=THINGS, examples=[[]])
    shared: bool = Field(examples=[False])
    steps: list[DeskStepOut]
    used: int = Field(description="How often an answer was sent with it.", examples=[12])
    changed_at: datetime


class MacrosOut(Shown):
    """Macros, those for all first, then by name; for a case the most fitting first."""

    data: list[MacroOut]


class WordsOut(Shown):
    """A macro's words with their fields filled in for one case."""

    body: str = Field(examples=["Dear Harbour Lane Ceramics, please send the scan for 4K7-2QX."])


class RuleIn(Given):
    """When this happens in a case, if it answers the query, then do that."""

    name: str = Field(max_length=80, examples=["Carrier strike"])
    event: Event = Field(description="What starts it.", examples=["opened"])
    query: str = Field(
        "", max_length=300, description="As in the search for cases; empty: every case.", examples=["strike"]
    )
    steps: list[DeskStepIn] = Field(max_length=STEPS_LIMIT)
    last_one: bool = Field(False, description="No later rule runs for the same event.", examples=[False])


class RuleOut(Shown):
    """A rule in its place."""

    ref: str = Field(examples=["4K7-2QX9M"])
    name: str = Field(examples=["Carrier strike"])
    event: Event
    query: str = Field(examples=["strike"])
    steps: list[DeskStepOut]
    last_one: bool = Field(examples=[False])
    on: bool = Field(description="Whether it runs, or rests.", examples=[True])
    ran: int = Field(description="How often it ran.", examples=[12])
    changed_at: datetime


class RulesOut(Shown):
    """Every rule in the order in which they run."""

    data: list[RuleOut]


class RuleSwitchIn(Given):
    """Whether a rule runs or rests."""

    on: bool = Field(examples=[False])


class RuleMoveIn(Given):
    """One place earlier, or later."""

    up: bool = Field(examples=[True])


class RunStepOut(DeskStepOut):
    """A step, and what came of it."""

    result: str = Field(description="'done', 'nothing' (it was so already), or what hindered it.", examples=["done"])


class RunOut(Shown):
    """A rule met a case that answers it."""

    case: str = Field(examples=["4K7-2QX"])
    event: Event
    at: datetime
    refused: bool = Field(description="Whether a step was hindered.", examples=[False])
    steps: list[RunStepOut]


class RunPage(Shown):
    """What a rule did, the newest first."""

    data: list[RunOut]
    next: str | None = Field(description="The address of the next page, null at the end.")


class DeskCaseOut(Shown):
    """A case as the desk names it."""

    ref: str = Field(description="The Case ID.", examples=["4K7-2QX"])
    seller: str = Field(description="The seller's external id.", examples=["harbour"])
    subject: str = Field(examples=["The disbursement of 14 November has not arrived"])
    status: str = Field(examples=["open"])
    priority: Priority


class MatchesOut(Shown):
    """The newest cases that answer a query now."""

    data: list[DeskCaseOut]
    more: bool = Field(description="Whether there are more than these.", examples=[False])
    hints: list[str] = Field(description="What of `q` was not read as written: a rule with it is refused.")


class LetterIn(Given):
    """One answer to each of many cases. It waits some minutes before it goes, so that it can be taken back."""

    body: str = Field(
        max_length=BODY_LIMIT, description="Words with fields.", examples=["Dear {{seller.name}}, it is mended."]
    )
    outcome: Outcome = Field(examples=["keep_open"])
    what: str = Field("", max_length=WHAT_LIMIT, description="For what the cases wait then.", examples=[""])
    who: str = Field("", max_length=WHO_LIMIT, description="For which third party they wait then.", examples=[""])
    needs: list[Thing] = Field(default_factory=list, max_length=NEEDS_AT_ONCE, description=THINGS, examples=[[]])
    macro: str = Field("", max_length=12, description="The macro whose steps are done with each answer.", examples=[""])
    minutes: int = Field(LETTER_WAITS[0], description="How long each waits: 10, 60 or 240.", examples=[10])
    files: list[str] = Field(
        [], max_length=MOST_FILES, description="Files from uploadFile; each case gets its own.", examples=[[]]
    )


class LetterOut(Shown):
    """One answer to each of many cases, as it was written: its fields are filled in for each."""

    body: str = Field(examples=["Dear {{seller.name}}, it is mended."])
    outcome: Outcome
    what: str = Field(examples=[""])
    who: str = Field(examples=[""])
    needs: list[str] = Field(default_factory=list, description=THINGS, examples=[[]])
    macro: str = Field(description="The macro whose steps are done with each answer; empty: none.", examples=[""])
    minutes: int = Field(description="How long each waits before it goes.", examples=[10])


class BulkViewIn(Given):
    """What the queue is asked for, as in listQueue."""

    owner: Owner = Field(Owner.ALL, description="Whose cases.")
    shelf: Shelf = Field(Shelf.DUE, description="As in listQueue; 'any' with `q` searches all.")
    queue: str = Field("", max_length=32, examples=["payments"])
    priority: Priority | None = Field(None, description="Only one priority.")
    store: str = Field("", max_length=32, description="A store's code.", examples=["us"])
    tag: str = Field("", max_length=32, examples=["carrier-strike"])
    needs: Asked | None = Field(None, description="As in listQueue.")
    q: str = Field("", max_length=300, description="As in the search for cases.", examples=["strike -refunded"])


class BulkIn(Given):
    """Which cases are to get which steps, and which answer, if any. With `view` all that match it when the change is begun."""

    cases: list[str] = Field([], max_length=BULK_LIMIT, description="Case IDs.", examples=[["4K7-2QX"]])
    view: BulkViewIn | None = Field(None, description=WHOLE_VIEW)
    steps: list[DeskStepIn] = Field([], max_length=STEPS_LIMIT)
    letter: LetterIn | None = Field(None, description="An answer to each; null: none.")


class BulkTryIn(Given):
    """Which cases are to be tried with which steps, and which answer, if any. Of a view the first 25 are tried."""

    cases: list[str] = Field([], max_length=TRIED_AT_ONCE, description="Case IDs.", examples=[["4K7-2QX"]])
    view: BulkViewIn | None = Field(None, description=WHOLE_VIEW)
    steps: list[DeskStepIn] = Field([], max_length=STEPS_LIMIT)
    letter: LetterIn | None = Field(None, description="An answer to each; null: none.")


class TriedOut(Shown):
    """What would come of one case."""

    case: str = Field(examples=["4K7-2QX"])
    hindered: str | None = Field(description="What would hinder it; null when nothing does.", examples=[None])
    text: str | None = Field(description="The answer as filled in for it; null: there is none.", examples=[None])


class PreviewOut(Shown):
    """What a bulk change would do. Nothing was changed."""

    data: list[TriedOut]
    hindered: int = Field(description="How many cases would be refused.", examples=[0])
    files: list[FileOut] = Field(description="What would go with each answer.")
    matching: int = Field(
        description=f"How many cases it would be, at most {BULK_LIMIT + 1:,}: that many are too many.", examples=[3]
    )


class BulkOut(Shown):
    """The same steps for many cases."""

    ref: str = Field(examples=["4K7-2QX9M"])
    state: BulkState
    by: str = Field(examples=["Sam"])
    at: datetime
    done_at: datetime | None = Field(description="When it was through; taking it back leaves this as it was.")
    undone_at: datetime | None = Field(description="When it was taken back, in full.")
    undo_until: datetime = Field(description="Until when it can be taken back.")
    undone_by: str = Field(examples=[""])
    stopped_for: StoppedFor | None = Field(
        description="Why it stands still before its end; null: it does not.", examples=[None]
    )
    steps: list[DeskStepOut]
    letter: LetterOut | None = Field(description="The answer to each; null: none.")


class BulkPage(Shown):
    """Bulk changes, the newest first: one's own, for administrators everybody's."""

    data: list[BulkOut]
    next: str | None = Field(description="The address of the next page, null at the end.")


class BulkItemOut(Shown):
    """What came of one case."""

    case: str = Field(examples=["4K7-2QX"])
    state: ItemState
    said: str = Field(description="Why it was refused or stays as it is.", examples=[""])


class BulkDetail(BulkOut):
    """A bulk change, how far it is, and a page of its cases in the order in which they were given."""

    tally: dict[ItemState, int] = Field(description="How many cases stand how.", examples=[{"changed": 2}])
    items: list[BulkItemOut]
    files: list[FileOut] = Field(description="What goes with each answer.")
    next: str | None = Field(description="The address of the next page of cases, null at the end.")


def view_from(given: BulkViewIn | None) -> QueueFilter | None:
    """A view of the queue as the desk takes it."""
    if given is None:
        return None
    return QueueFilter(
        owner=given.owner, shelf=given.shelf, queue=given.queue, priority=given.priority.value if given.priority else "",
        store=given.store, tag=given.tag, text=given.q, asked=given.needs,
    )  # fmt: skip


def letter_from(given: LetterIn | None) -> Letter | None:
    """An answer to many as the desk takes it."""
    return Letter(**given.model_dump(mode="json", exclude={"files"})) if given else None


def pairs(steps: Iterable[DeskStepIn]) -> list[tuple[str, str]]:
    """Steps as the desk takes them."""
    return [(step.kind, step.value) for step in steps]


def macro_draft(given: MacroIn) -> MacroDraft:
    """A macro as the desk takes it."""
    return MacroDraft(
        name=given.name, body=given.body, area=given.area, outcome=given.outcome.value if given.outcome else "",
        what=given.what, who=given.who, needs=given.needs, shared=given.shared, steps=pairs(given.steps),
    )  # fmt: skip


def rule_draft(given: RuleIn) -> RuleDraft:
    """A rule as the desk takes it."""
    return RuleDraft(
        name=given.name, event=given.event.value, query=given.query, steps=pairs(given.steps), last_one=given.last_one
    )


def macro_out(macro: Macro) -> MacroOut:
    """A macro with its words."""
    return MacroOut(
        ref=macro.ref, name=macro.name, body=macro.body, area=macro.area,
        outcome=Outcome(macro.outcome) if macro.outcome else None, what=macro.what, who=macro.who,
        needs=macro.needs, shared=macro.owner_id is None, steps=_steps(macro.steps), used=macro.used, changed_at=macro.changed_at,
    )  # fmt: skip


def rule_out(rule: DeskRule) -> RuleOut:
    """A rule with its steps."""
    return RuleOut(
        ref=rule.ref, name=rule.name, event=Event(rule.event), query=rule.query, steps=_steps(rule.steps),
        last_one=rule.last_one, on=rule.on, ran=rule.ran, changed_at=rule.changed_at,
    )  # fmt: skip


def run_out(run: RuleRun) -> RunOut:
    """What a rule did to a case."""
    steps = [RunStepOut(kind=one["kind"], value=one["value"], result=one["result"]) for one in run.said]
    return RunOut(case=run.case.ref, event=Event(run.event), at=run.at, refused=run.refused, steps=steps)


def desk_case(case: Case) -> DeskCaseOut:
    """A case with its seller."""
    return DeskCaseOut(
        ref=case.ref, seller=case.seller.external_id, subject=case.subject, status=case.status,
        priority=Priority(case.priority),
    )  # fmt: skip


def bulk_out(change: BulkChange) -> BulkOut:
    """A bulk change without its cases."""
    return BulkOut(
        ref=change.ref, state=BulkState(change.state), by=change.by_name, at=change.at, done_at=change.done_at,
        undone_at=change.undone_at, undo_until=change.undo_until, undone_by=change.undone_by_name,
        stopped_for=StoppedFor(change.stopped_for) if change.stopped_for else None, steps=_steps(change.steps),
        letter=LetterOut(**change.letter) if change.letter else None,
    )  # fmt: skip


def bulk_detail(
    change: BulkChange, tally: Tally, items: Sequence[BulkItem], files: Sequence[StoredFile], onward: str | None
) -> BulkDetail:
    """A bulk change with its files and a page of its cases."""
    rows = [BulkItemOut(case=one.case.ref, state=ItemState(one.state), said=one.said) for one in items]
    return BulkDetail(
        **bulk_out(change).model_dump(), tally=dict(tally.by_state), items=rows, files=[file_out(one) for one in files],
        next=onward,
    )  # fmt: skip


def _steps(kept: Iterable[Mapping[str, str]]) -> list[DeskStepOut]:
    return [DeskStepOut(kind=one["kind"], value=one.get("value", "")) for one in kept]
