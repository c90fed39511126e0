"""Associates see every mail; its words only those who may; nobody else sees that the page exists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.html import escape
from playwright.sync_api import Page, expect

from goodstanding.base.mailroom import actions, policies
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.mailroom.states import MailState
from goodstanding.base.timeline.models import Entry
from tests.base.mailroom.conftest import PostOffice, certificate, locked_office, office
from tests.browser import assert_accessible, assert_fits
from tests.world import NOW, World, happenings

__all__ = ["certificate", "locked_office", "office"]


def write(
    key: str = "n-1", about: tuple[str, str] = ("notification", "N-1"), html: str = "<p>Please <b>read</b></p>"
) -> Mail:
    """A mail to alice."""
    return actions.queue(
        key=key,
        to=actions.Addressee(user_id=1, address="alice@example.com", name="Alice"),
        letter=actions.Letter(subject=f"Subject {key}", text="Please <read> on\n", html=html),
        about=about,
        seller_id=None,
        at=NOW,
    )


def test_with_no_server_the_page_says_so_and_how_to_set_one(world: World) -> None:
    write()

    page = world.as_(world.sam).get("/console/outbox/").content.decode()

    assert "One mail is kept here" in page
    assert "GOODSTANDING_SMTP_URL=smtp://" in page


@pytest.mark.parametrize("who", ["tess", "fred"])
def test_other_roles_see_neither_words_nor_address(world: World, who: str) -> None:
    mail = write()
    client = world.as_(getattr(world, who))

    listed = client.get("/console/outbox/").content.decode()
    shown = client.get(f"/console/outbox/{mail.pk}/").content.decode()

    assert "a…@example.com" in listed and "alice@example.com" not in listed + shown
    assert "Please" not in shown
    assert client.get(f"/console/outbox/{mail.pk}/preview/").status_code == 403


def test_support_reads_the_words(world: World) -> None:
    mail = write()

    shown = world.as_(world.sam).get(f"/console/outbox/{mail.pk}/").content.decode()

    assert escape("Please <read> on") in shown
    assert "alice@example.com" in shown


def test_a_sign_in_mail_is_for_administrators_until_it_has_left_and_reading_it_is_recorded(world: World) -> None:
    mail = write(about=(policies.ACCOUNT, ""))

    assert "Please" not in world.as_(world.sam).get(f"/console/outbox/{mail.pk}/").content.decode()
    assert "Please" in world.as_(world.ada).get(f"/console/outbox/{mail.pk}/").content.decode()
    assert Entry.objects.filter(verb="mail.read", actor_user=world.ada.user).count() == 1

    Mail.objects.update(state=MailState.SENT, sent_at=NOW)
    assert "Please" not in world.as_(world.ada).get(f"/console/outbox/{mail.pk}/").content.decode()


def test_the_preview_can_do_nothing(world: World) -> None:
    mail = write(html="<script>alert(1)</script><p>Hi</p>")

    response = world.as_(world.sam).get(f"/console/outbox/{mail.pk}/preview/")

    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_an_administrator_sends_a_kept_mail_once_a_server_is_set(
    world: World, office: PostOffice, settings: Any
) -> None:
    url, settings.SMTP_URL = settings.SMTP_URL, ""
    mail = write()
    settings.SMTP_URL = url

    world.as_(world.ada).post(f"/console/outbox/{mail.pk}/retry/")
    world.work_off()

    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert office.taken[0]["Subject"] == "Subject n-1"


def test_retrying_with_no_server_set_is_refused_with_the_remedy(world: World) -> None:
    mail = write()
    before = happenings()

    response = world.as_(world.ada).post(f"/console/outbox/{mail.pk}/retry/")

    assert response.status_code == 422
    assert "GOODSTANDING_SMTP_URL" in response.content.decode()
    assert happenings() == before


def test_only_administrators_retry(world: World, office: PostOffice) -> None:
    mail = write()
    Mail.objects.update(state=MailState.FAILED, next_try_at=None)
    before = happenings()

    assert world.as_(world.sam).post(f"/console/outbox/{mail.pk}/retry/").status_code == 403
    assert happenings() == before


def test_sellers_find_nothing_there(world: World) -> None:
    mail = write()

    for path in ("", f"{mail.pk}/", f"{mail.pk}/preview/"):
        assert world.as_(world.alice).get(f"/console/outbox/{path}").status_code == 404


def test_the_list_is_paged_by_cursor_and_filtered_by_state(world: World, django_assert_max_num_queries: Any) -> None:
    for n in range(60):
        write(key=f"n-{n:02}")
    Mail.objects.filter(key="n-03").update(state=MailState.FAILED)
    client = world.as_(world.sam)

    with django_assert_max_num_queries(15):
        first = client.get("/console/outbox/")
    older = client.get(f"/console/outbox/{first.context['older_url']}")
    back = client.get(f"/console/outbox/{older.context['newer_url']}")

    assert [row.mail.key for row in older.context["rows"]] == [f"n-{n:02}" for n in range(9, -1, -1)]
    assert [row.mail.key for row in back.context["rows"]] == [f"n-{n:02}" for n in range(59, 9, -1)]
    failed = client.get("/console/outbox/?state=failed")
    assert [row.mail.key for row in failed.context["rows"]] == ["n-03"]
    assert client.get("/console/outbox/?state=nonsense&after=%00%ff").status_code == 200


@pytest.mark.browser
@pytest.mark.either
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (360, "dark")])
def test_the_outbox_in_a_browser(page_for: Callable[..., Page], world: World, width: int, scheme: str) -> None:
    mail = write(html="<h1 style='color:#123'>Please read</h1>")
    page = page_for(world.sam, width=width, scheme=scheme)

    page.goto("/console/outbox/")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Subject n-1").click()

    expect(page.frame_locator("iframe.letter").get_by_role("heading", name="Please read")).to_be_visible()
    assert page.url.endswith(f"/console/outbox/{mail.pk}/")
    assert_accessible(page)
    assert_fits(page)
