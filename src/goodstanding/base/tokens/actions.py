"""Issuing, revoking and noting the use of API tokens; keeping answers for requests that are sent twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.people.models import User
from goodstanding.base.timeline.actions import record
from goodstanding.base.tokens import policies, queries, rules
from goodstanding.base.tokens.models import KeptAnswer, Token
from goodstanding.base.tokens.scopes import read_scopes
from goodstanding.kit.actors import SYSTEM, Actor, SellerRole, StaffRole
from goodstanding.kit.errors import Conflict, Invalid, NotAllowed
from goodstanding.kit.refs import new_ref

MAX_LIVE = 50
ANSWERS_KEPT_FOR = timedelta(hours=24)
SWEEP = 50

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TokenDraft:
    """What a new token is to be: its name, its scopes, its life in days, and for which seller account, if any.

    `seller_id` is the seller under whose record the change is shown.
    """

    name: str
    scopes: Sequence[str]
    days: int = rules.DEFAULT_DAYS
    account_id: int | None = None
    seller_id: int | None = field(default=None, compare=False)


@transaction.atomic
def issue_to_person(*, actor: Actor, user: User, draft: TokenDraft, at: datetime) -> tuple[Token, str]:
    """Issue a token that acts as a person, and return it with its secret, which exists nowhere else afterwards.

    People issue tokens to themselves; the system (the command line) to anybody who may sign in. Raises Invalid for an
    unknown scope, an unreasonable life or an inactive person, NotAllowed for another's token, Conflict at 50 live tokens.
    """
    policies.require_person(actor)
    if not actor.is_system and actor.user_id != user.pk:
        raise NotAllowed(_("A token acts as its person: everyone issues their own."))
    if not user.is_active:
        raise Invalid(_("This person may no longer sign in."), field="user")
    if draft.account_id is not None and not actor.is_system and actor.role_in(draft.account_id) is None:
        raise NotAllowed(_("You do not belong to this seller account."))
    if Token.objects.filter(user=user, revoked_at__isnull=True, expires_at__gt=at).count() >= MAX_LIVE:
        raise Conflict(
            _("There are already %(most)s live tokens. Revoke one that is no longer used.") % {"most": MAX_LIVE},
            code="too_many",
        )
    token = Token(user=user, account_id=draft.account_id, for_staff=user.is_staff)
    return _issue(actor, token, draft, at)


@transaction.atomic
def issue_to_machine(*, actor: Actor, role: str, draft: TokenDraft, at: datetime) -> tuple[Token, str]:
    """Issue a token to a machine that acts with `role`: in a seller account, or for the marketplace without one.

    Owners issue those of their account, administrators those of the marketplace. It outlives the person who issued it.
    Raises NotAllowed, Invalid for a role or scope that does not exist there, Conflict at 50 live tokens.
    """
    policies.require_person(actor)
    policies.require_machine(actor, draft.account_id)
    roles = [r.value for r in (StaffRole if draft.account_id is None else SellerRole)]
    if role not in roles:
        raise Invalid(_("Choose one of these roles: %(known)s.") % {"known": ", ".join(roles)}, field="role")
    machines = Token.objects.filter(user__isnull=True, account_id=draft.account_id)
    if machines.filter(revoked_at__isnull=True, expires_at__gt=at).count() >= MAX_LIVE:
        raise Conflict(
            _("There are already %(most)s live tokens. Revoke one that is no longer used.") % {"most": MAX_LIVE},
            code="too_many",
        )
    token = Token(account_id=draft.account_id, for_staff=draft.account_id is None, role=role)
    return _issue(actor, token, draft, at)


@transaction.atomic
def revoke(*, actor: Actor, ref: str, seller_id: int | None = None, at: datetime) -> Token:
    """End a token at once. Revoking it again changes nothing. Raises NotFound for strangers."""
    policies.require_person(actor)
    token = queries.token_for(actor, ref, lock=True)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        _record(actor, "token.revoked", token, at=at, seller_id=seller_id)
    return token


@transaction.atomic
def end_of_account(*, account_id: int, at: datetime) -> int:
    """Revoke every live token that acts in an account whose team has no access any more. The caller has authorised it and
    records it; each token is recorded too. Returns how many."""
    live = list(Token.objects.select_for_update().filter(account_id=account_id, revoked_at__isnull=True))
    for token in live:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        _record(SYSTEM, "token.revoked", token, at=at, seller_id=None)
    return len(live)


def note_use(token: Token, *, at: datetime) -> None:
    """Remember that a token was used, at most once a minute. No timeline entry: nothing of the seller's changed."""
    if rules.use_is_worth_noting(token.last_used_at, at):
        Token.objects.filter(pk=token.pk, last_used_at=token.last_used_at).update(last_used_at=at)


@dataclass(frozen=True, slots=True)
class Repeatable:
    """A request that may be sent twice: whose token, under which key, and what it asks for as a digest."""

    token_id: int
    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@transaction.atomic
def together(make: Callable[[], T]) -> T:
    """Do several things in one transaction: all of them happen or none."""
    return make()


@transaction.atomic
def answer_once(asked: Repeatable, make: Callable[[], Answer], *, at: datetime) -> tuple[Answer, bool]:
    """Answer a request, or give the answer it got before; returns the answer and whether it is a repeat.

    The change that `make` does and its answer are kept in one transaction, for ANSWERS_KEPT_FOR. Of two requests with one key
    at the same time the second waits for the first and finds its answer (a row lock on PostgreSQL, the write lock on
    SQLite). A refusal in `make` leaves nothing behind. Raises Conflict when the key was used for another request.
    """
    KeptAnswer.objects.filter(token_id=asked.token_id, key=asked.key, expires_at__lte=at).delete()
    blank = KeptAnswer(
        token_id=asked.token_id, key=asked.key, fingerprint=asked.fingerprint, expires_at=at + ANSWERS_KEPT_FOR
    )
    KeptAnswer.objects.bulk_create([blank], ignore_conflicts=True)
    kept = KeptAnswer.objects.select_for_update().get(token_id=asked.token_id, key=asked.key)
    if kept.fingerprint != asked.fingerprint:
        raise Conflict(
            _(
                "This Idempotency-Key was already used for a request with another method, address or body. "
                "Use a new key for a new request."
            ),
            field="Idempotency-Key",
            code="idempotency_key_reused",
        )
    if kept.status is not None:
        return Answer(kept.status, kept.headers, bytes(kept.body)), True
    answer = make()
    kept.status, kept.headers, kept.body = answer.status, dict(answer.headers), answer.body
    kept.save(update_fields=["status", "headers", "body"])
    _let_go_of_expired(at)
    return answer, False


def _let_go_of_expired(at: datetime) -> None:
    """A few with each new one, so that nobody has to sweep."""
    expired = KeptAnswer.objects.filter(expires_at__lte=at).order_by("expires_at").values_list("pk", flat=True)[:SWEEP]
    KeptAnswer.objects.filter(pk__in=list(expired)).delete()


def _issue(actor: Actor, token: Token, draft: TokenDraft, at: datetime) -> tuple[Token, str]:
    name = " ".join(draft.name.split())
    if not name or len(name) > 80:
        raise Invalid(_("Name the token after what will use it, in at most 80 characters."), field="name")
    if not 1 <= draft.days <= rules.MAX_DAYS:
        raise Invalid(_("A token lives from 1 to %(most)s days.") % {"most": rules.MAX_DAYS}, field="days")
    secret = rules.new_secret()
    token.ref, token.name = new_ref(8), name
    token.prefix, token.digest = secret.prefix, secret.digest
    token.scopes = read_scopes(draft.scopes, to_staff=token.for_staff)
    token.created_at, token.created_by_name = at, actor.name
    token.expires_at = at + timedelta(days=draft.days)
    token.save()
    _record(actor, "token.issued", token, at=at, seller_id=draft.seller_id)
    return token, secret.text


def _record(actor: Actor, verb: str, token: Token, *, at: datetime, seller_id: int | None) -> None:
    record(
        actor=actor, verb=verb, subject=("api_token", token.ref), at=at, seller_id=seller_id,
        data={"prefix": token.prefix, "scopes": list(token.scopes), "role": token.role, "user_id": token.user_id},
    )  # fmt: skip
