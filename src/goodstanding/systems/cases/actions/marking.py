"""Labels of a seller's team on its cases, and watching them (CL14). Both are the team's own: the record says nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict, Invalid, NotAllowed
from goodstanding.systems.cases import policies, queries, rules
from goodstanding.systems.cases.actions import moving
from goodstanding.systems.cases.actions.indexing import index
from goodstanding.systems.cases.models import Case, CaseLabel, CaseLabelling, CaseWatch

NAME_LIMIT = rules.LABEL_LIMIT
TONES = ("grey", "blue", "green", "amber", "red")
MOST_ON_A_CASE = 10


@transaction.atomic
def label_case(*, actor: Actor, ref: str, name: str, tone: str = "grey", at: datetime) -> CaseLabel:
    """Put a label on a case; one that the team has not used before is made, in the tone given. Twice is once.

    Raises Conflict above ten on a case or fifty of a team, Invalid for a name or tone that cannot be used, NotAllowed,
    NotFound.
    """
    case = queries.case_for(actor, ref, lock=True)
    policies.require_seller(actor, case.seller)
    word = moving.clean_line(name, field="name", limit=NAME_LIMIT, what=_("A label"))
    if tone not in TONES:
        raise Invalid(_("One of %(known)s.") % {"known": ", ".join(TONES)}, field="tone")
    label = CaseLabel.objects.filter(seller=case.seller, name__iexact=word).first() or _new(case, word, tone, at)
    if CaseLabelling.objects.filter(case=case).exclude(label=label).count() >= MOST_ON_A_CASE:
        raise Conflict(
            _("A case carries %(most)s labels at most. Take one off first.") % {"most": MOST_ON_A_CASE}, field="name"
        )
    CaseLabelling.objects.get_or_create(case=case, label=label, defaults={"at": at})
    index(case)
    return label


@transaction.atomic
def unlabel_case(*, actor: Actor, ref: str, name: str) -> None:
    """Take a label off a case; one that no case carries any more is gone. Raises NotAllowed, NotFound for the case."""
    case = queries.case_for(actor, ref, lock=True)
    policies.require_seller(actor, case.seller)
    CaseLabelling.objects.filter(case=case, label__seller=case.seller, label__name__iexact=name).delete()
    CaseLabel.objects.filter(seller=case.seller, name__iexact=name, labellings__isnull=True).delete()
    index(case)


@transaction.atomic
def watch(*, actor: Actor, ref: str, at: datetime) -> None:
    """Get this case's mail, whoever opened it. Twice is once. For the whole team, read-only colleagues too."""
    case = queries.case_for(actor, ref, lock=True)
    CaseWatch.objects.get_or_create(case=case, user_id=_watcher(actor, case), defaults={"at": at})
    index(case)


@transaction.atomic
def unwatch(*, actor: Actor, ref: str) -> None:
    """No more mail about this case. Not watching it already is no matter."""
    case = queries.case_for(actor, ref, lock=True)
    CaseWatch.objects.filter(case=case, user_id=_watcher(actor, case)).delete()
    index(case)


def _watcher(actor: Actor, case: Case) -> int:
    if actor.user_id is None or not actor.may_write or actor.role_in(case.seller.account_id) is None:
        raise NotAllowed(_("Watching a case is for people of the seller's team."))
    return actor.user_id


def _new(case: Case, word: str, tone: str, at: datetime) -> CaseLabel:
    if CaseLabel.objects.filter(seller=case.seller).count() >= queries.MOST_LABELS:
        raise Conflict(
            _("Your team has %(most)s labels. Use one of them.") % {"most": queries.MOST_LABELS}, field="name"
        )
    return CaseLabel.objects.create(seller=case.seller, name=word, tone=tone, made_at=at)
