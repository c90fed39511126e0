"""Checking the answers to a category's questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.kit.money import typed_money
from goodstanding.kit.periods import day_of
from goodstanding.systems.cases import references
from goodstanding.systems.cases.catalogue import REFERENCES, Category, Kind, Question
from goodstanding.systems.cases.errors import AnswerInvalid, AnswersInvalid
from goodstanding.systems.cases.references import Reference
from goodstanding.systems.orders import queries as orders
from goodstanding.systems.sellers.models import Seller

TEXT_LIMIT = 200
ASKED = "q_"  # before a question's code, where answers stand among other fields: forms and drafts
SURE = ".sure"  # a second answer under this name says that an SKU without orders is meant all the same
SKU_UNSOLD = "sku_unsold"
_UNKNOWN = {
    Kind.ORDER: gettext_lazy(
        "There is no order %(text)s of this account in %(store)s. Copy the order ID as it stands under Orders."
    ),
    Kind.NOTIFICATION: gettext_lazy(
        "There is no notification %(text)s of this account in %(store)s. Its reference stands in its headline under "
        "Notifications."
    ),
    Kind.PLAN: gettext_lazy(
        "There is no plan or notification %(text)s of this account in %(store)s. The reference stands in the headline "
        "under Notifications."
    ),
    Kind.MESSAGE: gettext_lazy(
        "There is no message %(text)s to this account in %(store)s. Open its order under Orders, and write to us from "
        "the message there."
    ),
    Kind.METRIC: gettext_lazy(
        "There is no metric %(text)s in %(store)s. Take one of the names on your account health page."
    ),
}
_SKU = re.compile(r"^[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{0,62}[^\s\x00-\x1f\x7f])?$")


@dataclass(frozen=True, slots=True)
class Asking:
    """For whom and when answers are checked, whether an SKU that no order has is meant, and whether what a category needs may be
    left out, as by an associate, who knows less of the matter than the seller."""

    actor: Actor
    seller: Seller
    at: datetime
    sure: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """The answers as a case keeps them, and the objects they name."""

    answers: list[dict[str, str]]
    links: list[Reference]


def check(category: Category, given: Mapping[str, str], asking: Asking) -> Checked:
    """Every answer held against its question. Raises AnswersInvalid that names each problem by the question's code."""
    checked = Checked([], [])
    problems: list[AnswerInvalid] = []
    for question in category.questions:
        text = given.get(question.code, "").strip()
        try:
            if text:
                sure = bool(given.get(question.code + SURE, "").strip())
                _keep(checked, question, text, replace(asking, sure=sure))
            elif question.required and not asking.optional:
                raise AnswerInvalid(_("This is needed to work on the case."), field=question.code)
        except AnswerInvalid as problem:
            problems.append(problem)
    if problems:
        raise AnswersInvalid(problems)
    return checked


def _keep(checked: Checked, question: Question, text: str, asking: Asking) -> None:
    answer = {"code": question.code, "type": question.kind.value}
    if question.kind in REFERENCES:
        link = _reference(question, text, asking)
        checked.links.append(link)
        checked.answers.append({**answer, "value": link.ref})
    else:
        checked.answers.append({**answer, **_READERS[question.kind](question, text, asking)})
        if question.names:
            with suppress(NotFound):  # called otherwise, or not told to this product: the text says it all the same
                checked.links.append(references.resolve(asking.actor, asking.seller, kind=question.names, ref=text))


def _reference(question: Question, text: str, asking: Asking) -> Reference:
    try:
        return references.resolve(asking.actor, asking.seller, kind=question.kind.value, ref=text)
    except NotFound as error:
        said = [str(_UNKNOWN[question.kind]) % {"text": text[:40], "store": asking.seller.store.name}]
        if not question.required or asking.optional:
            said.append(_("You may also leave this empty."))
        raise AnswerInvalid(" ".join(said), field=question.code) from error


def _text(question: Question, text: str, asking: Asking) -> dict[str, str]:
    if len(text) > TEXT_LIMIT:
        raise AnswerInvalid(
            _("At most %(most)s characters here; the rest fits into your text.") % {"most": TEXT_LIMIT},
            field=question.code,
        )
    return {"value": " ".join(text.split())}


def _sku(question: Question, text: str, asking: Asking) -> dict[str, str]:
    if not _SKU.match(text):
        raise AnswerInvalid(_("One SKU of at most 64 characters, as it stands in your listings."), field=question.code)
    if orders.has_sold(asking.seller, text):
        return {"value": text}
    if not asking.sure:
        raise AnswerInvalid(
            _("No order of this account has the SKU %(text)s. Check it, or confirm that it has not sold yet.")
            % {"text": text[:40]},
            field=question.code,
            code=SKU_UNSOLD,
        )
    return {"value": text, "unsold": "1"}


def _date(question: Question, text: str, asking: Asking) -> dict[str, str]:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise AnswerInvalid(_("A day, such as 2026-03-31."), field=question.code) from error
    today = day_of(asking.at, asking.seller.store.zone)
    first, last = today - timedelta(days=question.days_back), today + timedelta(days=question.days_ahead)
    if not first <= day <= last:
        raise AnswerInvalid(
            _("A day from %(first)s to %(last)s.") % {"first": first.isoformat(), "last": last.isoformat()},
            field=question.code,
        )
    return {"value": day.isoformat()}


def _amount(question: Question, text: str, asking: Asking) -> dict[str, str]:
    currency = asking.seller.store.currency
    try:
        money = typed_money(text, currency)
    except ValueError as error:
        raise AnswerInvalid(
            _("An amount in %(currency)s, such as 47.90.") % {"currency": currency}, field=question.code
        ) from error
    if money.minor <= 0:
        raise AnswerInvalid(_("An amount above zero."), field=question.code)
    return {"value": str(money.minor), "currency": currency}


def _choice(question: Question, text: str, asking: Asking) -> dict[str, str]:
    if text not in {value for value, _label in question.choices}:
        raise AnswerInvalid(_("One of the choices."), field=question.code)
    return {"value": text}


_READERS: dict[Kind, Callable[[Question, str, Asking], dict[str, str]]] = {
    Kind.TEXT: _text,
    Kind.SKU: _sku,
    Kind.DATE: _date,
    Kind.AMOUNT: _amount,
    Kind.CHOICE: _choice,
}
