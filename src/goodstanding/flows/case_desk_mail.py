"""Mail among associates about cases: an answer that was held back, a colleague who was called.

Nothing here is addressed to a seller. It stands in the conversation about the case, but an answer to it is not taken in: in
the case an associate's answer goes to the seller, and this one was meant for a colleague.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from goodstanding.base.mailroom.actions import Addressee, write
from goodstanding.base.mailroom.threads import Style
from goodstanding.base.people.models import User
from goodstanding.systems.cases import queries
from goodstanding.systems.cases.events import AnswerHeld, ColleagueMentioned
from goodstanding.systems.cases.models import Case
from goodstanding.systems.stores import queries as stores

DESK = "case_desk"


def held(fact: AnswerHeld, at: datetime) -> None:
    """That an answer did not go out, and why, to its writer; nothing once she took it up again."""
    scheduled = queries.scheduled_by_key(fact.scheduled)
    if scheduled is None or scheduled.state != "held":
        return
    key = f"case-answer-held:{scheduled.pk}:{scheduled.changed_at.isoformat()}"
    _to_colleague(scheduled.case, scheduled.user, "case_answer_held", key, at, {"why": scheduled.why})


def mentioned(fact: ColleagueMentioned, at: datetime) -> None:
    """That a colleague called her, to the one called. What the note says stays in the case."""
    found = queries.mention_of(fact.note, fact.user_id)
    if found is None or found.read_at is not None:
        return
    key, more = f"case-mentioned:{fact.note}:{fact.user_id}", {"who": found.note.author_name}
    _to_colleague(found.note.case, found.user, "case_mentioned", key, at, more)


def _to_colleague(case: Case, user: User, template: str, key: str, at: datetime, more: Mapping[str, object]) -> None:
    if not user.is_active:
        return
    context = {"brand": stores.brand(), "case": case, "path": f"/console/cases/{case.ref}/", **more}
    to = Addressee(user.pk, user.email, user.name, user.locale)
    style = Style(threaded=True, within=("case", case.ref))
    write(
        key=key, to=to, template=template, context=context, about=(DESK, case.ref), seller_id=None, at=at, style=style
    )  # fmt: skip
