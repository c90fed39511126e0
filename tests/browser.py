"""A real browser before a real server. Fixtures are in conftest.py: `live`, `page_for`; the claim about access is here."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect, sync_playwright

from tests.world import Person, World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LAST_REQUEST_SECONDS = 30
BUSY_MILLISECONDS = 20_000  # a busy machine makes pages slow, not wrong
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-first-run",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise RuntimeError("No Chromium on the PATH. Install it with: apt-get install chromium")
    # Playwright keeps an event loop in this thread, which Django's ORM would refuse to work beside.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=BUSY_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


class Door:
    """Stands before the server of all tests, and is open while one runs.

    A page that goes still sends what it had in hand (a draft, that nobody types any more), and the server writes it down after the
    browser is closed. While the door is shut nothing more comes in, and shutting it waits for what is inside: nothing is written
    while the database is emptied for the next test.
    """

    def __init__(self, inside: WSGIApplication) -> None:
        self._inside, self._count, self.is_open, self._change = inside, 0, False, Condition()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._change:
            if not self.is_open:
                start_response("503 Service Unavailable", [("Content-Length", "0"), ("Connection", "close")])
                return []
            self._count += 1
        try:
            answer = self._inside(environ, start_response)
        except BaseException:
            self.left()
            raise
        return _Answer(answer, self)

    def open(self) -> None:
        """Let requests in."""
        with self._change:
            self.is_open = True

    def shut(self) -> None:
        """Let nobody in any more, and wait until everybody is out."""
        with self._change:
            self.is_open = False
            until = time.monotonic() + LAST_REQUEST_SECONDS
            while self._count and (left := until - time.monotonic()) > 0:
                self._change.wait(left)
            assert not self._count, f"{self._count} requests are not answered after {LAST_REQUEST_SECONDS} s"

    def left(self) -> None:
        """One request is over."""
        with self._change:
            self._count -= 1
            self._change.notify_all()


class _Answer:
    """An answer on its way. The request is over once the server closes it, as WSGI promises (PEP 3333)."""

    def __init__(self, answer: Iterable[bytes], door: Door) -> None:
        self._answer, self._door = answer, door

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        try:
            if close := getattr(self._answer, "close", None):
                close()
        finally:
            self._door.left()


@dataclass
class Desk:
    """Opens pages as somebody of the cast, and keeps what went wrong in any of them."""

    browser: Browser
    address: str
    world: World
    troubles: list[str] = field(default_factory=list)
    _open: list[BrowserContext] = field(default_factory=list)

    def page_for(
        self, person: Person | None, width: int = 1440, scheme: str = "light", script: bool = True, height: int = 900
    ) -> Page:
        """A page in a browser of its own, signed in as `person`; `script=False` turns JavaScript off.

        Relative addresses work: `page.goto("/console/")`.
        """
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=script,
            locale="en-GB",
            timezone_id="UTC",
        )
        context.set_default_timeout(BUSY_MILLISECONDS)
        self._open.append(context)
        if person is not None:
            cookie = self.world.as_(person).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.address}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(f"script error on {page.url}: {error}"))
        page.on("console", self._heard)
        page.on("request", self._asked)
        return page

    def close(self) -> None:
        """Close every browser that was opened."""
        for context in self._open:
            context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "content-security-policy" in message.text.lower():
            self.troubles.append(message.text)

    def _asked(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme in {"http", "https", "ws", "wss"} and f"{url.scheme}://{url.netloc}" != self.address:
            self.troubles.append(f"a request left the host: {request.url}")


def follow(page: Page, target: Locator) -> None:
    """Click what leads to another page, or to this one anew, and wait until that page is there.

    For what is done or read next without a word of the new page to wait for: the old one may still stand there.
    """
    with page.expect_event("load"):
        target.click()


def assert_accessible(page: Page, *, leave_out: tuple[str, ...] = ()) -> None:
    """No violation of WCAG 2.2 AA that axe can find; `leave_out` names rules with a reason at the call.

    The page's content security policy stays on: axe is put in by the debugger, not by the page.
    """
    options: dict[str, Any] = {  # Any: axe's own option object
        "runOnly": {"type": "tag", "values": WCAG},
        "resultTypes": ["violations"],
        "rules": {name: {"enabled": False} for name in leave_out},
    }
    found = Axe().run(page, options=options).response["violations"]
    told = [
        f"{v['id']} ({v['impact']}): {v['help']}\n    " + "\n    ".join(n["html"][:160] for n in v["nodes"][:5])
        for v in found
    ]
    assert not found, f"{page.url} fails {len(found)} rules:\n" + "\n".join(told)


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    page.wait_for_load_state()  # an address may be there before its page is
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{page.url} is {over} px too wide at {page.viewport_size}"
