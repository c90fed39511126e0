"""Closing a seller account: asked for by an owner or told by the marketplace, taken back, final, and the end of access."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.outbox import actions as outbox
from goodstanding.base.timeline.actions import record
from goodstanding.base.tokens import actions as tokens
from goodstanding.base.webhooks import actions as webhooks
from goodstanding.kit.actors import SYSTEM, Actor, SellerRole, StaffRole
from goodstanding.kit.errors import Conflict, Invalid, NotAllowed
from goodstanding.kit.periods import day_of
from goodstanding.kit.refs import new_ref
from goodstanding.kit.states import require_move
from goodstanding.systems.sellers import policies, queries, rules
from goodstanding.systems.sellers.events import ClosingMoved
from goodstanding.systems.sellers.models import Closure, Seller, SellerAccount
from goodstanding.systems.sellers.states import CLOSURE_MOVES, ClosureState
from goodstanding.systems.sellers.terms import Terms, terms_for

LONGEST = 2_000
AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingWish:
    """What is said when an account is to be closed. `ground` (the clause of the terms) and `at_once` (a code of the rulebook:
    why no notice is owed) are the marketplace's. `stands_open` is what was open then, as a number by name."""

    reason: str
    ground: str = ""
    at_once: str = ""
    stands_open: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def ask_to_close(*, actor: Actor, seller_ref: str, wish: ClosingWish, at: datetime) -> Closure:
    """Ask for the closing of an account, as an owner. Everything goes on as before until it is final, days later (rulebook:
    `accounts`), and until then it can be taken back.

    Raises Invalid without a reason, Conflict for an account that is closed or about to be.
    """
    seller = queries.seller_for(actor, seller_ref)
    policies.require_write(actor, seller, SellerRole.OWNER)
    account = _openly(seller)
    terms = terms_for(seller.store, at)
    closure = _blank(seller, wish, terms, at)
    closure.by_marketplace, closure.asked_by_id, closure.asked_by_name = False, actor.user_id, actor.name
    return _begin(closure, account, terms.cooling_off_days, terms, actor=actor)


@transaction.atomic
def give_notice(*, actor: Actor, seller_ref: str, wish: ClosingWish, at: datetime) -> Closure:
    """Close an account for the marketplace, with the facts and the ground in the terms, told to the whole team (P2B Art. 4).

    It is final after the notice that the rulebook gives, or at once where it names a reason for that (P2B Art. 4(4)).
    Administrators only. Raises Invalid without facts or ground or for an unknown reason, Conflict for an account that is
    closed or about to be.
    """
    policies.require_staff(actor, StaffRole.ADMINISTRATOR)
    seller = queries.seller_for(actor, seller_ref)
    account = _openly(seller)
    terms = terms_for(seller.store, at)
    exception = next((one for one in terms.at_once if one.code == wish.at_once), None)
    if wish.at_once and exception is None:
        raise Invalid(_("The rulebook knows no such reason to close at once."), field="at_once")
    closure = _blank(seller, wish, terms, at)
    closure.ground = _text(wish.ground, "ground", _("Name the clause of your terms that it rests on."))
    closure.by_marketplace, closure.asked_by_id, closure.asked_by_name = True, actor.user_id, actor.name
    closure.redress = [dict(way) for way in terms.redress]
    closure.complaint_until = rules.complaint_until(at, months=terms.complaint_months)
    closure.at_once = f"{exception.label} ({exception.source})" if exception else ""
    _begin(closure, account, 0 if exception else terms.notice_days, terms, actor=actor)
    return _finish(closure, at=at) if exception else closure


@transaction.atomic
def take_back(*, actor: Actor, seller_ref: str, reason: str = "", at: datetime) -> Closure:
    """Take a closing back: everything is as it was. An owner what an owner asked for, until it is final; an administrator, with a
    reason, any whose team still reads (P2B Art. 4(3): without undue delay, with access to the data).

    Raises NotAllowed, Conflict when there is nothing to take back (any more).
    """
    seller = queries.seller_for(actor, seller_ref)
    if not actor.has_staff_role(StaffRole.ADMINISTRATOR):
        policies.require_write(actor, seller, SellerRole.OWNER)
    account = SellerAccount.objects.select_for_update().get(pk=seller.account_id)
    closure = queries.closure_of(seller)
    if closure is None or closure.state not in {ClosureState.ASKED, ClosureState.FINAL}:
        raise Conflict(_("There is no closing to take back."))
    if not policies.can_take_back(actor, closure):
        raise NotAllowed(
            _("The marketplace closes this account, or it is closed for good. Write to us: if the facts are wrong, it is "
              "taken back.")
        )  # fmt: skip
    closure.taken_back_reason = _text(reason, "reason", _("Say why.")) if actor.is_staff else reason.strip()[:LONGEST]
    closure.taken_back_at, closure.taken_back_by_name = at, actor.name
    _move(closure, ClosureState.TAKEN_BACK)
    account.closes_at = account.closed_at = account.access_until = None
    account.save()
    _note(closure, "account.closing_taken_back", actor=actor, at=at, reason=closure.taken_back_reason)
    return closure


def make_final(*, at: datetime) -> int:
    """Close the accounts whose day has come. Safe to repeat; returns how many."""
    due = Closure.objects.filter(state=ClosureState.ASKED, final_at__lte=at).order_by("pk")
    return sum(_make_final(key, at=at) for key in due.values_list("pk", flat=True)[:AT_ONCE])


def end_access(*, at: datetime) -> int:
    """End the access of teams whose account was closed long enough ago. Safe to repeat; returns how many."""
    due = Closure.objects.filter(state=ClosureState.FINAL, access_until__lte=at).order_by("pk")
    return sum(_end_access(key, at=at) for key in due.values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _make_final(closure_id: int, *, at: datetime) -> bool:
    closure = _held(closure_id)
    if closure.state != ClosureState.ASKED or closure.final_at > at:
        return False
    _finish(closure, at=at)
    return True


@transaction.atomic
def _end_access(closure_id: int, *, at: datetime) -> bool:
    closure = _held(closure_id)
    if closure.state != ClosureState.FINAL or closure.access_until > at:
        return False
    _move(closure, ClosureState.ENDED)
    people = closure.account.memberships.all()
    data = {"people": people.count()}
    people.delete()
    tokens.end_of_account(account_id=closure.account_id, at=at)
    webhooks.end_of_account(account_id=closure.account_id, at=at)
    _note(closure, "account.access_ended", actor=SYSTEM, at=at, data=data)
    return True


def _blank(seller: Seller, wish: ClosingWish, terms: Terms, at: datetime) -> Closure:
    return Closure(
        ref=new_ref(8), account_id=seller.account_id, seller=seller, state=ClosureState.ASKED, rule_version=terms.version,
        reason=_text(wish.reason, "reason", _("Say why the account is to be closed.")), asked_at=at,
        stood_open=dict(wish.stands_open),
    )  # fmt: skip


def _begin(closure: Closure, account: SellerAccount, days: int, terms: Terms, *, actor: Actor) -> Closure:
    at = closure.asked_at
    closure.final_at = rules.final_at(at, days=days)
    closure.access_until = closure.final_at + timedelta(days=terms.access_days)
    closure.save()
    account.closes_at, account.access_until = closure.final_at, closure.access_until
    account.save(update_fields=["closes_at", "access_until"])
    verb = "account.notice_given" if closure.by_marketplace else "account.closing_asked"
    data = {
        "final_at": closure.final_at.isoformat(),
        "day": _day(closure, closure.final_at),
        "open": closure.stood_open,
    }
    _note(closure, verb, actor=actor, at=at, reason=closure.reason, data=data)
    return closure


def _finish(closure: Closure, *, at: datetime) -> Closure:
    """Close for good: who is invited is so no more; everything else stays where it is."""
    _move(closure, ClosureState.FINAL)
    account = SellerAccount.objects.select_for_update().get(pk=closure.account_id)
    account.closed_at = at
    account.save(update_fields=["closed_at"])
    account.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True).update(revoked_at=at)
    _note(closure, "account.closed", actor=SYSTEM, at=at, data={"day": _day(closure, closure.access_until)})
    return closure


def _move(closure: Closure, after: ClosureState) -> None:
    require_move(CLOSURE_MOVES, ClosureState(closure.state), after, what="This closing")
    closure.state = after.value
    closure.save()


def _note(
    closure: Closure, verb: str, *, actor: Actor, at: datetime, reason: str = "", data: Mapping[str, object] | None = None
) -> None:  # fmt: skip
    """In the record of the account in each of its stores, and announced."""
    for seller in queries.sellers_of(closure.account):
        record(
            actor=actor, verb=verb, subject=("seller", seller.ref), at=at, seller_id=seller.pk, reason=reason,
            data={"closing": closure.ref, **(data or {})},
        )  # fmt: skip
    outbox.publish(ClosingMoved(closure_id=closure.pk, state=closure.state), at=at)


def _day(closure: Closure, at: datetime) -> str:
    return day_of(at, closure.seller.store.zone).isoformat()


def _openly(seller: Seller) -> SellerAccount:
    """The account, held: of two who close it at once one is told."""
    account = SellerAccount.objects.select_for_update().get(pk=seller.account_id)
    if account.closes_at is not None:
        raise Conflict(_("This account is closed, or about to be."))
    return account


def _held(closure_id: int) -> Closure:
    found = Closure.objects.select_for_update(of=("self",)).select_related("account", "seller__store")
    return found.get(pk=closure_id)


def _text(text: str, name: str, missing: str) -> str:
    said = text.strip()
    if not said:
        raise Invalid(missing, field=name)
    if len(said) > LONGEST:
        raise Invalid(_("Keep this within %(n)s characters.") % {"n": LONGEST}, field=name)
    return said
