"""Macros: words with fields, and what goes with sending them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Invalid, NotAllowed, Refusal
from goodstanding.kit.refs import new_ref
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases import needed
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.cases.rules import WHAT_LIMIT, WHO_LIMIT
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.desk import policies, queries, rules
from goodstanding.systems.desk.models import Macro
from goodstanding.systems.desk.rules import Step, steps_of
from goodstanding.systems.desk.states import FOR_MACROS
from goodstanding.systems.desk.steps import NothingToDo, do


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroDraft:
    """A macro as somebody writes it. `what` and `who`: for what, and for which third party, the case waits after it; `needs`:
    what the seller is asked for, one by one. `shared`: for all associates; administrators only."""

    name: str
    body: str
    area: str = ""
    outcome: str = ""
    what: str = ""
    who: str = ""
    needs: Sequence[str] = field(default=())
    shared: bool = False
    steps: Sequence[tuple[str, str]] = field(default=())


@transaction.atomic
def make_macro(*, actor: Actor, draft: MacroDraft, at: datetime) -> Macro:
    """Keep a macro, one's own or for all. Raises NotAllowed, Invalid by field."""
    policies.require_desk(actor)
    macro = Macro(ref=new_ref(8), made_by_name=actor.name)
    _write(macro, actor, draft, at)
    _record(actor, "macro.made", macro, at)
    return macro


@transaction.atomic
def change_macro(*, actor: Actor, ref: str, draft: MacroDraft, at: datetime) -> Macro:
    """Write a macro anew. Raises NotFound, NotAllowed for somebody else's, Invalid by field."""
    macro = _mine(actor, ref)
    _write(macro, actor, draft, at)
    _record(actor, "macro.changed", macro, at)
    return macro


@transaction.atomic
def remove_macro(*, actor: Actor, ref: str, at: datetime) -> None:
    """Take a macro away. What was sent with it stays."""
    macro = _mine(actor, ref)
    macro.removed_at = at
    macro.save(update_fields=["removed_at"])
    _record(actor, "macro.removed", macro, at)


@transaction.atomic
def use_macro(*, actor: Actor, ref: str, case_ref: str, at: datetime) -> list[str]:
    """Do what goes with a macro to a case whose answer was sent with it. Returns what hindered single steps, in words.

    Counts the use. The words themselves were put into the answer before: they are the writer's then.
    """
    return done_with(queries.macro_for(actor, ref), actor=actor, case_ref=case_ref, at=at)


def done_with(macro: Macro, *, actor: Actor, case_ref: str, at: datetime) -> list[str]:
    """The same with a macro at hand."""
    hindered = do_steps(steps_of(macro.steps), actor=actor, ref=case_ref, why=macro.name, at=at)
    Macro.objects.filter(pk=macro.pk).update(used=F("used") + 1)
    return hindered


def do_steps(steps: Sequence[Step], *, actor: Actor, ref: str, why: str, at: datetime) -> list[str]:
    """Do what can be done of some steps. Returns what hindered the others, in words."""
    hindered = []
    for step in steps:
        try:
            do(step, actor=actor, ref=ref, why=why, at=at)
        except NothingToDo:
            continue
        except Refusal as refusal:
            hindered.append(refusal.message)
    return hindered


@transaction.atomic
def begin_answer_with(*, actor: Actor, ref: str, case_ref: str, at: datetime) -> None:
    """Put a macro's words, filled in, after what this associate has written so far, with the outcome it brings.

    The answer is a draft then, as if typed. Raises NotFound for a macro or a case that is not there.
    """
    case = case_queries.case_for(actor, case_ref)
    macro = queries.macro_for(actor, ref)
    kept = case_queries.drafts_of(actor, case).get("answer")
    words = queries.filled_in(actor, macro, case, at)
    begun = f"{kept.body.rstrip()}\n\n{words}" if kept and kept.body.strip() else words
    before = kept.data if kept else {}
    data = {**before, **brought_by(macro, before)}
    cases.save_reply_draft(actor=actor, ref=case_ref, kind="answer", body=begun, data=data, at=at)


def brought_by(macro: Macro, typed: Mapping[str, str]) -> dict[str, str]:
    """What a macro puts into the form of an answer beside its words: the outcome with for what and for whom, what it asks for
    (below what was typed there), and itself."""
    needs = needed.joined(typed.get("needs", ""), macro.needs) if macro.needs else ""
    brings = {
        "outcome": macro.outcome, "what": macro.what, "who": macro.who, "needs": needs, "macro": macro.ref,
    }  # fmt: skip
    return {name: value for name, value in brings.items() if value}


@transaction.atomic
def answer_with(
    *, actor: Actor, ref: str, reply: cases.Reply, decision: cases.Decision, macro: str = "", at: datetime
) -> list[str]:
    """Answer a case and do what goes with the macro that the answer was begun with, if any; both or neither.

    Returns what hindered single steps. Raises what `cases.answer` raises, NotFound for a macro that is not one's to use.
    """
    cases.answer(actor=actor, ref=ref, reply=reply, decision=decision, at=at)
    return use_macro(actor=actor, ref=macro, case_ref=ref, at=at) if macro else []


def _write(macro: Macro, actor: Actor, draft: MacroDraft, at: datetime) -> None:
    if (draft.shared or actor.user_id is None) and not policies.may_share(actor):  # a machine has none of its own
        raise NotAllowed(_("Macros for all associates are written by administrators. Keep it as your own."))
    name = " ".join(draft.name.replace("\x00", "").split())
    if not name or len(name) > 80:
        raise Invalid(_("Name it in at most 80 characters."), field="name")
    body = rules.clean_body(draft.body, field="body")
    if draft.outcome and draft.outcome not in set(Outcome):
        raise Invalid(_("There is no such outcome."), field="outcome")
    if draft.area and not _is_category(draft.area, at):
        raise Invalid(_("There is no such category."), field="area")
    macro.name, macro.body, macro.area, macro.what = name, body, draft.area, draft.what.strip()[:WHAT_LIMIT]
    macro.outcome = draft.outcome
    macro.who = " ".join(draft.who.replace("\x00", "").split())[:WHO_LIMIT]
    if macro.who and draft.outcome != Outcome.WAIT_FOR_THIRD_PARTY:
        raise Invalid(_("A third party is named where the case waits for somebody else after it."), field="who")
    macro.needs = rules.clean_needs(draft.needs, draft.outcome)
    macro.steps = [one.as_data() for one in rules.clean_steps(draft.steps, allowed=FOR_MACROS, needed=False)]
    macro.owner_id = None if draft.shared else actor.user_id
    macro.changed_at = at
    macro.save()


def _is_category(code: str, at: datetime) -> bool:
    tree = case_queries.house_catalogue(at)
    return tree.area(code) is not None or any(leaf.code == code for leaf in tree.leaves())


def _mine(actor: Actor, ref: str) -> Macro:
    macro = queries.macro_for(actor, ref, lock=True)
    if not policies.may_change(actor, macro):
        raise NotAllowed(_("Macros for all associates are written by administrators."))
    return macro


def _record(actor: Actor, verb: str, macro: Macro, at: datetime) -> None:
    record(actor=actor, verb=verb, subject=("macro", macro.ref), at=at, staff_only=True, data={"name": macro.name})
