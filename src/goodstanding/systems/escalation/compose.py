"""An escalation as it is written: read from what was typed, checked, and drawn up as the next level will read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Invalid, NotFound
from goodstanding.kit.money import Money, typed_money
from goodstanding.kit.refs import normal_ref
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.cases.models import Case
from goodstanding.systems.escalation import checks, queries, rules, words
from goodstanding.systems.escalation.checks import Part, Text
from goodstanding.systems.escalation.handbook import FIRST_LINE, Handbook
from goodstanding.systems.escalation.models import Escalation
from goodstanding.systems.escalation.rules import Facts, Offer
from goodstanding.systems.sellers.states import Standing
from goodstanding.systems.sellers.words import STANDING_WORDS
from goodstanding.systems.service.states import Kind as Promised
from goodstanding.ui.templatetags.ui import money

PER = ("once", "day")
BIG = 10**15


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What the seller typed and attached. `amount` is in the store's currency, `prior_cases` are Case IDs with commas."""

    ground: str = ""
    summary: str = ""
    stake: str = ""
    amount: str = ""
    per: str = "once"
    tried: str = ""
    unresolved: str = ""
    wish: str = ""
    wish_words: str = ""
    prior_cases: str = ""
    uploads: Sequence[UploadedFile[bytes]] = field(default=())
    file_refs: Sequence[str] = field(default=())
    request_key: str = ""
    channel: str = "web"

    @property
    def text(self) -> Text:
        """What the checks look at."""
        parts: dict[Part, str] = {part: _clean(getattr(self, part.value)) for part in Part if part is not Part.EVIDENCE}
        return Text(parts, len(self.uploads) + len(self.file_refs))


def read(
    given: Mapping[str, str], *, file_refs: Sequence[str] = (), request_key: str = "", channel: str = "web"
) -> Written:
    """What was typed, by the names of the fields; what is missing is empty."""
    return Written(
        ground=given.get("ground", ""), summary=given.get("summary", ""), stake=given.get("stake", ""),
        amount=given.get("amount", ""), per=given.get("per", "once"), tried=given.get("tried", ""),
        unresolved=given.get("unresolved", ""), wish=given.get("wish", ""), wish_words=given.get("wish_words", ""),
        prior_cases=given.get("prior_cases", ""), file_refs=file_refs, request_key=request_key, channel=channel,
    )  # fmt: skip


def findings(written: Written, offer: Offer, book: Handbook) -> list[checks.Finding]:
    """What is missing or too long."""
    return checks.findings(written.text, book, offer.grounds)


def slips(actor: Actor, case: Case, written: Written) -> list[Invalid]:
    """What is there and cannot be read, each with its field: an amount, Case IDs."""
    found = []
    readings: tuple[Callable[[], object], ...] = (
        lambda: _amount(written.amount, case.seller.store.currency),
        lambda: _prior(actor, case, written.prior_cases),
    )
    for read_part in readings:
        try:
            read_part()
        except Invalid as slip:
            found.append(slip)
    return found


def draw_up(actor: Actor, case: Case, written: Written, *, facts: Facts, offer: Offer, at: datetime) -> Escalation:
    """The escalation, not saved: what the next level will read. Raises Invalid for an amount or Case ID that is none."""
    book = queries.handbook_for(case.seller.store, at)
    level, route, text = FIRST_LINE + 1, book.route_of(case.area), written.text
    stake = _amount(written.amount, case.seller.store.currency)
    return Escalation(
        case=case, seller=case.seller, request_key=written.request_key, level=level, route=route.code,
        ground=text.of(Part.GROUND), grounds=list(offer.grounds), facts=_snapshot(facts, at),
        summary=text.of(Part.SUMMARY), stake=text.of(Part.STAKE), stake_minor=stake.minor if stake else None,
        stake_currency=stake.currency if stake else "", stake_per=_per(written.per) if stake else "",
        tried=text.of(Part.TRIED), unresolved=text.of(Part.UNRESOLVED), wish=text.of(Part.WISH),
        wish_words=text.of(Part.WISH_WORDS), prior_cases=_prior(actor, case, written.prior_cases),
        opened_at=at, opened_by_id=actor.user_id, opened_by_name=actor.name, first_handler_id=case.assignee_id,
    )  # fmt: skip


def sooner_without(case: Case, at: datetime) -> datetime | None:
    """When the first answer in the case is due, if that is sooner than the next level's would be: escalating would cost time."""
    level = queries.handbook_for(case.seller.store, at).level(FIRST_LINE + 1)
    if case.due_promise != Promised.FIRST_REPLY or case.due_at is None or case.due_at <= at:
        return None
    then = rules.due(at, level.hours * 3600, queries.calendar_of(level, case.seller.store, at))
    return case.due_at if case.due_at < then else None


def message_of(escalation: Escalation, book: Handbook) -> str:
    """What the thread of the case shows: every part under its heading."""
    parts = [
        (
            _("Escalated to: %(level)s") % {"level": words.level_name(escalation.level, escalation.route, book)},
            escalation.summary,
        ),
        (_("At stake"), stake_of(escalation)),
        (_("Tried so far"), escalation.tried),
        (_("Why it did not settle it"), escalation.unresolved),
        (_("What I ask for"), wish_of(escalation, book)),
        (_("Earlier cases"), ", ".join(escalation.prior_cases)),
    ]
    return "\n\n".join(f"**{heading}**\n\n{text}" for heading, text in parts if text)


def stake_of(escalation: Escalation) -> str:
    """What is at stake in one text: amount, standing where it takes something away, and the seller's own words."""
    found = []
    if escalation.stake_minor is not None:
        amount = money(Money(escalation.stake_minor, escalation.stake_currency))
        found.append(f"{amount} {words.PER_WORDS[escalation.stake_per]}")
    standing = Standing(escalation.facts["standing"])
    if at_stake(standing):
        found.append(_("Standing of the account: %(standing)s") % {"standing": STANDING_WORDS[standing]})
    return ". ".join([*found, escalation.stake] if escalation.stake else found)


def at_stake(standing: Standing) -> bool:
    """Whether the account itself is at stake."""
    return standing not in (Standing.NORMAL, Standing.REINSTATED)


def wish_of(escalation: Escalation, book: Handbook) -> str:
    """What the seller asks for, with her words."""
    wish = book.wishes.get(escalation.wish)
    label = wish.label.in_(words.language()) if wish else escalation.wish
    return f"{label}: {escalation.wish_words}" if escalation.wish_words else label


def _snapshot(facts: Facts, at: datetime) -> dict[str, object]:
    """What the system knew at the time, as codes."""
    late = facts.due_at is not None and facts.due_at <= at
    return {
        "standing": facts.standing, "notices": list(facts.notices), "answers": facts.answers,
        "opened_at": facts.opened_at.isoformat(), "late": late,
    }  # fmt: skip


def _amount(text: str, currency: str) -> Money | None:
    if not text.strip():
        return None
    try:
        found = typed_money(text, currency)
    except ValueError as error:
        raise Invalid(
            _("An amount in %(currency)s, such as 47.90.") % {"currency": currency}, field="amount"
        ) from error
    if not 0 < found.minor < BIG:
        raise Invalid(_("An amount above zero."), field="amount")
    return found


def _per(per: str) -> str:
    if per not in PER:
        raise Invalid(_("Say whether the amount is in all or each day."), field="per")
    return per


def _prior(actor: Actor, case: Case, text: str) -> list[str]:
    """The seller's own cases by their Case IDs, each once, without this one."""
    refs = list(
        dict.fromkeys(normal_ref(one) for one in text.replace(";", ",").replace("\n", ",").split(",") if one.strip())
    )
    if len(refs) > checks.PRIOR_LIMIT:
        raise Invalid(_("At most %(n)s Case IDs.") % {"n": checks.PRIOR_LIMIT}, field="prior_cases")
    for ref in refs:
        try:
            cases.case_for(actor, ref, seller=case.seller)
        except NotFound as error:
            raise Invalid(_("%(ref)s is no Case ID of yours.") % {"ref": ref[:16]}, field="prior_cases") from error
    return [ref for ref in refs if ref != case.ref]


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "").strip()
