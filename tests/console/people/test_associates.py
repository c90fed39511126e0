"""Administrators invite associates, change their roles and end their access."""

from __future__ import annotations

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.people.models import User
from tests.factories.people import PASSWORD, link_mailed_to
from tests.world import World, happenings

NEW = {"name": "Dan", "password": PASSWORD}


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


def invite(world: World) -> str:
    world.as_(world.ada).post(
        "/console/people/invitations/", {"email": "dan@market.example", "roles": ["support", "finance"]}
    )
    return link_mailed_to("dan@market.example")


def test_an_invited_associate_joins_with_the_roles_she_was_given(world: World) -> None:
    client = world.as_(None)

    client.post(invite(world), NEW)

    assert User.objects.get(email="dan@market.example").staff_roles == ["support", "finance"]
    assert client.get("/console/sellers/").status_code == 200
    assert client.get("/console/people/").status_code == 403


def test_a_seller_does_not_become_an_associate_by_a_link(world: World) -> None:
    link = invite(world)

    world.as_(world.mallory).post(link, NEW)

    world.mallory.user.refresh_from_db()
    assert world.mallory.user.staff_roles == []
    assert not User.objects.filter(email="dan@market.example").exists()


def test_other_roles_hold_from_the_next_click(world: World) -> None:
    client = world.as_(world.tess)
    assert client.get("/console/performance/").status_code == 200

    world.as_(world.ada).post(f"/console/people/{world.tess.user.pk}/roles/", {"roles": ["support"]})

    assert client.get("/console/performance/").status_code == 403


def test_a_dismissed_associate_is_out_at_once(world: World) -> None:
    client = world.as_(world.tess)

    world.as_(world.ada).post(f"/console/people/{world.tess.user.pk}/dismissal/")

    assert client.get("/console/").status_code == 302
    assert not User.objects.get(pk=world.tess.user.pk).is_active


def test_the_last_administrator_stays(world: World) -> None:
    client = world.as_(world.ada)
    before = happenings()

    lowered = client.post(f"/console/people/{world.ada.user.pk}/roles/", {"roles": ["support"]})
    gone = client.post(f"/console/people/{world.ada.user.pk}/dismissal/")

    assert (lowered.status_code, gone.status_code) == (409, 409)
    assert happenings() == before


def test_nobody_makes_an_associate_of_a_seller_by_her_number(world: World) -> None:
    response = world.as_(world.ada).post(f"/console/people/{world.alice.user.pk}/roles/", {"roles": ["administrator"]})

    assert response.status_code == 404
