"""What an answer asks the seller for, thing by thing, and what her answer says it holds. The case is locked by the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict
from goodstanding.systems.cases import needed, queries, rules
from goodstanding.systems.cases.actions import moving
from goodstanding.systems.cases.actions.moving import Words
from goodstanding.systems.cases.models import Case, CaseNeed
from goodstanding.systems.cases.need_states import NeedState
from goodstanding.systems.cases.states import Outcome


@dataclass(frozen=True, slots=True)
class Decision:
    """What an answer leaves behind: the outcome, and when the case waits, for what and (a third party) for whom.

    `needs` are things that the seller is asked for, one by one, where it waits for her: she ticks off what an answer of hers
    holds. `seen` is the number of the newest message the associate had read; None skips the check. `overturns` says that it
    changes what was decided when the case last ended.
    """

    outcome: Outcome
    what: str = ""
    who: str = ""
    seen: int | None = None
    overturns: bool = False
    needs: Sequence[str] = ()


def cleaned(decision: Decision) -> Decision:
    """With each thing that is asked for once, as a line. Raises Invalid for too many, one too long, or where the case does not
    wait for the seller."""
    return replace(decision, needs=needed.clean(decision.needs, decision.outcome))


def in_words(reply: Words, needs: Sequence[str]) -> Words:
    """What is said, with the things asked for as a list below it: mail, print and guests have no checklist."""
    if not needs:
        return reply
    return replace(reply, body=needed.below(moving.clean_body(reply), needs))


def ask_for(case: Case, needs: Sequence[str], *, actor: Actor, at: datetime) -> None:
    """Keep what the seller is asked for; what is missing already stays. Raises Conflict past the limit of a case."""
    if not needs:
        return
    held = CaseNeed.objects.filter(case=case)
    missing = set(held.filter(state=NeedState.MISSING, text__in=needs).values_list("text", flat=True))
    fresh = [line for line in needs if line not in missing]
    if held.count() + len(fresh) > rules.NEEDS_LIMIT:
        raise Conflict(
            _("This case asked for %(most)s things already. Open a follow-up case for what comes next.")
            % {"most": rules.NEEDS_LIMIT}
        )
    CaseNeed.objects.bulk_create(
        [
            CaseNeed(case=case, text=line, asked_by_id=actor.user_id, asked_by_name=actor.name, asked_at=at)
            for line in fresh
        ]
    )
    recount(case)


def give(case: Case, needs: Sequence[int], *, actor: Actor, at: datetime) -> None:
    """Her answer holds these. What is not missing (any more) is no matter: her page may be older than that."""
    if not needs:
        return
    found = list(queries.shown_in(CaseNeed, case).filter(pk__in=needs, state=NeedState.MISSING).order_by("pk"))
    for one in found:
        settle(one, NeedState.GIVEN, actor=actor, at=at)
        moving.note(case, "case.need_given", actor=actor, at=at, reason=one.text)
    if found:
        recount(case)


def recount(case: Case) -> None:
    """Repeat in the case's row how many things were asked for, and how many are missing, and save that."""
    count(case)
    case.save(update_fields=["asked_count", "missing_count"])


def count(case: Case) -> None:
    """The same without saving: for whoever saves the case anyway."""
    wanted = queries.shown_in(CaseNeed, case).exclude(state=NeedState.WAIVED)
    found = wanted.aggregate(asked=Count("pk"), missing=Count("pk", filter=Q(state=NeedState.MISSING)))
    case.asked_count, case.missing_count = (found["asked"], found["missing"]) if found["asked"] else (None, None)


def settle(need: CaseNeed, state: NeedState, *, actor: Actor, at: datetime) -> None:
    """Leave it so. The caller has checked who may, and that it may become that."""
    missing = state is NeedState.MISSING
    need.state = state.value
    need.settled_by_id = None if missing else actor.user_id
    need.settled_by_name = "" if missing else actor.name
    need.settled_at = None if missing else at
    need.save(update_fields=["state", "settled_by", "settled_by_name", "settled_at"])
