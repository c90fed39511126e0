"""Who acts. Built by doors from a request, a token or a command, and handed to every action and query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    """From which side of the counter somebody acts."""

    SELLER = "seller"
    STAFF = "staff"
    SYSTEM = "system"


class SellerRole(StrEnum):
    """What a team member of a seller account may do."""

    OWNER = "owner"
    FINANCE = "finance"
    SUPPORT = "support"
    READ_ONLY = "read_only"


class StaffRole(StrEnum):
    """What an associate of the marketplace may do."""

    SUPPORT = "support"
    REVIEWER = "reviewer"
    FINANCE = "finance"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """One person or process with the rights it acts under.

    `accounts` maps seller account ids to the role held there. `viewing_as_seller` is set while an associate looks at the
    portal through a seller's eyes: everything may be read, nothing may be written.
    """

    kind: ActorKind
    user_id: int | None
    name: str
    accounts: Mapping[int, SellerRole] = field(default_factory=dict)
    staff_roles: frozenset[StaffRole] = frozenset()
    viewing_as_seller: bool = False
    token_id: int | None = None
    scopes: frozenset[str] | None = None

    @property
    def is_staff(self) -> bool:
        """Whether the marketplace's own people act here."""
        return self.kind is ActorKind.STAFF

    @property
    def is_system(self) -> bool:
        """Whether a rule or a task acts, without a person."""
        return self.kind is ActorKind.SYSTEM

    @property
    def may_write(self) -> bool:
        """False while an associate views as a seller."""
        return not self.viewing_as_seller

    def role_in(self, account_id: int) -> SellerRole | None:
        """The seller role held in an account, or None for strangers and staff."""
        return self.accounts.get(account_id)

    def has_staff_role(self, *roles: StaffRole) -> bool:
        """Whether an associate holds one of the roles; administrators hold all of them."""
        return self.is_staff and bool(self.staff_roles & {*roles, StaffRole.ADMINISTRATOR})


SYSTEM = Actor(kind=ActorKind.SYSTEM, user_id=None, name="Goodstanding")
