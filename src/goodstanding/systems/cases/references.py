"""What a case may be about. Each kind of object has a resolver that says whether a seller has it and what it is called.

Orders, buyers' messages and cases are resolved here; systems that cases must not know add theirs in `flows/case_references.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from goodstanding.kit import later
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.kit.refs import normal_ref
from goodstanding.systems.cases import queries
from goodstanding.systems.orders import queries as orders
from goodstanding.systems.sellers.models import Seller


@dataclass(frozen=True, slots=True)
class Reference:
    """One object of the seller's: its kind, the ref it goes by, and a title for people.

    `aspect` says how it stands where that decides which questions come first; `fills` are answers it gives itself, by the code
    of the question; `also` are the objects it belongs to, which a case about it is about too.
    """

    kind: str
    ref: str
    title: str = ""
    aspect: str = ""
    fills: tuple[tuple[str, str], ...] = ()
    also: tuple[Reference, ...] = ()


# (actor, seller, what was typed) to the object. Raises NotFound for what is not this seller's.
Resolver = Callable[[Actor, Seller, str], Reference]


def order(actor: Actor, seller: Seller, text: str) -> Reference:
    """An order of the seller's by its own id, typed in lower case or with a number sign too."""
    typed = text.strip().removeprefix("#").strip()
    try:
        found = orders.order_for(actor, seller.ref, typed)
    except NotFound:
        found = orders.order_for(actor, seller.ref, typed.upper())
    return Reference("order", found.external_id, found.lead_title)


def message(actor: Actor, seller: Seller, text: str) -> Reference:
    """A buyer's message to the seller; its order comes along."""
    found = orders.buyer_message_for(seller, text.strip())
    about = Reference("order", found.order.external_id, found.order.lead_title)
    return Reference("message", found.external_id, about.ref, fills=(("order", about.ref),), also=(about,))


def case(actor: Actor, seller: Seller, text: str) -> Reference:
    """Another case of the same seller."""
    found = queries.case_for(actor, normal_ref(text), seller=seller)
    return Reference("case", found.ref, found.subject)


_resolvers: dict[str, Resolver] = {"order": order, "message": message, "case": case}


def add(kind: str, resolver: Resolver) -> None:
    """Have a kind of object resolved. Naming the same kind again replaces it."""
    _resolvers[kind] = resolver


def known(kind: str) -> bool:
    """Whether a kind of object can be linked."""
    later.now()
    return kind in _resolvers


def resolve(actor: Actor, seller: Seller, *, kind: str, ref: str) -> Reference:
    """The object a seller means. Raises NotFound when the kind is unknown or the seller has no such object."""
    if not known(kind) or not ref.strip() or len(ref) > 64:
        raise NotFound(_("There is nothing of this kind and name in this account."))
    return _resolvers[kind](actor, seller, ref)


def named(actor: Actor, seller: Seller, text: str) -> Reference | None:
    """The object that an address names as `kind:ref`; None where it names none, or one that is not the seller's."""
    kind, _colon, ref = text.partition(":")
    try:
        return resolve(actor, seller, kind=kind, ref=ref)
    except NotFound:
        return None
