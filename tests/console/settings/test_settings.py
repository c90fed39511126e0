"""The marketplace's name, looks and stores."""

from __future__ import annotations

from typing import Any

import pytest

from goodstanding.systems.stores.models import Marketplace, Store
from tests.factories.pictures import png
from tests.world import World, happenings

FORM = {
    "name": "Harbour Market",
    "accent": "#ffee00",
    "language": "en-gb",
    "time_zone": "Europe/Berlin",
    "sign_up_open": "on",
}
STORE = {
    "name": "Germany", "code": "de", "currency": "EUR", "country": "DE", "time_zone": "Europe/Berlin", "language": "de",
    "rule_pack": "default",
}  # fmt: skip


def test_name_and_colour_show_in_the_frame(world: World) -> None:
    world.as_(world.ada).post("/console/settings/", FORM)

    page = world.as_(world.alice).get(f"/s/{world.harbour.ref}/team/").content.decode()
    assert "Harbour Market" in page
    assert "/theme.css?v=1" in page
    css = world.as_(None).get("/theme.css")
    assert "--brand-light" in css.content.decode()
    assert "immutable" in css["Cache-Control"]


def test_a_faint_colour_is_said_and_mended(world: World) -> None:
    page = world.as_(world.ada).post("/console/settings/", FORM, follow=True).content.decode()

    assert "#ffee00 is too faint to read on the light page" in page


@pytest.mark.parametrize("accent", ["red", "#12345", "#123456;}body{display:none"])
def test_nothing_but_a_colour_gets_into_the_style(world: World, accent: str) -> None:
    before = happenings()

    response = world.as_(world.ada).post("/console/settings/", FORM | {"accent": accent})

    assert response.status_code == 422
    assert happenings() == before
    assert not Marketplace.objects.exists()


def test_a_logo_is_shown_to_everybody(world: World) -> None:
    world.as_(world.ada).post("/console/settings/logo/", {"logo": png()})

    answer: Any = world.as_(None).get("/brand/logo")
    assert answer["Content-Type"] == "image/png"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_logo_that_is_no_picture_is_refused(world: World) -> None:
    upload = png("logo.svg")

    response = world.as_(world.ada).post("/console/settings/logo/", {"logo": upload})

    assert response.status_code == 422
    assert world.as_(None).get("/brand/logo").status_code == 404


def test_a_store_is_opened_and_keeps_its_currency(world: World) -> None:
    client = world.as_(world.ada)
    client.post("/console/settings/stores/new/", STORE)

    client.post("/console/settings/stores/de/", STORE | {"name": "Deutschland", "currency": "USD"})

    store = Store.objects.get(code="de")
    assert (store.name, store.currency) == ("Deutschland", "EUR")


@pytest.mark.parametrize(
    "wrong",
    [{"currency": "euro"}, {"time_zone": "Mars/Base"}, {"country": "Germany"}, {"code": "us"}, {"rule_pack": "none"}],
)
def test_a_store_that_makes_no_sense_is_refused(world: World, wrong: dict[str, str]) -> None:
    before = happenings()

    world.as_(world.ada).post("/console/settings/stores/new/", STORE | wrong)

    assert Store.objects.count() == 1
    assert happenings() == before
