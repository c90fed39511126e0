"""The marketplace invites a new owner into an account whose owners have gone: by mail, once, told to the team."""

from __future__ import annotations

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.people.models import User
from goodstanding.base.timeline.models import Entry
from goodstanding.systems.sellers.models import TeamInvitation
from tests.factories.people import PASSWORD, link_mailed_to
from tests.factories.tokens import program_of
from tests.world import Person, World, happenings

WISH = {"email": "olga@example.com", "reason": "Alice has left; register extract of 20 November."}
NEW = {"name": "Olga", "password": PASSWORD}


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


def account(world: World, *rest: object) -> str:
    return f"/console/sellers/{world.harbour.ref}/account/" + "".join(f"{part}/" for part in rest)


def invite(world: World, by: Person | None = None, **more: str) -> int:
    return world.as_(by or world.ada).post(account(world, "owners"), WISH | more).status_code


def roles(world: World) -> dict[str, str]:
    return dict(world.harbour.account.memberships.values_list("user__email", "role"))


def test_whoever_accepts_owns_the_account(world: World) -> None:
    assert invite(world) == 302
    link, stranger = link_mailed_to("olga@example.com"), world.as_(None)

    assert "invites you as an owner of this account" in stranger.get(link).content.decode()
    stranger.post(link, NEW)

    assert roles(world)["olga@example.com"] == "owner"
    assert stranger.post(f"/s/{world.harbour.ref}/team/invitations/", {"email": "x@example.com", "role": "support"})
    assert TeamInvitation.objects.filter(email="x@example.com").exists()


def test_the_link_works_once_and_for_seven_days(world: World) -> None:
    invite(world)
    link = link_mailed_to("olga@example.com")
    world.as_(None).post(link, NEW)
    invite(world, email="otto@example.com")
    other = link_mailed_to("otto@example.com")

    world.at(world.later(days=7, minutes=5))

    assert world.as_(None).get(link).status_code == 404
    assert world.as_(None).post(other, NEW | {"name": "Otto"}).status_code == 404
    assert not User.objects.filter(email="otto@example.com").exists()


def test_a_colleague_of_the_team_becomes_an_owner(world: World) -> None:
    invite(world, email="bob@example.com")

    world.as_(world.bob).post(link_mailed_to("bob@example.com"))

    assert roles(world)["bob@example.com"] == "owner"
    assert "became an owner" in world.as_(world.ada).get(account(world)).content.decode()


def test_the_whole_team_is_told_who_invited_whom_and_why(world: World) -> None:
    invite(world)

    told = Mail.objects.filter(key__startswith="owner-invited")
    page = world.as_(world.bob).get(f"/s/{world.harbour.ref}/team/").content.decode()

    assert set(told.values_list("to_address", flat=True)) == {
        f"{who}@example.com" for who in ("alice", "bob", "fay", "sue")
    }
    assert all("o…@example.com" in mail.text and "Alice has left" in mail.text for mail in told)
    assert "olga@example.com" in page and "invited by Ada of the marketplace" in page and "Alice has left" in page


def test_the_record_says_who_invited_whom_and_why(world: World) -> None:
    invite(world)

    entry = Entry.objects.get(verb="team.owner_invited")

    assert (entry.actor_name, entry.reason, entry.data["to"]) == ("Ada", WISH["reason"], "o…@example.com")
    assert not entry.staff_only


def test_an_owner_of_the_team_takes_it_back(world: World) -> None:
    invite(world)
    link, invitation = link_mailed_to("olga@example.com"), TeamInvitation.objects.get()

    world.as_(world.alice).post(f"/s/{world.harbour.ref}/team/invitations/{invitation.pk}/revocation/")

    assert world.as_(None).post(link, NEW).status_code == 404
    assert "olga@example.com" not in roles(world)


def test_the_marketplace_sends_it_again_or_takes_it_back(world: World) -> None:
    invite(world)
    earlier, invitation = link_mailed_to("olga@example.com"), TeamInvitation.objects.get()
    ada = world.as_(world.ada)

    ada.post(account(world, "owners", invitation.pk, "resending"))
    later = link_mailed_to("olga@example.com")
    alive = world.as_(None).get(later).status_code, world.as_(None).get(earlier).status_code
    ada.post(account(world, "owners", invitation.pk, "revocation"))

    assert alive == (200, 404)
    assert world.as_(None).get(later).status_code == 404


def test_the_marketplace_has_no_say_in_invitations_of_the_team(world: World) -> None:
    world.as_(world.alice).post(
        f"/s/{world.harbour.ref}/team/invitations/", {"email": "c@example.com", "role": "owner"}
    )
    invitation = TeamInvitation.objects.get()
    before = happenings()

    response = world.as_(world.ada).post(account(world, "owners", invitation.pk, "revocation"))

    assert response.status_code == 403
    assert happenings() == before


@pytest.mark.parametrize("who", ["sam", "tess", "fred"])
def test_only_administrators_invite_owners(world: World, who: str) -> None:
    before = happenings()

    assert invite(world, getattr(world, who)) == 403
    assert happenings() == before


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"reason": " "}, "required"),
        ({"email": "nobody"}, "valid email"),
        ({"email": "alice@example.com"}, "owner of the account already"),
        ({"email": "sam@market.example"}, "cannot own an account"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(world: World, wish: dict[str, str], why: str) -> None:
    before = happenings()

    response = world.as_(world.ada).post(account(world, "owners"), WISH | wish)

    assert response.status_code in {409, 422}
    assert why in response.content.decode()
    assert happenings() == before


def test_one_invitation_for_an_address(world: World) -> None:
    invite(world)
    before = happenings()

    assert invite(world) == 409
    assert happenings() == before


def test_a_program_of_the_marketplace_invites_once(world: World) -> None:
    ada = program_of(world.ada)

    first, again = (ada.post("/sellers/harbour/owner-invitations", WISH, Idempotency_Key="olga") for _ in range(2))
    listed = ada.get("/sellers/harbour/invitations").json()["data"]
    gone = ada.post(f"/sellers/harbour/invitations/{first.json()['id']}/revocation", {})

    assert (first.status_code, again["Idempotency-Replayed"]) == (201, "true")
    assert [(one["email"], one["by_marketplace"], one["reason"]) for one in listed] == [
        ("olga@example.com", True, WISH["reason"])
    ]
    assert gone.status_code == 204
    assert ada.get("/sellers/harbour/invitations").json()["data"] == []


def test_no_program_of_a_seller_makes_itself_an_owner(world: World) -> None:
    alice = program_of(world.alice)
    before = happenings()

    response = alice.post("/sellers/harbour/owner-invitations", WISH)

    assert response.status_code == 403
    assert happenings() == before


def test_an_account_page_names_a_lone_owner(world: World) -> None:
    page = world.as_(world.ada).get(account(world)).content.decode()

    assert "Alice alone owns Harbour Lane Ceramics" in page
