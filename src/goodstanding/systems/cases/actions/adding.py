"""Adding what was meant for a new case to one that is there already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.systems.cases import policies, queries, references
from goodstanding.systems.cases.actions import handling, moving, talking
from goodstanding.systems.cases.actions.opening import NewCase
from goodstanding.systems.cases.catalogue import REFERENCES, Category
from goodstanding.systems.cases.models import Case, CaseMessage, NewCaseDraft
from goodstanding.systems.sellers import queries as sellers
from goodstanding.ui.spoken import spoken


@transaction.atomic
def add_to_case(*, actor: Actor, seller_ref: str, ref: str, new: NewCase, at: datetime) -> CaseMessage:
    """Send what was written for a new case as a message of an existing one: subject, answers, text and files, and link the
    objects that the answers name. The draft is gone then. A repeated request is a no-op.

    Answers that are not right (yet) travel as text: nobody who adds to a case is asked to fill in a form. Raises as
    `add_message`.
    """
    seller = sellers.seller_for(actor, seller_ref)
    case = queries.case_for(actor, ref, seller=seller)
    policies.require_seller(actor, seller)
    category = queries.catalogue_for(seller.store, at).leaf(new.category)
    body = _whole(category, new, spoken(seller.store.language))
    message = talking.add_message(actor=actor, ref=case.ref, reply=replace(new.words, body=body), at=at)
    for kind, name in [*_named(category, new.answers), *new.about]:
        _link(actor, case, kind, name, at)
    NewCaseDraft.objects.filter(seller=seller, request_key=new.words.request_key).delete()
    return message


def _whole(category: Category, new: NewCase, language: str) -> str:
    """What was typed in one text: the subject, each answer behind its question, the text itself."""
    subject = " ".join(new.subject.split())
    answered = [
        f"- {question.label.in_(language)}: {given}"
        for question in category.questions
        if (given := " ".join(new.answers.get(question.code, "").split()))
    ]
    parts = [f"**{subject}**" if subject else "", "\n".join(answered), new.words.body.strip()]
    return "\n\n".join(part for part in parts if part)[: moving.BODY_LIMIT]


def _named(category: Category, answers: Mapping[str, str]) -> list[tuple[str, str]]:
    asked = [(q.kind.value, answers.get(q.code, "").strip()) for q in category.questions if q.kind in REFERENCES]
    return [(kind, name) for kind, name in asked if name]


def _link(actor: Actor, case: Case, kind: str, name: str, at: datetime) -> None:
    try:
        references.resolve(actor, case.seller, kind=kind, ref=name)
    except NotFound:
        return
    if (kind, name) != ("case", case.ref):
        handling.link(actor=actor, ref=case.ref, kind=kind, to=name, at=at)
