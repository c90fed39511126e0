"""Every part and every sample page renders, names what it shows, and works without the database."""

import re

import pytest
from django.test import Client, override_settings

from goodstanding.ui.problems import forbidden, server_error
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
    words = re.sub(r"<pre.*?</pre>", "", html, flags=re.DOTALL)
    assert "{{" not in words and "{%" not in words and "<c-" not in words


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


def test_the_page_for_a_fault_needs_neither_request_nor_database(rf):
    response = server_error(rf.get("/"))

    assert response.status_code == 500
    assert "Something failed on our side" in response.content.decode()


def test_an_old_form_is_told_what_to_do(db):
    response = Client(enforce_csrf_checks=True).post("/kit/draft/")

    assert response.status_code == 403


def test_a_refusal_speaks_for_itself(db, rf):
    response = forbidden(rf.get("/"), PermissionError("Your role lacks the right to submit plans."))

    assert "lacks the right to submit plans" in response.content.decode()
