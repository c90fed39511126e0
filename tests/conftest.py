"""Fixtures for every test. The database is the one in GOODSTANDING_DATABASE_URL (SQLite when unset); both run in ./test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from goodstanding.base.clock import reading
from goodstanding.systems.health import remembered
from goodstanding.systems.rulebook import queries as rulebook
from goodstanding.systems.service.queries import terms as service
from goodstanding.systems.stores import queries as stores
from tests import databases
from tests.browser import Desk, Door, chromium
from tests.world import World

# A busy machine makes examples slow, not wrong. Everything else is as Hypothesis would have it here (it knows a CI by itself).
settings.register_profile("house", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
Made = TypeVar("Made")
KEPT = (reading, rulebook, service, stores, remembered)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks no database: pytest-django lets no such test at one. Those of `config` start processes that do. And mark what
    drives a browser: it runs in a step of its own, for the browser's driver keeps an event loop in the process."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        asks = "django_db_setup" in fixtures or item.get_closest_marker("django_db")
        if not asks and "config" not in item.path.parts:
            item.add_marker("pure")
        if "_browser" in fixtures:
            item.add_marker("browser")
            if "page_for" not in item.path.read_text():  # by which scripts/test.py finds the files of that step
                raise pytest.UsageError(
                    f"{item.nodeid} drives a browser: ask for `page_for` in its file, or no step runs it."
                )


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test inherits a moved clock or another test's rules, and what is kept in memory lasts as long as the test.

    Else a slow machine would look both up again in the middle of a test that counts queries.
    """
    for kept in KEPT:
        monkeypatch.setattr(kept, "_KEEP_SECONDS", 3_600.0)
    forget()


def forget() -> None:
    """Drop what the product keeps in memory."""
    for kept in KEPT:
        kept.forget()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """This process's database; pytest-django asks for it by this name."""
    with django_db_blocker.unblock():
        made = databases.make()
    yield
    with django_db_blocker.unblock():
        databases.drop(made)


@pytest.fixture(scope="module")
def once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[Callable[[], Made]], Made]]:
    """`once(make)`, in a fixture of a module: what is made here is there for every test of the module, as it was made.

    It stands in a transaction that is open as long as the module lasts; what a test changes is taken back at the test's end.
    Hand a test its own copy of the Python side (`deepcopy`), and set the clock again. Not for tests with real transactions.
    """

    def make_it(make: Callable[[], Made]) -> Made:
        forget()
        with django_db_blocker.unblock():
            return make()

    with django_db_blocker.unblock():
        standing = transaction.atomic()
        standing.__enter__()
    yield make_it
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        standing.__exit__(None, None, None)


@pytest.fixture
def world(db: None) -> World:
    """The cast, with nothing else in the marketplace. For real transactions use `transactional_db` beside it."""
    return World()


@pytest.fixture(scope="session")
def _door(live_server: LiveServer) -> Door:
    server = live_server.thread.httpd
    door = Door(server.get_app())
    server.set_app(door)
    return door


@pytest.fixture
def live(transactional_db: None, live_server: LiveServer, _door: Door) -> Iterator[str]:
    """The address of a real server on the test database. What a test writes is committed and seen by it.

    At the end it answers what it was asked, and nothing more: the database is emptied next.
    """
    _door.open()
    yield live_server.url
    _door.shut()


@pytest.fixture(scope="session")
def _browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page_for(_browser: Browser, live: str, world: World) -> Iterator[Callable[..., Page]]:
    """`page_for(person, width=1440, scheme="light", script=True)`: a page of a real browser, signed in as somebody.

    At the end no page may have raised a script error, broken its security policy or asked another host for anything.
    """
    desk = Desk(browser=_browser, address=live, world=world)
    yield desk.page_for
    desk.close()
    assert not desk.troubles, "\n".join(desk.troubles)
