"""One language a page: a store may be German before the pages are."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.models import Mail
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.stores.models import Store
from goodstanding.ui.spoken import is_spoken, spoken
from tests.factories import cases
from tests.factories.catalogues import catalogue
from tests.factories.tokens import program_of
from tests.world import World

pytestmark = pytest.mark.django_db
GERMAN = {
    "Write something first.": "Bitte erst etwas schreiben.",
    "%(what)s is needed.": "%(what)s fehlt.",
    "A subject": "Ein Betreff",
}


@pytest.fixture
def german(settings: Settings, tmp_path: Path) -> None:
    """There is a German catalogue."""
    settings.LOCALE_PATHS = [catalogue(tmp_path, "de", GERMAN)]
    settings.LANGUAGES = settings.STORE_LANGUAGES


def in_germany(world: World) -> None:
    Store.objects.filter(pk=world.store.pk).update(language="de")
    reading.move_to(world.now)


def test_the_closest_language_with_a_catalogue_is_spoken(settings: Settings) -> None:
    settings.LANGUAGES = [("en-gb", "English"), ("de", "German")]

    assert spoken("de-at", "en") == "de"
    assert spoken("", "fr", "de") == "de"
    assert spoken("fr") == spoken() == "en-gb"
    assert not is_spoken("") and not is_spoken("fr") and is_spoken("en")


def test_without_a_catalogue_a_german_store_has_dates_in_english_like_its_sentences(world: World) -> None:
    in_germany(world)
    case = cases.open_case(world)
    cases.answer(world, case, outcome=Outcome.WAIT_FOR_SELLER)  # due in ten days, on 2 December
    world.work_off()

    client = world.as_(world.alice)
    pages = [
        client.get(path, headers={"Accept-Language": "de-DE,de;q=0.9"}).content.decode()
        for path in (f"/s/{world.harbour.ref}/cases/{case.ref}/", f"/s/{world.harbour.ref}/cases/")
    ]
    mail = Mail.objects.latest("pk")

    for text in (*pages, mail.text):
        assert "2 Dec" in text and "Dez" not in text
    assert all('lang="en-gb"' in page for page in pages)
    assert "Please answer by" in mail.text


def test_with_one_it_speaks_german_in_refusals_too(world: World, german: None) -> None:
    in_germany(world)
    case = cases.open_case(world)
    client = world.as_(world.alice)

    refused = client.post(f"/s/{world.harbour.ref}/cases/{case.ref}/messages/", {"body": ""})

    assert 'lang="de"' in refused.content.decode()
    assert "Bitte erst etwas schreiben." in refused.content.decode()


def test_a_language_that_pages_do_not_speak_is_not_offered_to_a_person(world: World) -> None:
    client = world.as_(world.alice)

    page = client.get("/accounts/profile/").content.decode()
    refused = client.post("/accounts/profile/", {"name": "Alice", "locale": "de", "time_zone": "UTC"})

    assert 'value="de"' not in page
    assert refused.status_code in {200, 422}
    world.alice.user.refresh_from_db()
    assert world.alice.user.locale == ""


def test_one_who_chose_it_before_reads_english_dates_too(world: World) -> None:
    world.alice.user.locale = "de"
    world.alice.user.save()
    case = cases.open_case(world)

    page = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()

    assert 'lang="en-gb"' in page


def test_refusals_of_an_api_are_worded_in_the_language_asked_for(world: World, german: None) -> None:
    case = cases.open_case(world)

    refused = program_of(world.alice).post(f"/cases/{case.ref}/messages", {"body": " "}, **{"Accept-Language": "de"})

    assert refused.json()["detail"] == "Bitte erst etwas schreiben."
