"""The cast and their marketplace.

alice owns Harbour Lane Ceramics, bob is her read-only colleague, fay does her finances; mallory owns another seller.
sam works in support, tess and tom review performance, fred works in finance, ada administers the marketplace.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.test import Client
from django.test.client import ClientHandler
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from goodstanding.base.clock import reading
from goodstanding.base.outbox.models import StoredFact
from goodstanding.base.people.models import User
from goodstanding.base.timeline.models import Entry
from goodstanding.kit.actors import SYSTEM, Actor, ActorKind, SellerRole, StaffRole
from goodstanding.systems.sellers.models import Membership, Seller, SellerAccount
from goodstanding.systems.stores.models import Store

PASSWORD = "correct horse battery"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
# One chain of middleware for all browsers, as in a server: making it reads where every static file lies.
_HANDLER = ClientHandler(enforce_csrf_checks=False)


@dataclass
class Person:
    """Somebody of the cast: the user to sign in with and the actor she acts as."""

    user: User
    actor: Actor


class World:
    """Makes the cast on construction; everything else on request. `now` is the instant the tests act at."""

    def __init__(self) -> None:
        self.at(NOW)
        self.store = Store.objects.create(code="us", name="Goodstanding US", currency="USD", time_zone="UTC")
        self.harbour = self._seller("harbour", "Harbour Lane Ceramics")
        self.rival = self._seller("rival", "Rival Goods")
        self.alice = self._member("alice", self.harbour, SellerRole.OWNER)
        self.bob = self._member("bob", self.harbour, SellerRole.READ_ONLY)
        self.fay = self._member("fay", self.harbour, SellerRole.FINANCE)
        self.sue = self._member("sue", self.harbour, SellerRole.SUPPORT)
        self.mallory = self._member("mallory", self.rival, SellerRole.OWNER)
        self.sam = self._associate("sam", StaffRole.SUPPORT)
        self.tess = self._associate("tess", StaffRole.REVIEWER)
        self.tom = self._associate("tom", StaffRole.REVIEWER)
        self.fred = self._associate("fred", StaffRole.FINANCE)
        self.ada = self._associate("ada", StaffRole.ADMINISTRATOR)
        self.system = SYSTEM

    def as_(self, person: Person | None) -> Client:
        """A client signed in as somebody, or as a stranger."""
        client = browser()
        if person is not None:
            client.force_login(person.user, backend="goodstanding.base.people.backends.HouseBackend")
        return client

    def later(self, **delta: float) -> datetime:
        """An instant after the world's now, such as `later(hours=2)`."""
        return self.now + timedelta(**delta)

    def work_off(self) -> None:
        """Let the real background worker run every task that is ready, as it would by itself; a failed task fails the test."""
        worker = Worker(
            queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
            worker_id="test", excluded_queue_names=[],
        )  # fmt: skip
        while (result := DBTaskResult.objects.ready().first()) is not None:
            result.claim("test")
            worker.run_task(result)
            result.refresh_from_db()
            assert result.status == "SUCCESSFUL", result.traceback

    def at(self, instant: datetime) -> None:
        """Move the marketplace's clock, and the world's now with it."""
        self.now = instant
        reading.move_to(instant)

    def _seller(self, external_id: str, name: str) -> Seller:
        account = SellerAccount.objects.create(name=name, created_at=self.now)
        return Seller.objects.create(
            ref=f"{external_id[:3].upper()}-{external_id[3:].upper() or 'X'}", account=account, store=self.store,
            external_id=external_id, name=name, standing_since=self.now, joined_at=self.now,
        )  # fmt: skip

    def _member(self, name: str, seller: Seller, role: SellerRole) -> Person:
        user = User.objects.create_user(f"{name}@example.com", PASSWORD, name=name.title())
        Membership.objects.create(account=seller.account, user=user, role=role, since=self.now)
        actor = Actor(kind=ActorKind.SELLER, user_id=user.pk, name=user.name, accounts={seller.account_id: role})
        return Person(user, actor)

    def _associate(self, name: str, *roles: StaffRole) -> Person:
        user = User.objects.create_user(f"{name}@market.example", PASSWORD, name=name.title(), staff_roles=[*roles])
        actor = Actor(kind=ActorKind.STAFF, user_id=user.pk, name=user.name, staff_roles=frozenset(roles))
        return Person(user, actor)


def browser(headers: dict[str, str] | None = None) -> Client:
    """A browser, or a program, in which nobody is signed in."""
    client = Client(headers=headers)
    client.handler = _HANDLER
    return client


def happenings() -> tuple[int, int]:
    """How many timeline entries and announced facts there are: equal before and after means that nothing happened."""
    return Entry.objects.count(), StoredFact.objects.count()
