"""Opening seller accounts: by the operator's data, or by somebody who signs up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.mailroom import actions as mailroom
from goodstanding.base.mailroom.policies import ACCOUNT
from goodstanding.base.people import actions as people
from goodstanding.base.people.errors import DeadLink
from goodstanding.base.people.links import hash_of, new_secret
from goodstanding.base.people.models import User
from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import SYSTEM, Actor, ActorKind, SellerRole, StaffRole
from goodstanding.kit.refs import new_ref
from goodstanding.systems.sellers import policies
from goodstanding.systems.sellers.models import Membership, Seller, SellerAccount, SignUp
from goodstanding.systems.stores import queries as stores
from goodstanding.systems.stores.models import Store

SIGN_UP_VALID_FOR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody who wants to sell has filled in. The password is plain and must have passed the validators."""

    business_name: str
    person_name: str
    email: str
    password: str


@transaction.atomic
def open_sellers(
    *,
    actor: Actor,
    store: Store,
    names: dict[str, str],
    at: datetime,
    demo: bool = False,
    accounts: Mapping[str, SellerAccount] | None = None,
) -> dict[str, Seller]:
    """Open external ids that do not sell in this store yet; `names` maps external id to name.

    Each gets an account of its own, unless `accounts` names the one that now sells here too. Returns every seller asked
    for, old and new, by external id. Safe to repeat.
    """
    policies.require_staff(actor, StaffRole.ADMINISTRATOR)
    known = {s.external_id: s for s in Seller.objects.filter(store=store, external_id__in=list(names))}
    missing = {external: name for external, name in names.items() if external not in known}
    held = dict(accounts or {})
    fresh = {
        external: SellerAccount(name=name[:160], created_at=at, is_demo=demo)
        for external, name in missing.items()
        if external not in held
    }
    SellerAccount.objects.bulk_create(fresh.values())
    held |= fresh
    sellers = Seller.objects.bulk_create(
        [
            Seller(
                ref=new_ref(8), account=held[external], store=store, external_id=external, name=held[external].name,
                standing_since=at, joined_at=at,
            )
            for external in missing
        ]
    )  # fmt: skip
    for seller in sellers:
        record(actor=actor, verb="seller.opened", subject=("seller", seller.ref), at=at, seller_id=seller.pk)
    return known | {s.external_id: s for s in sellers}


@transaction.atomic
def ask_to_sign_up(*, application: Application, store: Store, at: datetime) -> str | None:
    """Keep an application until its link is followed, and mail the link. Returns the link's secret.

    Somebody who already signs in with this address gets a mail that says so instead, and the caller gets None: the page must
    look the same in both cases. Raises NotFound while sign-up is switched off.
    """
    policies.require_sign_up_open(stores.marketplace())
    email = application.email.lower()
    to = mailroom.Addressee(user_id=None, address=email, name=application.person_name)
    if User.objects.filter(email=email).exists():
        mailroom.write(
            key=f"sign-up-known:{email}:{at:%Y%m%d%H}", to=to, template="sign_up_known", context={},
            about=(ACCOUNT, ""), seller_id=None, at=at,
        )  # fmt: skip
        return None
    secret, kept = new_secret()
    asked = SignUp.objects.create(
        token_hash=kept, email=email, person_name=application.person_name, business_name=application.business_name,
        password_hash=make_password(application.password), store=store, asked_at=at, expires_at=at + SIGN_UP_VALID_FOR,
    )  # fmt: skip
    context = {"secret": secret, "business": asked.business_name}
    mailroom.write(
        key=f"sign-up:{asked.pk}", to=to, template="sign_up", context=context,
        about=(ACCOUNT, ""), seller_id=None, at=at,
    )  # fmt: skip
    return secret


@transaction.atomic
def complete_sign_up(*, secret: str, at: datetime) -> tuple[User, Seller]:
    """Open the account behind a sign-up link: the person, the account, the seller in the store and her place as owner.

    Raises NotFound for a link that is unknown, used or older than two days, and when somebody has since come to sign in
    with the same address.
    """
    asked = SignUp.objects.select_for_update().filter(token_hash=hash_of(secret)).select_related("store").first()
    if asked is None or asked.used_at is not None or at >= asked.expires_at:
        raise DeadLink(_("This link does not work any more. Sign up again to get a new one."))
    if User.objects.filter(email=asked.email).exists():
        raise DeadLink(_("Somebody already signs in with this address. Sign in, or reset the password."))
    user = people.create_person(email=asked.email, name=asked.person_name, password_hash=asked.password_hash)
    account = SellerAccount.objects.create(name=asked.business_name, created_at=at)
    Membership.objects.create(account=account, user=user, role=SellerRole.OWNER, since=at)
    ref = new_ref(8)
    seller = Seller.objects.create(
        ref=ref, account=account, store=asked.store, external_id=ref, name=asked.business_name,
        standing_since=at, joined_at=at,
    )  # fmt: skip
    asked.used_at = at
    asked.save(update_fields=["used_at"])
    actor = Actor(kind=ActorKind.SELLER, user_id=user.pk, name=user.name, accounts={account.pk: SellerRole.OWNER})
    record(actor=actor, verb="seller.signed_up", subject=("seller", seller.ref), at=at, seller_id=seller.pk)
    return user, seller


def forget_sign_ups(*, at: datetime) -> int:
    """Remove applications that were used or have expired. Returns how many."""
    done = SignUp.objects.filter(expires_at__lt=at) | SignUp.objects.filter(used_at__isnull=False)
    return done.delete()[0]


def place_in_team(
    *, actor: Actor = SYSTEM, account: SellerAccount, user: User, role: SellerRole, at: datetime
) -> Membership:
    """Put a person into a team without an invitation; for set-up by the operator's commands. Repeating changes the role.

    Raises Conflict for an account that is closed.
    """
    policies.require_staff(actor, StaffRole.ADMINISTRATOR)
    policies.require_open(account)
    return Membership.objects.update_or_create(account=account, user=user, defaults={"role": role, "since": at})[0]
