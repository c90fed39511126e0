"""What is there to be looked at beside the cases: escalations, mail that came in, macros, rules, a change of many cases.

All of it by the real actions, at its own instant of the demo's last days, so that each is found in some state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from goodstanding.base.mailroom.inbound import actions as inbound
from goodstanding.base.mailroom.models import InboundMail
from goodstanding.base.mailroom.states import Door
from goodstanding.connectors.demo import queries, script, texts
from goodstanding.connectors.demo.actions.furnishing import Furnishing, case_of, key_of
from goodstanding.flows import case_mail_in
from goodstanding.kit.periods import day_of
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.desk import actions as desk
from goodstanding.systems.escalation import actions as escalation
from goodstanding.systems.escalation.models import Escalation
from goodstanding.systems.escalation.states import Verdict
from goodstanding.systems.sellers.models import Seller

MAIL_HOST = "demo.northmarket.example"
_Written = Mapping[str, Any]  # Any: YAML
_Deed = Callable[[str, _Written, datetime], None]


class Showing:
    """`play` does what falls into a span of time. What refers to something that is not there is left out."""

    def __init__(self, *, sellers: Mapping[str, Seller], opened_at: datetime) -> None:
        self._sellers, self._opened_at = sellers, opened_at
        self._deeds: Mapping[str, _Deed] = {
            "tools": self._tools, "open": self._open, "answer": self._answer, "escalate": self._escalate,
            "accept": self._accept, "decide": self._decide, "hand_up": self._hand_up, "mails": self._mails,
            "take_in": self._take_in, "bulk": self._bulk, "invite": self._invite, **Furnishing(sellers).deeds,
        }  # fmt: skip
        self._deeds_in_order = self._plan()

    @property
    def instants(self) -> Sequence[datetime]:
        """When something of it happens."""
        return [when for when, _name, _deed in self._deeds_in_order]

    def play(self, since: datetime, at: datetime) -> None:
        """Do everything with `since <= instant < at`, in order of time."""
        for when, name, deed in self._deeds_in_order:
            if since <= when < at:
                self._deeds[deed](name, texts.read("shown"), when)

    def _plan(self) -> Sequence[tuple[datetime, str, str]]:
        found = [
            (self._opened_at - timedelta(minutes=round(days * 1_440)), str(name), str(deed))
            for days, name, deed in texts.read("shown")["plan"]
        ]
        return sorted(found, key=lambda one: one[0])

    def _tools(self, _name: str, written: _Written, at: datetime) -> None:
        for one in written["macros"]:
            steps = [(kind, value) for kind, value in one["steps"]]
            draft = desk.MacroDraft(**{**one["draft"], "steps": steps})
            desk.make_macro(actor=queries.associate(one["by"]), draft=draft, at=at)
        for one in written["rules"]:
            steps = [(kind, value) for kind, value in one["steps"]]
            desk.make_rule(actor=queries.associate("ada"), draft=desk.RuleDraft(**one["draft"], steps=steps), at=at)

    def _open(self, name: str, written: _Written, at: datetime) -> None:
        one = written["escalated"][name]
        seller = self._sellers[one["seller"]]
        words = cases.Reply(body=one["text"].strip(), request_key=key_of(name))
        new = cases.NewCase(category=one["category"], subject=one["subject"], words=words, answers=one["answers"])
        cases.open_case(actor=queries.owner_of(seller), seller=seller, new=new, at=at)

    def _answer(self, name: str, written: _Written, at: datetime) -> None:
        reply, decision = (
            cases.Reply(body=written["escalated"][name]["answer"].strip()),
            cases.Decision(Outcome.KEEP_OPEN),
        )
        cases.answer(actor=queries.associate("sam"), ref=case_of(name).ref, reply=reply, decision=decision, at=at)

    def _escalate(self, name: str, written: _Written, at: datetime) -> None:
        case = case_of(name)
        parts = escalation.Written(**written["escalated"][name]["parts"], request_key=key_of(name))
        escalation.escalate(actor=queries.owner_of(case.seller), ref=case.ref, written=parts, at=at)

    def _accept(self, name: str, _written: _Written, at: datetime) -> None:
        escalation.accept(actor=queries.associate("fred"), ref=_escalation(name).ref, at=at)

    def _decide(self, name: str, written: _Written, at: datetime) -> None:
        ruling = escalation.Ruling(Verdict.CHANGED, written["escalated"][name]["reasons"].strip())
        escalation.decide(actor=queries.associate("fred"), ref=_escalation(name).ref, ruling=ruling, at=at)

    def _hand_up(self, name: str, written: _Written, at: datetime) -> None:
        reason = written["escalated"][name]["reasons"].strip()
        escalation.hand_up(actor=queries.associate("fred"), ref=_escalation(name).ref, reason=reason, at=at)

    def _invite(self, name: str, written: _Written, at: datetime) -> None:
        case = case_of(name)
        last = day_of(at, case.seller.store.zone) + timedelta(days=20)
        terms = cases.Terms(**written["guest"], ends_on=last, may_write=True, sees_files=True)
        cases.invite_guest(actor=queries.owner_of(case.seller), ref=case.ref, terms=terms, at=at)

    def _mails(self, _name: str, written: _Written, at: datetime) -> None:
        for place, one in enumerate(written["mails"]):
            raw = _letter(one, f"<{place}-{at:%Y%m%d%H%M}@{MAIL_HOST}>", at)
            inbound.take(raw=raw, envelope=inbound.Envelope(Door.PIPE, one["from"]), at=at)

    def _take_in(self, name: str, written: _Written, at: datetime) -> None:
        """Support takes the first of the mails into the case that it tells of."""
        mail = InboundMail.objects.filter(message_id__startswith="<0-", message_id__endswith=f"@{MAIL_HOST}>").get()
        sam = queries.associate("sam")
        case_mail_in.take_by_hand(actor=sam, mail_ref=mail.ref, case_ref=case_of(name).ref, at=at)

    def _bulk(self, _name: str, written: _Written, at: datetime) -> None:
        ours = Case.objects.filter(seller__account__is_demo=True, closed_at__isnull=True).order_by("-pk")
        steps = [(kind, value) for kind, value in written["bulk"]]
        refs = list(ours.values_list("ref", flat=True)[:6])
        wish = desk.Wish(refs=refs, steps=steps, request_key=f"demo-bulk-{at:%Y%m%d%H%M}")
        change = desk.begin(actor=queries.associate("sam"), wish=wish, at=at)
        desk.carry_on(change.pk, at=at)


def _escalation(name: str) -> Escalation:
    return Escalation.objects.get(case=case_of(name), request_key=key_of(name))


def _letter(one: _Written, ident: str, at: datetime) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = f"{one['name']} <{one['from']}>", "cases@northmarket.example"
    message["Subject"], message["Message-ID"], message["Date"] = one["subject"], ident, format_datetime(at)
    message.set_content(script.fill(one["text"], {}) + "\n")
    return message.as_bytes()
