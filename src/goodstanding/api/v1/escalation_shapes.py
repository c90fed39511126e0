"""What escalations look like, on both ways."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from goodstanding.api.v1.shapes import Given, Shown
from goodstanding.kit.actors import Actor
from goodstanding.systems.escalation import compose, queries, words
from goodstanding.systems.escalation.compose import Written
from goodstanding.systems.escalation.models import Escalation, Step
from goodstanding.systems.escalation.rules import Offer
from goodstanding.systems.escalation.states import State, StepKind, Verdict


class EscalationIn(Given):
    """Why others should look at a case anew, in its parts."""

    ground: str = Field(max_length=32, description="One of the grounds of the offer.", examples=["payment"])
    summary: str = Field(
        max_length=5_000, description="Two or three sentences.", examples=["The payout has not arrived."]
    )
    stake: str = Field("", max_length=5_000, examples=["The rent of the workshop is paid from it."])
    amount: str = Field("", max_length=20, description="At stake, in the store's currency.", examples=["1840.50"])
    per: str = Field("once", description="'once' or 'day'.", examples=["once"])
    tried: str = Field(max_length=5_000, examples=["The bank searched for it twice."])
    unresolved: str = Field(max_length=5_000, examples=["Both answers repeat that it was sent."])
    wish: str = Field(max_length=32, examples=["payment"])
    wish_words: str = Field("", max_length=1_000, examples=[""])
    prior_cases: list[str] = Field(default_factory=list, max_length=10, examples=[[]])
    files: list[str] = Field(default_factory=list, max_length=10, description="Files from uploadFile.", examples=[[]])


class FollowUpIn(Given):
    """How does it stand?"""

    body: str = Field(max_length=5_000, examples=["Is there news about the trace?"])


class WordIn(Given):
    """Whether a level's decision settles it; when not, why."""

    settled: bool = Field(examples=[False])
    reason: str = Field("", max_length=5_000, examples=["The trace belongs to another payout."])


class QuestionIn(Given):
    """What a level needs from the seller."""

    what: str = Field(max_length=200, examples=["The bank's letter"])
    body: str = Field(max_length=5_000, examples=["Please attach the bank's letter about the search."])


class RulingIn(Given):
    """A decision about the earlier answer."""

    verdict: Verdict = Field(examples=["changed"])
    reasons: str = Field(max_length=5_000, examples=["The trace shows that it came back. It goes out again today."])


class HandingUpIn(Given):
    """Why the next level decides."""

    reason: str = Field(max_length=5_000, examples=["Above what we may release."])


class RefusingIn(Given):
    """Why it is not taken up."""

    code: str = Field(max_length=32, description="A reason of the rulebook.", examples=["not_clear"])
    reason: str = Field(max_length=5_000, examples=["Which payout is meant?"])


class OfferOut(Shown):
    """Whether a case may be escalated now."""

    offered: bool = Field(examples=[True])
    grounds: list[str] = Field(description="What warrants it.", examples=[["payment"]])
    against: list[str] = Field(description="Why not.", examples=[[]])
    possible_at: datetime | None = Field(description="From when, where waiting helps.")


class StepOut(Shown):
    """One line of the log. `by` is the level's name, never a person's, unless an associate asks."""

    kind: StepKind
    level: int = Field(examples=[2])
    by: str = Field(examples=["Specialist team: Payments"])
    at: datetime
    code: str = Field(examples=[""])
    words: str = Field(examples=[""])


class EscalationOut(Shown):
    """An escalation and its course."""

    ref: str = Field(examples=["8Q2-7MX"])
    case: str = Field(description="The Case ID.", examples=["4K7-2QX"])
    state: State
    level: int = Field(examples=[2])
    level_name: str = Field(examples=["Specialist team: Payments"])
    level_since: datetime
    due_at: datetime | None = Field(description="When the level owes its answer.")
    follow_up_at: datetime = Field(description="From when the seller may ask how it stands.")
    answer_until: datetime | None = Field(description="Until when the seller may say whether a decision settles it.")
    verdict: str = Field(description="What the last level decided.", examples=[""])
    ground: str = Field(examples=["payment"])
    summary: str = Field(examples=["The payout has not arrived."])
    stake: str = Field(examples=["$1,840.50 in all"])
    tried: str = Field(examples=["The bank searched for it twice."])
    unresolved: str = Field(examples=["Both answers repeat that it was sent."])
    wish: str = Field(examples=["payment"])
    prior_cases: list[str] = Field(examples=[[]])
    opened_at: datetime
    ended_at: datetime | None
    steps: list[StepOut]


class CaseEscalationOut(Shown):
    """Whether a case may be escalated, and its newest escalation."""

    offer: OfferOut
    escalation: EscalationOut | None


class EscalationPage(Shown):
    """A page of the queue; `next` leads on."""

    data: list[EscalationOut]
    next: str | None


def written(given: EscalationIn) -> Written:
    """An escalation as the composer takes it."""
    parts = given.model_dump(exclude={"prior_cases", "files"})
    return compose.read({**parts, "prior_cases": ",".join(given.prior_cases)}, file_refs=given.files, channel="api")


def offer_out(offer: Offer) -> OfferOut:
    """An offer or refusal as codes."""
    return OfferOut(
        offered=offer.offered, grounds=list(offer.grounds), against=[no.why.value for no in offer.against],
        possible_at=offer.possible_at,
    )  # fmt: skip


def escalation_out(actor: Actor, one: Escalation, steps: list[Step], at: datetime) -> EscalationOut:
    """An escalation as this actor may read it."""
    book = queries.handbook_for(one.case.seller.store, at)
    return EscalationOut(
        ref=one.ref, case=one.case.ref, state=one.status, level=one.level,
        level_name=words.level_name(one.level, one.route, book), level_since=one.level_since, due_at=one.due_at,
        follow_up_at=one.follow_up_at, answer_until=one.answer_until, verdict=one.verdict, ground=one.ground,
        summary=one.summary, stake=compose.stake_of(one), tried=one.tried, unresolved=one.unresolved, wish=one.wish,
        prior_cases=one.prior_cases, opened_at=one.opened_at, ended_at=one.ended_at,
        steps=[
            StepOut(
                kind=StepKind(step.kind), level=step.level, at=step.at, code=step.code, words=step.words,
                by=step.actor_name if actor.is_staff or step.actor_kind != "staff"
                else words.level_name(step.level, one.route, book),
            )
            for step in steps
        ],
    )  # fmt: skip
