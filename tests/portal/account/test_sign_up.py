"""Opening a seller account by oneself."""

from __future__ import annotations

from typing import Any

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.models import Mail
from goodstanding.systems.sellers.models import Membership, Seller
from goodstanding.systems.stores.models import Marketplace
from tests.factories.people import PASSWORD, link_mailed_to
from tests.world import World, happenings

FORM = {"business": "Third Goods", "store": "us", "name": "Eve", "email": "eve@example.com", "password": PASSWORD}


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


@pytest.fixture
def mail_leaves(settings: Any) -> None:
    settings.SMTP_URL = "smtp://localhost:1"


def test_the_link_in_the_mail_opens_the_account(world: World, mail_leaves: None) -> None:
    client = world.as_(None)
    client.post("/signup/", FORM)
    assert not Seller.objects.filter(name="Third Goods").exists()
    link = link_mailed_to("eve@example.com")

    client.get(link)
    assert not Seller.objects.filter(name="Third Goods").exists()
    client.post(link)

    seller = Seller.objects.get(name="Third Goods")
    assert Membership.objects.get(account=seller.account).role == "owner"
    assert client.get(f"/s/{seller.ref}/").status_code == 200
    assert world.as_(None).post(link).status_code == 404


def test_an_address_in_use_looks_the_same_and_opens_nothing(world: World, mail_leaves: None) -> None:
    fresh = world.as_(None).post("/signup/", FORM)
    known = world.as_(None).post("/signup/", FORM | {"email": "alice@example.com"})

    assert (fresh.status_code, fresh["Location"]) == (known.status_code, known["Location"])
    assert "already have a sign-in" in Mail.objects.get(to_address="alice@example.com").subject
    assert Seller.objects.count() == 2


def test_where_no_mail_can_leave_the_account_opens_after_one_more_click(world: World) -> None:
    client = world.as_(None)

    answer = client.post("/signup/", FORM)
    client.post(answer["Location"])

    assert Seller.objects.filter(name="Third Goods").exists()


def test_a_weak_password_is_refused_with_the_reason(world: World) -> None:
    before = happenings()

    response = world.as_(None).post("/signup/", FORM | {"password": "short"})

    assert "at least 10 characters" in response.content.decode()
    assert happenings() == before


def test_the_operator_can_switch_it_off(world: World) -> None:
    Marketplace.objects.create(sign_up_open=False)

    assert world.as_(None).get("/signup/").status_code == 404
    assert world.as_(None).post("/signup/", FORM).status_code == 404
    assert "/signup/" not in world.as_(None).get("/accounts/login/").content.decode()


def test_an_address_that_asks_too_often_must_wait(world: World, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    reading.move_to(world.later(minutes=10))  # well within an hour: the count begins anew with each
    client = world.as_(None)

    answers = [client.post("/signup/", FORM | {"email": f"e{n}@example.com"}).status_code for n in range(11)]

    assert answers == [302] * 10 + [429]


def test_nobody_signs_up_through_the_library(world: World) -> None:
    response = world.as_(None).post(
        "/accounts/signup/", {"email": "eve@example.com", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert "Nobody signs up here" in response.content.decode()
