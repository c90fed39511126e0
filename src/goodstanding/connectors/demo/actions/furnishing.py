"""What a first visitor finds in use: views that are kept, agreements, labels, a promise about to be missed, a problem with cases.

All of it by the real actions, as `showing` does the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from goodstanding.base.saved_views import actions as saved_views
from goodstanding.connectors.demo import queries
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.cases.agreement_states import Settling
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.sellers.models import Seller

Written = Mapping[str, Any]  # Any: YAML
Deed = Callable[[str, Written, datetime], None]


def key_of(name: str) -> str:
    """The request key of a case that is told of here or in `showing`."""
    return f"demo-shown-{name}"


def case_of(name: str) -> Case:
    """One of those cases."""
    found = Case.objects.select_related("seller__account", "seller__store")
    return found.get(seller__account__is_demo=True, request_key=key_of(name))


class Furnishing:
    """Its deeds, by the names that shown.yaml uses."""

    def __init__(self, sellers: Mapping[str, Seller]) -> None:
        self._sellers = sellers
        self.deeds: Mapping[str, Deed] = {
            "begin": self._begin, "wait": self._wait, "say": self._say, "agree": self._agree, "label": self._label,
            "ask": self._ask, "give": self._give, "first": self._first,
            "views": self._views, "problem": self._problem,
        }  # fmt: skip

    def _begin(self, name: str, written: Written, at: datetime) -> None:
        one = written["cases"][name]
        seller = self._sellers[one["seller"]]
        words = cases.Reply(body=one["text"].strip(), request_key=key_of(name))
        new = cases.NewCase(
            category=one["category"], subject=one["subject"], words=words, answers=one.get("answers", {})
        )
        cases.open_case(actor=queries.owner_of(seller), seller=seller, new=new, at=at)

    def _say(self, name: str, written: Written, at: datetime) -> None:
        """Sam answers and goes on working on it."""
        reply = cases.Reply(body=written["cases"][name]["answer"].strip())
        decision = cases.Decision(Outcome.KEEP_OPEN)
        cases.answer(actor=queries.associate("sam"), ref=case_of(name).ref, reply=reply, decision=decision, at=at)

    def _wait(self, name: str, written: Written, at: datetime) -> None:
        """Sam asks somebody else, and promises news."""
        one = written["cases"][name]
        decision = cases.Decision(Outcome.WAIT_FOR_THIRD_PARTY, what=one["waits"]["what"], who=one["waits"]["who"])
        reply = cases.Reply(body=one["answer"].strip())
        cases.answer(actor=queries.associate("sam"), ref=case_of(name).ref, reply=reply, decision=decision, at=at)

    def _ask(self, name: str, written: Written, at: datetime) -> None:
        """Sam asks the seller for several things, one by one."""
        one = written["cases"][name]
        decision = cases.Decision(Outcome.WAIT_FOR_SELLER, needs=one["needs"])
        reply = cases.Reply(body=one["answer"].strip())
        cases.answer(actor=queries.associate("sam"), ref=case_of(name).ref, reply=reply, decision=decision, at=at)

    def _give(self, name: str, written: Written, at: datetime) -> None:
        """The seller answers and ticks what her answer holds."""
        case, one = case_of(name), written["cases"][name]
        owner = queries.owner_of(case.seller)
        held = [need.key for need in case_queries.beside(owner, case).needs if need.text in one["given"]]
        reply = cases.Reply(body=one["reply"].strip())
        cases.add_message(actor=owner, ref=case.ref, reply=reply, given=held, at=at)

    def _agree(self, name: str, written: Written, at: datetime) -> None:
        """Support puts down what was agreed and the seller confirms it; the seller puts down another one, which waits."""
        case, one = case_of(name), written["cases"][name]
        sam, owner = queries.associate("sam"), queries.owner_of(case.seller)
        first = cases.propose_agreement(actor=sam, ref=case.ref, text=one["agreed"][0], at=at)
        cases.settle_agreement(actor=owner, ref=case.ref, number=first.number, settling=Settling.CONFIRM, at=at)
        cases.propose_agreement(actor=owner, ref=case.ref, text=one["agreed"][1], at=at)

    def _label(self, name: str, written: Written, at: datetime) -> None:
        case, one = case_of(name), written["cases"][name]
        owner = queries.owner_of(case.seller)
        for text, tone in one["labels"]:
            cases.label_case(actor=owner, ref=case.ref, name=text, tone=tone, at=at)
        cases.watch(actor=owner, ref=case.ref, at=at)

    def _first(self, name: str, written: Written, at: datetime) -> None:
        """An associate begins to write to a seller, and leaves it at that."""
        one = written["first"][name]
        unsent = cases.UnsentCase("", "", key_of(name), one["fields"])
        seller = self._sellers[one["seller"]]
        cases.save_first_draft(actor=queries.associate(one["by"]), seller_ref=seller.ref, unsent=unsent, at=at)

    def _views(self, _name: str, written: Written, at: datetime) -> None:
        for one in written["views"]:
            seller = self._sellers[one["seller"]] if "seller" in one else None
            actor = queries.owner_of(seller) if seller else queries.associate(one["by"])
            wanted = saved_views.Wanted(
                place="portal:cases-list" if seller else "console:cases-queue", name=one["name"], query=one["query"],
                account_id=seller.account_id if seller else None, shared=one.get("shared", False),
                seller_id=seller.pk if seller else None, replace=True,
            )  # fmt: skip
            saved_views.save(actor=actor, wanted=wanted, at=at)

    def _problem(self, name: str, written: Written, at: datetime) -> None:
        one, sam = written["problems"][name], queries.associate("sam")
        problem = cases.open_problem(actor=sam, title=one["title"], cause=one["cause"], said=one["said"], at=at)
        refs = [case_of(case).ref for case in one["cases"]]
        cases.gather(actor=sam, ref=problem.ref, case_refs=refs, at=at)
