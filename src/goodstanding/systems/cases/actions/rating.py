"""What a seller thought of how a case ended: asked once per end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict, Invalid
from goodstanding.systems.cases import policies, queries
from goodstanding.systems.cases.errors import RatingEnded
from goodstanding.systems.cases.models import Case, Closing
from goodstanding.systems.cases.states import Verdict

COMMENT_LIMIT = 1000


@transaction.atomic
def rate(*, actor: Actor, ref: str, verdict: Verdict, comment: str, at: datetime) -> Closing:
    """Say whether the case was settled, for the seller. Once per end: raises Conflict the second time or for an open case.

    Raises RatingEnded after the rulebook's `rating_days`, NotFound, NotAllowed, and Invalid for a comment of over 1,000 characters.
    """
    case = queries.case_for(actor, ref)
    policies.require_seller(actor, case.seller)
    closing = queries.closing_to_rate(case, at)
    if closing is None:
        _require_time_left(case, at)
        raise Conflict(_("There is nothing to say about this case, or it was said already. Thank you."))
    return _keep(closing, verdict, comment, actor.name, at)


@transaction.atomic
def rate_by_link(*, token: str, verdict: Verdict, comment: str, at: datetime) -> Closing:
    """The same through the signed link of a mail, without signing in.

    The link works once, for the rulebook's `rating_days`. Raises RatingEnded after them, NotFound for a link that is none,
    Conflict, Invalid.
    """
    closing = queries.closing_by_token(token)
    _require_time(closing, at)
    return _keep(closing, verdict, comment, "", at)


def _require_time_left(case: Case, at: datetime) -> None:
    newest = Closing.objects.filter(case=case, answered_at__isnull=True).order_by("-closed_at").first()
    if newest is not None and newest.closed_at == case.closed_at:
        newest.case = case
        _require_time(newest, at)


def _require_time(closing: Closing, at: datetime) -> None:
    days = queries.rating_over(closing, at)
    if days:
        raise RatingEnded(days)


def _keep(closing: Closing, verdict: Verdict, comment: str, name: str, at: datetime) -> Closing:
    held = Closing.objects.select_for_update().get(pk=closing.pk)
    if held.answered_at is not None:
        raise Conflict(_("This was answered already. Thank you."))
    words = comment.replace("\x00", "").strip()
    if len(words) > COMMENT_LIMIT:
        raise Invalid(_("At most %(most)s characters.") % {"most": COMMENT_LIMIT}, field="comment")
    held.verdict, held.comment, held.answered_by_name, held.answered_at = verdict.value, words, name, at
    held.save()
    return held
