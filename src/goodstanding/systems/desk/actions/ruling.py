"""Rules: when this happens in a case, if it answers a query, then do that. They run in the worker, every run is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import Actor, ActorKind
from goodstanding.kit.errors import Invalid, Refusal
from goodstanding.kit.refs import new_ref
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.desk import policies, queries, rules
from goodstanding.systems.desk.models import DeskRule, RuleRun
from goodstanding.systems.desk.rules import Step, steps_of
from goodstanding.systems.desk.states import FOR_RULES, Event
from goodstanding.systems.desk.steps import NothingToDo, do

MOST_RULES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDraft:
    """A rule as an administrator writes it. `query` in the words of the search box; empty: every case. `last_one`: after it
    no later rule runs for the same event."""

    name: str
    event: str
    query: str
    steps: Sequence[tuple[str, str]]
    last_one: bool = False


@transaction.atomic
def make_rule(*, actor: Actor, draft: RuleDraft, at: datetime) -> DeskRule:
    """Keep a rule, switched on, after all others. Raises NotAllowed, Invalid by field."""
    policies.require_share(actor)
    living = DeskRule.objects.filter(removed_at__isnull=True)
    if living.count() >= MOST_RULES:
        raise Invalid(_("There are %(most)s rules already. Remove one first.") % {"most": MOST_RULES}, field="name")
    last = living.aggregate(last=Max("position"))["last"] or 0
    rule = DeskRule(ref=new_ref(8), position=last + 1, made_by_name=actor.name)
    _write(rule, actor, draft, at)
    _record(actor, "rule.made", rule, at)
    return rule


@transaction.atomic
def change_rule(*, actor: Actor, ref: str, draft: RuleDraft, at: datetime) -> DeskRule:
    """Write a rule anew. What it did stays done. Raises NotFound, NotAllowed, Invalid by field."""
    rule = _locked(actor, ref)
    _write(rule, actor, draft, at)
    _record(actor, "rule.changed", rule, at)
    return rule


@transaction.atomic
def switch_rule(*, actor: Actor, ref: str, on: bool, at: datetime) -> DeskRule:
    """Let a rule run, or rest. Twice changes nothing."""
    rule = _locked(actor, ref)
    if rule.on != on:
        rule.on = on
        rule.save(update_fields=["on"])
        _record(actor, "rule.switched_on" if on else "rule.switched_off", rule, at)
    return rule


@transaction.atomic
def move_rule(*, actor: Actor, ref: str, up: bool, at: datetime) -> DeskRule:
    """Have a rule run one place earlier or later."""
    rule = _locked(actor, ref)
    living = DeskRule.objects.filter(removed_at__isnull=True)
    if up:
        other = living.filter(position__lt=rule.position).order_by("-position").first()
    else:
        other = living.filter(position__gt=rule.position).order_by("position").first()
    if other is not None:
        rule.position, other.position = other.position, rule.position
        rule.save(update_fields=["position"])
        other.save(update_fields=["position"])
        _record(actor, "rule.moved", rule, at)
    return rule


@transaction.atomic
def remove_rule(*, actor: Actor, ref: str, at: datetime) -> None:
    """Take a rule away; its runs can still be read on the cases' side."""
    rule = _locked(actor, ref)
    rule.removed_at = at
    rule.save(update_fields=["removed_at"])
    _record(actor, "rule.removed", rule, at)


@transaction.atomic
def run_rules(*, event: Event, case_ref: str, at: datetime) -> int:
    """Run every rule for an event whose query the case answers, in their order; returns how many ran.

    Rules never start rules: what their steps do announces nothing that a rule listens to. One step that cannot be done is
    noted and hinders no other.
    """
    ran = 0
    for rule in queries.rules_for_event(event):
        case = case_queries.by_ref(case_ref)  # as the rule before left it
        if rule.query and not case_queries.answers(case, rule.query, at):
            continue
        said, refused = _run(rule, case_ref, at)
        RuleRun.objects.create(rule=rule, case=case, event=event.value, said=said, refused=refused, at=at)
        DeskRule.objects.filter(pk=rule.pk).update(ran=F("ran") + 1)
        ran += 1
        if rule.last_one:
            break
    return ran


def _run(rule: DeskRule, case_ref: str, at: datetime) -> tuple[list[dict[str, str]], bool]:
    actor = Actor(kind=ActorKind.SYSTEM, user_id=None, name=f"Rule: {rule.name}"[:120])
    said = [{**step.as_data(), "result": _tried(step, actor, case_ref, rule.name, at)} for step in steps_of(rule.steps)]
    return said, any(one["result"] not in ("done", "nothing") for one in said)


def _tried(step: Step, actor: Actor, case_ref: str, why: str, at: datetime) -> str:
    try:
        do(step, actor=actor, ref=case_ref, why=why, at=at)
    except NothingToDo:
        return "nothing"
    except Refusal as refusal:
        return refusal.message[:300]
    return "done"


def _write(rule: DeskRule, actor: Actor, draft: RuleDraft, at: datetime) -> None:
    name = " ".join(draft.name.replace("\x00", "").split())
    if not name or len(name) > 80:
        raise Invalid(_("Name it in at most 80 characters."), field="name")
    if draft.event not in set(Event):
        raise Invalid(_("Choose when it runs."), field="event")
    query = " ".join(draft.query.replace("\x00", "").split())
    if len(query) > 300:
        raise Invalid(_("At most 300 characters."), field="query")
    hints = case_queries.hints_on(actor, query, at)
    if hints:
        raise Invalid(hints[0], field="query")
    steps = rules.clean_steps(draft.steps, allowed=FOR_RULES)
    if any(step.value == "me" for step in steps):
        raise Invalid(_("A rule is nobody: name the person to assign."), field="steps")
    rule.name, rule.event, rule.query, rule.last_one = name, draft.event, query, draft.last_one
    rule.steps = [step.as_data() for step in steps]
    rule.changed_at = at
    rule.save()


def _locked(actor: Actor, ref: str) -> DeskRule:
    policies.require_share(actor)
    return queries.rule_for(actor, ref, lock=True)


def _record(actor: Actor, verb: str, rule: DeskRule, at: datetime) -> None:
    data = {"name": rule.name, "event": rule.event, "query": rule.query}
    record(actor=actor, verb=verb, subject=("rule", rule.ref), at=at, staff_only=True, data=data)
