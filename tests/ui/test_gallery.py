"""Every part and every sample page renders, names what it shows, and works without the database."""

import re

import pytest
from django.test import Client, override_settings

from goodstanding.ui.views import SAMPLE_PAGES

pytestmark = pytest.mark.urls("tests.ui.urls")


def get(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("path", ["/kit/", *(f"/kit/pages/{name}/" for name in SAMPLE_PAGES)])
def test_the_page_renders_whole(db, client, path):
    html = get(client, path)

    assert html.rstrip().endswith("</html>")
    assert "{{" not in html and "{%" not in html and "<c-" not in html


@pytest.mark.parametrize("path", ["/kit/", *(f"/kit/pages/{name}/" for name in SAMPLE_PAGES)])
def test_no_id_is_used_twice(db, client, path):
    ids = re.findall(r'\sid="([^"]*)"', get(client, path))

    assert sorted(ids) == sorted(set(ids))
    assert "" not in ids


def test_a_field_names_its_hint_and_its_error(db, client):
    html = get(client, "/kit/")

    assert 'aria-describedby="id_subject_helptext"' in html
    assert 'aria-describedby="wrong_subject_helptext wrong_subject_error"' in html
    assert 'href="#wrong_subject"' in html


@override_settings(DEBUG=False)
def test_a_missing_page_says_what_happened_and_what_to_do(db, client):
    response = client.get("/kit/pages/nowhere/")

    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()


def test_a_name_in_the_address_is_never_a_template(db, client):
    assert client.get("/kit/pages/base/").status_code == 404
