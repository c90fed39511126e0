"""An associate looks through a seller's eyes: may read, may change nothing, and the seller learns of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from goodstanding.base.clock import reading
from goodstanding.systems.sellers.models import Viewing
from tests.world import World, happenings

WHY = {"reason": "Case 4K7-2QX: the orders page looks empty."}


@pytest.fixture
def viewing(world: World) -> Client:
    reading.move_to(world.now)
    client = world.as_(world.sam)
    client.post(f"/console/sellers/{world.harbour.ref}/viewing/", WHY)
    return client


def test_without_a_viewing_an_associate_does_not_enter(world: World) -> None:
    response = world.as_(world.sam).get(f"/s/{world.harbour.ref}/team/")

    assert response.status_code == 403
    assert "View as seller" in response.content.decode()


def test_a_viewing_needs_a_reason(world: World) -> None:
    before = happenings()

    response = world.as_(world.sam).post(f"/console/sellers/{world.harbour.ref}/viewing/", {"reason": "  "})

    assert response.status_code == 422
    assert happenings() == before
    assert not Viewing.objects.exists()


def test_the_viewer_reads_and_a_banner_says_so(world: World, viewing: Client) -> None:
    page = viewing.get(f"/s/{world.harbour.ref}/team/").content.decode()

    assert "You are viewing as Harbour Lane Ceramics" in page
    assert "Send the invitation" not in page


def test_the_viewer_changes_nothing(world: World, viewing: Client) -> None:
    before = happenings()

    response = viewing.post(
        f"/s/{world.harbour.ref}/team/invitations/", {"email": "carol@example.com", "role": "owner"}
    )

    assert response.status_code == 403
    assert "Nothing can be changed from here" in response.content.decode()
    assert happenings() == before


def test_a_viewing_opens_one_seller_only(world: World, viewing: Client) -> None:
    assert viewing.get(f"/s/{world.rival.ref}/team/").status_code == 403


def test_it_ends_by_a_click(world: World, viewing: Client) -> None:
    viewing.post(f"/console/sellers/{world.harbour.ref}/viewing/end/")

    assert viewing.get(f"/s/{world.harbour.ref}/team/").status_code == 403


def test_it_ends_by_itself_after_an_hour(world: World, viewing: Client) -> None:
    reading.move_to(world.now + timedelta(minutes=61))

    assert viewing.get(f"/s/{world.harbour.ref}/team/").status_code == 403


def test_the_seller_sees_who_when_and_why(world: World, viewing: Client) -> None:
    reading.move_to(world.now + timedelta(minutes=12, seconds=10))
    viewing.post(f"/console/sellers/{world.harbour.ref}/viewing/end/")

    team = world.as_(world.alice).get(f"/s/{world.harbour.ref}/team/").content.decode()
    activity = world.as_(world.alice).get(f"/s/{world.harbour.ref}/activity/").content.decode()

    for page in (team, activity):
        assert "Sam (marketplace)" in page
        assert WHY["reason"] in page
    assert "12 minutes" in team


def test_a_seller_cannot_view_as_another(world: World) -> None:
    response = world.as_(world.mallory).post(f"/console/sellers/{world.harbour.ref}/viewing/", WHY)

    assert response.status_code == 404
    assert not Viewing.objects.exists()


def test_what_the_marketplace_keeps_to_itself_stays_out_of_the_viewers_sight(world: World, viewing: Client) -> None:
    page = viewing.get("/console/", follow=True)

    assert page.status_code == 200
    assert "not shown to the seller" not in viewing.get(f"/s/{world.harbour.ref}/activity/").content.decode()
